"""Reading our own exported report gives back the ledger it was made from."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sansan.documents.deadlines import read_deadline
from sansan.documents.model import UnitRole
from sansan.documents.reading import read_bytes
from sansan.documents.status import code_of
from sansan.people.roles import Role
from sansan.rectification.actions.confirm import confirm_report
from sansan.rectification.actions.exports import export_report
from sansan.rectification.actions.intake import read_source, receive_report
from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Head, render_lines, render_text
from sansan.rectification.proposals import Heading, ProposedTask, ProposedUnit, propose
from sansan.rectification.snapshot import snapshots
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory

FIELDS = (
    "number", "klass", "section", "problem", "status", "status_code", "goal", "deadline", "deadline_date", "standing",
    "units", "measures",
)  # fmt: skip
HEAD = Head("省专项督察反馈意见整改完成情况", dt.date(2020, 7, 22))
CHINESE = ("", *"一二三四五六七八九", "十")

SENTENCES = (
    "部分县区排查不细，台账不全。",
    "2021年以来，扬尘管控“六个百分之百”落实不到位。",
    "12家企业没有安装在线监测设备，占应装企业的40%。",
    "333省道（雷庄段）物料露天堆放；出入口没有冲洗设施。",
    "《大气污染防治法》宣传不够，群众知晓率低。",
    "PM2.5年均浓度52微克/立方米，高于35微克/立方米的标准。",
    "截至2020年5月底，工程量完成60%，约5000多万元。",
    "依据驻环攻坚办〔2020〕19号文件，逐家核对（含停产企业）。",
    "没有按照“一密闭五到位”的标准治理，检查中“走过场”。",
    "3家位于遂平县、上蔡县和平舆县，其余2家已经搬迁。",
    "一是认识不足，二是措施不实。",
    "整改情况没有及时公开，群众意见较大。",
    "已经拆除的设备没有清走，场地没有复原。",
    "2.5万平方米裸土没有覆盖；1、2号料场没有围挡。",
    "一、二级管网混接，雨污分流不彻底",
    "部分企业没有治理设施（含12家停产企业）",
    "责任单位不清，时限不明，“等、靠、要”思想严重。",
    "督察指出：“两断三清”不到位；现场仍有原料、设备。",
    "①原料露天堆放；②道路没有硬化。",
    "（1）废气直排；（2）没有环评手续。",
    "存在" + "、".join(f"第{n}类违法排污行为" for n in range(1, 40)) + "等问题。",
)
MEASURES = (
    *SENTENCES,
    "按照方案第（2）项的要求，逐一销号",
    "印发《2020年专项整治方案》，明确任务、时限和责任人",
    "严格落实“三管三必须”；凡不达标的，一律不得生产",
    "下一步，继续加大督查力度，确保问题整改到位。",
)
STATUSES = (
    "", "已完成", "已完成，持续推进", "按照时序进度持续推进", "基本完成", "超过序时进度", "达到序时进度", "正在整改",
    "部分整改", "未达到序时进度", "未完成", "尚未启动", "已销号", "长期坚持", "由新区管委会接续办理",
)  # fmt: skip
DEADLINES = (
    "",
    "立行立改",
    "2024年底前",
    "2024年6月30日前",
    "立行立改，长期坚持",
    "2024年6月底前，并长期坚持",
    "长期坚持",
)
UNITS = (
    "市生态环境局",
    "市住建局",
    "市交通局",
    "驿城区人民政府",
    "各县区人民政府",
    "市城管局",
    "西平县人民政府",
)
TITLES = (
    "思想认识有差距",
    "“散乱污”整治不彻底",
    "散煤治理监管不到位",
    "“散尘”污染突出",
    "结构调整慢",
    "空气质量达标压力大",
)
SECTIONS = ("排查不全面", "取缔不到位", "工地扬尘管控不严", "餐饮油烟治理敷衍")

sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True).map("".join)
measures = st.lists(st.sampled_from(MEASURES), max_size=5, unique=True)


@st.composite
def units(draw: st.DrawFn) -> list[ProposedUnit]:
    names = draw(st.lists(st.sampled_from(UNITS), max_size=3, unique=True))
    return [ProposedUnit(name=name, role=draw(st.sampled_from(ROLES))) for name in names]


ROLES = [role for role in UnitRole if role is not UnitRole.LEADER]


@st.composite
def ledgers(draw: st.DrawFn) -> list[ProposedTask]:
    """Classes with sections with tasks, numbered through or anew in each class, as the field's reports are."""
    tasks: list[ProposedTask] = []
    anew = draw(st.booleans())
    number = 0
    for index, title in enumerate(
        draw(st.lists(st.sampled_from(TITLES), min_size=1, max_size=4, unique=True)), 1
    ):
        number = 0 if anew else number
        klass = Heading(number=CHINESE[index], title=title)
        names = draw(st.lists(st.sampled_from(SECTIONS), max_size=2, unique=True))
        sections = [Heading(number=f"（{CHINESE[i]}）", title=name) for i, name in enumerate(names, 1)] or [
            None
        ]
        for section in sections:
            for _ in range(draw(st.integers(1, 3))):
                number += 1
                tasks.append(draw(task(klass, section, str(number), key=str(len(tasks)))))
    return tasks


@st.composite
def task(draw: st.DrawFn, klass: Heading, section: Heading | None, number: str, key: str) -> ProposedTask:
    status, deadline = draw(st.sampled_from(STATUSES)), draw(st.sampled_from(DEADLINES))
    date, standing = read_deadline(deadline)
    return ProposedTask(
        key=key,
        number=number,
        klass=klass,
        section=section,
        problem=draw(sentences),
        status=status,
        status_code=code_of(status) if status else None,
        goal=draw(st.sampled_from(("", "全面完成整治任务。", "2024年底前建成监管平台，实现“全覆盖”"))),
        deadline=deadline,
        deadline_date=date,
        standing=standing,
        units=draw(units()) if draw(st.booleans()) else [],
        measures=draw(measures) or ["按期推进。"],
    )


def parts(*numbers, parent):
    klass = Heading(number="一", title="监管不严")
    return [
        ProposedTask(
            key=number,
            number=number,
            klass=klass,
            parent=parent if parent and number != parent else None,
            problem=f"第{number}处没有整治。",
            status="" if number == parent else "已完成",
            status_code=None if number == parent else "completed",
            measures=[] if number == parent else ["已经拆除。"],
        )
        for number in numbers
    ]


def test_parts_of_a_task_read_back_as_its_parts():
    tasks = [*parts("1", "1-1", "1-2", parent="1"), *parts("2", "2-1", "2-2", parent="2")]
    found = propose(read_bytes(render_text(HEAD, tasks).encode(), "报告.txt"))
    assert said(found) == said(tasks)
    keys = {task.key: task.number for task in found}
    assert [keys.get(task.parent) for task in found] == [None, "1", "1", None, "2", "2"]


def test_parts_numbered_on_their_own_read_back_as_parts():
    (whole,) = parts("1", parent="1")
    own = [
        task.model_copy(update={"key": f"1-{task.number}", "parent": "1"})
        for task in parts("1", "2", parent="")
    ]
    tasks = [whole, *own, *parts("2", "3", parent="")]
    found = propose(read_bytes(render_text(HEAD, tasks).encode(), "报告.txt"))
    assert said(found) == said(tasks)
    assert [task.parent is not None for task in found] == [False, True, True, False, False]


@pytest.mark.parametrize("numbers", [("一", "二", "三"), ("", "", ""), ("5", "6", "7")])
def test_tasks_with_other_numbers_or_none_read_back(numbers):
    tasks = [
        ProposedTask(
            key=str(i),
            number=number,
            problem=f"{place}没有治理设施。",
            status="已完成",
            status_code="completed",
            measures=["整治到位。"],
        )
        for i, (number, place) in enumerate(zip(numbers, ("甲厂", "乙厂", "丙厂"), strict=True))
    ]
    assert read_back(render_text(HEAD, tasks).encode(), "报告.txt") == said(tasks)


def test_two_numbers_in_a_sentence_do_not_swallow_the_next_task():
    klass = Heading(number="一", title="监管不严")
    tasks = [
        ProposedTask(
            key="1",
            number="1",
            klass=klass,
            problem="管控不严。",
            measures=["排查。", "覆盖；1、2号料场没有围挡。"],
        ),
        ProposedTask(key="2", number="2", klass=klass, problem="台账不全。", measures=["建账。"]),
    ]
    assert read_back(render_text(HEAD, tasks).encode(), "报告.txt") == said(tasks)


def said(tasks: list[ProposedTask]) -> list[dict[str, object]]:
    return [{name: getattr(task, name) for name in FIELDS} for task in tasks]


def read_back(data: bytes, name: str) -> list[dict[str, object]]:
    return said(propose(read_bytes(data, name)))


def test_numbers_that_run_on_over_sections_are_tasks_though_the_last_of_each_alone_is_answered():
    klass = Heading(number="一", title="监管不严")
    sections = [Heading(number="（一）", title="排查不全面"), Heading(number="（二）", title="取缔不到位")]
    tasks = [
        ProposedTask(
            key=number,
            number=number,
            klass=klass,
            section=sections[number == "3"],
            problem="部分县区排查不细。",
            status=status,
            status_code=code_of(status) if status else None,
            measures=["按期推进。"],
        )
        for number, status in (("1", ""), ("2", "已完成"), ("3", "已完成"))
    ]
    assert read_back(render_text(HEAD, tasks).encode(), "报告.txt") == said(tasks)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ledgers())
def test_the_report_as_text_reads_back_to_the_same_ledger(tasks):
    assert read_back(render_text(HEAD, tasks).encode(), "报告.txt") == said(tasks)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ledgers())
def test_the_report_as_docx_reads_back_to_the_same_ledger(tasks):
    data = write_docx(render_lines(HEAD, tasks), at=dt.datetime(2020, 7, 22, tzinfo=dt.UTC))
    assert read_back(data, "报告.docx") == said(tasks)


@pytest.mark.shared
@pytest.mark.django_db
def test_the_citys_own_report_goes_through_the_ledger_and_comes_back_the_same(shared):
    office = person_with(Role.CITY_OFFICE)
    first = RoundFactory(name="专项督察")
    original = (shared / "documents" / "zhumadian-2020.txt").read_bytes()
    printed = through_the_ledger(office, first, "报告.txt", original)
    assert read_back(printed, "报告.docx") == said(list(snapshots(first.tasks.all()).values()))
    assert read_back(printed, "报告.docx") == read_back(original, "报告.txt")
    again = through_the_ledger(office, RoundFactory(name="再次"), "报告.docx", printed)
    assert texts(again) == texts(printed)


def through_the_ledger(by, round_, name, data):
    source = receive_report(by=by, round_id=round_.pk, upload=SimpleUploadedFile(name, data))
    read_source(source_id=source.pk)
    confirm_report(by=by, source_id=source.pk)
    return export_report(by=by, round_id=round_.pk)


def texts(data):
    return [paragraph.text for paragraph in Document(BytesIO(data)).paragraphs]
