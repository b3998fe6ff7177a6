"""The page 提醒: what was or will be sent, to whom, and what reaches nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sansan.people.access import may
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.reminders import presentation
from sansan.rectification.reminders.due import SUPERVISE
from sansan.rectification.reminders.rules import is_working, rules
from sansan.ui.filters import changed
from sansan.ui.parts import Tab


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """Today's reminders, or those of the next day they leave."""
    person, today = viewer(request), timezone.localdate()
    coming = presentation.next_sending(today)
    later = request.GET.get("day") == "next" or not is_working(today)
    day = coming if later else today
    base = {"person": "", "heap": ""}
    days = [Tab(presentation.spoken_day(coming, today), changed(request.GET, {**base, "day": "next"}), later)]
    if is_working(today):
        address = changed(request.GET, {**base, "day": ""})
        days.insert(0, Tab(presentation.spoken_day(today, today), address, not later))
    context = {
        "today": today,
        "day": day,
        "spoken": presentation.spoken_day(day, today),
        "later": later,
        "sent": not later and timezone.localtime().hour >= rules().hour,
        "days": days,
        "tabs": tabs("reminders"),
        "crumbs": crumbs(),
        "page": presentation.page(person, day, today=today, query=request.GET),
        "is_office": may(person, SUPERVISE),
        "rules": rules(),
    }
    return render(request, "rectification/reminders.html", context)
