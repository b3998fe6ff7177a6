"""Acceptances that stand, each with what look-backs found of the task since; scoped to the viewer.

An acceptance withdrawn with a returned task does not count: nothing was let pass by it. Each level answers for its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.models import Acceptance, LookBack, Round, Task

RECORD = "rectification.acceptors"
ACCEPT = "rectification.accept"
SEEN, NO_BODY = "seen", "none"
"""Filter values: looked back at, whatever was found; accepted for no body on record."""
Result = LookBack.Result


class Outcome(StrEnum):
    """What is known of one acceptance: the worst any look-back found."""

    UNSEEN = "unseen"
    HELD = "held"
    RELAPSED = "relapsed"
    FALSE = "false"


OUTCOME_LABELS = {
    Outcome.UNSEEN: "尚未回看",
    Outcome.HELD: "未反弹",
    Outcome.RELAPSED: "问题反弹",
    Outcome.FALSE: "虚假整改",
}
GROUPINGS = {
    "person": ("by", "by__name", "organisation", "organisation__name", "level"),
    "organisation": ("organisation", "organisation__name", "level"),
}


@dataclass(frozen=True)
class Standing:
    """The record of one acceptor, or of one body, at one level."""

    by: int | None
    name: str
    organisation: int | None
    body: str
    level: str
    numbers: dict[str, int]

    @property
    def accepted(self) -> int:
        return sum(self.numbers.values())

    @property
    def looked_back(self) -> int:
        return self.accepted - self.numbers[Outcome.UNSEEN]


def sees_others(person: Person) -> bool:
    """Whether the person looks at others' records, or at his own only."""
    return may(person, RECORD)


def acceptances(person: Person) -> QuerySet[Acceptance]:
    """Standing acceptances the person may weigh, with `outcome` and the day of the look-back behind it."""
    seen = Q(task__in=Task.objects.visible_to(person, RECORD)) | Q(by=person)
    done = LookBack.objects.filter(task=OuterRef("task"), done_on__isnull=False)
    worst = done.order_by(
        Case(When(result=Result.FALSE, then=0), When(result=Result.RELAPSED, then=1), default=2), "-done_on"
    )
    return (
        Acceptance.objects.filter(seen, withdrawn_at=None)
        .annotate(
            outcome=Case(
                When(Exists(done.filter(result=Result.FALSE)), then=Value(Outcome.FALSE)),
                When(Exists(done.filter(result=Result.RELAPSED)), then=Value(Outcome.RELAPSED)),
                When(Exists(done), then=Value(Outcome.HELD)),
                default=Value(Outcome.UNSEEN),
                output_field=CharField(),
            ),
            looked_back_on=Subquery(worst.values("done_on")[:1]),
        )
        .order_by()
    )


def standings(rows: QuerySet[Acceptance], grouping: str) -> list[Standing]:
    """One line each, whoever let most false work pass first; one query."""
    counted: Any = rows.values(*GROUPINGS[grouping]).annotate(
        **{outcome.value: Count("pk", filter=Q(outcome=outcome.value)) for outcome in Outcome}
    )
    found = [
        Standing(
            by=row.get("by"),
            name=row.get("by__name", ""),
            organisation=row["organisation"],
            body=row["organisation__name"] or "",
            level=row["level"],
            numbers={outcome.value: row[outcome.value] for outcome in Outcome},
        )
        for row in counted
    ]
    return sorted(
        found,
        key=lambda s: (-s.numbers[Outcome.FALSE], -s.numbers[Outcome.RELAPSED], -s.accepted, s.body, s.name),
    )


def totals(lines: Iterable[Standing]) -> dict[str, int]:
    lines = list(lines)
    return {outcome.value: sum(line.numbers[outcome] for line in lines) for outcome in Outcome}


def narrowed(rows: QuerySet[Acceptance], chosen: dict[str, Any]) -> QuerySet[Acceptance]:
    """The rows behind one number: by acceptor, body, level, what was found, and round."""
    for name, path in (("round", "task__round"), ("by", "by"), ("level", "level")):
        if chosen.get(name):
            rows = rows.filter(**{path: chosen[name]})
    if body := chosen.get("organisation"):
        rows = rows.filter(organisation=None if body == NO_BODY else body)
    if (outcome := chosen.get("outcome")) == SEEN:
        rows = rows.exclude(Q(("outcome", Outcome.UNSEEN)))
    elif outcome:
        rows = rows.filter(Q(("outcome", outcome)))
    return rows


def rounds_of(rows: QuerySet[Acceptance]) -> QuerySet[Round]:
    """The rounds to choose from."""
    return Round.objects.filter(pk__in=rows.values(found=F("task__round"))).order_by("-feedback_on", "-pk")


def shares(part: int, whole: int) -> str:
    """1/4（25%）: a share is never shown without what it is a share of."""
    return f"{part}/{whole}（{100 * part / whole:.0f}%）" if whole else "—"
