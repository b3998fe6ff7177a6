"""Forms of the room's pages. What a value must be is checked here, what may be done with it by the actions."""

import datetime as dt
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, cast

from django import forms

from sansan.dispatch.bulletin import HEADINGS
from sansan.dispatch.checks import Filled
from sansan.dispatch.rules import month_before, month_word
from sansan.errors import Invalid
from sansan.rectification.forms import day_field, text_field

MONTHS_BACK = 3


class OpenForm(forms.Form):
    """A month to open: of which rounds, due and frozen when; empty days follow the rule."""

    month = forms.ChoiceField(label="月份")
    what = forms.ChoiceField(label="范围", help_text="全部督察：本地区各次督察的任务一并调度，各单位一屏填完")
    due_on = day_field("填报截止", required=False, help_text="留空则按规则推算")
    freeze_on = day_field("冻结日期", required=False, help_text="留空则按规则推算；冻结后数字不再变动")

    def __init__(self, *args: Any, today: dt.date, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [today.replace(day=1)]
        while len(months) < MONTHS_BACK:
            months.append(month_before(months[-1]))
        cast("forms.ChoiceField", self.fields["month"]).choices = [
            (f"{month:%Y-%m}", month_word(month)) for month in months
        ]
        cast("forms.ChoiceField", self.fields["what"]).choices = choices

    @property
    def given(self) -> dict[str, Any]:
        """What the action is told."""
        kind, _, value = self.cleaned_data["what"].partition(":")
        year, month = map(int, self.cleaned_data["month"].split("-"))
        return {
            "month": dt.date(year, month, 1),
            "area_code": value if kind == "area" else "",
            "round_id": int(value) if kind == "round" else None,
            "due_on": self.cleaned_data["due_on"],
            "freeze_on": self.cleaned_data["freeze_on"],
        }


class DaysForm(forms.Form):
    due_on = day_field("填报截止")
    freeze_on = day_field("冻结日期")
    reason = text_field("调整理由", 2)


class FreezeForm(forms.Form):
    """`again`: the month was frozen before, so that this is a correction."""

    as_of = day_field("情况截至", help_text="超期和灯号按这一天判断")
    reason = text_field("更正理由", 2, help_text="原来的版本保留，写明为什么更正")

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"]


class SheetForm(forms.Form):
    file = forms.FileField(
        label="填好的表格", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}), allow_empty_file=True
    )


class BulletinForm(forms.Form):
    """The words of the paper, a text for each section; `revision` is which state of the draft its editor saw."""

    title = forms.CharField(label="标题", max_length=120)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, heading in HEADINGS.items():
            self.fields[key] = text_field(heading, 4, required=False)

    @property
    def sections(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in HEADINGS}


class ReissueForm(forms.Form):
    reason = text_field("重新印发的理由", 2)


def filled_from(post: Mapping[str, str], keys: Collection[str]) -> Filled:
    """A row of the month's page as posted; `keys` are the indicators it may carry."""
    return Filled(
        text=_lines(post.get("text", "")),
        claim=post.get("claim", ""),
        percent=percent_of(post.get("percent", "")),
        cause=_lines(post.get("cause", "")),
        next_step=_lines(post.get("next_step", "")),
        unchanged=post.get("unchanged") == "1",
        figures={key: post[f"figure-{key}"].strip() for key in keys if post.get(f"figure-{key}", "").strip()},
        answer=_lines(post.get("answer", "")),
    )


def percent_of(text: str) -> int | None:
    """80, 80% or 80.0; None for nothing. Raises Invalid for what is no whole percentage."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("%").strip()
    if not plain:
        return None
    whole, _, rest = plain.partition(".")
    if not whole.isdecimal() or rest.strip("0") or int(whole) > 100:
        raise Invalid(f"完成进度“{text.strip()}”应为0至100的整数。", field="percent")
    return int(whole)


def seen_from(text: str) -> dict[int, int]:
    """entry:version,entry:version as the page carries it; what is malformed counts as not seen."""
    pairs = (pair.partition(":") for pair in text.split(","))
    return {int(a): int(b) for a, _, b in pairs if a.isdecimal() and b.isdecimal()}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
