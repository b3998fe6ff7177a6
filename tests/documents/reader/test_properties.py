"""What holds for any text, and for any plan of the family."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansan.documents.jsonform import to_json
from sansan.documents.model import Repair
from sansan.documents.reading import read_bytes
from tests.documents.reader.coverage import condensed, field_spans, uncovered

PIECES = [
    "一、",
    "二、",
    "三、",
    "（一）",
    "（二）",
    "1.",
    "2.",
    "3.",
    "1．",
    "2、",
    "（1）",
    "（2）",
    "①",
    "②",
    "一是",
    "二是",
    "问题一：",
    "任务2-1 ",
    "第3项",
    "（序号五）",
    "12号",
    "第一方面：",
    "整改情况：",
    "整改措施：",
    "整改目标",
    "整改时限：",
    "责任单位：",
    "反馈问题：",
    "办结状态：",
    "公示时间：",
    "（已完成）",
    "（达到序时进度",
    "未完成",
    "正在整改。",
    "【已完成】",
    "某县料场未密闭",
    "2021年6月底前",
    "X月XX日",
    "4.12家",
    "（环发〔2021〕",
    "3号）",
    "\n",
    "\n\n",
    "\n",
    "。",
    "，",
    "；",
    "　",
    "\t",
    "|",
    "— 2 —",
    "附件2",
    "整改完成情况",
    "共3类9项",
    "abc",
    "《办法》",
    "“",
    "”",
    "(",
    ")",
]
GRAMMAR = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
ANY = st.one_of(
    GRAMMAR,
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join),
)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _read(text: str):
    return read_bytes(("云岭市整改完成情况\n" + text).encode("utf-8", "ignore"), "a.txt")


@RELAXED
@given(ANY)
def test_no_text_crashes_the_reader_and_none_of_it_vanishes(text):
    reading = _read(text)
    assert uncovered(reading) == ""
    to_json(reading)


@RELAXED
@given(ANY)
def test_every_field_is_the_passage_its_span_points_at(text):
    reading = _read(text)
    left_out = [repair for repair in reading.outline.repairs if repair.kind == "page_number"]
    for value, span in field_spans(reading):
        assert condensed(_printed(reading.source.text, span.start, span.end, left_out)) == condensed(value)
        assert span.line == reading.source.text.count("\n", 0, span.start) + 1


def _printed(text: str, start: int, end: int, left_out: list[Repair]) -> str:
    """The passage without the page numbers inside it."""
    for repair in sorted(left_out, key=lambda each: -each.span.start):
        if start <= repair.span.start and repair.span.end <= end:
            text = (
                text[: repair.span.start]
                + " " * (repair.span.end - repair.span.start)
                + text[repair.span.end :]
            )
    return text[start:end]


@RELAXED
@given(ANY)
def test_keys_are_unique_and_parents_exist(text):
    tasks = _read(text).outline.tasks
    keys = [task.key for task in tasks]
    assert len(set(keys)) == len(keys)
    assert all(task.parent is None or task.parent in keys for task in tasks)


# --- plans written down in several styles are read back ------------------------------------------------------------

SUBJECTS = [
    "砂石料场",
    "建筑工地",
    "餐饮门店",
    "加油站点",
    "燃煤锅炉",
    "矿山企业",
    "污水处理厂",
    "畜禽养殖场",
]
FAULTS = [
    "未按要求密闭，扬尘污染严重。",
    "治理设施运行不正常，群众反映强烈。",
    "底数不清、台账不全。",
    "监管责任落实不到位。",
]
ACTIONS = [
    "完成设施改造并通过验收。",
    "开展联合执法检查6次。",
    "印发专项整治方案，明确责任分工。",
    "建立巡查台账，每月通报一次。",
]
STATUSES = [
    "已完成",
    "已完成，长期坚持",
    "达到序时进度",
    "未达到序时进度",
    "正在整改",
    "未完成",
    "基本完成",
    "尚未启动",
    "已销号",
]
TITLES = ["思想认识不到位", "扬尘管控存在薄弱环节", "散煤治理不彻底", "水环境保护力度不够"]
CHINESE = "一二三四五六七八九十"


@dataclass
class Plan:
    classes: list[list[PlannedTask]]
    restart: bool
    style: str
    place: str
    measure_style: str
    blank: str


@dataclass
class PlannedTask:
    problem: str
    status: str
    measures: list[str] = field(default_factory=list)


PROBLEMS = st.builds(
    lambda number, subject, fault: f"{number}家{subject}{fault}" if number > 1 else f"{subject}{fault}",
    st.integers(1, 30),
    st.sampled_from(SUBJECTS),
    st.sampled_from(FAULTS),
)
TASKS = st.builds(
    PlannedTask,
    PROBLEMS,
    st.sampled_from(STATUSES),
    st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=4),
)
PLANS = st.builds(
    Plan,
    st.lists(st.lists(TASKS, min_size=1, max_size=4), min_size=2, max_size=4),
    st.booleans(),
    st.sampled_from(["{n}.", "{n}．", "{n}、", "问题{n}：", "第{n}项 ", "（{c}）"]),
    st.sampled_from(["bracket", "answer", "last"]),
    st.sampled_from(["（{n}）", "({n})", "①", "{c}是"]),
    st.sampled_from(["", "\n"]),
)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else CHINESE[tens - 1]) + "十" if tens else "") + (
        CHINESE[ones - 1] if ones else ""
    )


def _write(plan: Plan) -> tuple[str, list[tuple[object, ...]]]:
    """The plan as a report, and what should be read from it."""
    lines, expected, number = ["云岭市督察反馈意见整改完成情况"], [], 0
    for index, tasks in enumerate(plan.classes):
        lines.append(f"{CHINESE[index]}、{TITLES[index]}")
        number = 0 if plan.restart else number
        for task in tasks:
            number += 1
            opening = plan.style.format(n=number, c=_numeral(number))
            lines.append(opening + task.problem + (f"（{task.status}）" if plan.place == "bracket" else ""))
            said = f"{task.status}。" if plan.place == "answer" else ""
            lines.append("整改情况：" + said + _measures(task.measures, plan.measure_style))
            if plan.place == "last":
                lines.append(task.status)
            printed = _numeral(number) if "{c}" in plan.style else str(number)
            expected.append((CHINESE[index], printed, task.problem, task.status, task.measures))
    return (plan.blank + "\n").join(lines), expected


def _measures(measures: list[str], style: str) -> str:
    if len(measures) == 1:
        return measures[0]
    signs = [
        "①②③④⑤"[place] if style == "①" else style.format(n=place + 1, c=CHINESE[place])
        for place in range(len(measures))
    ]
    return "".join(sign + measure for sign, measure in zip(signs, measures, strict=True))


@RELAXED
@given(PLANS)
def test_a_plan_written_in_any_style_is_read_back_exactly(plan):
    text, expected = _write(plan)
    found = to_json(read_bytes(text.encode(), "a.txt"))["tasks"]
    assert [
        (task["class"], task["number"], task["problem"], task["status"], task["measures"]) for task in found
    ] == expected


@RELAXED
@given(PLANS, st.sampled_from(["gb18030", "utf-16", "utf-8-sig"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_encoding_and_line_ends_change_nothing(plan, encoding, end):
    text, _ = _write(plan)
    plain = to_json(read_bytes(text.encode(), "a.txt"))
    other = to_json(read_bytes(text.replace("\n", end).encode(encoding), "a.txt"))
    assert {**plain, "source": None} == {**other, "source": None}


@RELAXED
@given(PLANS, st.integers(18, 40))
def test_a_plan_wrapped_at_a_fixed_width_reads_the_same(plan, width):
    text, expected = _write(plan)
    wrapped = "\n".join(
        line[start : start + width]
        for line in text.split("\n")
        for start in range(0, max(1, len(line)), width)
    )
    found = to_json(read_bytes(wrapped.encode(), "a.txt"))["tasks"]
    assert [(task["number"], task["status"]) for task in found] == [(each[1], each[3]) for each in expected]
