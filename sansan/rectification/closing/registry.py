"""The claims a closing may make. Rooms add theirs at start-up; how each is judged is a pure function of facts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sansan.rectification.closing.facts import Facts


class Judgement(StrEnum):
    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    UNJUDGED = "unjudged"


JUDGEMENT_LABELS: Mapping[Judgement, str] = {
    Judgement.HOLDS: "相符",
    Judgement.CONTRADICTED: "矛盾",
    Judgement.UNJUDGED: "无法核对",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row a verdict rests on. `says` is shown only to whoever may see the row; `kind` is one of `row_kinds`."""

    kind: str
    key: int
    says: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`sentence` names numbers and nothing else: everybody who sees the task reads it, whoever reported the rows."""

    judgement: Judgement
    sentence: str
    rows: tuple[Row, ...] = ()


def holds(sentence: str, *rows: Row) -> Verdict:
    return Verdict(Judgement.HOLDS, sentence, rows)


def contradicted(sentence: str, *rows: Row) -> Verdict:
    return Verdict(Judgement.CONTRADICTED, sentence, rows)


def unjudged(sentence: str, *rows: Row) -> Verdict:
    """The data cannot say. Counts as needing a word, never as passing."""
    return Verdict(Judgement.UNJUDGED, sentence, rows)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole number an office may set for a task."""

    name: str
    label: str
    unit: str
    minimum: int = 0
    maximum: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """For which tasks a claim is made unless the office says otherwise."""

    label: str
    met: Callable[[Facts], bool]


CONDITIONS: Mapping[str, Condition] = {
    "always": Condition("各类任务", lambda facts: True),
    "placed": Condition("落到县区及以下的任务", lambda facts: bool(facts.area_names)),
    "with_parts": Condition("有下级任务的任务", lambda facts: bool(facts.parts)),
    "with_figures": Condition("登记了数据的任务", lambda facts: bool(facts.figures)),
    "with_identities": Condition("登记了合计关系的任务", lambda facts: bool(facts.identities)),
    "with_notice": Condition("整改程序有公示的任务", lambda facts: facts.notice_due),
    "ending": Condition("不属于长期坚持、持续推进的任务", lambda facts: not facts.standing),
}

Check = Callable[[Facts, Mapping[str, int]], Verdict]


@dataclass(frozen=True)
class Claim:
    """Something a closing says of a task.

    `default_on` names a condition; `defaults` give every parameter its value and `source` says where they come from.
    `gather` reads what only this claim needs (a saved task → anything); the check finds it in `facts.extra[key]`.
    """

    key: str
    label: str
    asserts: str
    remedy: str
    check: Check
    default_on: str = "always"
    source: str = ""
    parameters: tuple[Parameter, ...] = ()
    defaults: Mapping[str, int] = field(default_factory=dict)
    gather: Callable[[Any], Any] | None = None


_CLAIMS: dict[str, Claim] = {}


def register(claim: Claim) -> None:
    """Add a claim. A key, a condition or a default that does not fit is a mistake of the room that registers it."""
    if claim.key in _CLAIMS:
        raise ValueError(f"the claim {claim.key} is registered twice")
    if claim.default_on not in CONDITIONS:
        raise ValueError(f"{claim.key}: no condition is called {claim.default_on!r}")
    if {p.name for p in claim.parameters} != set(claim.defaults):
        raise ValueError(f"{claim.key}: every parameter needs a default, and nothing else has one")
    _CLAIMS[claim.key] = claim


def claims() -> Mapping[str, Claim]:
    """Every claim by key, in the order of registration."""
    return dict(_CLAIMS)


Shown = Callable[[Any, Collection[int]], Mapping[int, str]]
"""(person, keys) → the address of each of these rows the person may see, "" where it has no page."""

_ROW_KINDS: dict[str, Shown] = {}


def declare_rows(kind: str, shown: Shown) -> None:
    """How rows of one kind are linked, and who may see them. A kind nobody declared is shown to nobody."""
    if kind in _ROW_KINDS:
        raise ValueError(f"rows of the kind {kind} are declared twice")
    _ROW_KINDS[kind] = shown


def row_kinds() -> Mapping[str, Shown]:
    return dict(_ROW_KINDS)
