"""Accounts anybody may log in with. There are none, unless the database holds the sample city and its room says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Demo:
    """`accounts` are pairs of a username and what it may look at; one password opens them all."""

    password: str
    accounts: Sequence[tuple[str, str]]


_hooks: list[Callable[[], Demo | None]] = []


def declare(hook: Callable[[], Demo | None]) -> None:
    """`hook()` names the accounts while the sample is loaded; the last one declared is asked."""
    _hooks[:] = [hook]


def demo() -> Demo | None:
    return _hooks[0]() if _hooks else None
