"""Declared classes, tasks and points = counted, declared tally = counted statuses, tally = declared total."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sansan.documents.audit.announced_points import announced_points
from sansan.documents.audit.context import Context
from sansan.documents.flow import Places
from sansan.documents.model import DeclaredCount, Finding, StatusCode, Task
from sansan.documents.status import code_of

COUNTS = "declared_counts"
TALLY = "declared_tally"
TALLY_TOTAL = "tally_total"

_DONE = (StatusCode.COMPLETED, StatusCode.COMPLETED_ONGOING, StatusCode.CLOSED, StatusCode.LONG_TERM)
_UNDER_WAY = (
    StatusCode.ON_SCHEDULE,
    StatusCode.IN_PROGRESS,
    StatusCode.PARTIAL,
    StatusCode.AHEAD,
    StatusCode.BASICALLY_COMPLETED,
    StatusCode.BEHIND,
)
_OPEN = (StatusCode.NOT_COMPLETED, StatusCode.NOT_STARTED, StatusCode.BEHIND)


def check_counts(context: Context) -> Iterable[Finding]:
    """The number of classes and of tasks the head declares, against the body; of points a sentence announces, against
    those that follow."""
    declared = context.outline.declared
    classes = len(context.outline.classes)
    if declared.classes and classes and declared.classes.value != classes:
        yield _count_finding(context, declared.classes, classes, "整改类别")
    counts = _task_counts(context.outline.tasks)
    if declared.tasks and counts and declared.tasks.value not in counts:
        yield _count_finding(context, declared.tasks, max(counts), "整改任务")
    yield from _points(context)


def _points(context: Context) -> Iterator[Finding]:
    places = Places(context.source.text)
    for announced in announced_points(context.source.text):
        gap = abs(announced.stated - announced.told)
        yield context.finding(
            COUNTS,
            context.task_at(announced.start),
            f"写明“{announced.wording}”，其后逐项列出{announced.told}项，相差{gap}。",
            spans=[places.span(announced.start, announced.end)],
            values={"写明": str(announced.stated), "所列": str(announced.told)},
            quote=context.source.text[announced.start : announced.end],
        )


def _task_counts(tasks: Sequence[Task]) -> set[int]:
    """Ways to count: all, those that are no part of another, those without parts of their own."""
    if not tasks:
        return set()
    parents = {t.parent for t in tasks if t.parent}
    return {
        len(tasks),
        sum(1 for t in tasks if t.parent is None),
        sum(1 for t in tasks if t.key not in parents),
    }


def _count_finding(context: Context, declared: DeclaredCount, counted: int, what: str) -> Finding:
    return context.finding(
        COUNTS,
        None,
        f"开头写明{declared.value}{declared.noun}，正文{what}实有{counted}，相差{abs(declared.value - counted)}。",
        spans=[declared.span],
        values={"写明": f"{declared.value}{declared.noun}", "实有": str(counted)},
        quote=context.source.text[declared.span.start : declared.span.end],
    )


def check_tally(context: Context) -> Iterable[Finding]:
    """Each declared number of a status, against the tasks that have it, under every usual way of counting."""
    tasks = [t for t in context.outline.tasks if t.status_code is not None]
    if not tasks or any(t.status_code is StatusCode.UNKNOWN for t in tasks):
        return
    if _is_excerpt(context):
        return
    declared = [(d, code_of(d.noun)) for d in context.outline.declared.statuses]
    codes = {code for _, code in declared}
    leaves = {t.parent for t in tasks if t.parent}
    for count, code in declared:
        if code is StatusCode.UNKNOWN:
            continue
        readings = {
            reading
            for pool in (
                tasks,
                [t for t in tasks if t.key not in leaves],
                [t for t in tasks if t.parent is None],
            )
            for reading in _readings(Counter(t.status_code for t in pool if t.status_code), code, codes)
        }
        if count.value not in readings:
            yield context.finding(
                TALLY,
                None,
                f"开头写明{count.noun}{count.value}项，正文中为{_either(readings)}项。",
                spans=[count.span],
                values={"写明": f"{count.noun}{count.value}", "实有": _either(readings)},
                quote=context.source.text[count.span.start : count.span.end],
            )


def _is_excerpt(context: Context) -> bool:
    """Whether the body has far fewer tasks than declared: that is one question, not one for each status."""
    declared, counts = context.outline.declared.tasks, _task_counts(context.outline.tasks)
    return declared is not None and max(counts) * 4 < declared.value * 3


def _readings(counts: Mapping[StatusCode, int], code: StatusCode, declared: set[StatusCode]) -> Iterator[int]:
    """The status alone; 已完成 with those kept up and closed; 推进 with all under way; 未完成 with all not done.

    Statuses that the head declares by themselves are not counted a second time.
    """
    yield counts.get(code, 0)
    for family in (_DONE, _UNDER_WAY, _OPEN):
        if code in family:
            others = [c for c in family if c != code and c not in declared]
            yield counts.get(code, 0) + sum(counts.get(c, 0) for c in others)
            yield sum(counts.get(c, 0) for c in family)
            for one in others:
                yield counts.get(code, 0) + counts.get(one, 0)
    if code in _OPEN or code in _UNDER_WAY:
        yield sum(n for c, n in counts.items() if c not in _DONE and (c == code or c not in declared))


def _either(readings: set[int]) -> str:
    return "或".join(str(n) for n in sorted(readings))


def check_tally_total(context: Context) -> Iterable[Finding]:
    """The declared statuses together, against the declared number of tasks."""
    declared = context.outline.declared
    if declared.tasks is None or len(declared.statuses) < 2:
        return
    statuses = _of_tasks(context, declared.tasks, declared.statuses)
    values = [d.value for d in statuses]
    total = declared.tasks.value
    if len(values) < 2:
        return
    # 已完成 may be declared with a share of it told again behind (已完成12项，其中长期坚持5项)
    first_ones = {sum(values[:n]) for n in range(2, len(values) + 1)}  # what follows may be of something else
    if total in {*first_ones, *(sum(values) - v for v in values)} or (
        sum(values) < total and _names_some(context)
    ):
        return
    listed = "、".join(f"{d.noun}{d.value}项" for d in statuses)
    yield context.finding(
        TALLY_TOTAL,
        None,
        f"开头写明任务{total}{declared.tasks.noun}，所列{listed}合计{sum(values)}项，相差{abs(total - sum(values))}。",
        spans=[declared.tasks.span, *(d.span for d in statuses)],
        values={
            "任务": str(total),
            "合计": str(sum(values)),
            **{d.noun: str(d.value) for d in statuses},
        },
        quote=context.source.text[declared.tasks.span.start : statuses[-1].span.end],
    )


def _of_tasks(
    context: Context, tasks: DeclaredCount, statuses: Sequence[DeclaredCount]
) -> Sequence[DeclaredCount]:
    """The first tally, up to a status told twice; none of it where a nearer number is what it divides: 细化措施126条，
    已完成113条、需长期坚持13条."""
    codes = [code_of(d.noun) for d in statuses]
    first = next((n for n, code in enumerate(codes) if code in codes[:n]), len(codes))
    between = context.source.text[tasks.span.end : statuses[first - 1].span.start] if first else ""
    divided = str(sum(d.value for d in statuses[:first])) in re.findall(r"\d+", between)
    return () if divided else statuses[:first]


def _names_some(context: Context) -> bool:
    """Whether the head declares only what is done and leaves the rest to be inferred."""
    codes = {code_of(d.noun) for d in context.outline.declared.statuses}
    return codes <= set(_DONE)
