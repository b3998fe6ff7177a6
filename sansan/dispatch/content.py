"""A frozen month as values: its rows, its numbers, and which of its rows a reader may see. Pure.

Spelt as canonical JSON, so that the same month has the same digest on every database and machine. Each number is the
list of the rows it counts: years later a click opens exactly these.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sansan.dispatch.lights import CLAIM_LABELS, LEVEL_LABELS, Level
from sansan.dispatch.states import MISSING, REPORTED, WORDS
from sansan.places.scope import contains
from sansan.trail.canonical import canonical, plain

FORM = 1
TASKS, ENTRIES, PAPERS = "tasks", "entries", "papers"
UNITS_OF = {TASKS: "项", ENTRIES: "项次", PAPERS: "份"}
SETTLED = ("closed", "ongoing")
STATE_WORDS: Mapping[str, str] = {
    "overdue": "超期",
    "planning": "待定方案",
    "not_started": "待交办",
    "in_progress": "整改中",
    "awaiting": "待验收",
    "accepted": "待销号",
    "closed": "已销号",
    "ongoing": "持续推进",
    "suspended": "已中止",
}
"""The display states of the ledger as they were called when this form was frozen."""

BESIDE: Mapping[str, str] = {"part": "分解任务", "sub": "报告下级任务", "recurrence": "反弹任务"}
"""Kinds the numbers do not count: they stand beside, with numbers of their own."""

Json = dict[str, Any]


class Grant(Protocol):
    """What a person's post lets him see; `people.access.Grant` is one."""

    @property
    def reach(self) -> str: ...
    @property
    def area_code(self) -> str: ...
    @property
    def organisation_id(self) -> int: ...


@dataclass(frozen=True)
class Number:
    """One number: which kind of row it counts, what it is called, which rows."""

    key: str
    of: str
    label: str
    rows: tuple[int, ...]

    @property
    def value(self) -> int:
        return len(self.rows)

    @property
    def unit(self) -> str:
        return UNITS_OF[self.of]


@dataclass(frozen=True)
class Content:
    """The month. `areas`: county code → name; `whole` is false where a reader sees a part of the rows only."""

    head: Json
    tasks: Sequence[Json]
    entries: Sequence[Json]
    papers: Sequence[Json]
    areas: Mapping[str, str]
    whole: bool = True
    numbers: Mapping[str, Number] = field(default_factory=dict)

    @property
    def as_of(self) -> dt.date:
        return dt.date.fromisoformat(self.head["as_of"])

    @property
    def month(self) -> dt.date:
        return dt.date.fromisoformat(self.head["month"])

    def number(self, key: str) -> Number | None:
        return self.numbers.get(key)

    def value(self, key: str) -> int:
        found = self.numbers.get(key)
        return found.value if found else 0

    def rows(self, number: Number) -> list[Json]:
        """The rows behind a number, in the month's own order."""
        wanted = set(number.rows)
        return [row for row in getattr(self, number.of) if row["id"] in wanted]

    def units_of(self, task_id: int) -> list[Json]:
        """What the units said of a task."""
        return [entry for entry in self.entries if entry["task"] == task_id]


def made(
    head: Json,
    tasks: Sequence[Json],
    entries: Sequence[Json],
    papers: Sequence[Json],
    areas: Mapping[str, str],
) -> Content:
    """The month with its numbers counted."""
    bare = Content(head, tasks, entries, papers, areas)
    return Content(head, tasks, entries, papers, areas, True, tally(bare))


def spelt(content: Content) -> str:
    """The text that is stored and digested."""
    numbers = {
        key: {"of": n.of, "label": n.label, "rows": list(n.rows)} for key, n in content.numbers.items()
    }
    return canonical(
        plain(
            {
                "form": FORM,
                "head": content.head,
                "tasks": list(content.tasks),
                "entries": list(content.entries),
                "papers": list(content.papers),
                "areas": dict(content.areas),
                "numbers": numbers,
            }
        )
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Content:
    """The month as it was frozen, its numbers as they were counted then. Raises ValueError for another form."""
    raw = json.loads(text)
    if raw.get("form") != FORM:
        raise ValueError(f"form {raw.get('form')!r} of a frozen month is not known")
    numbers = {key: Number(key, n["of"], n["label"], tuple(n["rows"])) for key, n in raw["numbers"].items()}
    return Content(raw["head"], raw["tasks"], raw["entries"], raw["papers"], raw["areas"], True, numbers)


def seen_by(content: Content, grants: Iterable[Grant]) -> Content:
    """What these grants reach of it; numbers are counted anew from the rows that are left, so that both agree."""
    found = tuple(grants)
    if any(_covers(grant, content.head["area_code"]) for grant in found):
        return content
    tasks = [task for task in content.tasks if any(_sees_task(grant, task) for grant in found)]
    kept = {task["id"]: task for task in tasks}

    def own(row: Json) -> bool:
        return row["task"] in kept and any(_sees_row(grant, row, kept[row["task"]]) for grant in found)

    entries, papers = [e for e in content.entries if own(e)], [p for p in content.papers if own(p)]
    # Light, percentage and causes of a shared task rest on every unit's word: a reader of one sees his own units'.
    spoken = {entry["id"] for entry in entries}
    hidden = {entry["task"] for entry in content.entries if entry["id"] not in spoken}
    # A whole is told by its parts: of one whose parts a reader does not all see he learns the light alone.
    for task in tasks:
        if any(part not in kept or part in hidden for part in task.get("parts", ())):
            hidden.add(task["id"])
    tasks = [_with_parts(task, kept) for task in tasks]
    tasks = [_without_others(task) if task["id"] in hidden else task for task in tasks]
    return _recounted(content, tasks, entries, papers)


def _recounted(
    content: Content, tasks: Sequence[Json], entries: Sequence[Json], papers: Sequence[Json]
) -> Content:
    bare = Content(content.head, tasks, entries, papers, content.areas, False)
    return Content(content.head, tasks, entries, papers, content.areas, False, tally(bare))


def _without_others(task: Json) -> Json:
    """The reason of a light names what a unit said; without it only the light itself is left."""
    return {**task, "why": "", "percent": None, "lag": None, **({"word": ""} if task.get("word") else {})}


def _with_parts(task: Json, kept: Mapping[int, Json]) -> Json:
    if "parts" not in task:
        return task
    return {**task, "parts": [part for part in task["parts"] if part in kept]}


def _covers(grant: Grant, area_code: str) -> bool:
    return grant.reach == "all" or (grant.reach == "area" and contains(grant.area_code, area_code))


def _sees_task(grant: Grant, task: Json) -> bool:
    """The rule of the ledger, on frozen rows."""
    if grant.reach == "all":
        return True
    codes = [task["round_area"], *task["areas"]]
    if not any(contains(grant.area_code, code) for code in codes):
        return False
    if grant.reach == "office":
        return bool(task["office"] == grant.organisation_id)
    if grant.reach == "own":
        return any(unit["id"] == grant.organisation_id for unit in task["units"])
    return True


def _sees_row(grant: Grant, row: Json, task: Json) -> bool:
    """The rule of progress reports and papers, on frozen rows."""
    if grant.reach == "all":
        return True
    if not contains(grant.area_code, row["area_code"]):
        return False
    if grant.reach == "office":
        return bool(task["office"] == grant.organisation_id)
    return grant.reach == "area" or bool(row["organisation"] == grant.organisation_id)


# --- numbers ---------------------------------------------------------------------------------------------------


def tally(content: Content) -> dict[str, Number]:
    """Every number of the month with the rows it counts."""
    numbers: dict[str, Number] = {}

    def put(key: str, of: str, label: str, rows: Iterable[Json]) -> None:
        numbers[key] = Number(key, of, label, tuple(row["id"] for row in rows))

    tasks = counted(content.tasks)
    _of_tasks(tasks, "", "", put)
    put("due_next", TASKS, "下月到期", [t for t in tasks if t["due_next"]])
    for kind, word in BESIDE.items():
        _of_tasks([t for t in content.tasks if t.get("kind") == kind], f"kind.{kind}.", f"{word}：", put)
        put(f"kind.{kind}.total", TASKS, word, [t for t in content.tasks if t.get("kind") == kind])
    _of_entries(content.entries, "", "", put)
    for state, word in WORDS.items():
        put(f"entry.{state}", ENTRIES, word, [e for e in content.entries if e["state"] == state])
    for claim, word in CLAIM_LABELS.items():
        said = [e for e in content.entries if e["claim"] == claim]
        put(f"claim.{claim.value}", ENTRIES, f"自述{word}", said)
    for key, label, rows in _groups(tasks, "klass_id", "klass", "未分类"):
        _of_tasks(rows, f"class.{key}.", f"{label}：", put)
    for key, label, rows in _groups(tasks, "round_id", "round", ""):
        _of_tasks(rows, f"round.{key}.", f"{label}：", put)
    for code, name in content.areas.items():
        of_county = [task for task in tasks if code in task["counties"]]
        _of_tasks(of_county, f"county.{code}.", f"{name}：", put)
        _of_entries(
            [e for e in content.entries if contains(code, e["area_code"])],
            f"county.{code}.",
            f"{name}：",
            put,
        )
    put("county.none.total", TASKS, "没有落到县区", [t for t in tasks if not t["counties"]])
    for key, label, rows in _groups(content.entries, "organisation", "unit", ""):
        _of_entries(rows, f"unit.{key}.", f"{label}：", put)
    put("papers", PAPERS, "本月发出督办文书", content.papers)
    for name in dict.fromkeys(paper["name"] for paper in content.papers):
        put(f"papers.{name}", PAPERS, name, [p for p in content.papers if p["name"] == name])
    for task in content.tasks:
        put(f"task.{task['id']}", TASKS, f"第{task['number']}项" if task["number"] else "任务", [task])
    return numbers


def counted(tasks: Iterable[Json]) -> list[Json]:
    """Each task once; a month frozen before the kinds were kept counts all its rows."""
    return [task for task in tasks if task.get("kind", "task") == "task"]


Put = Callable[[str, str, str, Iterable[Json]], None]


def _of_tasks(tasks: Sequence[Json], prefix: str, label: str, put: Put) -> None:
    put(f"{prefix}total", TASKS, f"{label}整改任务", tasks)
    for state, word in STATE_WORDS.items():
        put(f"{prefix}state.{state}", TASKS, f"{label}{word}", [t for t in tasks if t["state"] == state])
    put(
        f"{prefix}settled", TASKS, f"{label}已销号（含持续推进）", [t for t in tasks if t["state"] in SETTLED]
    )
    put(f"{prefix}open", TASKS, f"{label}未销号", [t for t in tasks if t["state"] not in SETTLED])
    for level in Level:
        word = LEVEL_LABELS[level]
        put(
            f"{prefix}light.{level.value}", TASKS, f"{label}{word}", [t for t in tasks if t["light"] == level]
        )


def _of_entries(entries: Sequence[Json], prefix: str, label: str, put: Put) -> None:
    put(f"{prefix}asked", ENTRIES, f"{label}应报", entries)
    put(f"{prefix}reported", ENTRIES, f"{label}已报", [e for e in entries if e["state"] in REPORTED])
    put(
        f"{prefix}missing",
        ENTRIES,
        f"{label}未报（含退回未改）",
        [e for e in entries if e["state"] in MISSING],
    )
    put(f"{prefix}late", ENTRIES, f"{label}逾期填报", [e for e in entries if e["late"]])
    put(f"{prefix}behind", ENTRIES, f"{label}自述滞后", [e for e in entries if e["claim"] == "behind"])


def _groups(rows: Sequence[Json], key: str, label: str, without: str) -> list[tuple[str, str, list[Json]]]:
    """Rows by the value of a key, in order of appearance; rows without one last, under `none`."""
    grouped: defaultdict[str, list[Json]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in rows:
        found = str(row[key]) if row[key] is not None else "none"
        grouped[found].append(row)
        names.setdefault(found, row[label] or without)
    return sorted(((k, names[k], v) for k, v in grouped.items()), key=lambda item: item[0] == "none")
