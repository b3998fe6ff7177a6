"""Tables as offices keep them: xlsx or csv in, rows of text or a clear refusal out."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sansan.errors import Invalid
from sansan.people.sheets import COLUMNS, day, read

PERSONS = "用户名,姓名,手机\nli.si,李四,13812345678\n"


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_offices_use(encoding: str) -> None:
    (sheet,) = read(PERSONS.encode(encoding), "人员.csv")
    assert sheet.kind == "人员"
    assert sheet.rows == [(2, {"用户名": "li.si", "姓名": "李四", "手机": "13812345678"})]


def test_a_workbook_gives_its_tables_in_the_order_they_must_be_written() -> None:
    content = workbook(
        任职=[
            ["用户名", "机构", "角色", "任职日期"],
            ["li.si", "city-office", "市攻坚办", dt.date(2026, 1, 1)],
        ],
        人员=[["用户名", "姓名"], ["li.si", "李四"]],
    )
    sheets = read(content, "导入.xlsx")
    assert [sheet.kind for sheet in sheets] == ["人员", "任职"]
    assert sheets[1].rows[0][1]["任职日期"] == "2026-01-01"


def test_row_numbers_are_those_of_the_file_with_empty_rows_and_a_late_head() -> None:
    content = workbook(人员=[[], ["用户名 *", "姓名"], [], ["li.si", "李四"], [None, None], ["wang", "王五"]])
    (sheet,) = read(content, "a.xlsx")
    assert [number for number, _ in sheet.rows] == [4, 6]


def test_a_phone_typed_as_a_number_is_a_phone() -> None:
    content = workbook(人员=[["用户名", "姓名", "手机"], ["li.si", "李四", 13812345678.0]])
    assert read(content, "a.xlsx")[0].rows[0][1]["手机"] == "13812345678"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "空文件"),
        (b"PK\x03\x04 broken", "a.xlsx", "打不开"),
        (b"\xd0\xcf\x11\xe0 an encrypted or an old file", "a.xlsx", "打不开"),
        (b"\x00\x01\x02\xff", "a.csv", "不是文本表格"),
        (b"%PDF-1.7", "a.pdf", "不是 xlsx 或 csv"),
        ("甲,乙\n1,2\n".encode(), "a.csv", "列名无法识别"),
        (b"\n\n", "a.csv", "没有数据"),
    ],
)
def test_what_is_no_table_is_refused_in_chinese(content: bytes, name: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read(content, name)


def test_a_workbook_that_unpacks_to_far_too_much_is_not_read() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 65 * 1024 * 1024)
    with pytest.raises(Invalid, match="过大"):
        read(content.getvalue(), "a.xlsx")


def test_a_workbook_with_macros_is_refused() -> None:
    content = io.BytesIO(workbook(人员=[["用户名", "姓名"], ["li.si", "李四"]]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(Invalid, match="宏"):
        read(content.getvalue(), "a.xlsx")


@pytest.mark.parametrize("text", ["2020-07-07", "2020/7/7", "2020.7.7", "2020年7月7日", "20200707"])
def test_a_day_is_read_as_offices_write_it(text: str) -> None:
    assert day(text, "任职日期") == dt.date(2020, 7, 7)


@pytest.mark.parametrize("text", ["2020-02-30", "昨天", "7月7日", "2020-13-01"])
def test_what_is_no_day_is_refused_with_its_column(text: str) -> None:
    with pytest.raises(Invalid, match="任职日期"):
        day(text, "任职日期")


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_read_or_refused_never_an_accident(content: bytes, name: str) -> None:
    try:
        sheets = read(content, name)
    except Invalid:
        return
    assert all(sheet.kind in COLUMNS for sheet in sheets)
