"""Forms of closing: the opinion, the reasons of an override, which claims a task makes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sansan.rectification.closing.actions import SHORTEST_REASON, Choice
from sansan.rectification.closing.examine import Applied
from sansan.rectification.closing.presentation import KINDS, Line
from sansan.rectification.forms import text_field


class ExceptionFilter(forms.Form):
    """Which of a round's exceptions; chosen by a tab, so that it has no field on the page."""

    kind = forms.ChoiceField(
        label="类别", required=False, choices=[(name, kind.title) for name, kind in KINDS.items()]
    )


class OpinionForm(forms.Form):
    """销号意见."""

    reason = text_field(
        "销号意见", help_text="写明依据：验收意见、公示情况等；提交时按此刻的数据核对并留存结果"
    )


class OverrideForm(forms.Form):
    """One reason for each claim that does not hold."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [line.result.key for line in lines]
        for line in lines:
            self.fields[f"reason_{line.result.key}"] = text_field(
                f"{line.result.label}（{line.word}）：仍予销号的理由",
                3,
                help_text=f"{line.result.sentence}请写明核实了什么、为什么不影响销号，不少于 {SHORTEST_REASON} 个字",
            )

    def reasons(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"reason_{key}"] for key in self.keys}


class ClaimsForm(forms.Form):
    """Which claims the task makes, with their limits, and why."""

    reason = text_field("理由", 3, help_text=f"写明为什么不适用或改动参数，不少于 {SHORTEST_REASON} 个字")

    def __init__(self, *args: Any, standing: Sequence[Applied], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        for one in standing:
            claim = one.claim
            self.fields[claim.key] = forms.BooleanField(
                label=claim.label, required=False, initial=one.on, help_text=claim.asserts
            )
            for p in claim.parameters:
                self.fields[f"{claim.key}_{p.name}"] = forms.IntegerField(
                    label=f"{p.label}（{p.unit}）",
                    min_value=p.minimum,
                    max_value=p.maximum,
                    initial=one.parameters[p.name],
                    help_text="" if p.name in _set_by_office(one) else "默认值，待本地确认",
                )
        self.order_fields([name for name in self.fields if name != "reason"])

    def groups(self) -> Iterator[tuple[Applied, BoundField, list[BoundField]]]:
        """Each claim with its box and its limits."""
        for one in self.standing:
            limits = [self[f"{one.claim.key}_{p.name}"] for p in one.claim.parameters]
            yield one, self[one.claim.key], limits

    def chosen(self) -> Mapping[str, Choice]:
        """The claims whose box or limits were changed."""
        return {
            one.claim.key: choice
            for one in self.standing
            if (choice := self._choice(one)) != Choice(one.on, dict(one.parameters))
        }

    def _choice(self, one: Applied) -> Choice:
        given = self.cleaned_data
        limits = {p.name: given[f"{one.claim.key}_{p.name}"] for p in one.claim.parameters}
        return Choice(given[one.claim.key], limits)


def _set_by_office(one: Applied) -> Mapping[str, int]:
    return one.choice.parameters if one.choice else {}
