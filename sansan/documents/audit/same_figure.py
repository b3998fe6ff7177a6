"""The same figure told twice: in two tasks with the same words, place and date, or in one task as one already told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sansan.documents.audit import told_again
from sansan.documents.audit.arithmetic import interval
from sansan.documents.audit.context import Context, short
from sansan.documents.figures import Told
from sansan.documents.model import Finding

RULE = "same_figure"
_LOOSE = re.compile(r"截至|截止|止|目前|今年以来|[\d年月日]|已经|已|共计|共|累计|，|\s")


def check(context: Context) -> Iterable[Finding]:
    """One finding for each pair of tasks that give one thing two numbers at one date, and each number told again."""
    yield from told_again.differences(context, RULE)
    groups: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    for told in context.figures:
        key = _key(told)
        if key:
            groups[key].append(told)
    for group in groups.values():
        yield from _differences(context, group)


def _key(told: Told) -> tuple[str, ...] | None:
    """What must agree for two numbers to be one: date, place, unit and the clause before the number."""
    figure, item = told.figure, told.item
    if figure.as_of is None or figure.task is None or figure.scope is None or item.quantity.is_range:
        return None
    if figure.marker in {"change", "rate"} or item.quantity.dimension in {"percent", "percentage_point"}:
        return None
    clause = _LOOSE.sub("", item.label)
    told_of = f"{clause}|{figure.noun}"
    if len(clause) < 4 or len(figure.noun) < 2:
        return None
    return (str(figure.as_of), figure.scope, item.quantity.dimension, told_of)


def _differences(context: Context, group: Sequence[Told]) -> Iterator[Finding]:
    first = group[0]
    for other in group[1:]:
        if other.figure.task == first.figure.task:
            continue
        if interval(first.item.quantity).meets(interval(other.item.quantity)):
            continue
        yield context.finding(
            RULE,
            other.figure.task,
            f"{short(other.item)}，而{context.name(first.figure.task)}同一口径、同一截止日期为"
            f"{first.item.quantity.printed}。",
            spans=[first.figure.span, other.figure.span],
            values={
                context.name(first.figure.task): first.item.quantity.printed,
                context.name(other.figure.task): other.item.quantity.printed,
            },
            quote=other.statement.text,
        )
