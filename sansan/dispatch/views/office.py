"""What the office does with a month: who has not reported, urging them, looking over what came, freezing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.dispatch import queries, states
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.periods import move_days, renew_period, tasks_of, urge
from sansan.dispatch.actions.reviewing import review_many
from sansan.dispatch.forms import DaysForm, FreezeForm
from sansan.dispatch.models import Entry, Period
from sansan.dispatch.presentation import crumbs, report_url, tabs, viewer
from sansan.dispatch.querysets import MANAGE
from sansan.dispatch.rules import month_word, surety
from sansan.errors import Conflict, Invalid, Missing
from sansan.people.access import acts_for, may
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.steps import REVIEW
from sansan.rectification.models import ProgressReport
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.parts import Stat, Tab
from sansan.ui.table import Column, Table

MOST_ROWS = 300
GROUPS = {"missing": states.MISSING, "reported": states.REPORTED, "waiting": ("reported",)}
PICKS = {
    "": "全部",
    "reported": "已报",
    "waiting": "待审核",
    "missing": "未报",
    "returned": "退回未改",
    "unopened": "未打开",
    "late": "逾期填报",
    "excused": "无须再报",
}


@require_safe
def show(request: HttpRequest, period_id: int) -> HttpResponse:
    """Who has reported and who has not, unit by unit."""
    person, today = viewer(request), timezone.localdate()
    period = find(person, period_id)
    manages = _manages(person, period)
    rows = queries.rows(Entry.objects.visible_to(person).filter(period=period))
    units = queries.units(rows)
    owing = [unit for unit in units if unit.missing]
    context = {
        **frame(person, period, "period"),
        "today": today,
        "manages": manages,
        "stats": _stats(rows, period),
        "owing": owing,
        "missing": sum(unit.missing for unit in owing),
        "overdue": today > period.due_on,
        "unasked": queries.nobody_asked(period, tasks_of(period).filter(queries.reportable(today)))
        if manages
        else 0,
        "snapshot": period.snapshots.order_by("-version").first(),
        "table": Table(
            [
                Column("填报单位", lambda u: str(u.organisation), link=True),
                Column("应报", lambda u: len(u.rows), kind="number", unit="项"),
                Column("已报", "reported", kind="number", unit="项"),
                Column("待审核", "waiting", kind="number", unit="项", phone=False),
                Column("退回", "returned", kind="number", unit="项", phone=False),
                Column("未报", "missing", kind="number", unit="项", hint="含退回未改的"),
                Column("未打开", "unopened", kind="number", unit="项", phone=False),
                Column("逾期填报", "late", kind="number", unit="项", phone=False),
                Column("自述滞后", "behind", kind="number", unit="项", phone=False),
            ],
            units,
            "各单位填报情况",
            row_url=lambda unit: reverse("dispatch:unit", args=[period.pk, unit.organisation.pk]),
            row_class=lambda unit: "is-owing" if unit.missing and today > period.due_on else "",
            actions="dispatch/office/urge.html" if manages else "",
            empty="您的范围内没有应报事项。",
        ),
        "sure": surety(),
    }
    return render(request, "dispatch/office/period.html", context)


@require_safe
def entries(request: HttpRequest, period_id: int, organisation_id: int | None = None) -> HttpResponse:
    """What is asked of one unit, or of all: each task with its state, and what can be sent about it."""
    person, today = viewer(request), timezone.localdate()
    period = find(person, period_id)
    asked = Entry.objects.visible_to(person).filter(period=period)
    rows = queries.rows(asked.filter(organisation=organisation_id) if organisation_id else asked)
    body = rows[0].entry.organisation if organisation_id and rows else None
    if organisation_id and body is None:
        raise Missing("该单位本月没有应报事项，或不在您的权限范围内。", pk=organisation_id)
    state = request.GET.get("state", "")
    picked = [row for row in rows if _in(row, state)]
    context = {
        **frame(person, period, "period"),
        "crumbs": crumbs(period),
        "tabs": None,
        "today": today,
        "body": body,
        "rows": picked[:MOST_ROWS],
        "left_out": max(0, len(picked) - MOST_ROWS),
        "missing": sum(row.open for row in rows),
        "asked": len(rows),
        "manages": _manages(person, period),
        "supervises": may(person, "rectification.supervise"),
        "own": body is not None and acts_for(person, body.pk),
        "report_url": report_url(period.month, body.pk) if body else "",
        "picks": [
            Tab(word, f"?state={key}" if key else "?", key == state, count)
            for key, word in PICKS.items()
            if (count := sum(_in(row, key) for row in rows)) or key in ("", state)
        ],
    }
    return render(request, "dispatch/office/entries.html", context)


@require_POST
def renew(request: HttpRequest, period_id: int) -> HttpResponse:
    """Ask for what was handed over meanwhile."""
    person = viewer(request, MANAGE)
    count = renew_period(by=person, period_id=period_id)
    messages.success(request, f"已补充 {count} 项次应报事项。" if count else "应报事项没有变化。")
    return redirect("dispatch:period", period_id)


@require_POST
def urge_units(request: HttpRequest, period_id: int) -> HttpResponse:
    """催报: one unit, or all who owe."""
    person = viewer(request, MANAGE)
    chosen = [int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal()]
    urged = urge(by=person, period_id=period_id, organisation_ids=chosen)
    names = "、".join(body.name for body in urged[:3])
    messages.success(request, f"已催报 {len(urged)} 个单位：{names}{'等' if len(urged) > 3 else ''}。")
    return redirect("dispatch:period", period_id)


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, period_id: int) -> HttpResponse:
    """Move the day the reporting is due, or the day of freezing."""
    person = viewer(request, MANAGE)
    period = find(person, period_id, MANAGE)
    form = DaysForm(request.POST or None, initial={"due_on": period.due_on, "freeze_on": period.freeze_on})
    if request.method == "POST" and carried_out(
        form, lambda: move_days(by=person, period_id=period.pk, **form.cleaned_data)
    ):
        messages.success(request, "已调整日期。")
        return redirect("dispatch:period", period.pk)
    return _form(request, form, period, "调整日期", "截止以后填报的记为逾期；冻结以后数字不再变动。", "保存")


@require_http_methods(["GET", "HEAD", "POST"])
def freeze_now(request: HttpRequest, period_id: int) -> HttpResponse:
    """Freeze the month by hand, or freeze a correction."""
    person, today = viewer(request, MANAGE), timezone.localdate()
    period = find(person, period_id, MANAGE)
    again = period.snapshots.exists()
    form = FreezeForm(request.POST or None, again=again, initial={"as_of": min(today, period.month_end)})
    made: list[Any] = []
    if request.method == "POST" and carried_out(
        form, lambda: made.append(freeze(by=person, period_id=period.pk, **form.cleaned_data))
    ):
        messages.success(request, f"已冻结为第 {made[0].version} 版，每个数字都能点开当月的明细。")
        return redirect("dispatch:snapshot", made[0].pk)
    entries = queries.rows(Entry.objects.filter(period=period))
    missing = sum(row.open for row in entries)
    says = f"还有 {missing} 项次未报，冻结后按未报计。" if missing else "应报的已全部报完。"
    says += "冻结后任何人不能改动；需要更正的再冻结一版并写明理由。" if not again else "原来的版本保留不变。"
    return _form(request, form, period, "再次冻结（更正）" if again else "冻结月度快照", says, "冻结")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, period_id: int) -> HttpResponse:
    """The queue of reports nobody has looked over: choose, look at what will happen, confirm."""
    person = viewer(request, REVIEW)
    period = find(person, period_id)
    rows = _to_review(person, period)
    context = {**frame(person, period, "review"), "rows": rows, "today": timezone.localdate(), "note": ""}
    if request.method == "POST":
        good = request.POST.get("decision") == "accept"
        note = request.POST.get("note", "")
        chosen = {int(pk) for pk in request.POST.getlist("report") if pk.isdecimal()}
        context |= {"note": note, "chosen": chosen}
        try:
            if "confirmed" in request.POST:
                done = review_many(by=person, report_ids=chosen, good=good, note=note)
                messages.success(request, f"已{'通过' if good else '退回'} {len(done)} 份填报。")
                return redirect("dispatch:review", period.pk)
            picked = [row for row in rows if row.report and row.report.pk in chosen]
            if not picked:
                raise Invalid("请先勾选要审核的填报。")
            if not good and not note.strip():
                raise Invalid("请写明退回的理由。")
        except (Invalid, Conflict) as error:
            context["error"] = error.message
            return render(request, "dispatch/office/review.html", context, status=422)
        return render(
            request, "dispatch/office/review_preview.html", context | {"picked": picked, "good": good}
        )
    return render(request, "dispatch/office/review.html", context)


def find(person: Person, period_id: int, verb: str = "") -> Period:
    """The month within the person's reach; with a verb, one wholly within it."""
    rows = Period.objects.whole_to(person, verb) if verb else Period.objects.visible_to(person)
    period = rows.select_related("round", "opened_by").filter(pk=period_id).first()
    if period is None:
        raise Missing("未找到该月调度，或不在您的权限范围内。", pk=period_id)
    return period


def frame(person: Person, period: Period, current: str) -> dict[str, Any]:
    """What every page of a month shows around its own."""
    return {
        "period": period,
        "word": month_word(period.month),
        "crumbs": crumbs(),
        "tabs": tabs(
            period,
            current,
            review=may(person, REVIEW),
            paper=Period.objects.whole_to(person, "dispatch.view").filter(pk=period.pk).exists(),
        ),
    }


def _manages(person: Person, period: Period) -> bool:
    return may(person, MANAGE) and Period.objects.whole_to(person, MANAGE).filter(pk=period.pk).exists()


def _to_review(person: Person, period: Period) -> list[queries.Row]:
    """Reports of the month nobody has looked over, within reach of the right to, not of one's own unit."""
    allowed = set(
        ProgressReport.objects.visible_to(person, REVIEW)
        .filter(review="", kind=ProgressReport.Kind.PROGRESS, as_of__range=(period.month, period.month_end))
        .filter(task__dispatch_entries__period=period)
        .values_list("pk", flat=True)
    )
    rows = queries.rows(Entry.objects.visible_to(person).filter(period=period))
    return [
        row
        for row in rows
        if row.report
        and row.report.pk in allowed
        and row.state == "reported"
        and not acts_for(person, row.entry.organisation_id)
    ]


def _stats(rows: list[queries.Row], period: Period) -> list[Stat]:
    """Each number opens the entries it counts."""
    base = reverse("dispatch:entries", args=[period.pk])
    tones = {"reported": "good", "missing": "bad", "returned": "warn", "late": "warn"}

    def stat(key: str, word: str) -> Stat:
        number = sum(_in(row, key) for row in rows)
        url = f"{base}?state={key}" if key else base
        return Stat(word, number, "项次", url, tone=tones.get(key, "") if number else "")

    return [stat(key, "应报" if not key else word) for key, word in PICKS.items()]


def _in(row: queries.Row, key: str) -> bool:
    if key == "late":
        return row.late
    return not key or row.state in GROUPS.get(key, (key,))


def _form(request: HttpRequest, form: Any, period: Period, title: str, says: str, verb: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "says": says,
        "verb": verb,
        "back": reverse("dispatch:period", args=[period.pk]),
        "crumbs": crumbs(period),
    }
    return render(request, "dispatch/form.html", context, status=status_of(form))


def issuer() -> str:
    """The office in whose name papers go out."""
    found = Organisation.objects.filter(kind=Organisation.Kind.CITY_OFFICE).order_by("pk").first()
    return found.name if found else ""
