"""How a text is taken apart, and what a person typed is looked for in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.search.snippets import LENGTH, marked, snippet
from sansan.search.words import Term, grams, parse, plain, spans

NUMBER = "豫环攻坚办〔2020〕15号"


def found(typed: str, text: str) -> bool:
    """Whether the grams and then the text itself answer, as the database does it."""
    query, said = parse(typed), plain(text)
    words = grams(said.spaced)

    def holds(term: Term) -> bool:
        begun = not term.beginning or any(word.startswith(term.beginning) for word in words)
        return begun and set(term.grams) <= words and (term.is_exact or term.text in said.text)

    return bool(query) and all(map(holds, query.terms))


@pytest.mark.parametrize(
    "typed",
    ["豫环攻坚办〔2020〕15号", "豫环攻坚办（2020）15号", "豫环攻坚办[2020]15号", "豫环攻坚办［２０２０］１５号",
     "攻坚办 15号", "15号", "攻坚办 2020", "202", "环", "攻坚"],
)  # fmt: skip
def test_a_document_number_is_found_by_parts_and_in_any_width_and_bracket(typed: str) -> None:
    assert found(typed, f"按照《考核目标》（{NUMBER}）执行")


@pytest.mark.parametrize("typed", ["2021", "16号", "豫环办", "坚攻", "5号", "考核 处罚"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    assert not found(typed, f"按照《考核目标》（{NUMBER}）执行")


def test_pairs_that_lie_apart_are_not_the_word() -> None:
    assert not found("车辆冲洗", "车辆，辆冲，冲洗")
    assert found("车辆冲洗", "出入口设车辆冲洗设施")


def test_a_word_does_not_reach_across_a_stop() -> None:
    assert not found("辆冲", "车辆，冲洗")


def test_a_phrase_keeps_its_order_and_words_do_not() -> None:
    assert found("冲洗 车辆", "车辆冲洗")
    assert not found("“冲洗车辆”", "车辆冲洗")
    assert found('"裸土 覆盖"', "裸土覆盖")
    assert not found('"裸土 覆盖"', "裸土未覆盖")


def test_letters_count_in_either_case_and_from_their_beginning() -> None:
    assert found("pm", "PM2.5 年均浓度")
    assert found("ＰＭ２．５", "pm2.5")
    assert not found("m2", "PM2.5")


def test_signs_alone_ask_nothing() -> None:
    assert not parse("，。〔〕 “” ")


@given(st.text(alphabet="甲乙丙 ，a1〔2", min_size=1, max_size=30), st.data())
def test_every_stretch_without_a_stop_is_found_in_its_text(text: str, data: st.DataObject) -> None:
    runs = [run for run in text.replace("，", " ").replace("〔", " ").split() if run]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    piece = run[start : data.draw(st.integers(start + 1, len(run)))]
    if piece[0].isascii() and start and run[start - 1].isascii():
        return  # letters and digits are found from the beginning of their word
    assert found(piece, text)
    assert any(text[a:b] for a, b in spans(text, parse(piece)))


@given(st.text(max_size=60), st.text(max_size=8))
def test_marking_changes_no_letter(text: str, typed: str) -> None:
    assert "".join(bit.text for bit in marked(text, parse(typed))) == text


def test_a_snippet_shows_the_hit_with_words_around_it() -> None:
    text = "前" * 300 + "扬尘" + "后" * 300
    shown = snippet("措施", text, parse("扬尘"))
    assert shown
    assert shown.at == 300
    assert [bit.text for bit in shown.bits if bit.marked] == ["扬尘"]
    assert len("".join(bit.text for bit in shown.bits)) <= LENGTH + 2
