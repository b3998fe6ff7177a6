"""What the intake screen shows of a read report: fifty proposals at a time beside the lines they were read from."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from sansan.rectification.actions.planned import PLANNED_FIELDS, planned_tasks
from sansan.rectification.matching import Change, differences
from sansan.rectification.models import Proposal, SourceDocument, Task
from sansan.rectification.models.task import ROLE_LABELS, STATUS_LABELS
from sansan.rectification.presentation.findings import rule_name
from sansan.rectification.proposals import Position, ProposedTask
from sansan.rectification.snapshot import snapshots
from sansan.ui.parts import Compared, Finding
from sansan.ui.passage import Mark

PAGE_SIZE = 50
FIELDS = {
    "problem": "反馈问题",
    "status": "状态",
    "goal": "整改目标",
    "deadline": "整改时限",
    "units": "责任单位",
    "measures": "整改措施",
}


@dataclass(frozen=True)
class ReadField:
    """One field of a proposal: its value and the address that marks its passage ("" where it was typed)."""

    name: str
    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Card:
    """A proposed task as the screen shows it."""

    proposal: Proposal
    data: ProposedTask
    fields: list[ReadField]
    changes: list[Change]
    settled: list[Change]
    """What the report says differently from a plan in force, and does not change."""

    @property
    def is_new(self) -> bool:
        return self.proposal.task_id is None

    @property
    def status_word(self) -> str:
        return STATUS_LABELS[self.data.status_code] if self.data.status_code else ""

    @property
    def status_unknown(self) -> bool:
        return bool(self.data.status) and (self.data.status_code in {None, "unknown"})


@dataclass(frozen=True)
class Excerpt:
    """Lines of the source with marks, as `ui` shows them."""

    text: str
    first_line: int
    first_char: int
    marks: list[Mark]


@dataclass(frozen=True)
class Review:
    cards: list[Card]
    excerpt: Excerpt
    first: int
    total: int
    open_count: int
    new_count: int
    update_count: int
    reading: dict[str, Any]

    @property
    def next_from(self) -> int | None:
        return self.first + PAGE_SIZE if self.first + PAGE_SIZE <= self.total else None

    @property
    def previous_from(self) -> int | None:
        return max(1, self.first - PAGE_SIZE) if self.first > 1 else None

    @cached_property
    def findings(self) -> list[Finding]:
        numbers = {task["key"]: task["number"] for task in self.reading["tasks"] if task["number"]}
        return [
            Finding(
                title=f"{rule_name(finding['rule'])} · {_where(numbers.get(finding['task'], finding['task']))}",
                message=finding["message"],
                compared=[Compared(name, value) for name, value in finding["values"].items()],
                innocent=finding["innocent"],
                quote=finding["quote"],
            )
            for finding in self.reading["findings"]
        ]

    @property
    def declared(self) -> list[tuple[str, Any, Any]]:
        """What the head declares beside what was counted."""
        declared = self.reading["declared"]
        counted = {"classes": len(self.reading["classes"]), "tasks": len(self.reading["tasks"])}
        words = {"classes": "类", "tasks": "项"}
        return [(words[k], declared[k], counted[k]) for k in words if declared[k] is not None]


def _where(number: str) -> str:
    return f"第 {number} 项" if number else "全文"


def review(source: SourceDocument, *, first: int, mark: str) -> Review:
    """One page of a report's proposals: a fixed number of queries."""
    rows = list(source.proposals.only("source", "order", "decision", "task").order_by("order"))
    shown = list(
        source.proposals.filter(order__gte=first, order__lt=first + PAGE_SIZE).select_related("task")
    )
    ids = [p.task_id for p in shown if p.task_id]
    known, planned = snapshots(Task.objects.filter(pk__in=ids)), planned_tasks(ids)
    base = f"{reverse('rectification:intake', args=[source.pk])}?from={first}"
    cards = [_card(p, known, base, planned) for p in shown]
    live = [p for p in rows if p.decision == Proposal.Decision.OPEN]
    return Review(
        cards=cards,
        excerpt=excerpt(source.text, _extent(cards, whole_head=first == 1), _mark(mark)),
        first=first,
        total=max((p.order for p in rows), default=0),
        open_count=len(live),
        new_count=sum(p.task_id is None for p in live),
        update_count=sum(p.task_id is not None for p in live),
        reading=source.reading,
    )


@dataclass(frozen=True)
class ProposalPage:
    source: SourceDocument
    proposal: Proposal
    card: Card
    excerpt: Excerpt
    tasks: list[tuple[int, str]]  # tasks of the round it may be an update of

    @property
    def data(self) -> ProposedTask:
        return self.card.data


def proposal_page(source: SourceDocument, proposal: Proposal, *, mark: str) -> ProposalPage:
    """One proposal with its passage and the tasks it may be linked to."""
    known = snapshots(Task.objects.filter(pk=proposal.task_id)) if proposal.task_id else {}
    base = f"{reverse('rectification:proposal', args=[source.pk, proposal.pk])}?"
    card = _card(proposal, known, base, planned_tasks(list(known)))
    return ProposalPage(
        source=source,
        proposal=proposal,
        card=card,
        excerpt=excerpt(source.text, _extent([card]), _mark(mark)),
        tasks=[
            (t.pk, str(t))
            for t in source.round.tasks.reported().only("round", "number", "problem").order_by("order")
        ],
    )


def excerpt(text: str, extent: tuple[int, int], marks: list[Mark]) -> Excerpt:
    """Whole lines around a stretch of the text."""
    start = text.rfind("\n", 0, extent[0]) + 1
    end = text.find("\n", extent[1])
    end = len(text) if end < 0 else end
    return Excerpt(
        text=text[start:end], first_line=text.count("\n", 0, start) + 1, first_char=start, marks=marks
    )


def _card(proposal: Proposal, known: dict[int, ProposedTask], base: str, planned: Collection[int]) -> Card:
    data = ProposedTask.model_validate(proposal.data)
    changes = differences(known[proposal.task_id], data) if proposal.task_id in known else []
    settled = [c for c in changes if proposal.task_id in planned and c.field in PLANNED_FIELDS]
    return Card(
        proposal=proposal,
        data=data,
        fields=[
            ReadField(name, label, value, _address(base, data.spans.get(name, [])))
            for name, label in FIELDS.items()
            if (value := _value(data, name))
        ],
        changes=[change for change in changes if change not in settled],
        settled=settled,
    )


def _value(data: ProposedTask, name: str) -> str:
    match name:
        case "units":
            return "、".join(f"{u.name}（{ROLE_LABELS[u.role]}）" for u in data.units)
        case "measures":
            return "\n".join(data.measures)
        case _:
            return str(getattr(data, name))


def _address(base: str, spans: list[Position]) -> str:
    if not spans:
        return ""
    separator = "" if base.endswith("?") else "&"
    marks = "_".join(f"{start}-{end}" for _, start, end in spans)
    return f"{base}{separator}mark={marks}#L{spans[0][0]}"


def _mark(text: str) -> list[Mark]:
    """`12-30_44-60` → marks; anything else marks nothing."""
    marks = []
    for piece in text.split("_"):
        start, _, end = piece.partition("-")
        if start.isdigit() and end.isdigit() and int(start) < int(end):
            marks.append(Mark(int(start), int(end)))
    return marks


def _extent(cards: list[Card], *, whole_head: bool = False) -> tuple[int, int]:
    """From the first to the last character the cards were read from."""
    spans = [span for card in cards for span in card.data.spans.get("task", [])]
    if not spans:
        return (0, 0)
    return (0 if whole_head else min(s[1] for s in spans), max(s[2] for s in spans))
