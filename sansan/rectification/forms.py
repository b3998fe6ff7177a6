"""Forms of the room's pages. What a value must be is checked here, what may be done with it by the actions."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from sansan.documents.model import StatusCode, UnitRole
from sansan.evidence.models import Purpose
from sansan.people.models import Organisation
from sansan.rectification.figures.forms import add_entries, answer_field
from sansan.rectification.models import Disposition, PolicyDocument, Round, TaskFigure
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.procedures import procedures
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.task_form import TaskForm


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def text_field(label: str, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def procedure_choices() -> list[tuple[str, str]]:
    """Each procedure with its stations in one line."""
    return [(p.key, f"{p.name}（{p.summary}）") for p in procedures().values()]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files under one name; empty means none."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class Suggestions(forms.TextInput):
    """A text input that offers names while one types: the browser's own list, no script."""

    template_name = "rectification/widgets/suggestions.html"

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.names: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_names"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"names": self.names, "list_id": list_id}


class NamedField(forms.CharField):
    """A row chosen by typing its name; `rows` are those that may be chosen, named by `names`."""

    def __init__(self, *, missing: str, **options: Any) -> None:
        super().__init__(widget=Suggestions(), **options)
        self.missing = missing
        self._by_name: dict[str, Any] = {}

    def offer(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Name → row, in the order in which they are suggested."""
        self._by_name = dict(rows)
        self.widget.names = list(self._by_name)

    def clean(self, value: Any) -> Any:
        name = super().clean(value).strip()
        if not name:
            return None
        if name not in self._by_name:
            raise forms.ValidationError(self.missing)
        return self._by_name[name]


class RoundForm(forms.Form):
    """A new inspection round."""

    name = forms.CharField(label="名称", max_length=120, help_text="如：2024 年省级生态环境保护督察")
    level = forms.ChoiceField(label="级别", choices=Round.Level.choices, initial=Round.Level.PROVINCE)
    procedure = forms.ChoiceField(
        label="整改程序", required=False, choices=[("", "按级别选用"), *procedure_choices()]
    )
    area_code = forms.ChoiceField(label="被督察地区")
    inspector = forms.CharField(label="督察单位", max_length=120, required=False)
    feedback_on = day_field("反馈日期", required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["area_code"]).choices = areas


class RoundEditForm(forms.Form):
    """The particulars of a round, and how its completion report begins."""

    name = forms.CharField(label="名称", max_length=120)
    level = forms.ChoiceField(label="级别", choices=Round.Level.choices)
    procedure = forms.ChoiceField(
        label="整改程序",
        choices=procedure_choices(),
        help_text="有任务正在自查、验收或公示时不能更换",
    )
    inspector = forms.CharField(label="督察单位", max_length=120, required=False)
    feedback_on = day_field("反馈日期", required=False)
    as_of = day_field("情况截至", required=False)
    report_title = forms.CharField(
        label="整改完成情况报告标题", max_length=200, required=False, help_text="留空则按督察名称生成"
    )
    preamble = text_field("报告引言", 6, required=False)


class TaskEditForm(TaskForm):
    """A task's particulars corrected in the ledger, and why. Class and units have their own ways of changing."""

    reason = text_field("修改理由", 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("class_number", "class_title", "section_number", "section_title", "units"):
            del self.fields[name]

    def edited(self, before: ProposedTask) -> ProposedTask:
        """`before` with what was typed. What the form cannot show stays: line breaks, areas below the counties."""
        given = self.cleaned_data
        names = ("number", "problem", "status", "goal", "deadline", "deadline_date", "standing")
        printed = {" ".join(m.split("\n")): m for m in before.measures}
        offered = set(dict(cast("Any", self.fields["area_codes"]).choices))
        return before.model_copy(
            update={name: given[name] for name in names}
            | {
                "status_code": StatusCode(given["status_code"]) if given["status_code"] else None,
                "measures": [printed.get(text, text) for text in given["measures"]],
                "area_codes": [
                    *given["area_codes"],
                    *(code for code in before.area_codes if code not in offered),
                ],
            }
        )


class AssignForm(forms.Form):
    """Whom to hand the task to."""

    organisation = NamedField(
        label="交办单位",
        missing="没有这个单位，或不在您的管辖区域内；请从提示中选择。",
        help_text="输入名称中的几个字，从提示中选择；只列出您管辖区域内的单位",
    )
    role = forms.ChoiceField(
        label="身份",
        choices=[(r.value, label) for r, label in ROLE_LABELS.items() if r is not UnitRole.LEADER],
        initial=UnitRole.RESPONSIBLE,
    )
    note = text_field("交办说明", 3, required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(organisations)
        cast("NamedField", self.fields["organisation"]).offer([(o.name, o) for o in rows])


class EntrustForm(forms.Form):
    """Which office looks after the task."""

    organisation = forms.TypedChoiceField(label="主管专项办", coerce=int)

    def __init__(self, *args: Any, offices: QuerySet[Organisation], now: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.TypedChoiceField", self.fields["organisation"])
        choice.choices = [("", "请选择"), *((o.pk, o.name) for o in offices)]
        choice.initial = now


class ReportForm(forms.Form):
    """How far the unit is, with evidence in three groups."""

    organisation = forms.TypedChoiceField(label="填报单位", coerce=int)
    text = text_field("情况说明", 6, help_text="写明做了什么、到什么程度、还剩什么；数字写清单位和截止日期")
    as_of = day_field("情况截至", initial=timezone.localdate)
    before = ManyFilesField(label="整改前照片", required=False)
    after = ManyFilesField(label="整改后照片", required=False)
    other = ManyFilesField(
        label="其他材料", required=False, help_text="处罚文书、监测数据、验收材料等，每个文件不超过 20 MB"
    )

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        figures: Sequence[TaskFigure] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if figures:
            add_entries(self, figures)
            self.fields["figures_as_of"] = day_field(
                "数值截至", required=False, help_text="与“情况截至”相同的不用填"
            )
            self.fields["answer"] = answer_field()
        unit = cast("forms.TypedChoiceField", self.fields["organisation"])
        unit.choices = [(o.pk, o.name) for o in organisations]
        if organisations:
            unit.initial = organisations[0].pk
        for name in ("before", "after"):
            self.fields[name].widget.attrs["accept"] = "image/*"

    def uploads(self) -> list[tuple[str, UploadedFile]]:
        groups = (("before", Purpose.BEFORE), ("after", Purpose.AFTER), ("other", Purpose.DOCUMENT))
        return [(purpose.value, file) for name, purpose in groups for file in self.cleaned_data[name]]


class ReasonForm(forms.Form):
    """An opinion or reason; what it is called is the step's."""

    reason = text_field("意见")

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class CiteForm(forms.Form):
    """Which registered document the task cites."""

    policy = NamedField(
        label="政策文件",
        missing="没有登记这个文件；请从提示中选择，或先在“政策文件”中登记。",
        help_text="输入标题或文号中的几个字，从提示中选择",
    )

    def __init__(self, *args: Any, policies: QuerySet[PolicyDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("NamedField", self.fields["policy"]).offer([(str(p), p) for p in policies])


class PolicyForm(forms.Form):
    """A policy document's particulars."""

    title = forms.CharField(label="标题", max_length=300, required=False, help_text="不写书名号")
    number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="如：国发〔2018〕22号；标题与文号至少填一项"
    )
    issuer = forms.CharField(label="发文机关", max_length=120, required=False)
    issued_on = day_field("发文日期", required=False)
    valid_from = day_field("施行日期", required=False)
    valid_to = day_field("失效日期", required=False)


class DispositionForm(forms.Form):
    """What a person makes of a finding."""

    disposition = forms.ChoiceField(
        label="处置结论",
        choices=[c for c in Disposition.choices if c[0] != Disposition.OPEN],
        widget=forms.RadioSelect,
    )
    reason = text_field("处置理由", 3, help_text="写明核对了什么、依据是什么")


class PolicySearch(forms.Form):
    """The list of policy documents: a word of the title, number or issuer."""

    q = forms.CharField(label="标题、文号或发文机关", required=False, max_length=80)
    valid = forms.ChoiceField(
        label="效力", required=False, choices=[("", "全部"), ("in_force", "现行"), ("expired", "已失效")]
    )
