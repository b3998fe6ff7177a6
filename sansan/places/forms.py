"""The filters of the room's pages; they live in the address."""

from typing import Any

from django import forms

from sansan.places.zone_kinds import zone_kinds


class AreaFilter(forms.Form):
    """Search in the areas below one area."""

    q = forms.CharField(label="名称或代码", required=False, max_length=40)


class ZoneFilter(forms.Form):
    """Zones by kind; the ended ones only when asked for."""

    kind = forms.ChoiceField(label="类别", required=False)
    ended = forms.BooleanField(label="含已停用", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, kind.label) for code, kind in zone_kinds().items()]
        self.fields["kind"].choices = [("", "全部类别"), *kinds]  # type: ignore[attr-defined]
