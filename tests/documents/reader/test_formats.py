"""Every format gives the same tasks, and what cannot be read says so in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from sansan.documents.errors import MESSAGES, DocumentError
from sansan.documents.jsonform import to_json
from sansan.documents.limits import limits
from sansan.documents.reading import read_bytes
from tests.documents.reader.helpers import column, units

TEXT = """云岭市督察反馈意见整改完成情况
一、扬尘方面
1.料场未密闭。（已完成）
整改情况：（1）建成料棚2座。（2）处罚1起。
2.道路积尘严重。（达到序时进度）
整改情况：增加保洁频次。
"""


def _essence(data: bytes, name: str) -> object:
    reading = to_json(read_bytes(data, name))
    return reading["title"], [
        (task["number"], task["class"], task["problem"], task["status"], task["measures"])
        for task in reading["tasks"]
    ]


EXPECTED = (
    "云岭市督察反馈意见整改完成情况",
    [
        ("1", "一", "料场未密闭。", "已完成", ["建成料棚2座。", "处罚1起。"]),
        ("2", "一", "道路积尘严重。", "达到序时进度", ["增加保洁频次。"]),
    ],
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_reads_the_same_in_every_encoding(encoding):
    assert _essence(TEXT.encode(encoding), "a.txt") == EXPECTED


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", "\r\n\r\n"])
def test_line_ends_do_not_matter(end):
    assert _essence(TEXT.replace("\n", end).encode(), "a.txt") == EXPECTED


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_a_word_document_reads_like_its_text():
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    assert _essence(_saved(document), "a.docx") == EXPECTED


def _numbering(document, levels: list[tuple[str, str]]) -> str:
    """A list definition with these (form, text) levels; returns its number."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (form, text) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            part = OxmlElement(tag)
            part.set(qn("w:val"), value)
            level.append(part)
        abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "78")
    target = OxmlElement("w:abstractNumId")
    target.set(qn("w:val"), "77")
    number.append(target)
    root.append(number)
    return "78"


def _numbered(document, text: str, number: str, depth: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    node = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(depth)), ("w:numId", number)):
        part = OxmlElement(tag)
        part.set(qn("w:val"), value)
        node.append(part)
    properties.append(node)


def test_automatic_numbers_of_word_are_read_as_printed():
    document = docx.Document()
    document.add_paragraph("云岭市督察反馈意见整改完成情况")
    number = _numbering(document, [("chineseCounting", "%1、"), ("decimal", "%2."), ("decimal", "（%3）")])
    _numbered(document, "扬尘方面", number, 0)
    _numbered(document, "料场未密闭。（已完成）", number, 1)
    document.add_paragraph("整改情况：")
    _numbered(document, "建成料棚2座。", number, 2)
    _numbered(document, "处罚1起。", number, 2)
    _numbered(document, "道路积尘严重。（达到序时进度）", number, 1)
    document.add_paragraph("整改情况：增加保洁频次。")
    assert _essence(_saved(document), "a.docx") == EXPECTED


def test_a_word_table_with_merged_cells_gives_one_task_a_row():
    document = docx.Document()
    document.add_paragraph("云岭市整改任务清单")
    table = document.add_table(rows=4, cols=5)
    cells = [
        ["序号", "反馈问题", "整改措施", "责任单位", "完成情况"],
        ["1", "料场未密闭", "1.建料棚\n2.装喷淋", "市住建局、市城管局", "已完成"],
        ["", "", "3.每月检查", "", ""],
        ["2", "道路积尘", "增加保洁", "市城管局", "正在推进"],
    ]
    for row, line in enumerate(cells):
        for place, text in enumerate(line):
            table.cell(row, place).text = text
    for place in (0, 1, 3, 4):
        merged = table.cell(1, place).merge(table.cell(2, place))
        merged.text = cells[1][place]
    found = to_json(read_bytes(_saved(document), "a.docx"))["tasks"]
    assert column(found, "number") == ["1", "2"]
    assert found[0]["measures"] == ["建料棚", "装喷淋", "每月检查"]
    assert units(found[0]) == ["市住建局", "市城管局"]
    assert column(found, "status") == ["已完成", "正在推进"]


def test_a_card_table_of_label_and_value_is_one_task():
    document = docx.Document()
    document.add_paragraph("关于整改任务销号的公示")
    table = document.add_table(rows=5, cols=2)
    for row, (label, value) in enumerate(
        [
            ("整改任务", "砂场未落实抑尘措施"),
            ("整改目标", "达标排放"),
            ("整改措施", "1.建围挡；2.装喷淋"),
            ("整改完成情况", "已完成整改。建围挡300米。"),
            ("监督电话", "0999-7654321"),
        ]
    ):
        table.cell(row, 0).text, table.cell(row, 1).text = label, value
    found = to_json(read_bytes(_saved(document), "a.docx"))["tasks"]
    assert column(found, "problem") == ["砂场未落实抑尘措施"]
    assert column(found, "status") == ["已完成整改"]
    assert column(found, "goal") == ["达标排放"]
    assert len(found[0]["measures"]) == 2


def test_a_workbook_with_title_rows_merged_cells_and_a_header_of_two_rows():
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["云岭市整改任务台账", None, None, None, None, None],
        ["截至2023年6月30日", None, None, None, None, None],
        ["序号", "反馈问题", "整改措施", "责任分工", None, "完成情况"],
        [None, None, None, "牵头单位", "配合单位", None],
        ["一、大气方面", None, None, None, None, None],
        [1, "料场未密闭", "建料棚", "市住建局", "市城管局", "已完成"],
        [2.0, "道路积尘", "增加保洁", "市城管局", None, "未完成"],
        ["二、水方面", None, None, None, None, None],
        [3, "雨污混流", "改造管网", "市水务局", "各区政府", "达到序时进度"],
    ]
    for row in rows:
        sheet.append(row)
    for area in ("A1:F1", "A2:F2", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "A5:F5", "A8:F8"):
        sheet.merge_cells(area)
    reading = read_bytes(_saved(book), "a.xlsx")
    found = to_json(reading)["tasks"]
    assert reading.outline.title == "云岭市整改任务台账"
    assert column(found, "number") == ["1", "2", "3"]
    assert column(found, "class") == ["一", "一", "二"]
    assert column(found, "status_code") == ["completed", "not_completed", "on_schedule"]
    assert (units(found[0], "lead"), units(found[0], "support")) == (["市住建局"], ["市城管局"])
    assert [each.title for each in reading.outline.classes] == ["大气方面", "水方面"]


def test_problem_cells_merged_downward_gather_their_measures_in_one_task():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["序号", "反馈问题", "整改措施", "完成情况"], [1, "料场未密闭", "建料棚", "已完成"]):
        sheet.append(row)
    for row in ([None, None, "装喷淋", None], [2, "道路积尘", "增加保洁", "未完成"]):
        sheet.append(row)
    for area in ("A2:A3", "B2:B3", "D2:D3"):
        sheet.merge_cells(area)
    reading = read_bytes(_saved(book), "a.xlsx")
    assert [[field.value for field in task.measures] for task in reading.outline.tasks] == [
        ["建料棚", "装喷淋"],
        ["增加保洁"],
    ]
    rows = reading.source.tables[0].rows
    assert rows[2][1] == rows[1][1]


def test_dates_and_numbers_of_a_workbook_are_read_as_shown():
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "问题", "整改时限", "完成情况"])
    sheet.append([1, "料场未密闭", dt.date(2023, 6, 30), "已完成"])
    found = to_json(read_bytes(_saved(book), "a.xlsx"))["tasks"]
    assert (found[0]["deadline"], found[0]["deadline_date"]) == ("2023-06-30", "2023-06-30")


def test_a_web_page_is_read_without_its_menus_and_with_its_tables():
    page = """<!DOCTYPE html><html><head><title>x</title><meta charset="gb2312"></head><body>
    <div class="nav">首页 | 政务公开</div><h1>云岭市整改任务清单</h1><script>var a = 1;</script>
    <table><tr><th>序号</th><th>问题描述</th><th>完成情况</th></tr>
    <tr><td>1</td><td>料场<br>未密闭</td><td rowspan="2">已完成</td></tr><tr><td>2</td><td>道路积尘</td></tr></table>
    <div class="footer">版权所有</div></body></html>"""
    reading = read_bytes(page.encode("gb18030"), "a.html")
    found = to_json(reading)["tasks"]
    assert reading.outline.title == "云岭市整改任务清单"
    assert column(found, "problem") == ["料场\n未密闭", "道路积尘"]
    assert column(found, "status") == ["已完成", "已完成"]
    assert "版权所有" not in reading.source.text


def test_an_ordered_list_of_a_web_page_carries_its_numbers():
    page = "<p>云岭市整改完成情况</p><ol><li>料场未密闭。（已完成）</li><li>道路积尘。（未完成）</li></ol>"
    assert column(to_json(read_bytes(page.encode(), "a.htm"))["tasks"], "number") == ["1", "2"]


def test_delimited_text_with_a_title_line_above_the_header():
    rows = ["云岭市整改台账,,,", "序号,反馈问题,整改时限,完成情况", "1,料场未密闭,2023-06-30,已完成"]
    text = "\n".join([*rows, '2,"道路积尘,绿化带裸露",长期坚持,持续推进'])
    reading = to_json(read_bytes(text.encode("gb18030"), "a.csv"))
    assert reading["title"] == "云岭市整改台账"
    assert column(reading["tasks"], "problem") == ["料场未密闭", "道路积尘,绿化带裸露"]


# --- what cannot be read -------------------------------------------------------------------------------------------


def _pdf(text_operators: bytes = b"") -> bytes:
    """A one-page pdf with this content, cross references left to the reader to rebuild."""
    body = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]"
        b"/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        % (len(text_operators), text_operators)
    )
    return body + b"trailer<</Root 1 0 R>>\n%%EOF"


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _docx_with(name: str, data: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("整改完成情况")
    buffer = io.BytesIO(_saved(document))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def _lying_docx() -> bytes:
    """A docx whose directory claims a small part where a large one is packed."""
    data = bytearray(_docx_with("word/media/a.bin", b"\0" * (40 << 20)))
    true, claimed = (40 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    return bytes(data.replace(true, claimed))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
REFUSED: list[tuple[str, str, Callable[[], bytes]]] = [
    ("empty", "a.txt", lambda: b""),
    ("no_text", "a.txt", " \n\t\n　".encode),
    ("too_large", "a.txt", lambda: b"a" * (50 << 20)),
    ("undecodable", "a.txt", lambda: bytes(range(128, 256)) * 20),
    ("undecodable", "a.txt", lambda: "ça é à ü ñ déjà vu".encode("latin-1") * 10),
    ("encrypted", "a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    ("encrypted", "a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    ("old_office", "a.doc", lambda: OLE + "WordDocument".encode("utf-16-le")),
    ("old_office", "a.rtf", lambda: b"{\\rtf1 abc}"),
    ("scanned", "a.pdf", _pdf),
    ("corrupt", "a.pdf", lambda: b"%PDF-1.7 broken"),
    ("macro", "a.docm", lambda: _zip({"word/document.xml": b"<a/>"})),
    ("macro", "a.docx", lambda: _docx_with("word/vbaProject.bin", b"x")),
    ("bomb", "a.docx", lambda: _docx_with("word/media/a.bin", b"\0" * (20 << 20))),
    (
        "bomb",
        "a.xlsx",
        lambda: _zip({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * (20 << 20)}),
    ),
    ("corrupt", "a.docx", _lying_docx),
    ("corrupt", "a.docx", lambda: _zip({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<broken"})),
    ("corrupt", "a.xlsx", lambda: _zip({"xl/workbook.xml": b"<broken"})),
    ("corrupt", "a.docx", lambda: _docx_with("a", b"x")[:-300]),
    ("wrong_type", "a.docx", lambda: b"%PDF-1.4 ..."),
    ("wrong_type", "a.pdf", "一、整改情况".encode),
    ("wrong_type", "a.txt", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 60),
    ("wrong_type", "a.docx", lambda: _zip({"hello.txt": b"x"})),
    ("unknown_type", "a.zip", lambda: _zip({"hello.txt": b"x"})),
]


@pytest.mark.parametrize(
    ("code", "name", "make"),
    REFUSED,
    ids=[f"{code}-{name}-{place}" for place, (code, name, _) in enumerate(REFUSED)],
)
def test_what_cannot_be_read_is_refused_with_its_code_and_a_chinese_message(code, name, make):
    with pytest.raises(DocumentError) as caught:
        read_bytes(make(), name)
    assert caught.value.code == code
    assert caught.value.message.endswith("。")
    assert "{" not in caught.value.message


def test_an_encrypted_pdf_is_refused(encrypted_pdf):
    with pytest.raises(DocumentError) as caught:
        read_bytes(encrypted_pdf, "a.pdf")
    assert caught.value.code == "encrypted"


@pytest.fixture
def encrypted_pdf() -> bytes:
    """A pdf that asks for a password: standard handler, revision 2, keys that no password opens."""
    data = _pdf(b"BT /F1 12 Tf (hello) Tj ET")
    name = b"00112233445566778899aabbccddeeff"
    handler = b"/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32)
    lock = handler + b"/ID[<%s><%s>]" % (name, name)
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock)


def test_every_error_code_says_what_happened_and_what_to_do():
    for code, message in MESSAGES.items():
        assert message.count("。") >= 2 or "请" in message, code


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(monkeypatch):
    from dataclasses import replace

    from sansan.documents.formats import dispatch

    small = replace(limits(), file_bytes=len(TEXT.encode()))
    monkeypatch.setattr(dispatch, "limits", lambda: small)
    assert read_bytes(TEXT.encode(), "a.txt").outline.tasks
    with pytest.raises(DocumentError, match="超过上限"):
        read_bytes(TEXT.encode() + b"\n", "a.txt")


def test_a_pdf_with_text_is_read():
    reading = read_bytes(_pdf(b"BT /F1 12 Tf 20 200 Td (Report of the year 2021) Tj ET"), "a.pdf")
    assert "Report of the year 2021" in reading.source.text
