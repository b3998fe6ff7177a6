"""Import of bodies, persons and posts: upload, look at what would happen, confirm."""

from typing import Any

from django.core import signing
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sansan.config import config
from sansan.errors import Invalid, NotAllowed
from sansan.people import imports, sheets
from sansan.people.access import may
from sansan.people.forms import UploadForm
from sansan.people.views.frame import attempt, tabs, viewer

MAX_ROWS = 300
"""More rows keep a browser waiting (each new person's password is hashed, slowly on purpose): use the command."""
_SALT = "sansan.people.import"
_HOUR_SECONDS = 3600


@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    person = viewer(request)
    if not (may(person, "people.manage") or may(person, "people.security")):
        raise NotAllowed("批量导入由系统管理员（机构、人员）和安全管理员（任职）办理。")
    if "confirmed" in request.POST:
        return _confirmed(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    context = tabs(request, "import") | {"form": form, "columns": _columns()}
    if form.is_valid():
        tables = attempt(form, lambda: _read(form.cleaned_data["file"]))
        if tables is not None:
            skip_bad = form.cleaned_data["skip_bad"]
            outcome = imports.run(by=person, tables=tables, dry_run=True, skip_bad=skip_bad)
            kept = [[sheet.kind, sheet.title, sheet.rows] for sheet in tables]
            held = signing.dumps(
                {"by": person.pk, "skip": skip_bad, "tables": kept}, salt=_SALT, compress=True
            )
            possible = skip_bad or not outcome.errors
            return render(
                request,
                "people/import_preview.html",
                {"outcome": outcome, "held": held, "possible": possible},
            )
    return render(request, "people/import.html", context)


def _confirmed(request: HttpRequest) -> HttpResponse:
    """Write what the preview showed; the rows come back signed, and only from the person who saw them."""
    person = viewer(request)
    try:
        held = signing.loads(request.POST["confirmed"], salt=_SALT, max_age=_HOUR_SECONDS)
    except signing.BadSignature:
        raise Invalid("预览已失效（超过一小时），请重新上传文件。") from None
    if held["by"] != person.pk:
        raise NotAllowed("这份预览不是您上传的，请重新上传文件。")
    tables = [
        sheets.Sheet(kind, title, [(n, row) for n, row in rows]) for kind, title, rows in held["tables"]
    ]
    outcome = imports.run(by=person, tables=tables, dry_run=False, skip_bad=held["skip"])
    return render(request, "people/import_done.html", {"outcome": outcome})


def _read(file: File[bytes]) -> list[sheets.Sheet]:
    limit = config().upload_max_bytes
    if (file.size or 0) > limit:
        raise Invalid(f"文件超过 {limit // 1024 // 1024} MB，请分批导入。", field="file")
    tables = sheets.read(file.read(), file.name or "")
    rows = sum(len(sheet.rows) for sheet in tables)
    if rows > MAX_ROWS:
        raise Invalid(
            f"共 {rows} 行，网页一次最多 {MAX_ROWS} 行；更多的请用命令 sansan people import。", field="file"
        )
    return tables


def _columns() -> list[tuple[str, Any]]:
    return [
        (kind, "、".join(f"{name}（必填）" if needed else name for name, needed in columns.items()))
        for kind, columns in sheets.COLUMNS.items()
    ]
