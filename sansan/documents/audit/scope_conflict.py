"""A whole area's figure against its parts told in other tasks: 全市105.7吨 against 33.8吨 and 80余吨 below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from sansan.documents.audit.arithmetic import interval, plain
from sansan.documents.audit.context import Context, short
from sansan.documents.figures import Told, city_wide, generic_nouns
from sansan.documents.model import Finding

RULE = "scope_conflict"
_NOT_COUNTED = {"percent", "percentage_point", "concentration", "days", "hours", "months", "years"}


def check(context: Context) -> Iterable[Finding]:
    """One finding for each area-wide number that the numbers of places inside it, together, exceed."""
    figures: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    for told in context.figures:
        if _usable(told):
            figures[_heading(context, told)].append(told)
    for whole, told_under_it in ((t, group) for group in figures.values() for t in group):
        if whole.figure.scope in city_wide() and whole.figure.marker not in {"part", "remainder"}:
            parts = _parts(context, whole, told_under_it)
            # parts of one task are the sums' business; here the numbers stand in different tasks
            if any(p.figure.task != whole.figure.task for p in parts):
                yield from _judge(context, whole, parts)


def _usable(told: Told) -> bool:
    figure = told.figure
    return (
        figure.task is not None
        and bool(figure.scope)
        and told.item.quantity.dimension not in _NOT_COUNTED
        and figure.marker not in {"change", "rate"}
        and len(figure.noun) >= 2
        and figure.noun not in generic_nouns()
        and not told.item.quantity.is_range
    )


def _heading(context: Context, told: Told) -> tuple[str, ...]:
    """Unit and heading: figures under far-apart headings are seldom of one thing."""
    task = context.tasks[told.figure.task or ""]
    return (told.item.quantity.dimension, task.class_number or "", task.section_number or "")


def _near(context: Context, a: Told, b: Told) -> bool:
    """Whether two tasks stand close where the document has no headings."""
    first, second = (context.tasks[t.figure.task or ""] for t in (a, b))
    return bool(first.class_number) or abs(context.order[first.key] - context.order[second.key]) <= 2


def _same_thing(whole: Told, part: Told) -> bool:
    """油品 and 劣质油品: the part's noun ends in the whole's."""
    return part.figure.noun.endswith(whole.figure.noun) or whole.figure.noun.endswith(part.figure.noun)


def _parts(context: Context, whole: Told, figures: Sequence[Told]) -> list[Told]:
    """One number for each place, of the same thing, in the same heading, not later than the whole."""
    chosen: dict[str, Told] = {}
    for told in figures:
        scope = told.figure.scope or ""
        if told is whole or scope in city_wide() or not _below(context, scope):
            continue
        later = whole.figure.as_of and told.figure.as_of and told.figure.as_of > whole.figure.as_of
        if later or not _same_thing(whole, told) or not _near(context, whole, told):
            continue
        overlapping = [s for s in chosen if set(s.split("、")) & set(scope.split("、"))]
        best = max(
            [told, *(chosen[s] for s in overlapping)],
            key=lambda t: (t.item.quantity.amount, -t.figure.span.start),
        )
        for s in overlapping:
            del chosen[s]
        chosen[best.figure.scope or ""] = best
    return sorted(chosen.values(), key=lambda t: t.figure.span)


def _below(context: Context, scope: str) -> bool:
    """Whether every place of a scope lies inside the document's own area: it is neither a city nor a province."""
    return all(not name.endswith(("市", "省")) for name in scope.split("、"))


def _judge(context: Context, whole: Told, parts: Sequence[Told]) -> Iterator[Finding]:
    limit = interval(whole.item.quantity).high
    least = sum((interval(p.item.quantity).low for p in parts), Fraction(0))
    if limit is None or least <= limit:
        return
    listed = "、".join(f"{context.name(p.figure.task)}{p.figure.scope}{short(p.item)}" for p in parts)
    tasks = "、".join(dict.fromkeys(context.name(t.figure.task) for t in (whole, *parts)))
    yield context.finding(
        RULE,
        whole.figure.task,
        f"{whole.figure.scope}{short(whole.item)}，而{listed}，合计至少{plain(least, whole.item.quantity)}，"
        f"超过全域数（涉及{tasks}）。",
        spans=[t.figure.span for t in (whole, *parts)],
        values={
            f"{whole.figure.scope}": whole.item.quantity.printed,
            **{p.figure.scope or "": p.item.quantity.printed for p in parts},
            "分处合计": plain(least, whole.item.quantity),
        },
        quote=whole.statement.text,
    )
