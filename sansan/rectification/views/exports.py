"""Taking a report or the filtered ledger away as a file. A POST: the trail remembers who took what."""

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sansan.errors import Invalid
from sansan.rectification.actions.exports import EXPORT, export_closing_file, export_ledger, export_report
from sansan.rectification.filters import LedgerFilter
from sansan.rectification.models import Round, Task
from sansan.rectification.presentation.frame import viewer

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def report(request: HttpRequest, round_id: int) -> HttpResponse:
    """整改完成情况 of a round as docx."""
    person = viewer(request, EXPORT)
    data = export_report(by=person, round_id=round_id)
    name = Round.objects.values_list("name", flat=True).get(pk=round_id)
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = _attachment(f"{name}整改完成情况", "docx")
    return response


@require_POST
def closing_file(request: HttpRequest, task_id: int) -> FileResponse:
    """All that is on record of one task, as a zip anyone can check."""
    person = viewer(request, EXPORT)
    archive = export_closing_file(by=person, task_id=task_id)
    number = Task.objects.values_list("number", flat=True).get(pk=task_id)
    response = FileResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = _attachment(f"销号卷第{number or task_id}项", "zip")
    return response


@require_POST
def ledger(request: HttpRequest) -> HttpResponse | FileResponse:
    """Exactly the rows the address lets through, as xlsx."""
    person = viewer(request, EXPORT)
    tasks = LedgerFilter(request.GET, person=person).apply(timezone.localdate())
    try:
        workbook = export_ledger(by=person, tasks=tasks)
    except Invalid as error:
        messages.error(request, error.message)
        return redirect(f"{reverse('rectification:ledger')}?{request.GET.urlencode()}")
    response = FileResponse(workbook, content_type=XLSX)
    response["Content-Disposition"] = _attachment("整改台账", "xlsx")
    return response


def _attachment(name: str, ending: str) -> str:
    """A Chinese file name with the day, as RFC 6266 spells it."""
    day = timezone.localdate()
    return f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(f'{name}-{day}.{ending}')}"
