"""What a second reader asked for: keys, roles of groups, signatures, numbers in titles, scanned pages, workbooks."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import docx
import openpyxl
import pypdfium2 as pdfium
import pytest

from sansan.documents.flow import Flow, Places
from sansan.documents.jsonform import to_json
from sansan.documents.model import Span, UnitRole
from sansan.documents.reading import read_bytes
from sansan.documents.responsible import read_units
from sansan.documents.summary import summary
from tests.documents.reader.helpers import column, outline, read, tasks
from tests.documents.reader.test_formats import _pdf, _saved


def _plan(*numbers_by_class: str) -> str:
    lines = ["云岭市整改完成情况"]
    for place, numbers in enumerate(numbers_by_class):
        lines.append(f"{'一二三'[place]}、{('扬尘', '水', '固废')[place]}方面")
        lines += [
            f"{number}.料场{number}未密闭。（已完成）\n整改情况：共投入{number}8万元。" for number in numbers
        ]
    return "\n".join(lines)


def test_a_key_is_the_printed_number_where_numbers_are_unique_in_the_document():
    found = to_json(read(_plan("12", "34")))
    assert column(found["tasks"], "key") == ["1", "2", "3", "4"]
    assert {figure["task"] for figure in found["figures"]} <= {None, "1", "2", "3", "4"}
    assert any(figure["task"] == "3" for figure in found["figures"])


def test_a_key_names_the_class_only_where_numbers_restart():
    assert column(tasks(_plan("12", "12")), "key") == ["一-1", "一-2", "二-1", "二-2"]


def test_the_key_of_a_point_follows_the_key_of_its_task():
    text = """
云岭市整改完成情况
1.三家企业无组织排放严重。
（1）甲水泥厂料堆未覆盖。（已完成）
整改情况：建成料棚。
（2）乙砖厂未密闭。（正在整改）
整改情况：正在建设。
2.道路积尘。（已完成）
整改情况：增加频次。
"""
    found = tasks(text)
    assert column(found, "key") == ["1", "1-1", "1-2", "2"]
    assert column(found, "parent") == [None, "1", "1", None]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("市委组织部（牵头），市委督查室、市政府督查室（配合）", ["lead", "support", "support"]),
        ("市水利局（牵头）、市城管局、市交通局（配合）", ["lead", "support", "support"]),
        ("市水利局（牵头）、市城管局", ["lead", "responsible"]),
        ("市住建局；市城管局、市交通局（配合）", ["responsible", "support", "support"]),
    ],
)
def test_a_role_in_brackets_at_the_end_of_a_group_binds_the_group(text, roles):
    found = read_units(Flow.of(text, 0, len(text)), UnitRole.RESPONSIBLE, Places(text))
    assert [str(unit.role) for unit in found] == roles


def test_a_post_and_a_name_parted_by_a_space_are_one_leader():
    text = "副县长 周海、县委常委 孙伟"
    found = read_units(Flow.of(text, 0, len(text)), UnitRole.LEADER, Places(text))
    assert [unit.name for unit in found] == ["副县长 周海", "县委常委 孙伟"]


NOTICE = """
江岭市督察反馈问题（序号五）整改完成销号公示

根据有关规定，现将整改情况公示如下：
反馈问题：污水处理厂提标改造进展缓慢。
整改目标：污水处理厂稳定达标。
整改完成情况：
1.提标改造项目通水运行。
2.改造管网12.6公里。
公示时间：2023年1月9日至2023年1月15日（7天）
监督电话：0123-4567890
电子邮箱：xx@example.cn
江岭市整改办
2023年1月8日
"""


def test_a_notice_about_one_task_takes_its_number_from_the_title():
    assert column(tasks(NOTICE), "number") == ["五"]
    assert column(tasks(NOTICE.replace("（序号五）", "第12项问题")), "number") == ["12"]
    assert column(tasks(NOTICE.replace("（序号五）", "（第二批）")), "number") == [None]


def test_a_notice_field_ends_before_the_signature():
    document = outline(NOTICE)
    notices = [notice.value for notice in (*document.tasks[0].notices, *document.notices)]
    assert "电子邮箱：xx@example.cn" in notices
    assert [note.text for note in document.notes if note.kind == "closing"] == [
        "江岭市整改办",
        "2023年1月8日",
    ]
    assert document.repairs == ()


def test_long_contact_lines_and_signatures_are_not_taken_for_a_broken_sentence():
    text = """
中共白川县委关于巡察整改进展情况的通报
一、巡察反馈问题整改落实情况
1.关于执法不规范的问题
组织案卷评查。
整改结果：正在整改
联系方式：0396-1234567；邮政信箱：白川县人民路1号
中共白川县生态环境局党组
2022年10月12日
"""
    document = outline(text)
    assert document.repairs == ()
    assert [note.text for note in document.notes][-2:] == ["中共白川县生态环境局党组", "2022年10月12日"]


def _two_pages() -> bytes:
    """A page of text, then one with nothing but a drawing, then an empty one."""
    text = pdfium.PdfDocument(_pdf(b"BT /F1 12 Tf 20 200 Td (Report of the year 2021) Tj ET"))
    scan = pdfium.PdfDocument(_pdf(b"0 0 200 200 re f"))
    text.import_pages(scan)
    text.new_page(300, 300)
    buffer = io.BytesIO()
    text.save(buffer)
    return buffer.getvalue()


def test_a_scanned_page_of_a_pdf_is_named_and_an_empty_one_is_not():
    found = read_bytes(_two_pages(), "a.pdf").outline.unknown
    assert [each.text for each in found] == ["第 2 页"]
    assert "没有文字层" in found[0].reason


LONG = "贯彻落实生态文明思想存在差距，压力传导不够到位，部分领导干部认识不深方面"


def _ledger() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["江北区督察反馈问题整改台账", *[None] * 6])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", "问题类别", "反馈问题", "整改措施", "责任单位", "整改时限", "投入资金（万元）"])
    sheet.append([1, LONG, "研究部署不够", "每月研究一次", "区委办", "2023年底前", 12])
    sheet.append([2, None, "考核问责偏软", "修订办法", "区委组织部", "2023-06-30", 0])
    sheet.append([3, "大气方面", "工地扬尘", "巡查", "区住建局", "长期坚持", 8.5])
    sheet.merge_cells("B3:B4")
    return _saved(book)


def test_the_summary_of_a_ledger_keeps_its_columns_beside_a_long_class_name():
    lines = summary(read_bytes(_ledger(), "台账.xlsx"), plain=True).splitlines()
    row = next(line for line in lines if "考核问责偏软" in line)
    assert "2023-06-30" in row
    assert LONG[-8:] not in "".join(lines)
    assert LONG[:10] in "".join(lines)


def test_a_ledger_has_its_title_from_the_row_above_the_header_and_keeps_every_column():
    found = to_json(read_bytes(_ledger(), "台账.xlsx"))
    assert (found["title"], found["kind"]) == ("江北区督察反馈问题整改台账", "整改任务清单")
    assert column(found["tasks"], "class") == [LONG, LONG, "大气方面"]
    assert [task["extra"]["投入资金（万元）"] for task in found["tasks"]] == ["12", "0", "8.5"]


def test_a_cell_merged_over_several_tasks_belongs_to_the_first_ones_passage():
    reading = read_bytes(_ledger(), "台账.xlsx")
    spans: list[Span] = [task.span for task in reading.outline.tasks]
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_what_stands_below_a_merged_heading_names_its_columns():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "反馈问题", "责任分工", None, "时间要求", None])
    sheet.append([None, None, "牵头单位", "配合单位", "启动时间", "完成时限"])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
        sheet.merge_cells(area)
    sheet.append([1, "料场未密闭", "市住建局", "市城管局", "2022年1月", "2022年12月底"])
    (task,) = to_json(read_bytes(_saved(book), "a.xlsx"))["tasks"]
    assert (task["deadline"], task["extra"]["启动时间"]) == ("2022年12月底", "2022年1月")
    assert [unit["role"] for unit in task["units"]] == ["lead", "support"]


def test_a_word_document_with_a_small_table_of_fields_under_each_task():
    document = docx.Document()
    document.add_heading("宁湖区督察反馈意见整改方案", 0)
    for heading, text, fields in (
        (1, "一、思想认识方面", ()),
        (
            3,
            "1.部分街道未落实责任清单。",
            (("整改时限", "2024年3月底前"), ("整改措施", "1.修订。\n2.培训。")),
        ),
        (1, "二、环境治理方面", ()),
        (3, "2.断面水质不达标。", (("整改时限", "长期坚持"), ("整改措施", "排口整治。"))),
    ):
        document.add_heading(text, heading)
        table = document.add_table(len(fields), 2) if fields else None
        for place, (name, value) in enumerate(fields):
            table.cell(place, 0).text, table.cell(place, 1).text = name, value
    found = to_json(read_bytes(_saved(document), "a.docx"))
    assert column(found["tasks"], "class") == ["一", "二"]
    assert column(found["tasks"], "deadline") == ["2024年3月底前", "长期坚持"]
    assert [len(task["measures"]) for task in found["tasks"]] == [2, 1]


def test_a_menu_of_links_is_no_title_whatever_its_class_is_called():
    page = """<html><body><div class="x1"><a>云岭概况及发展规划</a><a>数据开放目录</a><a>在线访谈</a></div>
    <h2>云岭市整改完成情况</h2><p>1.料场未密闭。（已完成）</p><p>整改情况：建成料棚。</p>
    <p>责任编辑：甲</p><p>主办：云岭市人民政府</p><p>联系电话：0999-0000000</p></body></html>"""
    reading = read_bytes(page.encode(), "a.html")
    assert reading.outline.title == "云岭市整改完成情况"
    assert [measure.value for measure in reading.outline.tasks[0].measures] == ["建成料棚。"]


def test_the_order_of_the_document_is_the_order_of_its_lines():
    found = tasks(_plan("12", "34"))
    assert [task["line"] for task in found] == sorted(task["line"] for task in found)
    assert all(re.fullmatch(r"\d", task["key"]) for task in found)


def test_several_classes_whose_titles_say_only_that_problems_are_dealt_with_are_classes():
    text = """
东宁县审计查出问题整改情况的报告
一、财政管理审计查出问题的整改情况
1.关于收入未及时上缴的问题。已整改。缴入国库。
2.关于绩效目标不完整的问题。已整改。重新编制。
二、部门预算执行审计查出问题的整改情况
1.关于账实不符的问题。正在整改。补登资产68件。
2.关于超标准接待的问题。已整改。退回资金。
"""
    assert column(tasks(text), "class") == ["一", "一", "二", "二"]


def test_a_heading_that_reads_unfinished_ends_where_a_numbered_answer_begins():
    text = """
云台区审议意见研究处理情况的报告
一、加大宣传力度，提高全社会的意识
（一）组织宣传活动12场次。
（二）开展培训3期。
办理结果：已办理完毕。
二、加快补齐短板，提高处置的能力
（一）新建投放点164处。
（二）项目已开工。
办理结果：正在办理。
"""
    assert [len(task["measures"]) for task in tasks(text)] == [2, 2]
