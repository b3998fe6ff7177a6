"""The report as lines: the form of the input, counts from the rows, nothing that reads back differently."""

import datetime as dt

from sansan.documents.model import UnitRole
from sansan.rectification.exports.lines import Head, Kind, counts_of, render_lines, render_text
from sansan.rectification.proposals import Heading, ProposedTask, ProposedUnit

HEAD = Head("省专项督察反馈意见整改完成情况", dt.date(2020, 7, 22))
FIRST, SECOND = Heading(number="一", title="散煤治理不到位"), Heading(number="二", title="扬尘突出")
PART = Heading(number="（一）", title="监管不严")


def task(number, **given):
    return ProposedTask(
        **{"key": number, "number": number, "problem": f"第{number}个问题。", "klass": FIRST, **given}
    )


def body(tasks):
    return [
        line.text
        for line in render_lines(HEAD, tasks)
        if line.kind not in (Kind.ANNEX, Kind.TITLE, Kind.AS_OF)
    ][1:]


def test_a_task_is_printed_as_the_reports_have_it():
    printed = body(
        [
            task(
                "3",
                section=PART,
                status="已完成，持续推进",
                goal="全面清零。",
                deadline="2024年底前",
                units=[
                    ProposedUnit(name="市商务局", role=UnitRole.LEAD),
                    ProposedUnit(name="确山县人民政府"),
                    ProposedUnit(name="正阳县人民政府"),
                ],
                measures=["摸清底数。", "逐家销号。"],
            )
        ]
    )
    assert printed == [
        "一、散煤治理不到位",
        "（一）监管不严",
        "3.第3个问题。（已完成，持续推进）",
        "整改目标：全面清零。",
        "整改时限：2024年底前",
        "牵头单位：市商务局",
        "责任单位：确山县人民政府、正阳县人民政府",
        "整改情况：（1）摸清底数。（2）逐家销号。",
    ]


def test_the_head_declares_what_the_rows_count():
    tasks = [task("1", status="已完成"), task("2", status="已完成", klass=SECOND), task("3", klass=SECOND)]
    assert counts_of(tasks) == "共分解整改任务2类3项。其中，“已完成”2项。"


def test_parts_of_a_task_are_not_counted_as_tasks():
    assert counts_of([task("1"), task("1-1", parent="1")]) == "共分解整改任务1类1项。"


def test_a_long_title_breaks_before_what_it_reports():
    titles = [line.text for line in render_lines(HEAD, []) if line.kind is Kind.TITLE]
    assert titles == ["省专项督察反馈意见", "整改完成情况"]


def test_a_task_added_later_stands_under_its_class():
    printed = body([task("1"), task("2", klass=SECOND), task("3")])
    assert [line for line in printed if line[0] in "一二123"] == [
        "一、散煤治理不到位",
        "1.第1个问题。",
        "3.第3个问题。",
        "二、扬尘突出",
        "2.第2个问题。",
    ]


def test_a_task_without_a_class_stands_before_the_first_class():
    assert body([task("1"), task("2", klass=None)])[0] == "2.第2个问题。"


def test_a_status_nobody_knows_gets_its_label():
    assert body([task("1", status="移交新区接续办理")])[1:] == ["1.第1个问题。", "整改状态：移交新区接续办理"]


def test_a_plan_without_statuses_speaks_of_measures():
    assert body([task("1", measures=["摸底。"])])[-1] == "整改措施：摸底。"


def test_marks_give_way_to_marks_inside_a_measure():
    printed = body([task("1", status="已完成", measures=["按照第（2）项要求办理。", "复核。"])])
    assert printed[-1] == "整改情况：①按照第（2）项要求办理。②复核。"


def test_numbers_that_are_not_plain_change_the_form_of_all():
    printed = body([task("3"), task("3-1", parent="3")])
    assert printed[1:] == ["任务3：第3个问题。", "任务3-1：第3-1个问题。"]


def test_the_plain_text_is_the_lines():
    assert render_text(HEAD, [task("1")]).splitlines() == [
        line.text for line in render_lines(HEAD, [task("1")])
    ]
