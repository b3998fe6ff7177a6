"""Two frozen months side by side: what moved, what is new, what changed in the figures. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sansan.dispatch.content import SETTLED, STATE_WORDS, Content, Json, counted
from sansan.dispatch.lights import LEVEL_LABELS, Level
from sansan.documents.model import Bound


class Sureness(StrEnum):
    """What is known of a difference of two numbers that are not exact."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    UNKNOWN = "unknown"


SURENESS_WORDS = {
    Sureness.EXACT: "",
    Sureness.AT_LEAST: "至少",
    Sureness.AT_MOST: "至多",
    Sureness.ABOUT: "约",
    Sureness.UNKNOWN: "无法确定：",
}


_LEVEL = {
    Sureness.EXACT: "持平",
    Sureness.AT_LEAST: "持平或增加",
    Sureness.AT_MOST: "持平或减少",
    Sureness.ABOUT: "大致持平",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose state or light is another one; words for both."""

    task: Json
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A number both months have. Numbers are one where name, unit and scope are the same."""

    task: Json
    name: str
    unit: str
    before: Json
    after: Json
    difference: Decimal
    sure: Sureness

    @property
    def said(self) -> str:
        """+12家, 至少+12家, 持平或减少, or that nothing can be said."""
        if self.sure is Sureness.UNKNOWN:
            return "两个数都是概数，差额无法确定"
        if not self.difference:
            return _LEVEL[self.sure]
        return f"{SURENESS_WORDS[self.sure]}{self.difference.normalize():+,f}{self.unit}"


@dataclass(frozen=True)
class Comparison:
    states: Sequence[Moved]
    lights: Sequence[Moved]
    new: Sequence[Json]
    settled: Sequence[Json]
    gone: Sequence[Json]
    figures: Sequence[FigureChange]
    lost_figures: int
    silent_twice: Sequence[tuple[int, str, int, int]]


def compared(earlier: Content, later: Content) -> Comparison:
    """What changed from the earlier month to the later one."""
    old = {task["id"]: task for task in earlier.tasks}
    new = {task["id"]: task for task in later.tasks}
    both = [(old[pk], task) for pk, task in new.items() if pk in old]
    changes, lost = _figures(both)
    return Comparison(
        states=[
            Moved(b, STATE_WORDS[a["state"]], STATE_WORDS[b["state"]])
            for a, b in both
            if a["state"] != b["state"]
        ],
        lights=[
            Moved(b, LEVEL_LABELS[Level(a["light"])], LEVEL_LABELS[Level(b["light"])])
            for a, b in both
            if a["light"] != b["light"]
        ],
        new=[task for pk, task in new.items() if pk not in old],
        settled=[b for a, b in both if counted([b]) and b["state"] in SETTLED and a["state"] not in SETTLED],
        gone=[task for pk, task in old.items() if pk not in new],
        figures=changes,
        lost_figures=lost,
        silent_twice=_silent_twice(earlier, later),
    )


def sureness(before: Bound, after: Bound) -> Sureness:
    """What the bounds of two numbers say of `after − before`."""
    if before is Bound.EXACT and after is Bound.EXACT:
        return Sureness.EXACT
    if Bound.ABOUT in (before, after):
        other = after if before is Bound.ABOUT else before
        return Sureness.ABOUT if other in (Bound.ABOUT, Bound.EXACT) else Sureness.UNKNOWN
    lower = after is not Bound.AT_MOST and before is not Bound.AT_LEAST
    upper = after is not Bound.AT_LEAST and before is not Bound.AT_MOST
    if lower:
        return Sureness.AT_LEAST
    return Sureness.AT_MOST if upper else Sureness.UNKNOWN


def _figures(both: Sequence[tuple[Json, Json]]) -> tuple[list[FigureChange], int]:
    changes, lost = [], 0
    for a, b in both:
        before = {_identity(figure): figure for figure in a["figures"]}
        after = {_identity(figure): figure for figure in b["figures"]}
        lost += len(before.keys() - after.keys())
        for identity, figure in after.items():
            old = before.get(identity)
            if old is None or (old["value"], old["bound"]) == (figure["value"], figure["bound"]):
                continue
            name, unit, scope = identity
            changes.append(
                FigureChange(
                    task=b,
                    name=f"{name}（{scope}）" if scope else name,
                    unit=unit,
                    before=old,
                    after=figure,
                    difference=Decimal(figure["value"]) - Decimal(old["value"]),
                    sure=sureness(Bound(old["bound"]), Bound(figure["bound"])),
                )
            )
    return changes, lost


def _identity(figure: Mapping[str, Any]) -> tuple[str, str, str]:
    return figure["name"], figure["unit"], figure["scope"]


def _silent_twice(earlier: Content, later: Content) -> list[tuple[int, str, int, int]]:
    """Units late or silent in both months: id, name, and how many entries in each."""
    counts = [_late_by_unit(content) for content in (earlier, later)]
    names = {entry["organisation"]: entry["unit"] for entry in later.entries}
    return [
        (pk, names[pk], counts[0][pk], counts[1][pk])
        for pk in names
        if counts[0].get(pk) and counts[1].get(pk)
    ]


def _late_by_unit(content: Content) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in content.entries:
        if entry["late"] or entry["state"] in ("returned", "drafting", "seen", "unopened"):
            found[entry["organisation"]] = found.get(entry["organisation"], 0) + 1
    return found
