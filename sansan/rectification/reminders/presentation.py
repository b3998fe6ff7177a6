"""The reminders of a day as a page shows them: one's own, and for the office everybody's within its reach."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.urls import reverse

from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.rectification.presentation.timeline import happenings
from sansan.rectification.reminders.actions import VERB, in_order, since
from sansan.rectification.reminders.audience import Letter, Line, Plan, Unreached, plan
from sansan.rectification.reminders.due import SUPERVISE, Due, due_on
from sansan.rectification.reminders.rules import About, Stage, next_working_day
from sansan.trail.queries import history_of
from sansan.ui.filters import changed
from sansan.ui.parts import Moment, Stat
from sansan.ui.table import Column, Table

MOST_ROWS = 200
MOST_REMINDED = 30
NUMBER = "rectification/cells/linked_number.html"
WEEKDAYS = "一二三四五六日"
HEAPS: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "late": ("超期", lambda line: line.due.about is About.DEADLINE and line.due.stage is Stage.LATE),
    "on": ("当日到期", lambda line: line.due.about is About.DEADLINE and line.due.stage is Stage.ON),
    "ahead": ("临期", lambda line: line.due.about is About.DEADLINE and line.due.stage is Stage.AHEAD),
    "other": ("其他待办", lambda line: line.due.about is not About.DEADLINE),
}
ABOUT_LABELS = {
    About.DEADLINE: "整改期限",
    About.MONTHLY: "每月填报",
    About.NOTICE: "公示",
    About.LOOK_BACK: "回头看",
    About.REQUEST: "申请答复",
    About.RECEIPT: "文书签收",
    About.REPLY: "文书答复",
}


@dataclass
class Told:
    """One thing that is told, and everybody who is told it."""

    line: Line
    names: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return reverse("rectification:task", args=[self.line.task.pk])


@dataclass(frozen=True)
class Receiver:
    """One person with the numbers of what he is told, each with the address of its rows."""

    person: Person
    body: str
    numbers: dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Page:
    """What the page shows. `receivers` is None for whoever sees his own only."""

    stats: list[Stat]
    receivers: Table | None
    lines: Table
    heading: str
    note: str
    unreached: list[tuple[str, list[Unreached]]]
    total: int


def next_sending(today: dt.date) -> dt.date:
    """The next day after today on which reminders leave."""
    return next_working_day(today)


def spoken_day(day: dt.date, today: dt.date) -> str:
    """明天（11月26日 周四）."""
    near = {0: "今天", 1: "明天"}.get((day - today).days, "")
    date = f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
    return f"{near}（{date}）" if near else date


def page(viewer: Person, day: dt.date, *, today: dt.date, query: QueryDict) -> Page:
    """A fixed number of queries. What a later day brings is judged by how things stand now."""
    begin = since(day) if day == today else today
    found = plan(due_on(day, since=begin))
    office = may(viewer, SUPERVISE)
    if office:
        found = _within(viewer, found)
    own = [letter for letter in found.letters if letter.person.pk == viewer.pk]
    heap = query.get("heap", "") if query.get("heap") in HEAPS else ""
    chosen = query.get("person", "")
    letters = found.letters if office else own
    one = [letter for letter in letters if str(letter.person.pk) == chosen]
    shown = _told(one or letters, heap)
    lines = [line for letter in letters for line in letter.lines]
    return Page(
        stats=_stats(lines, query, heap),
        receivers=_receivers(letters, query) if office else None,
        lines=_table(shown[:MOST_ROWS], office=office, empty=_empty(day, today)),
        heading=_heading(one, heap, office=office),
        note=_note(len(shown)),
        unreached=by_unit(found.unreached) if office else [],
        total=len(letters),
    )


def reminded(person: Person, task: Task) -> list[Moment]:
    """The last reminders that went out on a task, newest first, without those only others' areas see."""
    events = history_of(task).filter(verb=VERB).order_by("-seq")[:MOST_REMINDED]
    return [h.moment for h in happenings(person, events, area_code=task.round.area_code) if h.moment.text]


def _within(viewer: Person, found: Plan) -> Plan:
    """What of the plan the office may look at: tasks it supervises. Its own letter it sees whole."""
    ids = {line.task.pk for letter in found.letters for line in letter.lines}
    ids |= {row.task.pk for row in found.unreached}
    seen = set(Task.objects.visible_to(viewer, SUPERVISE).filter(pk__in=ids).values_list("pk", flat=True))
    letters = [
        Letter(letter.person, [ln for ln in letter.lines if ln.task.pk in seen or letter.person == viewer])
        for letter in found.letters
    ]
    return Plan(
        found.today,
        [letter for letter in letters if letter.lines],
        [row for row in found.unreached if row.task.pk in seen],
    )


def _told(letters: Sequence[Letter], heap: str) -> list[Told]:
    """One row for each thing, with the names of those told."""
    rows: dict[Due, Told] = {}
    for letter in letters:
        for line in letter.lines:
            if not heap or HEAPS[heap][1](line):
                told = rows.setdefault(line.due, Told(line))
                told.names.append(f"{letter.person.name}（{line.organisation}）")
    order = {line: n for n, line in enumerate(in_order(told.line for told in rows.values()))}
    return sorted(rows.values(), key=lambda told: order[told.line])


def _stats(lines: Iterable[Line], query: QueryDict, heap: str) -> list[Stat]:
    """How many things are spoken of; a thing told to several counts once."""
    once = {(line.due, line.task.pk): line for line in lines}.values()
    numbers = {key: sum(map(holds, once)) for key, (_, holds) in HEAPS.items()}
    tones = {"late": "bad", "on": "warn"}
    return [
        Stat(
            word,
            numbers[key],
            "项",
            changed(query, {"heap": key}),
            change="正在查看" if key == heap else "",
            tone=tones.get(key, "") if numbers[key] else "",
        )
        for key, (word, _) in HEAPS.items()
    ]


def _receivers(letters: Sequence[Letter], query: QueryDict) -> Table:
    def number(key: str, label: str) -> Column:
        on_phone = key in ("late", "all")
        return Column(
            label, lambda r: r.numbers[key], kind="number", unit="项", template=NUMBER, phone=on_phone
        )

    rows = [_receiver(letter, query) for letter in letters]
    rows.sort(key=lambda row: (-row.numbers["late"][0], -row.numbers["all"][0], row.person.pk))
    return Table(
        columns=[
            Column("接收人", "person.name"),
            Column("单位", "body"),
            *(number(key, word) for key, (word, _) in HEAPS.items()),
            number("all", "合计"),
        ],
        rows=rows,
        caption="接收人",
        empty="没有要发出的提醒",
    )


def _receiver(letter: Letter, query: QueryDict) -> Receiver:
    def counted(key: str, holds: Callable[[Line], bool]) -> tuple[int, str]:
        wanted = {"person": str(letter.person.pk), "heap": "" if key == "all" else key}
        return sum(map(holds, letter.lines)), changed(query, wanted) + "#lines"

    heaps = {key: counted(key, holds) for key, (_, holds) in HEAPS.items()}
    bodies = dict.fromkeys(str(line.organisation) for line in letter.lines)
    return Receiver(letter.person, "、".join(bodies), heaps | {"all": counted("all", lambda _: True)})


def _table(rows: Sequence[Told], *, office: bool, empty: str) -> Table:
    receivers = [Column("接收人", lambda told: "、".join(told.names))]
    return Table(
        columns=[
            Column("任务", lambda told: told.line.task.label, link=True),
            Column("督察", lambda told: told.line.task.round_name, phone=False),
            Column("事项", lambda told: ABOUT_LABELS[told.line.due.about], width="88px"),
            Column("提醒内容", lambda told: told.line.due.says),
            *(receivers if office else []),
        ],
        rows=rows,
        caption="提醒",
        row_url=lambda told: told.url,
        empty=empty,
    )


def _note(number: int) -> str:
    if number <= MOST_ROWS:
        return f"{number} 项"
    return f"列出前 {MOST_ROWS} 项，共 {number} 项；点接收人一行的数字看其本人的"


def _heading(one: Sequence[Letter], heap: str, *, office: bool) -> str:
    who = f"{one[0].person.name}的提醒" if one else "全部提醒" if office else "提醒我的事项"
    return f"{who}：{HEAPS[heap][0]}" if heap else who


def _empty(day: dt.date, today: dt.date) -> str:
    return f"{spoken_day(day, today)}没有提醒。期限、公示、回头看、申请和文书到了规则所定的日子，会列在这里。"


def by_unit(rows: Iterable[Unreached]) -> list[tuple[str, list[Unreached]]]:
    """What reaches nobody, unit by unit."""
    found: defaultdict[str, list[Unreached]] = defaultdict(list)
    for row in rows:
        found[row.unit].append(row)
    return sorted(found.items())
