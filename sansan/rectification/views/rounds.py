"""Inspection rounds: the list, one at a glance, opening and correcting one, a task entered by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sansan.errors import Missing
from sansan.people.access import grants, may
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.places.queries import area_name
from sansan.rectification import queries
from sansan.rectification.acceptors.queries import ACCEPT, RECORD
from sansan.rectification.actions.entries import add_task
from sansan.rectification.actions.exports import EXPORT
from sansan.rectification.actions.parts import SPLIT
from sansan.rectification.actions.rounds import INTAKE, edit_round, open_round
from sansan.rectification.board import WORDS
from sansan.rectification.closing.presentation import overridden, switched_off
from sansan.rectification.forms import RoundEditForm, RoundForm
from sansan.rectification.models import Round, Task
from sansan.rectification.presentation import overview
from sansan.rectification.presentation.frame import crumbs, tabs, viewer
from sansan.rectification.presentation.plan import plan_card
from sansan.rectification.task_form import TaskForm
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.table import Column

PAGE_SIZE = 30
EDITED = tuple(RoundEditForm.base_fields)
NEWEST_FIRST = ("-feedback_on", "-id")


@list_page("rectification.rounds", "督察", "rectification/rounds.html")
def rounds(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The rounds the viewer may see, each with its numbers."""
    person, today = viewer(request), timezone.localdate()
    listing = Listing(
        queries.visible_rounds(person),
        round_columns(),
        {"newest": Order("新反馈在前", NEWEST_FIRST), "name": Order("按名称", ("name",))},
        size=PAGE_SIZE,
        cards=True,
        export=EXPORT,
        exported=lambda rows: rows.filter(pk__in=Round.objects.visible_to(person, EXPORT).values("pk")),
        prepare=lambda shown: overview.give_numbers(person, shown, today),
    )
    return listing, {
        "today": today,
        "tabs": tabs("rounds"),
        "of_page": lambda shown: {"cards": [round_.card for round_ in shown]},
        "may_open": may(person, INTAKE),
        "may_weigh": may(person, RECORD) or may(person, ACCEPT),
    }


def round_columns() -> list[Column]:
    """What a sheet of rounds holds; the page shows each as a card."""

    def number(name: str) -> Column:
        label = "任务" if name == "total" else WORDS[name]
        return Column(label, lambda r: r.card.numbers[name], kind="number", unit="项", key=name)

    return [
        Column("名称", "name", link=True),
        Column("级别", lambda r: r.get_level_display(), key="level"),
        Column("督察单位", "inspector"),
        Column("被督察地区", lambda r: area_name(r.area_code), key="area"),
        Column("反馈日期", "feedback_on", kind="date"),
        Column("情况截至", "as_of", kind="date"),
        *map(number, ("total", *WORDS)),
    ]


@require_safe
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round at a glance."""
    person, today = viewer(request), timezone.localdate()
    round_ = _round(person, round_id)
    may_change = _whole(person, round_, INTAKE)
    context = {
        "today": today,
        "crumbs": crumbs(),
        "round": round_,
        "page": overview.page(person, round_, today),
        "exceptions": [overridden(person, round_), switched_off(person, round_)],
        "may_change": may_change,
        "may_export": may(person, EXPORT),
        "may_archive": _whole(person, round_, EXPORT),
        "plan": plan_card(person, round_, today, may_draft=may_change),
        "may_split": may_change and may(person, SPLIT),
    }
    return render(request, "rectification/round.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    person = viewer(request, INTAKE)
    form = RoundForm(request.POST or None, areas=_areas(person))
    made: list[Round] = []
    if request.method == "POST" and carried_out(
        form, lambda: made.append(open_round(by=person, **form.cleaned_data))
    ):
        messages.success(request, "已新建督察，可以导入报告或录入任务。")
        return redirect("rectification:round", made[0].pk)
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "rectification/round_new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, round_id: int) -> HttpResponse:
    """Correct a round's particulars."""
    person = viewer(request, INTAKE)
    round_ = _whole_round(person, round_id)
    form = RoundEditForm(request.POST or None, initial={name: getattr(round_, name) for name in EDITED})
    if request.method == "POST" and carried_out(
        form, lambda: edit_round(by=person, round_id=round_.pk, **form.cleaned_data)
    ):
        messages.success(request, "已修改督察信息。")
        return redirect("rectification:round", round_.pk)
    context = {"form": form, "round": round_, "crumbs": crumbs(round_)}
    return render(request, "rectification/round_edit.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest, round_id: int) -> HttpResponse:
    """A task entered by hand."""
    person = viewer(request, INTAKE)
    round_ = _whole_round(person, round_id)
    form = TaskForm(request.POST or None, counties=queries.county_choices(round_.area_code))
    made: list[Task] = []
    if request.method == "POST" and carried_out(
        form, lambda: made.append(add_task(by=person, round_id=round_.pk, data=form.proposed("typed")))
    ):
        messages.success(request, "已录入任务。")
        return redirect("rectification:task", made[0].pk)
    context = {"form": form, "round": round_, "crumbs": crumbs(round_)}
    return render(request, "rectification/task_new.html", context, status=status_of(form))


def _round(person: Person, round_id: int) -> Round:
    found = queries.visible_rounds(person).filter(pk=round_id).first()
    if found is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    return found


def _whole_round(person: Person, round_id: int) -> Round:
    found = Round.objects.whole_to(person, INTAKE).filter(pk=round_id).first()
    if found is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    return found


def _whole(person: Person, round_: Round, verb: str) -> bool:
    return Round.objects.whole_to(person, verb).filter(pk=round_.pk).exists()


def _areas(person: Person) -> list[tuple[str, str]]:
    """The areas a round may be opened for: the person's own, and the counties of a city."""
    own = [g.area_code for g in grants(person, INTAKE) if g.reach is Reach.AREA]
    below = [choice for code in own for choice in queries.county_choices(code)]
    return list(dict([*((code, area_name(code)) for code in own), *below]).items())
