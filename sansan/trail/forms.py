"""The filters of the trail page; they live in the address."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import Q, Value
from django.db.models.lookups import Exact
from django.utils import timezone

from sansan.trail import areas, registry
from sansan.trail.models import COUNTY, Event, Prefix

_KEY = re.compile(r"(?P<type>[a-z_]+\.[a-z_]+):(?P<id>\S+)")
WINDOW = 200_000
"""How many events are looked through for words in a target's name, which no index serves."""
_LAST = "Z" * 12
"""No code inside a prefix comes after prefix + this, in any collation: codes are digits and capital letters."""


class TrailFilter(forms.Form):
    """Bound to the query string. Every field narrows; an unreadable value is an error, not everything."""

    actor = forms.CharField(label="人员", required=False, max_length=64)
    verb = forms.ChoiceField(label="动作", required=False)
    target = forms.CharField(label="对象", required=False, max_length=80)
    area = forms.ChoiceField(label="区域", required=False)
    since = forms.DateField(label="起始日期", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="截止日期", required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "全部动作"), *registry.declared().items()]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "全部区域"), *areas.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = wanted.get("since"), wanted.get("until")
        if since and until and until < since:
            self.add_error("until", "截止日期不能早于起始日期")
        return wanted

    def condition(self) -> Q:
        """The events wanted. Call it on a valid form. A target may be named exactly: rectification.task:17."""
        wanted = self.cleaned_data
        found = Q()
        if wanted["actor"]:
            found &= Q(actor_name=wanted["actor"])
        if wanted["verb"]:
            found &= Q(verb=wanted["verb"])
        if key := _KEY.fullmatch(wanted["target"]):
            found &= Q(target_type=key["type"], target_id=key["id"])
        elif wanted["target"]:
            found &= Q(target_label__icontains=wanted["target"])
        if wanted["area"]:
            found &= _within(wanted["area"])
        if wanted["since"]:
            found &= Q(at__gte=_midnight(wanted["since"]))
        if wanted["until"]:
            found &= Q(at__lt=_midnight(wanted["until"] + dt.timedelta(days=1)))
        return found

    def searches_words(self) -> bool:
        """Whether a target is looked for by words of its name instead of by its key."""
        target = self.cleaned_data.get("target", "")
        return bool(target) and not _KEY.fullmatch(target)

    def recent(self) -> Q:
        """The events a page looks through: all of them, or for words the last ones up to the closing date."""
        if not self.searches_words():
            return Q()
        until = self.cleaned_data["until"]
        events = (
            Event.objects.filter(at__lt=_midnight(until + dt.timedelta(days=1))) if until else Event.objects
        )
        last = events.order_by(*self.order()).values_list("seq", flat=True).first()
        return Q(seq__gt=(last or 0) - WINDOW)

    def order(self) -> tuple[str, ...]:
        """The newest first: by time where dates narrow, so that the index on time serves both."""
        dated = self.cleaned_data.get("since") or self.cleaned_data.get("until")
        return ("-at", "-seq") if dated else ("-seq",)


def _within(code: str) -> Q:
    """The events of an area, so that the newest are found without sorting all of them.

    A city's are most of the trail and found by walking it; a county's have an index in order; below it they are few.
    """
    if len(code) > COUNTY:
        return Q(area_code__gte=code, area_code__lte=code + _LAST)
    return Q(Exact(Prefix("area_code", digits=len(code)), Value(code)))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
