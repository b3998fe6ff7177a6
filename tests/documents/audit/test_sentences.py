"""Each rule on single sentences with a known verdict."""

import pytest

from sansan.documents.audit import RULES
from tests.documents.audit.reports import report, rules
from tests.documents.audit.sentences import CLOSING, OPEN


@pytest.mark.parametrize("sentence", CLOSING)
def test_a_sentence_whose_figures_fit_together_raises_no_question(sentence: str) -> None:
    assert [f.message for f in report([sentence]).findings] == []


@pytest.mark.parametrize(("sentence", "rule"), OPEN)
def test_a_sentence_whose_figures_do_not_fit_raises_its_question_and_no_other(
    sentence: str, rule: str
) -> None:
    assert rules(report([sentence])) == [rule]


@pytest.mark.parametrize(("sentence", "rule"), OPEN)
def test_a_question_shows_its_numbers_where_they_stand(sentence: str, rule: str) -> None:
    analysis = report([sentence])
    (finding,) = analysis.findings
    assert finding.task == "t1"
    assert finding.message.startswith("第1项：")
    assert finding.innocent
    assert finding.values
    assert all(span.line == 2 for span in finding.spans)
    assert finding.quote in sentence


def test_the_sentences_cover_no_rule_that_does_not_exist() -> None:
    assert {rule for _, rule in OPEN} <= set(RULES)
