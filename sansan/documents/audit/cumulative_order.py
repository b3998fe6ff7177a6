"""A running total never falls: 截至6月底累计完成120家 and 截至9月底累计完成110家 in one task."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sansan.documents.audit.arithmetic import interval
from sansan.documents.audit.context import Context, short
from sansan.documents.figures import Told
from sansan.documents.model import Finding

RULE = "cumulative_order"
_RUNNING = re.compile(r"累计|共|已")
_PLACE_OR_DATE = re.compile(r"截至|截止|止|目前|今年|累计|共计|共|已经|已|现已|全部|仅")


def check(context: Context) -> Iterable[Finding]:
    """One finding for each later total below an earlier one of the same thing, place and task."""
    groups: dict[tuple[str | None, str, str, str | None], list[Told]] = defaultdict(list)
    for told in context.figures:
        key = _key(told)
        if key:
            groups[key].append(told)
    for group in groups.values():
        yield from _falls(context, group)


def _key(told: Told) -> tuple[str | None, str, str, str | None] | None:
    figure, item = told.figure, told.item
    if figure.as_of is None or not _RUNNING.search(item.label) or item.quantity.dimension == "percent":
        return None
    what = _PLACE_OR_DATE.sub("", item.label).strip()
    what = f"{what}|{figure.noun}"
    return (figure.task, item.quantity.dimension, what, figure.scope) if len(what) > 2 else None


def _falls(context: Context, group: Sequence[Told]) -> Iterator[Finding]:
    ordered = sorted(group, key=lambda t: (t.figure.as_of, t.figure.span))
    for earlier, later in pairwise(ordered):
        if earlier.figure.as_of == later.figure.as_of:
            continue
        high = interval(later.item.quantity).high
        if high is not None and high < interval(earlier.item.quantity).low:
            first, second = earlier.figure.as_of, later.figure.as_of
            yield context.finding(
                RULE,
                later.figure.task,
                f"截至{first}{short(earlier.item)}，截至{second}却为{short(later.item)}，累计数变小。",
                spans=[earlier.figure.span, later.figure.span],
                values={"较早": earlier.item.quantity.printed, "较晚": later.item.quantity.printed},
                quote=later.statement.text,
            )
