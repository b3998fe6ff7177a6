"""The room's first page: what the person's own units owe, and the months; opening one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.dispatch import queries
from sansan.dispatch.actions.periods import open_period
from sansan.dispatch.forms import OpenForm
from sansan.dispatch.models import Period
from sansan.dispatch.presentation import crumbs, report_url, viewer
from sansan.dispatch.querysets import MANAGE
from sansan.dispatch.rules import month_word, rule_of, surety
from sansan.people.access import grants, may
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.places.queries import area_name
from sansan.rectification.models import Round
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.keyset import keyset_page
from sansan.ui.table import Column, Table

PAGE_SIZE = 24


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person, today = viewer(request), timezone.localdate()
    page = keyset_page(
        Period.objects.visible_to(person).select_related("round").prefetch_related("snapshots"),
        order=("-month", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
    )
    owed = [(due, report_url(due.month, due.organisation.pk)) for due in queries.dues(person, today)]
    context = {
        "today": today,
        "owed": owed,
        "missing": sum(due.missing for due, _ in owed),
        "running": sum(not period.snapshots.all() for period in page.rows),
        "page": page,
        "may_open": may(person, MANAGE),
        "table": Table(
            [
                Column("月份", lambda p: month_word(p.month), link=True),
                Column("范围", "what"),
                Column("地区", lambda p: area_name(p.area_code)),
                Column("填报截止", "due_on", kind="date"),
                Column("快照", _frozen),
            ],
            page.rows,
            "月调度",
            row_url=_url,
            empty="还没有月调度。攻坚办开启后，各单位会收到填报通知。",
        ),
    }
    return render(request, "dispatch/home.html", context)


def _frozen(period: Period) -> str:
    versions = len(period.snapshots.all())
    return f"已冻结（第{versions}版）" if versions else f"{period.freeze_on} 冻结"


def _url(period: Period) -> str:
    return reverse("dispatch:period", args=[period.pk])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a month."""
    person, today = viewer(request, MANAGE), timezone.localdate()
    form = OpenForm(request.POST or None, today=today, choices=_choices(person))
    made: list[Period] = []
    if request.method == "POST" and carried_out(
        form, lambda: made.append(open_period(by=person, **form.given))
    ):
        count = made[0].entries.count()
        messages.success(request, f"已开启{month_word(made[0].month)}调度，{count} 项次应报，已通知各单位。")
        return redirect("dispatch:period", made[0].pk)
    month = today.replace(day=1)
    rule = rule_of(month)
    context = {
        "form": form,
        "crumbs": crumbs(),
        "says": f"按现行规则，{month_word(month)}填报截止 {rule.due_on(month)}，{rule.freezes_on(month)} 冻结"
        f"（{surety()}）。开启后即通知各责任单位。",
    }
    return render(
        request,
        "dispatch/form.html",
        context | {"title": "开启月调度", "verb": "开启并通知"},
        status=status_of(form),
    )


def _choices(person: Person) -> list[tuple[str, str]]:
    """All rounds of an area, then each round."""
    areas = dict.fromkeys(g.area_code for g in grants(person, MANAGE) if g.reach is Reach.AREA)
    rounds = Round.objects.whole_to(person, MANAGE).order_by("-feedback_on", "-pk")
    return [
        *((f"area:{code}", f"全部督察（{area_name(code)}）") for code in areas),
        *((f"round:{pk}", name) for pk, name in rounds.values_list("pk", "name")),
    ]
