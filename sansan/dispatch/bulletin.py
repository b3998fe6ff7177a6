"""月调度通报 as text with marks for numbers, and as blocks in which each number knows its rows. Pure.

An editor writes `{超期}` or `{unit.12.missing}`; the value comes from the frozen month, so that no number of the paper
can differ from the rows behind it. What the system has no data for is said so and not invented.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sansan.dispatch.content import BESIDE, Content, Json, Number, counted
from sansan.dispatch.lights import CLAIM_LABELS, LEVEL_LABELS, Claim, Level
from sansan.dispatch.ranking import EXPLANATION, Place, ranked, unranked
from sansan.dispatch.rules import month_word
from sansan.documents.model import Bound
from sansan.rectification.models.figure import BOUND_LABELS

TO_SETTLE = "【请核定】"
_MARK = re.compile(r"\{([^{}\n]{1,60})\}")
_DIGITS = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?%?")
_COUNTED = "一二三四五六七八九"
LONGEST_PROBLEM = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or a number with the key of its rows."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; the first row is its head."""

    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    heading: str
    blocks: tuple[Paragraph | Sheet, ...]


HEADINGS: Mapping[str, str] = {
    "air": "环境空气质量",
    "tasks": "整改任务进展",
    "papers": "督办情况",
    "problems": "问题发现与办结",
    "enforcement": "执法情况",
    "weather": "重污染天气应对",
    "ranking": "各县区完成情况排名",
    "praise": "表扬与批评",
    "next": "下月工作重点",
}
WITHOUT_DATA = {
    "air": "本系统目前没有接入空气质量数据，本节不填数字。",
    "problems": "本系统目前没有接入问题交办数据，本节不填数字。",
    "enforcement": "本系统目前没有接入执法统计数据，本节不填数字。",
    "weather": "本系统目前没有接入重污染天气应对数据，本节不填数字。",
}


def title_of(content: Content) -> str:
    return f"关于{month_word(content.month)}整改工作调度情况的通报"


def drafted(content: Content) -> dict[str, str]:
    """The sections as the system proposes them, for a person to edit."""
    return {**WITHOUT_DATA, "tasks": _tasks(content), "papers": _papers(content), "ranking": EXPLANATION} | {
        "praise": _praise(content),
        "next": _next(content),
    }


def _tasks(content: Content) -> str:
    return (
        "本月调度整改任务{整改任务}项：已销号（含持续推进）{已销号（含持续推进）}项，整改中{整改中}项，待验收{待验收}项，"
        "待销号{待销号}项，待交办{待交办}项，超期{超期}项，已中止{已中止}项"
        + ("，方案待批{待定方案}项。" if content.value("state.planning") else "。")
        + _beside(content)
        + "按进度亮灯：绿灯{绿灯}项，黄灯{黄灯}项，红灯{红灯}项，未亮灯{未亮灯}项。\n"
        "应报{应报}项次，已报{已报}项次，未报（含退回未改）{未报（含退回未改）}项次，无须再报{无须再报}项次；"
        "已报的有{逾期填报}项次逾期。"
    )


def _beside(content: Content) -> str:
    """What the totals do not count: 另有分解任务3项、反弹任务1项，不计入任务总数。"""
    said = [
        f"{word}{{kind.{kind}.total}}项"
        for kind, word in BESIDE.items()
        if content.value(f"kind.{kind}.total")
    ]
    return f"另有{'、'.join(said)}，不计入任务总数。" if said else ""


def _papers(content: Content) -> str:
    if not content.papers:
        return "本月没有发出督办文书（{本月发出督办文书}份）。"
    kinds = [key for key in content.numbers if key.startswith("papers.")]
    each = "、".join(f"{key.removeprefix('papers.')}{{{mark_of(content, key)}}}份" for key in kinds)
    return f"本月发出督办文书{{本月发出督办文书}}份，其中{each}。"


def _praise(content: Content) -> str:
    good, bad = [], []
    for key, name in _units(content):
        asked, missing, late = (content.value(f"{key}.{part}") for part in ("asked", "missing", "late"))
        behind = content.value(f"{key}.behind")
        if missing:
            bad.append(f"{name}未报{{{mark_of(content, f'{key}.missing')}}}项次")
        elif late:
            bad.append(f"{name}逾期填报{{{mark_of(content, f'{key}.late')}}}项次")
        elif asked and not behind and content.value(f"{key}.reported"):
            good.append(f"{name}{{{mark_of(content, f'{key}.reported')}}}项次全部按时填报")
    lines = [
        f"{TO_SETTLE}拟表扬：{'；'.join(good)}。" if good else f"{TO_SETTLE}本月没有拟表扬的单位。",
        f"{TO_SETTLE}拟批评：{'；'.join(bad)}。" if bad else f"{TO_SETTLE}本月没有拟批评的单位。",
    ]
    return "\n".join(lines)


def _units(content: Content) -> list[tuple[str, str]]:
    names = {f"unit.{entry['organisation']}": entry["unit"] for entry in content.entries}
    return list(names.items())


def _next(content: Content) -> str:
    return f"{TO_SETTLE}下月到期任务{{下月到期}}项，红灯任务{{红灯}}项，请责任单位倒排工期，逐项销号。"


# --- reading what an editor wrote ------------------------------------------------------------------------------


def number_named(content: Content, mark: str) -> Number | None:
    """A number by its key, or by its word where it speaks of the whole."""
    found = content.number(mark)
    if found is not None:
        return found
    return next((n for n in content.numbers.values() if n.label == mark), None)


def mark_of(content: Content, key: str) -> str:
    """How an editor writes a number: by its words, and by its key only where the words mean another one too."""
    number = content.numbers[key]
    named = number_named(content, number.label) if _MARK.fullmatch(f"{{{number.label}}}") else None
    return number.label if named is not None and named.rows == number.rows else key


def unknown_marks(text: str, content: Content) -> list[str]:
    return [mark for mark in _MARK.findall(text) if number_named(content, mark) is None]


def typed_numbers(text: str) -> list[str]:
    """Numbers somebody typed instead of marking: nothing stands behind them."""
    return _DIGITS.findall(_MARK.sub("", text))


def pieces(text: str, content: Content) -> tuple[Piece, ...]:
    """The words and the numbers of a line; a mark nobody knows stays as it was written."""
    found: list[Piece] = []
    at = 0
    for mark in _MARK.finditer(text):
        number = number_named(content, mark[1])
        if number is None:
            continue
        if mark.start() > at:
            found.append(Piece(text[at : mark.start()]))
        found.append(Piece(str(number.value), number.key))
        at = mark.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return tuple(found)


def marks(content: Content) -> list[tuple[str, Number]]:
    """The numbers an editor may name and how he writes them, each once, without those of single tasks."""
    numbers = [n for n in content.numbers.values() if not n.key.startswith("task.")]
    return list({mark_of(content, n.key): n for n in numbers}.items())


# --- the whole paper -------------------------------------------------------------------------------------------


def rendered(texts: Mapping[str, str], content: Content) -> list[Section]:
    """The sections in their order, each with what the rows of the month add to its text."""
    added = {"tasks": _task_sheets, "papers": _paper_sheet, "ranking": _ranking_sheet}
    sections = []
    for at, (key, heading) in enumerate(HEADINGS.items()):
        written = [
            Paragraph(pieces(line.strip(), content))
            for line in texts.get(key, "").splitlines()
            if line.strip()
        ]
        more = list(added[key](content)) if key in added else []
        sections.append(Section(key, f"{_COUNTED[at]}、{heading}", (*written, *more)))
    return sections


def _task_sheets(content: Content) -> Iterator[Paragraph | Sheet]:
    """One table a class."""
    groups: dict[str, list[Json]] = {}
    own = [task for task in content.tasks if task["state"] != "planning"]
    below: dict[int, list[Json]] = {}
    for task in own:
        if task.get("kind", "task") != "task" and task["parent"]:
            below.setdefault(task["parent"], []).append(task)
    for task in counted(own):
        groups.setdefault(f"{task['round']} · {task['klass'] or '未分类'}", []).append(task)
    said: dict[int, list[Json]] = {}
    for entry in content.entries:
        said.setdefault(entry["task"], []).append(entry)
    for name, tasks in groups.items():
        key = f"class.{tasks[0]['klass_id']}" if tasks[0]["klass_id"] is not None else "class.none"
        count = (
            Piece(str(len(tasks)), f"{key}.total")
            if content.value(f"{key}.total") == len(tasks)
            else Piece("")
        )
        yield Paragraph((Piece(f"{name}："), count, Piece("项")) if count.text else (Piece(name),))
        head = ("序号", "任务和目标", "完成进度", "灯号", "滞后原因", "下一步措施", "责任单位")
        listed = [row for task in tasks for row in (task, *below.get(task["id"], ()))]
        rows = [_words(head), *(_task_row(task, said.get(task["id"], [])) for task in listed)]
        yield Sheet((6, 24, 11, 13, 15, 16, 15), tuple(rows))
    waiting = [task for task in counted(content.tasks) if task["state"] == "planning"]
    if waiting:
        yield Paragraph(
            (
                Piece("方案待批："),
                Piece(str(len(waiting)), "state.planning"),
                Piece("项，方案批准前不要求填报进度。"),
            )
        )
        rows = [
            ((Piece(t["number"] or "—", f"task.{t['id']}"),), *_words((t["round"], t["problem"])))
            for t in waiting
        ]
        yield Sheet((10, 30, 60), (_words(("序号", "督察", "任务")), *rows))


def _task_row(task: Json, said: Sequence[Json]) -> tuple[tuple[Piece, ...], ...]:
    problem = task["problem"]
    problem = problem if len(problem) <= LONGEST_PROBLEM else problem[:LONGEST_PROBLEM] + "……"
    goal = f"目标：{task['goal']}" if task["goal"] else ""
    silent = "未报" if said or task.get("parts") else "—"  # nobody was asked once it had passed
    done = f"{task['percent']}%" if task["percent"] is not None else silent
    plan = f"（计划{task['plan']}%）" if task["plan"] is not None and task["percent"] is not None else ""
    light = LEVEL_LABELS[Level(task["light"])]
    kind = BESIDE.get(task.get("kind", ""), "")
    moved = f"期限：方案{task['planned']}，现为{task['deadline'] or '未定'}。" if task.get("planned") else ""
    return (
        (Piece(kind[:2] or task["number"] or "—"),),
        (Piece("".join([problem, goal, moved])),),
        (Piece(f"{done}{plan}", "" if done == "—" else f"task.{task['id']}"),),
        (Piece(f"{light}：{task['why']}" if task["why"] else light),),
        (Piece(_of_units(said, "cause")),),
        (Piece(_of_units(said, "next_step") if said else task.get("word") or "—"),),
        (Piece("、".join(dict.fromkeys(unit["name"] for unit in task["units"])) or "—"),),
    )


def _of_units(said: Sequence[Json], name: str) -> str:
    told = [(entry["unit"], entry[name]) for entry in said if entry[name]]
    if not told:
        return "—"
    return told[0][1] if len(said) == 1 else "；".join(f"{unit}：{text}" for unit, text in told)


def _paper_sheet(content: Content) -> Iterator[Paragraph | Sheet]:
    if not content.papers:
        return
    numbers = {task["id"]: task["number"] for task in content.tasks}
    rows = [_words(("文书", "主送单位", "任务", "发出日期", "办理情况"))]
    rows += [
        _words(
            (
                f"{paper['name']} {paper['number']}",
                paper["unit"],
                f"第{numbers.get(paper['task']) or '—'}项",
                str(paper["issued_on"]),
                paper["state"],
            )
        )
        for paper in content.papers
    ]
    yield Sheet((30, 24, 12, 16, 14), tuple(rows))


def places(content: Content) -> list[Place]:
    counts = {
        code: (content.value(f"county.{code}.settled"), content.value(f"county.{code}.total"))
        for code in content.areas
    }
    return ranked(content.areas, counts)


def _ranking_sheet(content: Content) -> Iterator[Paragraph | Sheet]:
    found = places(content)
    if not found:
        yield Paragraph((Piece("本月没有落到县区的任务，不排名。"),))
        return
    rows = [_words(("名次", "县区", "完成率", "已销号", "任务总数", "红灯", "未报"))]
    for place in found:
        key = f"county.{place.code}"
        rows.append(
            (
                (Piece(str(place.rank)),),
                (Piece(place.name),),
                (Piece(f"{place.rate}%", f"{key}.settled"),),
                *(
                    (Piece(str(content.value(f"{key}.{part}")), f"{key}.{part}"),)
                    for part in ("settled", "total", "light.red", "missing")
                ),
            )
        )
    yield Sheet((10, 20, 16, 14, 16, 12, 12), tuple(rows))
    without = unranked(content.areas, found)
    if without:
        yield Paragraph((Piece(f"{'、'.join(without)}本月没有任务，未排名。"),))


def _words(cells: Iterable[str]) -> tuple[tuple[Piece, ...], ...]:
    return tuple((Piece(cell),) for cell in cells)


def as_json(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """What an issued paper keeps of itself."""
    return [
        {
            "key": section.key,
            "heading": section.heading,
            "blocks": [
                {"pieces": _listed(block.pieces)}
                if isinstance(block, Paragraph)
                else {"widths": list(block.widths), "rows": [[_listed(c) for c in row] for row in block.rows]}
                for block in section.blocks
            ],
        }
        for section in sections
    ]


def from_json(raw: Sequence[Mapping[str, Any]]) -> list[Section]:
    def block(one: Mapping[str, Any]) -> Paragraph | Sheet:
        if "pieces" in one:
            return Paragraph(_pieces(one["pieces"]))
        return Sheet(tuple(one["widths"]), tuple(tuple(_pieces(c) for c in row) for row in one["rows"]))

    return [Section(s["key"], s["heading"], tuple(block(b) for b in s["blocks"])) for s in raw]


def _listed(found: Sequence[Piece]) -> list[list[str]]:
    return [[piece.text, piece.key] for piece in found]


def _pieces(raw: Iterable[Sequence[str]]) -> tuple[Piece, ...]:
    return tuple(Piece(text, key) for text, key in raw)


def figure_said(figure: Json) -> str:
    """不少于300 家."""
    return f"{BOUND_LABELS[Bound(figure['bound'])]}{figure['value']} {figure['unit']}".strip()


def claim_word(claim: str) -> str:
    return CLAIM_LABELS[Claim(claim)] if claim else "未说明"
