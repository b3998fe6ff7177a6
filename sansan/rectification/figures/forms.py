"""Forms about figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone

from sansan.documents.model import Bound
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.models import TaskFigure
from sansan.rectification.models.figure import BOUND_LABELS

ENTRY_HINT = "可写 198、6300余、约50、不少于30；单位不用写"
PREFIX = "figure_"


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def _text(label: str, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def answer_field() -> forms.CharField:
    return _text(
        "说明",
        required=False,
        help_text="系统对数值有疑问时在这里说明；说明随数值一并保存",
    )


def add_entries(form: forms.Form, figures: Iterable[TaskFigure]) -> None:
    """One field for each indicator, with its last value beside it; none is required."""
    for figure in figures:
        latest = figure.latest
        last = f"上次 {latest.said}（截至 {latest.as_of or '未注明'}）" if latest else "还没有数值"
        about = "，".join(filter(None, (figure.unit, figure.scope)))
        form.fields[f"{PREFIX}{figure.pk}"] = forms.CharField(
            label=f"{figure.name}（{about}）" if about else figure.name,
            max_length=40,
            required=False,
            help_text=last,
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        )


def entries(form: forms.Form) -> dict[int, str]:
    """What was written into the fields of `add_entries`, by indicator."""
    return {
        int(name.removeprefix(PREFIX)): text
        for name, text in form.cleaned_data.items()
        if name.startswith(PREFIX) and text.strip()
    }


class FigureForm(forms.Form):
    """A value with what it counts, its scope and its day."""

    name = forms.CharField(label="指标", max_length=80, help_text="如：已完成整治取缔")
    value = forms.DecimalField(label="数值", max_digits=20, decimal_places=6)
    unit = forms.CharField(label="单位", max_length=20, required=False, help_text="如：家、万平方米")
    bound = forms.ChoiceField(
        label="确切程度", choices=[(b.value, text or "确数") for b, text in BOUND_LABELS.items()]
    )
    kind = forms.ChoiceField(
        label="口径",
        choices=TaskFigure.Kind.choices,
        required=False,
        help_text="累计：从开始到截至日期的总数；当期：截至日期所在月份的数；时点：截至日期那天的数",
    )
    as_of = _day("截至", initial=timezone.localdate)
    scope = forms.CharField(
        label="范围", max_length=80, required=False, help_text="如：全市、驿城区；范围不同的数不能相加"
    )
    answer = answer_field()

    def bound_value(self) -> Bound:
        return Bound(self.cleaned_data["bound"])


class ValuesForm(forms.Form):
    """This month's values of a task's indicators."""

    as_of = _day("截至", initial=timezone.localdate, help_text=ENTRY_HINT)

    def __init__(self, *args: Any, figures: Iterable[TaskFigure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_entries(self, figures)
        self.fields["answer"] = answer_field()


class CorrectionForm(forms.Form):
    """The right number, the right day, and why."""

    value = forms.CharField(label="更正后的数值", max_length=40, help_text=ENTRY_HINT)
    as_of = _day("截至", required=False, help_text="日期有误的，在这里一并更正")
    reason = _text("更正理由", 3)


class MeaningForm(forms.Form):
    """What an indicator means and what is aimed at."""

    kind = forms.ChoiceField(label="口径", choices=TaskFigure.Kind.choices, required=False)
    direction = forms.ChoiceField(label="方向", choices=TaskFigure.Direction.choices, required=False)
    target = forms.DecimalField(label="目标值", max_digits=20, decimal_places=6, required=False)
    target_on = _day("目标日期", required=False)


class BindForm(forms.Form):
    """Which query computes an indicator. Each query's parameters are fields of their own."""

    name = forms.CharField(
        label="指标", max_length=80, help_text="如：本轮已销号任务；单位随取数方式，单位不同的另成一个指标"
    )
    binding = forms.ChoiceField(label="取数方式")
    scope = forms.CharField(label="范围", max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = bindings()
        choice = cast("forms.ChoiceField", self.fields["binding"])
        choice.choices = [(key, f"{b.label}（{b.unit}）") for key, b in offered.items()]
        for key, binding in offered.items():
            for parameter in binding.parameters:
                self.fields[f"{key}__{parameter.name}"] = forms.ChoiceField(
                    label=parameter.label,
                    choices=list(parameter.choices),
                    required=False,
                    help_text=f"用于“{binding.label}”",
                )

    def parameters(self) -> Mapping[str, str]:
        key = self.cleaned_data["binding"]
        return {
            name.partition("__")[2]: value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{key}__")
        }


class IdentityForm(forms.Form):
    """Which figure is the sum of which."""

    total = forms.TypedChoiceField(label="总数", coerce=int)
    parts = forms.TypedMultipleChoiceField(
        label="分项", coerce=int, widget=forms.CheckboxSelectMultiple, help_text="至少两项，单位与总数相同"
    )
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="如：见整改报告第 4 项")

    def __init__(self, *args: Any, figures: Sequence[TaskFigure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f.pk, f"{f}：{f.latest.said}" if f.latest else str(f)) for f in figures]
        cast("forms.TypedChoiceField", self.fields["total"]).choices = choices
        cast("forms.TypedMultipleChoiceField", self.fields["parts"]).choices = choices


class SumForm(forms.Form):
    """Which figures to add: those of one name the reader may see."""

    name = forms.CharField(label="指标", max_length=80, required=False)
    unit = forms.CharField(label="单位", max_length=20, required=False)
    on = _day("截至不晚于", required=False)
