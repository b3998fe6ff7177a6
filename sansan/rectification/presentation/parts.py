"""The parts of a task rolled up: how many are accepted and closed, the worst light, whether their numbers add up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from sansan.people.models import Person
from sansan.rectification.board import badge, shown
from sansan.rectification.models import Assignment, Part, Split, Task
from sansan.rectification.presentation.board import deadline
from sansan.rectification.presentation.frame import task_url
from sansan.rectification.workflow import State
from sansan.ui.deadline import light
from sansan.ui.table import Column, Table

_WORST = ("red", "yellow", "green", "none", "done")


@dataclass(frozen=True)
class Rollup:
    """`sentence` says how the parts stand; `compared` how their numbers compare with the whole's, "" where they do not.

    `whole`: whether the reader sees every part, so that the numbers are of all of them.
    """

    table: Table
    sentence: str
    worst: tuple[dt.date | None, bool, str]
    """The deadline of the part that is worst off, as a badge takes it: day, whether it still runs, its wording."""
    compared: str
    differs: bool
    whole: bool
    split: Split | None


def rollup(person: Person, task: Task, today: dt.date, *, whole: bool) -> Rollup | None:
    """None for a task without parts, or none the reader may see. Three queries."""
    parts = list(
        Task.objects.visible_to(person)
        .filter(parent=task)
        .select_related("round", "share__withdrawn_by")
        .prefetch_related(Prefetch("assignments", Assignment.objects.select_related("organisation")), "areas")
        .order_by("order")
    )
    if not parts:
        return None
    split = Split.objects.filter(task=task).first()
    live = [part for part in parts if part.state != State.WITHDRAWN]
    targets = {part.pk: share.target for part in parts if (share := share_of(part))}
    compared, differs = _compared(split, [targets.get(part.pk) for part in live]) if whole else ("", False)
    return Rollup(
        table=_table(parts, targets, split, today),
        sentence=_sentence(live, len(parts) - len(live), today, whole=whole),
        worst=_worst(live, today),
        compared=compared,
        differs=differs,
        whole=whole,
        split=split,
    )


def share_of(part: Task) -> Part | None:
    """What a part of a split has beside a task; a report's own sub-task has none."""
    return getattr(part, "share", None)


def _sentence(live: Sequence[Task], withdrawn: int, today: dt.date, *, whole: bool) -> str:
    accepted = sum(part.accepted_at is not None for part in live)
    closed = sum(part.state == State.CLOSED for part in live)
    late = sum(shown(part, today) == "overdue" for part in live)
    said = [
        f"{'共' if whole else '您可以看到其中'} {len(live)} 项",
        f"{accepted} 项已验收（其中 {closed} 项已销号）",
        f"{late} 项超期" if late else "没有超期",
    ]
    if withdrawn:
        said.append(f"另有 {withdrawn} 项已撤回")
    return "，".join(said)


def _worst(live: Sequence[Task], today: dt.date) -> tuple[dt.date | None, bool, str]:
    def rank(part: Task) -> tuple[int, dt.date]:
        day, done, _ = deadline(part)
        return _WORST.index(light(day, today, done=done).level), day or dt.date.max

    return deadline(min(live, key=rank)) if live else (None, True, "")


def _compared(split: Split | None, targets: Sequence[Decimal | None]) -> tuple[str, bool]:
    """The parts' numbers beside the whole's. A difference is said, never hidden; so is what nobody filled in."""
    given = [target for target in targets if target is not None]
    if split is None or (split.target is None and not given):
        return "", False
    total, unit = sum(given, Decimal(0)), split.unit
    lacking = len(targets) - len(given)
    said = f"{split.name or '目标数量'}：各项合计 {plain(total)} {unit}".rstrip()
    if lacking:
        said += f"（{lacking} 项没有填写）"
    if split.target is None:
        return f"{said}；上级任务没有填写数量，无法比较", True
    gap = total - split.target
    if not gap:
        return f"{said}，与上级任务的 {plain(split.target)} {unit}一致".replace("  ", " "), bool(lacking)
    word = "多" if gap > 0 else "少"
    return f"{said}，上级任务为 {plain(split.target)} {unit}，{word} {plain(abs(gap))} {unit}".rstrip(), True


def plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _table(
    parts: Sequence[Task], targets: Mapping[int, Decimal | None], split: Split | None, today: dt.date
) -> Table:
    def target(part: Task) -> str:
        value = targets.get(part.pk)
        return plain(value) if value is not None else ""

    numbers = [Column("目标数量", target, kind="number", unit=split.unit if split else "")]
    return Table(
        columns=[
            Column("编号", "number", width="64px"),
            Column("县区", "areas", template="rectification/cells/areas.html", link=True),
            Column("责任单位", "assignments", template="rectification/cells/units.html"),
            *(numbers if split and any(v is not None for v in targets.values()) else []),
            Column("期限", deadline, kind="deadline", width="116px"),
            Column("状态", lambda part: badge(part, today), kind="status", width="96px"),
        ],
        rows=parts,
        caption="下级任务",
        row_url=task_url,
    )
