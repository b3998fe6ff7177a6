"""Forms of a task's way after it was handed in, and of what units ask for."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from sansan.people.models import Organisation
from sansan.rectification.forms import NamedField, ReportForm, day_field, text_field
from sansan.rectification.models import LookBack
from sansan.rectification.procedures import LEVEL_LABELS, Level
from sansan.rectification.workflow import Place


class AcceptForm(forms.Form):
    """A level's opinion; what the procedure does not ask for is not asked."""

    visited_on = day_field("现场核查日期", required=False, help_text="到现场核查的日期")
    document_number = forms.CharField(label="省级验收文号", max_length=60, required=False)
    reason = text_field("验收意见", help_text="写明核查了什么、怎样核查、结论是什么")

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = place.procedure.level(place.stage)
        self.fields["visited_on"].required = place.procedure.site_visit
        if not place.procedure.site_visit:
            del self.fields["visited_on"]
        if level is not Level.PROVINCE:
            del self.fields["document_number"]
        self.fields["reason"].label = f"{LEVEL_LABELS[level]}验收意见"


class PublishForm(forms.Form):
    """Where and since when the closing is announced."""

    place = forms.CharField(
        label="公示载体", max_length=200, help_text="如：市政府网站“环保督察”专栏、驻马店日报"
    )
    starts_on = day_field("公示开始日期", initial=timezone.localdate)
    contact = forms.CharField(label="监督电话或邮箱", max_length=100, required=False)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = place.procedure.notice
        if rule:
            self.fields["starts_on"].help_text = f"本程序公示 {rule.label}，首日计入；截止日期由系统推算"


class ObjectionForm(forms.Form):
    objection = text_field("异议内容", 3)
    answer = text_field(
        "处理结果", 3, required=False, help_text="没有处理结果的异议不能销号；可以先登记，处理后再补"
    )


class LookBackForm(ReportForm):
    """What was found on the spot, with photos."""

    result = forms.ChoiceField(label="结果", choices=LookBack.Result.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, organisations=[], **kwargs)
        for name in ("organisation", "before"):
            del self.fields[name]
        self.fields["as_of"].label = "回看日期"
        self.fields["text"].label = "回头看情况"
        self.fields["text"].help_text = "写明看了什么、与验收时相比有无变化"
        self.fields["after"].label = "现场照片"
        self.order_fields(["result", "text", "as_of", "after", "other"])

    def uploads(self) -> list[Any]:
        groups = (("after", "after"), ("other", "document"))
        return [(purpose, file) for name, purpose in groups for file in self.cleaned_data[name]]


class _AskForm(forms.Form):
    organisation = forms.TypedChoiceField(label="申请单位", coerce=int)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = cast("forms.TypedChoiceField", self.fields["organisation"])
        unit.choices = [(o.pk, o.name) for o in organisations]
        if organisations:
            unit.initial = organisations[0].pk


class ExtensionForm(_AskForm):
    deadline = day_field("申请延至")
    reason = text_field("申请理由", 3, help_text="写明未能按期完成的原因和后续安排")


class TransferForm(_AskForm):
    to = NamedField(
        label="应由哪个单位承担",
        missing="没有这个单位；请从提示中选择。",
        help_text="输入名称中的几个字，从提示中选择；不写接收单位的不予受理",
    )
    reason = text_field("理由", 3, help_text="写明职责依据")

    def __init__(self, *args: Any, units: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("NamedField", self.fields["to"]).offer([(o.name, o) for o in units])


class AnswerForm(forms.Form):
    """Granted or not, and why."""

    granted = forms.ChoiceField(
        label="答复", choices=[("1", "同意"), ("0", "不同意")], widget=forms.RadioSelect
    )
    reason = text_field("答复意见", 3, required=False, help_text="不同意的须写明理由")


class ReviewForm(AnswerForm):
    """A progress report will do, or goes back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = cast("forms.ChoiceField", self.fields["granted"])
        granted.label, granted.choices = "审核结论", [("1", "审核通过"), ("0", "退回补充")]
        self.fields["reason"].label = "审核意见"
        self.fields["reason"].help_text = "退回的须写明缺什么、怎样补"
