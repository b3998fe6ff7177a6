"""Forms of the room's pages."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils import timezone

from sansan.accountability.actions.reading import Paper
from sansan.accountability.models import Lead, Subject
from sansan.accountability.rules import rules
from sansan.accountability.workflow import LABELS
from sansan.rectification.forms import NamedField, day_field, text_field
from sansan.rectification.models import Task


def _pairs(words: dict[str, str]) -> list[tuple[str, str]]:
    return [("", "请选择"), *words.items()]


class LeadFilter(forms.Form):
    decision = forms.ChoiceField(
        label="处理", required=False, choices=[("", "全部"), ("open", "待处理"), *Lead.Decision.choices]
    )


class LeadForm(forms.Form):
    decision = forms.ChoiceField(
        label="处理意见",
        widget=forms.RadioSelect,
        choices=[
            (value, label)
            for value, label in Lead.Decision.choices
            if value in (Lead.Decision.FILED, Lead.Decision.DECLINED, Lead.Decision.PASSED_ON)
        ],
    )
    reason = text_field("理由", 3)
    passed_to = forms.CharField(label="转往", max_length=120, required=False, help_text="转办的填写机关名称")


class RecordFilter(forms.Form):
    """What the statistics' lines open: the same words in the address."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *((s.value, label) for s, label in LABELS.items())],
    )
    group = forms.ChoiceField(label="方式", required=False)
    level = forms.ChoiceField(label="级别", required=False)
    county = forms.ChoiceField(label="区域", required=False)
    year = forms.IntegerField(label="决定年份", required=False, min_value=2000, max_value=2100)
    until = day_field("决定截至", required=False)

    def __init__(self, *args: Any, areas: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = list(dict.fromkeys(kind.group for kind in rules().kinds.values()))
        choose(self, "group", [("", "全部"), *((group, group) for group in groups)])
        choose(self, "level", [("", "全部"), *rules().levels.items()])
        choose(self, "county", [("", "全部"), *areas])


def choose(form: forms.Form, name: str, pairs: list[tuple[Any, str]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = pairs


class NameForm(forms.Form):
    """Sent by POST: a name has no place in an address."""

    name = forms.CharField(
        label="姓名", max_length=40, help_text="须与登记的完全一致；查找留痕，不留所查姓名"
    )


class RecordForm(forms.Form):
    """A clue, or its correction before the decision."""

    area_code = forms.ChoiceField(label="区域")
    cause = forms.ChoiceField(label="问责情形")
    found_on = day_field("线索日期", initial=timezone.localdate)
    facts = text_field("事实", 5, help_text="加密保存；只有追责办能看")

    def __init__(self, *args: Any, areas: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "area_code", areas)
        choose(self, "cause", _pairs(dict(rules().causes)))
        if not areas:
            del self.fields["area_code"]


class SubjectForm(forms.Form):
    is_body = forms.TypedChoiceField(
        label="对象",
        coerce=lambda value: value == "1",
        choices=[("0", "人员"), ("1", "单位")],
        widget=forms.RadioSelect,
        initial="0",
    )
    name = forms.CharField(label="姓名或单位名称", max_length=80)
    post = forms.CharField(label="时任职务", max_length=80, required=False)
    unit = forms.CharField(label="所在单位", max_length=120, required=False)
    level = forms.ChoiceField(label="级别", required=False, help_text="人员必填")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "level", _pairs(dict(rules().levels)))


class TaskLinkForm(forms.Form):
    task = NamedField(
        label="整改任务",
        missing="没有这项任务；请从提示中选择。",
        help_text="输入编号或问题中的几个字，从提示中选择",
    )

    def __init__(self, *args: Any, tasks: Iterable[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("NamedField", self.fields["task"]).offer([(f"{t.round.short_name} {t}", t) for t in tasks])


class DecideForm(forms.Form):
    """The decision, and a kind for each subject."""

    deciding_body = forms.CharField(label="决定机关", max_length=120)
    document_number = forms.CharField(label="决定文号", max_length=80, required=False)
    decided_on = day_field("决定日期", initial=timezone.localdate)

    def __init__(self, *args: Any, subjects: Iterable[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for subject in subjects:
            kinds = {k.key: k.label for k in rules().kinds.values() if k.fits(body=subject.is_body)}
            self.fields[f"kind_{subject.pk}"] = forms.ChoiceField(
                label=f"{subject.name} 的问责方式", choices=_pairs(kinds)
            )

    def outcomes(self) -> dict[int, str]:
        return {
            int(name.removeprefix("kind_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("kind_")
        }


class CloseForm(forms.Form):
    note = text_field("结案意见", 3)
    closed_on = day_field("结案日期", initial=timezone.localdate)


class DocumentForm(forms.Form):
    paper = forms.ChoiceField(label="材料种类", choices=Paper.choices)
    upload = forms.FileField(label="文件", help_text="按种类重新命名保存，原文件名不保留")


class RetentionForm(forms.Form):
    on = day_field("截至日期", required=False)
