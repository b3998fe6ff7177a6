"""The form a task is split with: one line a county, further units, and the number the lines are compared with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from sansan.people.models import Organisation
from sansan.rectification.actions.parts import Goal, Share
from sansan.rectification.forms import text_field
from sansan.rectification.models import Split, Task


@dataclass(frozen=True)
class CountyLine:
    """One county's line as the page lays it out; `taken` where it has a part already."""

    code: str
    name: str
    box: Any
    unit: Any
    target: Any
    deadline: Any
    taken: bool


class SplitForm(forms.Form):
    """Fields `box_`, `unit_`, `target_` and `deadline_` for each county, by its code."""

    name = forms.CharField(
        label="目标", max_length=80, required=False, help_text="如：整治取缔“散乱污”企业；不比较数量的留空"
    )
    target = forms.DecimalField(label="全市目标数量", max_digits=20, decimal_places=6, required=False)
    unit = forms.CharField(label="计量单位", max_length=20, required=False, help_text="如：家、万平方米")
    others = text_field(
        "不按县区、直接分给单位的",
        2,
        required=False,
        help_text="每行一个单位的全称，各为一项分解任务",
    )
    reason = text_field("理由", 2)

    def __init__(
        self,
        *args: Any,
        task: Task,
        split: Split | None,
        counties: Sequence[tuple[str, str]],
        organisations: Iterable[Organisation],
        taken: set[str],
        suggested: Mapping[str, int],
        concerned: set[str],
        **kwargs: Any,
    ) -> None:
        if split is not None:
            kwargs["initial"] = {"name": split.name, "unit": split.unit, "target": split.target}
        super().__init__(*args, **kwargs)
        self.counties, self.taken, self.split = counties, taken, split
        self._by_name = {o.name: o.pk for o in organisations}
        within: dict[str, list[tuple[int | str, str]]] = {code: [("", "暂不指定")] for code, _ in counties}
        for body in organisations:
            if body.area_code[:6] in within:
                within[body.area_code[:6]].append((body.pk, body.name))
        for code, name in counties:
            self._add_line(task, code, name, within[code], suggested.get(code), concerned)
        if split is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].label = "增列理由"
            self.fields["reason"].help_text = "任务已分解，增列的须写明理由"

    def _add_line(
        self,
        task: Task,
        code: str,
        name: str,
        units: list[tuple[int | str, str]],
        suggested: int | None,
        concerned: set[str],
    ) -> None:
        taken = code in self.taken
        self.fields[f"box_{code}"] = forms.BooleanField(
            label=name, required=False, disabled=taken, initial=code in concerned and not taken
        )
        self.fields[f"unit_{code}"] = forms.TypedChoiceField(
            label=f"{name}的责任单位",
            required=False,
            coerce=int,
            empty_value=None,
            choices=units,
            initial=suggested or "",
            disabled=taken,
        )
        self.fields[f"target_{code}"] = forms.DecimalField(
            label=f"{name}的目标数量", max_digits=20, decimal_places=6, required=False, disabled=taken
        )
        self.fields[f"deadline_{code}"] = forms.DateField(
            label=f"{name}的期限",
            required=False,
            disabled=taken,
            widget=forms.DateInput(
                attrs={"type": "date"}
                | ({"max": task.deadline_date.isoformat()} if task.deadline_date else {})
            ),
        )

    @property
    def lines(self) -> list[CountyLine]:
        return [
            CountyLine(
                code,
                name,
                self[f"box_{code}"],
                self[f"unit_{code}"],
                self[f"target_{code}"],
                self[f"deadline_{code}"],
                code in self.taken,
            )
            for code, name in self.counties
        ]

    def clean_others(self) -> list[int]:
        found = []
        for line in str(self.cleaned_data["others"]).splitlines():
            name = line.strip()
            if not name:
                continue
            if name not in self._by_name:
                raise forms.ValidationError(f"没有“{name}”这个单位，或不在您的管辖区域内，请写全称。")
            found.append(self._by_name[name])
        return found

    def shares(self) -> list[Share]:
        given = self.cleaned_data
        chosen = [code for code, _ in self.counties if given.get(f"box_{code}") and code not in self.taken]
        return [
            Share(
                area_code=code,
                organisation_ids=(given[f"unit_{code}"],) if given[f"unit_{code}"] else (),
                target=given[f"target_{code}"],
                deadline=given[f"deadline_{code}"],
            )
            for code in chosen
        ] + [Share(organisation_ids=(pk,)) for pk in given["others"]]

    def goal(self) -> Goal:
        target: Decimal | None = self.cleaned_data["target"]
        return Goal(self.cleaned_data["name"], self.cleaned_data["unit"], target)
