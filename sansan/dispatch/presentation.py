"""Where a page of the room stands, and how its rows are shown."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse

from sansan.config import config
from sansan.dispatch.bulletin import Paragraph, Section
from sansan.dispatch.content import Json, Number
from sansan.dispatch.lights import LEVEL_LABELS, Level
from sansan.dispatch.models import Period, Snapshot
from sansan.dispatch.querysets import VIEW
from sansan.dispatch.rules import month_word
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.board import LOOKS, WORDS
from sansan.ui.parts import Crumb, Stat, Tab
from sansan.ui.table import Column

LIGHT_LOOKS = {
    Level.GREEN: "closed",
    Level.YELLOW: "awaiting",
    Level.RED: "overdue",
    Level.NONE: "not_started",
}


def viewer(request: HttpRequest, verb: str = VIEW) -> Person:
    """Who looks at the page; `NotAllowed` where the room, or this verb of it, is closed to him."""
    person = cast("Person", request.user)  # LoginRequiredMiddleware lets nobody else through
    require(person, verb)
    return person


def crumbs(*steps: Period | Snapshot | Crumb) -> list[Crumb]:
    return [Crumb("月调度", reverse("dispatch:home")), *map(_crumb, steps)]


def _crumb(step: Period | Snapshot | Crumb) -> Crumb:
    if isinstance(step, Period):
        return Crumb(f"{month_word(step.month)} · {step.what}", reverse("dispatch:period", args=[step.pk]))
    if isinstance(step, Snapshot):
        return Crumb(f"快照第{step.version}版", reverse("dispatch:snapshot", args=[step.pk]))
    return step


def tabs(period: Period, current: str, *, review: bool, paper: bool) -> list[Tab]:
    """The pages of one month; the queue and the papers only for whom they are."""
    found = [Tab("填报情况", reverse("dispatch:period", args=[period.pk]), current == "period")]
    if review:
        found.append(Tab("审核", reverse("dispatch:review", args=[period.pk]), current == "review"))
    found.append(Tab("快照", reverse("dispatch:snapshots", args=[period.pk]), current == "snapshots"))
    if paper:
        found.append(Tab("通报", reverse("dispatch:bulletins", args=[period.pk]), current == "bulletins"))
    return found


def report_url(month: dt.date, organisation_id: int) -> str:
    return reverse("dispatch:report", args=[f"{month:%Y-%m}", organisation_id])


def rows_url(snapshot_id: int, key: str) -> str:
    """The page that lists the rows behind a number of a frozen month."""
    return f"{reverse('dispatch:rows', args=[snapshot_id])}?number={quote(key)}"


def address_of(snapshot_id: int) -> Callable[[str], str]:
    """The same with the site's own address before it, for a paper that leaves the house."""
    base = config().site_url.rstrip("/")
    return lambda key: f"{base}{rows_url(snapshot_id, key)}"


def stat(snapshot_id: int, number: Number, *, label: str = "", tone: str = "") -> Stat:
    return Stat(
        label or number.label,
        number.value,
        number.unit,
        rows_url(snapshot_id, number.key),
        tone=tone if number.value else "",
    )


def light_badge(task: Json) -> tuple[str, str]:
    level = Level(task["light"])
    return LIGHT_LOOKS[level], LEVEL_LABELS[level]


def state_badge(task: Json) -> tuple[str, str]:
    """The state of a frozen task, as the ledger shows states."""
    return LOOKS.get(task["state"], task["state"]), WORDS[task["state"]]


def task_columns() -> list[Column]:
    """A frozen task in a list."""
    return [
        Column("编号", "number", width="56px"),
        Column("反馈问题", "problem", template="dispatch/cells/problem.html", link=True),
        Column("督察", "round", phone=False),
        Column("责任单位", "units", template="dispatch/cells/units.html"),
        Column("期限", "deadline", template="dispatch/cells/deadline.html", width="100px"),
        Column("状态", state_badge, kind="status"),
        Column("完成进度", template="dispatch/cells/percent.html", value="percent"),
        Column("灯号", light_badge, kind="status"),
        Column("依据", "why", phone=False),
    ]


def linked(sections: Sequence[Section], snapshot_id: int) -> list[dict[str, Any]]:
    """Sections for the page: each number with the address of its rows."""

    def pieces(found: Any) -> list[tuple[str, str]]:
        return [(piece.text, rows_url(snapshot_id, piece.key) if piece.key else "") for piece in found]

    return [
        {
            "key": section.key,
            "heading": section.heading,
            "blocks": [
                {"pieces": pieces(block.pieces)}
                if isinstance(block, Paragraph)
                else {
                    "widths": [round(100 * w / sum(block.widths), 1) for w in block.widths],
                    "head": [pieces(cell) for cell in block.rows[0]],
                    "rows": [
                        [(head[0].text, pieces(cell)) for head, cell in zip(block.rows[0], row, strict=True)]
                        for row in block.rows[1:]
                    ],
                }
                for block in section.blocks
            ],
        }
        for section in sections
    ]
