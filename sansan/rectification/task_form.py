"""One form for a task's particulars, whether it is typed, corrected before it enters the ledger, or edited later."""

import re
from typing import Any, cast

from django import forms

from sansan.documents.model import StatusCode, UnitRole
from sansan.rectification.models.task import ROLE_LABELS, STATUS_LABELS
from sansan.rectification.proposals import Heading, ProposedTask, ProposedUnit

_ROLE_BY_LABEL = {label: role for role, label in ROLE_LABELS.items()} | {
    "牵头": UnitRole.LEAD,
    "配合": UnitRole.SUPPORT,
    "督导": UnitRole.SUPERVISE,
    "验收": UnitRole.ACCEPT,
    "责任": UnitRole.RESPONSIBLE,
}
_UNIT = re.compile(r"^(?P<name>.+?)(?:[（(](?P<role>[^（）()]+)[）)])?$")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class TaskForm(forms.Form):
    """`initial_of` fills it from a `ProposedTask`, `changes` gives the typed values under that class's names."""

    number = forms.CharField(label="编号", required=False, max_length=20)
    class_number = forms.CharField(label="类别序号", required=False, max_length=20, help_text="如：一")
    class_title = forms.CharField(label="类别标题", required=False, max_length=200)
    section_number = forms.CharField(label="小类序号", required=False, max_length=20, help_text="如：（一）")
    section_title = forms.CharField(label="小类标题", required=False, max_length=200)
    problem = forms.CharField(label="反馈问题", widget=forms.Textarea(attrs={"rows": 4}))
    status = forms.CharField(
        label="报告状态原文", required=False, max_length=60, help_text="照录报告用语，如：已完成，持续推进"
    )
    status_code = forms.ChoiceField(
        label="状态归类",
        required=False,
        choices=[("", "报告未写状态"), *((code.value, label) for code, label in STATUS_LABELS.items())],
    )
    goal = forms.CharField(label="整改目标", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    deadline = forms.CharField(
        label="整改时限原文", required=False, max_length=60, help_text="如：2024年6月底前；立行立改"
    )
    deadline_date = forms.DateField(
        label="到期日",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="原文没有明确日期的不要填写",
    )
    standing = forms.BooleanField(label="长期坚持", required=False)
    units = forms.CharField(
        label="责任单位",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个单位，可在括号内注明身份，如：市住建局（牵头单位）",
    )
    measures = forms.CharField(
        label="整改措施", required=False, widget=forms.Textarea(attrs={"rows": 8}), help_text="每行一条措施"
    )
    area_codes = forms.MultipleChoiceField(
        label="涉及县区",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="决定哪些县区能看到本任务",
    )

    def __init__(self, *args: Any, counties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["area_codes"]).choices = counties

    @staticmethod
    def initial_of(task: ProposedTask) -> dict[str, Any]:
        """The form's values for a task."""
        klass, section = task.klass or Heading(), task.section or Heading()
        return task.model_dump(
            include={
                "number",
                "problem",
                "status",
                "goal",
                "deadline",
                "deadline_date",
                "standing",
                "area_codes",
            }
        ) | {
            "class_number": klass.number,
            "class_title": klass.title,
            "section_number": section.number,
            "section_title": section.title,
            "status_code": task.status_code or "",
            "units": "\n".join(f"{u.name}（{ROLE_LABELS[u.role]}）" for u in task.units),
            "measures": "\n".join(" ".join(m.split("\n")) for m in task.measures),
        }

    def clean_units(self) -> list[dict[str, str]]:
        units = []
        for line in _lines(self.cleaned_data["units"]):
            found = _UNIT.match(line)
            label = found["role"] if found else None
            if found and label and label in _ROLE_BY_LABEL:
                unit = ProposedUnit(name=found["name"].strip(), role=_ROLE_BY_LABEL[label])
            else:  # brackets that belong to the name: 市住建局（人防办）
                unit = ProposedUnit(name=line)
            units.append(unit.model_dump(mode="json"))
        return units

    def clean_measures(self) -> list[str]:
        return _lines(self.cleaned_data["measures"])

    def changes(self) -> dict[str, Any]:
        """The typed values under the names of `ProposedTask`."""
        given = self.cleaned_data
        names = ("number", "problem", "status", "goal", "deadline", "deadline_date", "standing")
        date = given["deadline_date"]
        return {name: given[name] for name in names} | {
            "deadline_date": date.isoformat() if date else None,
            "status_code": given["status_code"] or (StatusCode.UNKNOWN if given["status"] else None),
            "klass": _heading(given["class_number"], given["class_title"]),
            "section": _heading(given["section_number"], given["section_title"]),
            "units": given["units"],
            "measures": given["measures"],
            "area_codes": given["area_codes"],
        }

    def proposed(self, key: str) -> ProposedTask:
        """A task made of what was typed alone."""
        return ProposedTask.model_validate({"key": key, **self.changes()})


def _heading(number: str, title: str) -> dict[str, str] | None:
    return {"number": number, "title": title} if number or title else None
