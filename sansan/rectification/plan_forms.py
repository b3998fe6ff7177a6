"""Forms of a plan: what it says of one task, and what its steps ask for."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.rectification.forms import ReasonForm, day_field, text_field
from sansan.rectification.models import PlanItem
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.planning import Planned
from sansan.rectification.task_form import TaskForm

_DEMANDED = "rectification/plan/field.html"
_APART = (UnitRole.LEADER, UnitRole.ACCEPT)  # have a field of their own


class PlanItemForm(TaskForm):
    """The fields the rules demand, for one task of a draft."""

    leader = forms.CharField(
        label="责任人",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一人，写姓名和职务",
    )
    acceptor = forms.CharField(
        label="验收单位",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一个单位",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("units", "leader", "goal", "deadline", "deadline_date", "standing", "measures", "acceptor")

    def __init__(self, *args: Any, demanded: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, counties=[], **kwargs)
        for name in set(self.fields) - {*self.field_order, "seen"}:
            del self.fields[name]
        self.fields["deadline_date"].help_text = "没有到期日的须勾选“长期坚持”"
        self.fields["measures"].label = "重点措施"
        for name in demanded:  # a draft may be saved without it, but not handed up
            self.fields[name].template_name = _DEMANDED  # type: ignore[attr-defined]  # Django 5 has it, the stubs do not

    @staticmethod
    def initial_of_item(item: PlanItem) -> dict[str, Any]:
        planned = item.planned
        return {
            "units": "\n".join(
                f"{name}（{ROLE_LABELS[role]}）" for name, role in planned.units if role not in _APART
            ),
            "leader": "\n".join(planned.named(UnitRole.LEADER)),
            "acceptor": "\n".join(planned.named(UnitRole.ACCEPT)),
            "goal": planned.goal,
            "deadline": planned.deadline,
            "deadline_date": planned.deadline_date,
            "standing": planned.standing,
            "measures": "\n".join(_one_line(m) for m in planned.measures),
            "seen": item.updated_at.isoformat(),
        }

    def planned(self, before: Planned) -> Planned:
        """What was typed; a measure with line breaks that was left alone keeps them."""
        given = self.cleaned_data
        printed = {_one_line(m): m for m in before.measures}
        named = [(unit["name"], UnitRole(unit["role"])) for unit in given["units"]]
        for field, role in (("leader", UnitRole.LEADER), ("acceptor", UnitRole.ACCEPT)):
            named += [(line.strip(), role) for line in given[field].splitlines() if line.strip()]
        return Planned(
            units=tuple(named),
            goal=given["goal"],
            deadline=given["deadline"],
            deadline_date=given["deadline_date"],
            standing=given["standing"],
            measures=tuple(printed.get(text, text) for text in given["measures"]),
        )


class FillForm(forms.Form):
    """The same acceptor, or person responsible, for every task that has none."""

    role = forms.ChoiceField(
        label="填写哪一项",
        choices=[(role.value, ROLE_LABELS[role]) for role in (UnitRole.ACCEPT, UnitRole.LEADER)],
    )
    name = forms.CharField(label="名称", max_length=200, help_text="只填入还没有这一项的任务，已填的不变")


class PreambleForm(forms.Form):
    preamble = text_field(
        "方案引言", 8, required=False, help_text="印在任务之前：指导思想、工作目标、保障措施等"
    )


class OpinionForm(forms.Form):
    opinion = text_field("批准意见", 3, required=False)


class ConsentForm(forms.Form):
    """The higher authority's document, by number and date; the paper itself may be added."""

    number = forms.CharField(label="同意文件的文号", max_length=60, help_text="如：豫环督〔2026〕12号")
    day = day_field("同意日期", initial=timezone.localdate)
    paper = forms.FileField(label="文件扫描件", required=False)


class PlanPublishForm(forms.Form):
    place = forms.CharField(
        label="公布载体", max_length=200, help_text="如：市政府网站、驻马店日报、驻马店电视台"
    )
    day = day_field("公布日期", initial=timezone.localdate)


def reason_form(label: str, hint: str = "") -> Any:
    return lambda data=None, files=None, initial=None: ReasonForm(data, label=label, hint=hint)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


class CompareForm(forms.Form):
    """Which earlier version the page is compared with."""

    against = forms.TypedChoiceField(label="与哪一版比较", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["against"]).choices = [("", "不比较"), *versions]
