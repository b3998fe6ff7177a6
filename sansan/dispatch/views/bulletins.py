"""月调度通报: the versions of a month, one of them as a page and as a file, editing and issuing."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.dispatch import bulletin as text
from sansan.dispatch import content
from sansan.dispatch.actions.bulletins import (
    SIGN,
    draft_bulletin,
    drop_bulletin,
    edit_bulletin,
    issue_bulletin,
    sections_of,
)
from sansan.dispatch.content import Content
from sansan.dispatch.forms import BulletinForm, ReissueForm
from sansan.dispatch.models import Bulletin, Period
from sansan.dispatch.papers import bulletin_docx
from sansan.dispatch.presentation import address_of, crumbs, linked, viewer
from sansan.dispatch.querysets import MANAGE, VIEW
from sansan.dispatch.views.office import find, frame, issuer
from sansan.errors import Conflict, Missing
from sansan.people.access import may
from sansan.people.models import Person
from sansan.rectification.forms import ReasonForm
from sansan.rectification.views.exports import DOCX
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.parts import Crumb
from sansan.ui.table import Column, Table

_PARTS = ("class.", "round.", "county.", "unit.")


@require_safe
def listed(request: HttpRequest, period_id: int) -> HttpResponse:
    person = viewer(request)
    period = whole_period(person, period_id)
    found = list(
        Bulletin.objects.visible_to(person)
        .filter(period=period)
        .select_related("snapshot", "issued_by")
        .order_by("-version")
    )
    manages = Period.objects.whole_to(person, MANAGE).filter(pk=period.pk).exists()
    frozen = period.snapshots.exists()
    context = {
        **frame(person, period, "bulletins"),
        "may_draft": manages and frozen and not any(b.state == Bulletin.State.DRAFT for b in found),
        "frozen": frozen,
        "table": Table(
            [
                Column("通报", "title", link=True),
                Column("文号", lambda b: b.number or "—"),
                Column("版次", lambda b: f"第{b.version}版"),
                Column("所据快照", lambda b: f"第{b.snapshot.version}版"),
                Column(
                    "状态",
                    lambda b: ("closed" if b.number else "in_progress", b.get_state_display()),
                    kind="status",
                ),
                Column("印发", "issued_at", kind="date"),
            ],
            found,
            "月调度通报",
            row_url=lambda b: reverse("dispatch:bulletin", args=[b.pk]),
            empty="本月还没有通报。冻结以后由攻坚办拟稿，领导签发。"
            if frozen
            else "本月还没有冻结，冻结以后才能拟通报。",
        ),
    }
    return render(request, "dispatch/bulletins/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, period_id: int) -> HttpResponse:
    """Draft on the newest version; a re-issue says why."""
    person = viewer(request, MANAGE)
    period = find(person, period_id, MANAGE)
    reissue = period.bulletins.filter(state=Bulletin.State.ISSUED).exists()
    if not reissue:
        if request.method != "POST":
            return redirect("dispatch:bulletins", period.pk)
        made = draft_bulletin(by=person, period_id=period.pk)
        messages.success(request, "已按快照拟出草稿，请核定文字，尤其是表扬与批评。")
        return redirect("dispatch:bulletin_edit", made.pk)
    form = ReissueForm(request.POST or None)
    drafted: list[Bulletin] = []
    if request.method == "POST" and carried_out(
        form, lambda: drafted.append(draft_bulletin(by=person, period_id=period.pk, **form.cleaned_data))
    ):
        messages.success(request, "已拟出新一版草稿，原通报保留不变。")
        return redirect("dispatch:bulletin_edit", drafted[0].pk)
    context = {
        "form": form,
        "title": "重新印发通报",
        "says": "原来印发的通报保留不变，新一版另编文号。",
        "verb": "拟新一版",
        "back": reverse("dispatch:bulletins", args=[period.pk]),
        "crumbs": crumbs(period),
    }
    return render(request, "dispatch/form.html", context, status=status_of(form))


@require_safe
def show(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """The paper as a page: every number leads to its rows."""
    person = viewer(request)
    found, month = read_bulletin(person, bulletin_id)
    draft = found.state == Bulletin.State.DRAFT
    sections = sections_of(found, month)
    context = {
        "bulletin": found,
        "sections": linked(sections, found.snapshot_id),
        "issuer": issuer(),
        "draft": draft,
        "may_edit": draft and _holds(person, found, MANAGE),
        "may_sign": draft and _holds(person, found, SIGN),
        "unsettled": [text.HEADINGS[k] for k, v in found.sections.items() if text.TO_SETTLE in v]
        if draft
        else [],
        "typed": [
            (text.HEADINGS[key], "、".join(typed))
            for key, words in found.sections.items()
            if draft and key in text.HEADINGS and (typed := text.typed_numbers(words))
        ],
        "intact": draft or content.digest_of(found.content) == found.digest,
        "crumbs": crumbs(found.period, Crumb("通报", reverse("dispatch:bulletins", args=[found.period_id]))),
    }
    return render(request, "dispatch/bulletins/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    person = viewer(request, MANAGE)
    found, month = read_bulletin(person, bulletin_id, MANAGE)
    if found.state != Bulletin.State.DRAFT:
        raise Conflict("该通报已印发，不能修改；如需更正请重新印发一版。")
    initial = {"title": found.title, "revision": found.revision, **found.sections}
    form = BulletinForm(request.POST or None, initial=initial)

    def act() -> None:
        edit_bulletin(
            by=person,
            bulletin_id=found.pk,
            title=form.cleaned_data["title"],
            sections=form.sections,
            revision=form.cleaned_data["revision"],
        )

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "已保存草稿。")
        return redirect("dispatch:bulletin", found.pk)
    marks = text.marks(month)
    context = {
        "form": form,
        "bulletin": found,
        "marks": [(mark, n) for mark, n in marks if not n.key.startswith(_PARTS)],
        "unit_marks": [(mark, n) for mark, n in marks if n.key.startswith("unit.") and n.value],
        "settle": text.TO_SETTLE,
        "crumbs": crumbs(found.period, Crumb("通报", reverse("dispatch:bulletins", args=[found.period_id]))),
    }
    return render(request, "dispatch/bulletins/edit.html", context, status=status_of(form))


@require_POST
def issue(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """签发."""
    person = viewer(request, SIGN)
    try:
        found = issue_bulletin(by=person, bulletin_id=bulletin_id)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("dispatch:bulletin", bulletin_id)
    messages.success(request, f"已印发 {found.number}，此后不再变动。")
    return redirect("dispatch:bulletin", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Throw a draft away."""
    person = viewer(request, MANAGE)
    found, _ = read_bulletin(person, bulletin_id, MANAGE)
    form = ReasonForm(request.POST or None, label="理由")
    if request.method == "POST" and carried_out(
        form, lambda: drop_bulletin(by=person, bulletin_id=found.pk, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, "已删除草稿。")
        return redirect("dispatch:bulletins", found.period_id)
    context = {
        "form": form,
        "title": "删除通报草稿",
        "says": "只删除草稿；印发过的通报不会删除。",
        "verb": "删除草稿",
        "back": reverse("dispatch:bulletin", args=[found.pk]),
        "crumbs": crumbs(found.period),
    }
    return render(request, "dispatch/form.html", context, status=status_of(form))


@require_safe
def file(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """The paper as docx, every number with a footnote."""
    person = viewer(request)
    found, month = read_bulletin(person, bulletin_id)
    data = docx_of(found, month)
    response = HttpResponse(data, content_type=DOCX)
    name = quote(f"{found.title}{found.number or '（草稿）'}.docx")
    response["Content-Disposition"] = f"attachment; filename=\"bulletin.docx\"; filename*=UTF-8''{name}"
    return response


def docx_of(found: Bulletin, month: Content) -> bytes:
    """The file, with the addresses of the rows behind its numbers."""
    return bulletin_docx(
        found,
        sections_of(found, month),
        issuer=issuer(),
        address=address_of(found.snapshot_id),
        at=timezone.now(),
        sample=bool(month.head.get("sample")),
    )


def read_bulletin(person: Person, bulletin_id: int, verb: str = VIEW) -> tuple[Bulletin, Content]:
    rows: Any = Bulletin.objects.visible_to(person, verb)
    found = (
        rows.select_related("period__round", "snapshot", "drafted_by", "issued_by")
        .filter(pk=bulletin_id)
        .first()
    )
    if found is None:
        raise Missing("未找到该通报，或不在您的权限范围内。", pk=bulletin_id)
    return found, content.read(found.snapshot.content)


def whole_period(person: Person, period_id: int) -> Period:
    """Papers speak of the whole area: whoever sees a part of it gets them by the official way."""
    found = Period.objects.whole_to(person, VIEW).select_related("round").filter(pk=period_id).first()
    if found is None:
        raise Missing("未找到该月调度，或通报不在您的权限范围内。", pk=period_id)
    return found


def _holds(person: Person, found: Bulletin, verb: str) -> bool:
    return may(person, verb) and Bulletin.objects.visible_to(person, verb).filter(pk=found.pk).exists()
