"""The docx: the measures of GB/T 9704-2012, checked in the file itself."""

import datetime as dt
import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sansan.rectification.exports.document import write_docx
from sansan.rectification.exports.lines import Kind, Line

LINES = [
    Line(Kind.ANNEX, "附件"),
    Line(Kind.TITLE, "专项督察反馈意见"),
    Line(Kind.TITLE, "整改完成情况"),
    Line(Kind.AS_OF, "（截至2020年7月22日）"),
    Line(Kind.TEXT, "共分解整改任务1类1项。"),
    Line(Kind.CLASS, "一、散煤"),
    Line(Kind.SECTION, "（一）监管"),
    Line(Kind.TEXT, "1.问题\x0b。（已完成）"),
]
AT = dt.datetime(2020, 7, 22, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def document():
    return Document(io.BytesIO(write_docx(LINES, at=AT, label="样例数据")))


def paragraph(document, text):
    return next(p for p in document.paragraphs if p.text == text)


def east_asian(run):
    return run._element.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_is_a4_with_the_standards_margins(document):
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 28]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    assert round((section.page_height - section.top_margin - section.bottom_margin) / Mm(1)) == 225


def test_a_page_holds_22_lines_of_28_characters(document):
    section = document.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    tracking = document.styles["Normal"].element.rPr.find(qn("w:spacing"))
    line_pt, char_pt = int(grid.get(qn("w:linePitch"))) / 20, 16 + int(tracking.get(qn("w:val"))) / 20
    assert int(Mm(225).pt / line_pt) == 22
    assert int(Mm(156).pt / char_pt) == 28


@pytest.mark.parametrize(
    ("text", "typeface", "size"),
    [
        ("附件", "黑体", 16),
        ("整改完成情况", "方正小标宋简体", 22),
        ("一、散煤", "黑体", 16),
        ("（一）监管", "楷体_GB2312", 16),
        ("共分解整改任务1类1项。", "仿宋_GB2312", 16),
    ],
)
def test_each_level_has_its_typeface_and_size(document, text, typeface, size):
    run = paragraph(document, text).runs[0]
    assert (east_asian(run), run.font.size) == (typeface, Pt(size))


def test_paragraphs_are_indented_by_two_characters_and_the_title_is_centred(document):
    assert paragraph(document, "一、散煤")._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert paragraph(document, "整改完成情况").alignment == 1
    assert paragraph(document, "附件").paragraph_format.first_line_indent is None


def test_a_blank_line_stands_before_and_after_the_title(document):
    before, after = paragraph(document, "专项督察反馈意见"), paragraph(document, "（截至2020年7月22日）")
    assert before.paragraph_format.space_before == after.paragraph_format.space_after == Pt(28.95)
    assert paragraph(document, "整改完成情况").paragraph_format.space_before is None


def test_page_numbers_stand_outside_right_on_odd_left_on_even_pages(document):
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    for footer in (odd, even):
        assert footer.text == "—  —"
        assert "PAGE" in footer._p.xml
        assert {run.font.size for run in footer.runs} == {Pt(14)}


def test_missing_typefaces_have_named_substitutes(document):
    table = next(
        part for part in document.part.package.iter_parts() if part.partname.endswith("fontTable.xml")
    )
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,华文仿宋"/>' in table.blob.decode()


def test_sample_data_say_so_on_every_page_and_not_in_the_text(document):
    section = document.sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "样例数据"
    assert all("样例" not in p.text for p in document.paragraphs)


def test_characters_no_document_may_hold_are_left_out(document):
    assert paragraph(document, "1.问题。（已完成）")


def test_the_same_lines_at_the_same_time_give_the_same_text():
    first, second = (Document(io.BytesIO(write_docx(LINES, at=AT))) for _ in range(2))
    assert [p.text for p in first.paragraphs] == [p.text for p in second.paragraphs]
