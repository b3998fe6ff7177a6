"""Filters live in the address."""

from django import forms
from django.http import QueryDict

from sansan.ui.filters import Chip, changed, chips, cleared, kept
from tests.ui.rendering import a_request, parsed, render


class Filters(forms.Form):
    q = forms.CharField(label="内容", required=False)
    county = forms.MultipleChoiceField(
        label="县区", required=False, choices=[("411702", "驿城区"), ("411728", "遂平县")]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("未了", [("overdue", "超期")]), ("closed", "已销号")]
    )


ADDRESS = QueryDict("q=矿山&county=411702&county=411728&state=overdue&tab=audit&cursor=abc")


def test_each_filter_in_force_is_a_chip_in_words_with_the_address_without_it() -> None:
    found = chips(Filters(ADDRESS), ADDRESS)
    assert [(chip.label, chip.value) for chip in found] == [
        ("内容", "矿山"),
        ("县区", "驿城区"),
        ("县区", "遂平县"),
        ("状态", "超期"),
    ]
    left = QueryDict(found[1].remove_url[1:])
    assert left.getlist("county") == ["411728"]
    assert left["tab"] == "audit"
    assert "cursor" not in left


def test_what_is_not_a_filter_stays_in_the_address_but_the_cursor_goes() -> None:
    assert kept(Filters(ADDRESS), ADDRESS) == [("tab", "audit")]
    assert cleared(Filters(ADDRESS), ADDRESS) == "?tab=audit"


def test_no_filter_no_chip() -> None:
    empty = QueryDict("q=&state=")
    assert chips(Filters(empty), empty) == list[Chip]()


def test_taking_the_last_parameter_out_leaves_an_address_that_clears() -> None:
    assert changed(QueryDict("q=1"), {"q": None}) == "?"


def test_a_page_may_hold_another_form_with_the_same_fields() -> None:
    shown = parsed("{% filter_bar bar %}{{ other }}", bar=Filters(QueryDict("")), other=Filters())
    ids = [field.get("id") for field in shown.cssselect("[name=q]")]
    assert ids == ["filter-q", "id_q"]


def test_query_changes_this_pages_address() -> None:
    assert render('{% query tab="late" cursor=None %}', a_request("/", tab="all", cursor="x")) == "?tab=late"
