"""What belongs to a title, and what only stands near it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.documents.reader.helpers import outline

BODY = """
1.散煤治理不彻底。（已完成）
整改情况：取缔销售点12处。
2.河道采砂屡禁不止。（正在推进）
整改情况：开展联合执法5次。
"""
TITLE = "青川市督察反馈问题整改进展清单"


def test_letters_set_apart_to_fill_a_line_are_a_part_of_the_title():
    found = outline("青川市贯彻落实督察反馈意见\n整  改  方  案\n" + BODY)
    assert (found.title, found.kind) == ("青川市贯彻落实督察反馈意见整改方案", "整改方案")


@pytest.mark.parametrize(
    "line",
    ["中共青川县委文件", "青川市生态环境保护委员会办公室文件", "特急", "青川发〔2024〕3号　　签发人：李××"],
)
def test_a_letterhead_is_no_part_of_the_title(line: str):
    assert outline(f"{line}\n{TITLE}\n{BODY}").title == TITLE


def test_a_signer_beside_the_document_number_leaves_the_number_readable():
    found = outline(f"青川发〔2024〕3号　　签发人：李××\n{TITLE}\n{BODY}")
    assert found.document_number
    assert found.document_number.startswith("青川发〔2024〕3号")


@pytest.mark.parametrize("line", ["2023年第6号公告", "2023年第6号", "（总第12号）"])
def test_the_number_of_a_series_of_notices_is_no_title(line: str):
    title = "青川县审计局关于预算执行审计查出问题整改结果的公告"
    assert outline(f"{line}\n{title}\n{BODY}").title == title


def test_the_number_of_a_series_is_the_title_where_nothing_else_is():
    assert (
        outline("2023年第6号公告\n\n根据审计法，现将整改情况公告如下：\n" + BODY).title == "2023年第6号公告"
    )


@pytest.mark.parametrize(
    "line",
    [
        "（2024年第二季度）",
        "（第十二批  2021年9月19日）",
        "（共3类20家：关停类9家、整改类11家）",
        "（2023年12月22日公告）",
        "（截至2024年6月底）",
        "（2024年1—6月）",
    ],
)
def test_a_bracket_below_the_title_that_says_when_or_which_batch_is_no_part_of_it(line: str):
    assert outline(f"{TITLE}\n{line}\n{BODY}").title == TITLE


def test_a_bracket_below_the_title_that_names_tasks_or_a_body_stays_a_part_of_it():
    assert outline(f"{TITLE}\n（市水利局）\n{BODY}").title == f"{TITLE}（市水利局）"


def test_a_bracket_on_the_line_of_the_title_is_read_as_printed():
    assert outline(f"{TITLE}（第三批）\n{BODY}").title == f"{TITLE}（第三批）"


def test_the_as_of_date_of_a_bracket_below_the_title_is_kept():
    assert outline(f"{TITLE}\n（截至2024年6月30日）\n{BODY}").as_of == dt.date(2024, 6, 30)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("青川市环保督察反馈意见整改完成情况的公示", "整改完成情况"),
        ("青川县医保基金专项督查问题整改情况公示", "整改完成情况"),
        ("青川镇百日攻坚问题整改销号表", "整改汇总表"),
        ("青川市整改任务（序号五）整改完成情况公示", "销号公示"),
        ("青川市第12号问题整改情况公示", "销号公示"),
        ("青川市督察整改任务验收情况公示", "销号公示"),
        ("关于青川市督察整改任务拟销号的公示", "销号公示"),
        ("青川县审计局关于审计查出问题整改结果的公告", "审计整改报告"),
    ],
)
def test_a_notice_before_a_closing_is_told_from_the_publication_of_a_round(title: str, kind: str):
    assert outline(f"{title}\n{BODY}").kind == kind


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("《整改方案》确定的49项任务中，前两批已公开31项，本次公开18项。", 18),
        ("《整改方案》确定的49项任务，前期已完成31项，本批18项任务情况如下。", 18),
        ("（共3类20家：关停类9家、整改类11家）", 20),
        ("填报单位：市督察整改办    任务总数20项：已完成9项，正在推进11项", 20),
        (f"填报单位：市督察整改办{' ' * 60}任务总数20项：已完成9项，达到序时进度6项，未达到序时进度5项", 20),
        ("本清单共列问题8个，细化整改任务18项。", 18),
    ],
)
def test_the_declared_count_is_that_of_this_document(line: str, count: int):
    assert outline(f"{TITLE}\n{line}\n{BODY}").declared.tasks.value == count


def test_a_notice_of_a_series_may_say_its_number_below_the_title():
    title = "青川县审计局关于预算执行审计查出问题整改结果的公告"
    assert outline(f"{title}\n（2023年第1号公告）\n{BODY}").title == title


def test_a_tally_may_follow_the_day_it_speaks_of():
    found = outline(f"{TITLE}\n反馈的8个问题，截至2023年11月底已完成整改6个、达到序时进度2个。\n{BODY}")
    assert [each.value for each in found.declared.statuses] == [6, 2]


def test_a_tally_may_begin_inside_the_whole():
    found = outline(f"{TITLE}\n截至6月底，7个问题中已完成4个，正在推进2个，未完成1个。\n{BODY}")
    assert [(each.noun, each.value) for each in found.declared.statuses] == [
        ("已完成", 4),
        ("正在推进", 2),
        ("未完成", 1),
    ]
