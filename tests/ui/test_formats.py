"""Days in forms are written as the browser's date field wants them."""

import datetime as dt

from django import forms


class DayForm(forms.Form):
    day = forms.DateField()


def test_a_day_is_shown_as_year_month_day_with_hyphens() -> None:
    assert 'value="2021-12-31"' in str(DayForm(initial={"day": dt.date(2021, 12, 31)})["day"])


def test_a_day_typed_the_chinese_way_is_understood() -> None:
    form = DayForm({"day": "2021年12月31日"})
    assert form.is_valid()
    assert form.cleaned_data["day"] == dt.date(2021, 12, 31)
