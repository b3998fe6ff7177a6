"""Numbers by display state, each with the address of exactly its rows."""

import datetime as dt
from collections.abc import Mapping

from django.http import QueryDict
from django.urls import reverse

from sansan.rectification.board import badge, shown_words
from sansan.rectification.models import Task
from sansan.rectification.workflow import UNFINISHED
from sansan.ui.filters import changed
from sansan.ui.parts import Stat
from sansan.ui.table import Column

TONES = {"overdue": "bad", "closed": "good", "ongoing": "good"}


def ledger_url(**parameters: object) -> str:
    """The ledger with these filters."""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in parameters.items() if value not in (None, "")})
    return reverse("rectification:ledger") + (f"?{query.urlencode()}" if query else "")


def stats(numbers: Mapping[str, int], parameters: QueryDict, *, current: str = "") -> list[Stat]:
    """The total and one number a state; `parameters` are the filters the numbers were counted under.

    `current` is the state (or `total`) whose rows the page shows.
    """
    base = reverse("rectification:ledger")

    def stat(name: str, word: str) -> Stat:
        return Stat(
            label=word,
            value=numbers[name],
            unit="项",
            url=base + changed(parameters, {"state": "" if name == "total" else name}),
            change="正在查看" if name == current else "",
            tone=_tone(name, numbers),
        )

    return [
        stat("total", "全部"),
        *(stat(name, word) for name, word in shown_words(numbers, current=current).items()),
    ]


def sentence(numbers: Mapping[str, int]) -> str:
    """36 项，13 项已销号，2 项超期: one line that says how it stands."""
    if not numbers["total"]:
        return "还没有任务"
    settled = numbers["closed"] + numbers["ongoing"]
    late = f"，{numbers['overdue']} 项超期" if numbers["overdue"] else "，没有超期"
    return f"{numbers['total']} 项，{settled} 项已销号{late}"


def deadline(task: Task) -> tuple[dt.date | None, bool, str]:
    """A task's deadline as a table's cell takes it: date, whether it still runs, the wording where there is no date."""
    return (task.deadline_date, task.state not in UNFINISHED, task.deadline_wording)


def ledger_columns(today: dt.date, *, several_rounds: bool = False) -> list[Column]:
    """The columns every list of tasks has. Numbers begin anew in each round: rows of several say whose they are."""
    rounds = [Column("督察", "round.short_name", template="rectification/cells/round.html", width="136px")]
    return [
        Column("编号", "number", width="56px"),
        Column("反馈问题", "problem", template="rectification/cells/problem.html", link=True),
        *(rounds if several_rounds else []),
        Column("类别", "klass.title", template="rectification/cells/klass.html", width="124px", phone=False),
        Column("县区", "areas", template="rectification/cells/areas.html", width="112px"),
        Column("责任单位", "assignments", template="rectification/cells/units.html", width="168px"),
        Column("期限", deadline, kind="deadline", width="116px"),
        Column("状态", lambda task: badge(task, today), kind="status", width="96px"),
        Column(
            "报告状态",
            "claimed_status",
            width="112px",
            phone=False,
            hint="来源报告中的用语，是责任单位的自述",
        ),
    ]


def brief_columns() -> list[Column]:
    """The columns of a list whose state is said above it."""
    return [
        Column("编号", "number", width="56px"),
        Column("反馈问题", "problem", template="rectification/cells/problem.html", link=True),
        Column("责任单位", "assignments", template="rectification/cells/units.html", width="168px"),
        Column("期限", deadline, kind="deadline", width="116px"),
    ]


def _tone(name: str, numbers: Mapping[str, int]) -> str:
    return TONES.get(name, "") if numbers[name] else ""
