"""Every mistake in an imported file is named with its row."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.places.tables import normal_code, read_areas, read_boundaries

HEAD = "代码,名称,类别,上级代码,功能区,经度,纬度,启用日期,停用日期\n"


def errors(*lines: str) -> list[str]:
    return read_areas((HEAD + "\n".join(lines)).encode()).errors


def test_a_good_table_becomes_rows_by_code() -> None:
    table = read_areas((HEAD + "411702,驿城区,区,,否,114.02,32.98,2000-12-01,\n").encode("utf-8-sig"))
    assert table.errors == []
    row = table.rows["411702"]
    assert (row["name"], row["level"], row["parent_code"], row["functional"]) == ("驿城区", 3, "4117", False)
    assert (row["short_name"], row["lon"], str(row["valid_from"])) == ("驿城区", 114.02, "2000-12-01")


def test_a_table_saved_by_excel_in_gbk_is_read() -> None:
    assert "411702" in read_areas((HEAD + "411702,驿城区,区,,,,,,\n").encode("gb18030")).rows


def test_english_headings_do_too() -> None:
    assert "41" in read_areas("code,name,kind\n41,河南省,省\n".encode()).rows


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("4117021,某地,区,,,,,,", "第 2 行：代码“4117021”应为"),
        ("41-17,某地,区,,,,,,", "第 2 行：代码"),
        ("411702,,区,,,,,,", "第 2 行：“名称”不能为空"),
        ("411702,驿城区,,,,,,,", "第 2 行：“类别”不能为空"),
        ("411702,驿城区,区,,也许,,,,", "第 2 行：“功能区”应填 是 或 否，实际为“也许”"),
        ("411702,驿城区,区,,,114.02,,,", "第 2 行：经纬度“114.02，”应为两个数"),
        ("411702,驿城区,区,,,32.98,114.02,,", "超出国界范围，请核对是否写反"),
        ("411702,驿城区,区,,,,,2000/12/1,", "第 2 行：“启用日期”应如 2024-01-01，实际为“2000/12/1”"),
        ("411702,驿城区,区,,,,,2020-01-01,2019-01-01", "停用日期 2019-01-01 早于启用日期"),
        (f"411702,{'长' * 65},区,,,,,,", "“名称”超过 64 个字"),
    ],
)
def test_each_mistake_says_where_and_what(line: str, says: str) -> None:
    assert says in errors(line)[0]


def test_all_mistakes_are_told_at_once() -> None:
    found = errors("1,甲,区,,,,,,", "411702,乙,区,,,,,,", "411702,丙,区,,,,,,", "x,丁,区,,,,,,")
    assert [message.split("：")[0] for message in found] == ["第 2 行", "第 4 行", "第 5 行"]


def test_a_row_after_a_quoted_line_break_keeps_its_line_number() -> None:
    content = HEAD + '411702,"驿城\n区",区,,,,,,\n1,错,区,,,,,,\n'
    assert read_areas(content.encode()).errors[0].startswith("第 4 行")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "缺少列"),
        ("名称\n".encode(), "缺少列“代码、类别”"),
        (HEAD.encode(), "没有数据行"),
        (b"\xff\xff", "编码"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, says: str) -> None:
    assert says in read_areas(content).errors[0]


@pytest.mark.parametrize(
    ("given_code", "code"),
    [
        ("410000", "41"),
        ("411700", "4117"),
        ("411702", "411702"),
        ("411702000", "411702"),
        ("411702001000", "411702001"),
        ("411702001201", "411702001201"),
        ("411702000000", "411702"),
        ("411700000000", "4117"),
        (" 4117a1 ", "4117A1"),
    ],
)
def test_codes_of_national_tables_lose_their_filling_zeros(given_code: str, code: str) -> None:
    assert normal_code(given_code) == code


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_mistakes_never_a_crash(content: bytes) -> None:
    for start in (b"", HEAD.encode(), HEAD.encode() + b"41,"):
        table = read_areas(start + content)
        assert table.rows or table.errors


@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3))
)
def test_any_geojson_is_boundaries_or_mistakes_never_a_crash(coordinates: object) -> None:
    features = [{"type": "Feature", "properties": {"code": "41"}, "geometry": {"type": "Polygon"}}]
    features[0]["geometry"]["coordinates"] = coordinates  # type: ignore[index]
    found, mistakes = read_boundaries(json.dumps({"features": features}).encode(), datum="gcj02")
    assert found or mistakes


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"features": 3}', b'{"features": [3]}', b"[" * 100_000]
)
def test_what_is_no_feature_collection_is_refused(content: bytes) -> None:
    assert read_boundaries(content, datum="wgs84")[1]
