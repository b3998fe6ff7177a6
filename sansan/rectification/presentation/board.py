"""Numbers by display state, each with the address of exactly its rows."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.urls import reverse

from sansan.documents.model import UnitRole
from sansan.places.queries import area_name, county_of
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


def area_names(task: Task) -> list[str]:
    """The counties a task concerns, each once; an area above the counties by its own name."""
    codes = dict.fromkeys(county_of(a.area_code) or a.area_code for a in task.areas.all())
    return [area_name(code) for code in codes]


def unit_names(task: Task) -> list[str]:
    """Who does the task, by short names where they are known bodies; who accepts it and who answers for it apart."""
    apart = (UnitRole.ACCEPT, UnitRole.LEADER)
    return list(
        dict.fromkeys(str(a.organisation or a.name) for a in task.assignments.all() if a.role not in apart)
    )


def ledger_columns(today: dt.date, *, several_rounds: bool = False) -> list[Column]:
    """The columns every list of tasks has. Numbers begin anew in each round: rows of several say whose they are."""
    return [
        Column("编号", "number", width="56px"),
        Column("反馈问题", "problem", template="rectification/cells/problem.html", link=True),
        Column(
            "督察",
            "round.short_name",
            template="rectification/cells/round.html",
            width="136px",
            optional=not several_rounds,
        ),
        Column("类别", "klass.title", template="rectification/cells/klass.html", width="124px", phone=False),
        Column(
            "县区",
            "areas",
            template="rectification/cells/areas.html",
            width="112px",
            plain=lambda task: "、".join(area_names(task)),
        ),
        Column(
            "责任单位",
            "assignments",
            template="rectification/cells/units.html",
            width="168px",
            plain=lambda task: "、".join(unit_names(task)),
        ),
        Column("期限", deadline, kind="deadline", width="116px", key="deadline"),
        Column("状态", lambda task: badge(task, today), kind="status", width="96px", key="state"),
        Column(
            "报告状态",
            "claimed_status",
            width="112px",
            phone=False,
            hint="来源报告中的用语，是责任单位的自述",
        ),
        *_more_columns(),
    ]


def _more_columns() -> Sequence[Column]:
    """What a list of tasks shows when somebody chooses it."""
    return [
        Column("任务种类", lambda t: t.get_kind_display(), key="kind", width="88px", optional=True),
        Column("整改目标", "goal", template="rectification/cells/problem.html", width="200px", optional=True),
        Column("主管专项办", "office.name", width="136px", optional=True),
        Column("整改时限", "deadline_wording", width="136px", optional=True, hint="方案中的写法"),
        Column("销号日期", "closed_at", kind="date", width="104px", optional=True),
        Column("更新日期", "updated_at", kind="date", width="104px", optional=True),
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
