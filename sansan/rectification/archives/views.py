"""The page 督察卷 of a round: have it made, see how far it is, fetch it."""

from typing import cast
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sansan.errors import Missing
from sansan.people.models import Person
from sansan.rectification.archives import actions
from sansan.rectification.archives.actions import EXPORT
from sansan.rectification.archives.shelf import LIVE, path_of
from sansan.rectification.models import Round, RoundArchive
from sansan.rectification.presentation.frame import crumbs, viewer
from sansan.ui.parts import Progress

KEPT = 10
State = RoundArchive.State
PROGRESS = {
    State.QUEUED: "waiting",
    State.RUNNING: "running",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


@require_safe
def archive(request: HttpRequest, round_id: int) -> HttpResponse:
    """The round's archive as it stands, and the makings before."""
    person = viewer(request, EXPORT)
    round_ = _round(person, round_id)
    makings = list(round_.archives.select_related("by").order_by("-pk")[:KEPT])
    ready = next((row for row in makings if row.state == State.DONE and path_of(row).is_file()), None)
    now = next((row for row in makings if row.state in LIVE), None)
    context = {
        "round": round_,
        "today": timezone.localdate(),
        "ready": ready,
        "job": progress_of(now) if now else None,
        "failed": makings[0] if makings and makings[0].state == State.FAILED else None,
        "makings": makings,
        "tasks": round_.tasks.count(),
        "crumbs": crumbs(round_),
    }
    return render(request, "rectification/archives/archive.html", context)


@require_safe
def progress(request: HttpRequest, archive_id: int) -> HttpResponse:
    """How far it is; when it is over the whole page is loaded anew."""
    person = viewer(request, EXPORT)
    rows = RoundArchive.objects.filter(round__in=Round.objects.whole_to(person, EXPORT))
    row = rows.filter(pk=archive_id).first()
    if row is None:
        raise Missing("未找到该督察卷，或不在您的权限范围内。", pk=archive_id)
    response = render(request, "rectification/archives/progress.html", {"job": progress_of(row)})
    if row.state not in LIVE:
        response["HX-Redirect"] = reverse("rectification:round_archive", args=[row.round_id])
    return response


@require_POST
def make(request: HttpRequest, round_id: int) -> HttpResponse:
    actions.request_archive(by=viewer(request, EXPORT), round_id=round_id)
    messages.success(request, "已开始制作，可以离开本页，制成后在这里下载。")
    return redirect("rectification:round_archive", round_id)


@require_POST
def cancel(request: HttpRequest, archive_id: int) -> HttpResponse:
    row = actions.cancel_archive(by=viewer(request, EXPORT), archive_id=archive_id)
    messages.success(request, "已取消制作。")
    return redirect("rectification:round_archive", row.round_id)


@require_POST
def take(request: HttpRequest, archive_id: int) -> FileResponse:
    """The file itself, sent piece by piece."""
    handle = actions.take_archive(by=viewer(request, EXPORT), archive_id=archive_id)
    row = RoundArchive.objects.select_related("round").get(pk=archive_id)
    response = FileResponse(handle, content_type="application/zip")
    made = timezone.localdate(row.finished_at)
    name = quote(f"{row.round.name}督察卷-{made}.zip")
    response["Content-Disposition"] = f"attachment; filename=\"archive.zip\"; filename*=UTF-8''{name}"
    return response


def progress_of(row: RoundArchive) -> Progress:
    return Progress(
        label="制作督察卷",
        done=row.done,
        total=row.total,
        state=PROGRESS.get(cast("State", row.state), "done"),
        poll_url=reverse("rectification:archive_progress", args=[row.pk]),
        cancel_url=reverse("rectification:archive_cancel", args=[row.pk]),
        note=f"按任务计，共 {row.total} 项；可以离开本页，制成后在这里下载。",
    )


def _round(person: Person, round_id: int) -> Round:
    found = Round.objects.whole_to(person, EXPORT).filter(pk=round_id).first()
    if found is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    return found
