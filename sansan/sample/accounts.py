"""The demo accounts, read from `accounts.toml`; printed at the start, so known without Django."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("accounts.toml")


@dataclass(frozen=True)
class Account:
    """`role` is a value of people.roles.Role, `organisation` the code of a body of the sample city."""

    username: str
    name: str
    role: str
    role_label: str
    organisation: str
    title: str


@lru_cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def password() -> str:
    """The one password of all demo accounts."""
    return str(_data()["password"])


def accounts() -> list[Account]:
    """One account per role, in the order of the role table."""
    return [Account(**row) for row in _data()["account"]]
