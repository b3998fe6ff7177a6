"""What a rule sees: the statements of a document by task, and how to speak of a place in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sansan.documents.figures import Told, figures_of
from sansan.documents.model import Finding, Outline, PlaceMention, Source, Span, Task
from sansan.documents.passages import Passage
from sansan.documents.places import Gazetteer
from sansan.documents.quantities import Quantity
from sansan.documents.statements import Item, Statement, statements

_LEAD = re.compile(
    r"^(?:(?:其中|分别为|分别|以及|截至目前|止目前|目前|共计|累计|共|已经|现已|已|仅|和|与|及|了|将|均|对)[，：:]?)+"
)
_TRAIL = re.compile(r"(?:达到|达|约|近|为|是|有)+$")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What `data/audit_rules.toml` says about one rule."""

    key: str
    name: str
    compares: str
    innocent: str
    source: str


@dataclass(frozen=True)
class Context:
    """One document under audit. Everything is in order of the source."""

    source: Source
    outline: Outline
    passages: Sequence[Passage]
    gazetteer: Gazetteer | None
    places: Sequence[PlaceMention]
    rules: Mapping[str, RuleText] = field(default_factory=dict)
    year: int | None = None  # the year the document is about, for dates printed without one

    @cached_property
    def statements(self) -> Sequence[Statement]:
        return [s for p in self.passages for s in statements(p)]

    @cached_property
    def by_task(self) -> Mapping[str | None, Sequence[Statement]]:
        grouped: dict[str | None, list[Statement]] = {}
        for statement in self.statements:
            grouped.setdefault(statement.task, []).append(statement)
        return grouped

    @cached_property
    def figures(self) -> Sequence[Told]:
        by_passage: dict[int, list[Statement]] = {}
        for statement in self.statements:
            by_passage.setdefault(id(statement.passage), []).append(statement)
        return [
            told
            for p in self.passages
            for told in figures_of(
                p,
                by_passage.get(id(p), []),
                self.places,
                default_year=self.year,
                now=self.outline.as_of,
            )
        ]

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        return {t.key: t for t in self.outline.tasks}

    def task_at(self, offset: int) -> str | None:
        """The narrowest task that holds a place of the source."""
        holding = [t for t in self.outline.tasks if t.span.start <= offset < t.span.end]
        return min(holding, key=lambda t: t.span.end - t.span.start).key if holding else None

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Where each task stands among the tasks, by key."""
        return {t.key: n for n, t in enumerate(self.outline.tasks)}

    @cached_property
    def _repeated(self) -> frozenset[str | None]:
        counts = Counter(t.number for t in self.outline.tasks)
        return frozenset(n for n, times in counts.items() if times > 1)

    def name(self, key: str | None) -> str:
        """How a message names a task: 第17项; with its class where numbers restart; by its first words without one."""
        task = self.tasks.get(key) if key else None
        if task is None:
            return "文中"
        if task.number is None:
            return f"“{task.problem.value[:12]}…”一项"
        title = f"第{task.number}项"
        return (
            f"第{task.class_number}类{title}"
            if task.number in self._repeated and task.class_number
            else title
        )

    def span(self, statement: Statement, quantity: Quantity) -> Span:
        return statement.passage.span(quantity.start, quantity.end)

    def finding(
        self,
        rule: str,
        task: str | None,
        message: str,
        *,
        spans: Sequence[Span],
        values: Mapping[str, str],
        quote: str,
    ) -> Finding:
        """A finding of `rule`; `message` without its head, which is the task's name."""
        text = f"{self.name(task)}：{message}"
        return Finding(
            rule, task, tuple(sorted(set(spans))), quote.strip(), values, text, self.rules[rule].innocent
        )


def short(item: Item) -> str:
    """What a message calls a quantity: its own clause before and after, connectives cut off, at most 20 characters."""
    label = _TRAIL.sub("", _LEAD.sub("", item.label.strip()))
    tail = item.tail.strip() if not label or len(label) <= 1 else ""
    return f"{label[-16:]}{item.quantity.printed}{tail[:10]}"


def quoted(statements: Sequence[Statement], quantities: Sequence[Quantity]) -> str:
    """The shortest piece of the first sentence that holds the quantities, from its clause's beginning."""
    statement = statements[0]
    own = [q for q in quantities if statement.start <= q.start < statement.end]
    if not own:
        return statement.text
    text = statement.passage.text
    first, last = min(q.start for q in own), max(q.end for q in own)
    begin = max((text.rfind(mark, statement.start, first) for mark in "，；。：、（"), default=-1) + 1
    return text[max(begin, statement.start) : last]


def pairs(context: Context) -> Iterator[tuple[Statement, Sequence[Statement]]]:
    """Each statement with those before it in the same task, nearest first."""
    for group in context.by_task.values():
        for i, statement in enumerate(group):
            yield statement, group[:i][::-1]
