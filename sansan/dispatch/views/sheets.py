"""The month's page taken away as a workbook and brought back: looked at row by row before anything is kept."""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sansan.config import config
from sansan.dispatch import drafts, workbook
from sansan.dispatch.checks import Filled
from sansan.dispatch.forms import SheetForm
from sansan.dispatch.presentation import crumbs, report_url, viewer
from sansan.dispatch.queries import Row
from sansan.dispatch.querysets import REPORT
from sansan.dispatch.rules import month_of, month_word
from sansan.dispatch.views.grid import unit_page_rows
from sansan.errors import Invalid, NotAllowed
from sansan.people.models import Organisation, Person
from sansan.rectification.views.exports import XLSX
from sansan.rectification.views.forming import carried_out, status_of
from sansan.ui.parts import Crumb

_SALT = "sansan.dispatch.sheet"
_HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Line:
    """One row of the preview: where it stood, which row it is, what it changes, what is wrong, what is asked."""

    read: workbook.Read
    row: Row | None
    problems: list[str]
    changes: list[drafts.Change]
    asks: list[str]


@require_safe
def download(request: HttpRequest, month: str, organisation_id: int) -> HttpResponse:
    """The open rows as xlsx, with what is filled in so far."""
    person = viewer(request, REPORT)
    rows = [row for row in unit_page_rows(person, month, organisation_id) if row.open or row.draft]
    if not rows:
        messages.info(request, "本月应报的已全部报完，没有要填的行。")
        return redirect(report_url(month_of(month), organisation_id))
    name = f"{month_word(month_of(month))}月报-{Organisation.objects.get(pk=organisation_id).name}"
    response = HttpResponse(workbook.write([_line(row) for row in rows], title=name), content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"month.xlsx\"; filename*=UTF-8''{quote(name + '.xlsx')}"
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, month: str, organisation_id: int) -> HttpResponse:
    """Upload, look at what would be kept, keep it as drafts; handing in stays a step of its own."""
    person = viewer(request, REPORT)
    rows = unit_page_rows(person, month, organisation_id)
    if "confirmed" in request.POST:
        return _confirmed(request, person, month, organisation_id)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "title": "上传月报表",
        "back": report_url(month_of(month), organisation_id),
        "crumbs": crumbs(
            Crumb(f"{month_word(month_of(month))}填报", report_url(month_of(month), organisation_id))
        ),
    }
    found: list[Line] = []
    if request.method == "POST" and carried_out(form, lambda: found.extend(_preview(form, rows))):
        good = [line for line in found if not line.problems and line.changes]
        held = [
            [
                line.read.entry,
                line.row.draft.version if line.row and line.row.draft else 0,
                asdict(line.read.filled),
            ]
            for line in good
        ]
        context |= {
            "lines": found,
            "good": len(good),
            "bad": sum(bool(line.problems) for line in found),
            "held": signing.dumps({"by": person.pk, "rows": held}, salt=_SALT, compress=True),
        }
        return render(request, "dispatch/grid/preview.html", context)
    return render(request, "dispatch/grid/upload.html", context, status=status_of(form))


def _confirmed(request: HttpRequest, person: Person, month: str, organisation_id: int) -> HttpResponse:
    """Keep what the preview showed; it comes back signed, and only from the person who saw it."""
    try:
        held = signing.loads(request.POST["confirmed"], salt=_SALT, max_age=_HOUR_SECONDS)
    except signing.BadSignature:
        raise Invalid("预览已失效（超过一小时），请重新上传。") from None
    if held["by"] != person.pk:
        raise NotAllowed("这份预览不是您上传的，请重新上传。")
    with transaction.atomic():
        for entry, version, filled in held["rows"]:
            drafts.save_draft(by=person, entry_id=entry, filled=Filled(**filled), version=version)
    messages.success(request, f"已存下 {len(held['rows'])} 行，请核对后提交。")
    return redirect(report_url(month_of(month), organisation_id))


def _preview(form: SheetForm, rows: list[Row]) -> list[Line]:
    file = form.cleaned_data["file"]
    if file.size > config().upload_max_bytes:
        raise Invalid("文件过大，请核对是否选错了文件。", field="file")
    read = workbook.read(file.read(), file.name)
    if not read:
        raise Invalid("表里没有填写任何一行。", field="file")
    known = {row.entry.pk: row for row in rows}
    seen: set[int] = set()
    lines = []
    for one in read:
        row = known.get(one.entry)
        problems, asks = list(one.problems), list[str]()
        if row is None and one.entry:
            problems.append("不是贵单位本月的应报事项")
        elif one.entry in seen:
            problems.append("同一事项在表里出现了两次")
        elif row is not None and not (row.open or row.draft):
            problems.append("本项已经填报，如需更正请在页面上点“更正”")
        seen.add(one.entry)
        if row is not None and not problems:
            problems += [said for name, said in row.problems(one.filled) if name != "answer"]
            asks = [] if one.filled.answer.strip() else row.questions(one.filled)
            computed = {i.key: i.label for i in row.computed}
            problems += [
                f"“{computed[key]}”由系统取数，不用填" for key in one.filled.figures if key in computed
            ]
        changes = drafts.changes_between(row.filled, one.filled) if row else []
        lines.append(Line(one, row, problems, changes, asks))
    return lines


def _line(row: Row) -> workbook.Line:
    return workbook.Line(
        entry=row.entry.pk,
        number=row.number,
        task=row.task.number,
        problem=row.task.problem,
        last=row.last_text,
        filled=row.filled,
        figures={
            indicator.key: workbook.Figure(
                label=indicator.label,
                unit=indicator.unit,
                value=indicator.printed,
                day=f"{indicator.as_of or ''}",
                target=indicator.target,
                typed=row.filled.figures.get(indicator.key, ""),
                computed=not indicator.typed,
            )
            for indicator in row.indicators
        },
    )
