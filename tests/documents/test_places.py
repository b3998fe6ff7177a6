"""Places by name, short name and context."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sansan.documents.places import Gazetteer, PlaceRow, find_places

ROWS = [
    PlaceRow("99", "平川市", None, "市"),
    PlaceRow("9901", "石梁县", "99", "县"),
    PlaceRow("9902", "柳坪县", "99", "县"),
    PlaceRow("9903", "望山区", "99", "区"),
    PlaceRow("990101", "城关镇", "9901", "镇"),
    PlaceRow("990201", "城关镇", "9902", "镇"),
    PlaceRow("990102", "沙河店镇", "9901", "镇"),
    PlaceRow("990103", "青岭乡", "9901", "乡"),
    PlaceRow("990301", "东风路街道", "9903", "街道"),
]
GAZETTEER = Gazetteer(ROWS)


def found(text: str) -> list[tuple[str, str | None]]:
    return [(m.name, m.code) for m in find_places(text, GAZETTEER)]


def inside(text: str) -> dict[str, bool]:
    return {m.name: m.inside_name for m in find_places(text, GAZETTEER)}


def test_full_names_have_their_codes() -> None:
    assert found("石梁县、望山区完成整改") == [("石梁县", "9901"), ("望山区", "9903")]


def test_short_names_count_beside_other_places() -> None:
    assert found("石梁、柳坪等5个县区") == [("石梁", "9901"), ("柳坪", "9902")]


def test_a_short_name_alone_is_an_ordinary_word() -> None:
    assert found("在石梁上施工") == []


def test_a_town_without_its_county_has_its_code_where_only_one_bears_the_name() -> None:
    assert found("平川建材公司（沙河店镇）")[-1] == ("沙河店镇", "990102")


def test_a_town_s_name_that_two_counties_have_needs_its_county() -> None:
    assert found("城关镇开展检查") == [("城关镇", None)]
    assert found("柳坪县城关镇开展检查")[-1] == ("城关镇", "990201")
    assert found("石梁县开展排查，城关镇完成整改")[-1] == ("城关镇", "990101")


def test_a_street_is_also_called_by_its_office() -> None:
    assert found("东风路办事处辖区") == [("东风路办事处", "990301")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("石梁县青山石料有限公司已停产", "石梁县"),
        ("平川根生建材有限公司已停产", "平川"),
        ("石梁县人民政府印发通知", "石梁县"),
        ("印发《石梁县大气污染防治方案》", "石梁县"),
        ("柳坪县宏图加油站", "柳坪县"),
    ],
)
def test_a_name_inside_the_name_of_a_body_is_marked(text: str, name: str) -> None:
    assert inside(text)[name] is True


@pytest.mark.parametrize(
    "text", ["石梁县编制了方案", "石梁县北边一无名石料厂", "石梁县出动人员300人次", "石梁县等县区政府未落实"]
)
def test_a_name_about_the_place_itself_is_not_marked(text: str) -> None:
    assert inside(text)["石梁县"] is False


def test_a_place_outside_the_gazetteer_has_no_code() -> None:
    assert found("涉及，远山县、石梁县") == [("远山县", None), ("石梁县", "9901")]


def test_ordinary_words_are_no_places() -> None:
    assert found("全市、各县、辖区、禁煤区、开发区、夜市。") == []


def test_a_name_broken_by_a_line_end_is_found_where_it_stands() -> None:
    text = "整改由石梁\n县负责"
    (mention,) = find_places(text, GAZETTEER)
    assert text[mention.span.start : mention.span.end] == "石梁\n县"
    assert mention.code == "9901"


@pytest.mark.shared
def test_the_sample_city_s_counties_are_found_in_its_report(shared: Path) -> None:
    with (shared / "geo" / "zhumadian_counties.csv").open(encoding="utf-8-sig") as file:
        rows = [PlaceRow(r["adcode"], r["name"], "411700", r["kind"]) for r in csv.DictReader(file)]
    with (shared / "geo" / "zhumadian_townships.csv").open(encoding="utf-8-sig") as file:
        rows += [PlaceRow(r["code"], r["name"], r["county_code"], r["kind"]) for r in csv.DictReader(file)]
    gazetteer = Gazetteer([PlaceRow("411700", "驻马店市", None, "市"), *rows])
    text = (shared / "documents" / "zhumadian-2020.txt").read_text("utf-8")
    mentions = find_places(text, gazetteer)
    codes = {m.name: m.code for m in mentions}
    assert codes["遂平"] == "411728"
    assert codes["沙河店镇"] == "411702101"
    assert codes["朱古洞"] == "411702204"
    assert all(m.code for m in mentions)
    for mention in mentions:
        assert text[mention.span.start : mention.span.end] == mention.name
