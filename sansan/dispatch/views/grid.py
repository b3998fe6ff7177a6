"""One screen on which a unit reports all its tasks of a month; each row saves itself while it is filled in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.dispatch import drafts, queries, states
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.checks import LONGEST_TEXT
from sansan.dispatch.forms import filled_from, seen_from
from sansan.dispatch.models import CLAIMS
from sansan.dispatch.presentation import crumbs, report_url, viewer
from sansan.dispatch.queries import Row
from sansan.dispatch.querysets import REPORT
from sansan.dispatch.rules import month_of, month_word, surety
from sansan.errors import Conflict, Invalid, Missing
from sansan.evidence.models import Purpose
from sansan.people.models import Organisation, Person
from sansan.ui.parts import Tab

SHOWN = {"all": "全部", "open": "未报", "done": "已报"}


@require_http_methods(["GET", "HEAD"])
def report(request: HttpRequest, month: str, organisation_id: int) -> HttpResponse:
    person = viewer(request, REPORT)
    rows = unit_page_rows(person, month, organisation_id)
    drafts.note_opened(by=person, rows=rows)
    return _page(request, rows)


@require_POST
def submit(request: HttpRequest, month: str, organisation_id: int) -> HttpResponse:
    """Hand in what is filled in; errors are said row by row and nothing is handed in."""
    person = viewer(request, REPORT)
    unit_page_rows(person, month, organisation_id)
    seen = seen_from(request.POST["seen"]) if "seen" in request.POST else None
    try:
        said = hand_in(by=person, month=month_of(month), organisation_id=organisation_id, seen=seen)
    except (Invalid, Conflict, Missing) as error:
        rows = unit_page_rows(person, month, organisation_id)
        return _page(request, rows, error=error, status=409 if isinstance(error, Conflict) else 422)
    left = sum(row.open for row in unit_page_rows(person, month, organisation_id))
    rest = f"，还有 {left} 项未报" if left else "，本月应报的已全部报完"
    messages.success(request, f"已提交 {len(said)} 项{rest}。")
    return redirect(report_url(month_of(month), organisation_id))


@require_POST
def copy_all(request: HttpRequest, month: str, organisation_id: int) -> HttpResponse:
    """Begin every untouched row with last month's words."""
    person = viewer(request, REPORT)
    rows = unit_page_rows(person, month, organisation_id)
    ready = {row.entry.pk: 0 for row in rows if row.open and row.last and row.filled.is_empty}
    if ready:
        count = drafts.copy_all(by=person, entry_ids=ready)
        messages.success(request, f"已沿用上月 {count} 项，请逐项改成本月的情况，无变化的勾选“无变化”。")
    else:
        messages.info(request, "没有可以沿用上月的空行。")
    return redirect(report_url(month_of(month), organisation_id))


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One row: shown anew, or saved. A colleague who was faster is named, with what differs."""
    person = viewer(request, REPORT)
    found = _row(person, entry_id)
    if request.method != "POST":
        return _fragment(request, found)
    version = request.POST.get("over") or request.POST.get("version", "0")
    try:
        filled = filled_from(request.POST, found.labels)
        drafts.save_draft(
            by=person, entry_id=entry_id, filled=filled, version=int(version) if version.isdecimal() else 0
        )
    except drafts.Overtaken as error:
        return _state(request, found, overtaken=error, status=409)
    except Invalid as error:
        return _state(request, found, refused=error.message, status=422)
    return _state(request, _row(person, entry_id))


def _row_action(act: Any) -> Any:
    """A button of one row: do it, and show the row anew."""

    @require_POST
    def view(request: HttpRequest, entry_id: int, **extra: int) -> HttpResponse:
        person = viewer(request, REPORT)
        _row(person, entry_id)
        act(request, person, entry_id, **extra)
        return _fragment(request, _row(person, entry_id))

    return view


copy_row = _row_action(lambda _r, person, entry_id: drafts.copy_last(by=person, entry_id=entry_id))
again = _row_action(lambda _r, person, entry_id: drafts.begin_again(by=person, entry_id=entry_id))
discard = _row_action(lambda _r, person, entry_id: drafts.discard(by=person, entry_id=entry_id))
remove_file = _row_action(
    lambda _r, person, entry_id, file_id: drafts.remove_file(by=person, entry_id=entry_id, file_id=file_id)
)


@require_POST
def add_file(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Attach one file to the row; what is wrong with it is said beside it."""
    person = viewer(request, REPORT)
    found = _row(person, entry_id)
    upload = request.FILES.get("upload")
    refused, status = "", 200
    try:
        if upload is None:
            raise Invalid("请选择要附上的文件。")
        drafts.add_file(by=person, entry_id=entry_id, upload=upload, purpose=request.POST.get("purpose", ""))
        found = _row(person, entry_id)
    except Invalid as error:
        refused, status = error.message, 422
    if not request.htmx:  # type: ignore[attr-defined] # set by the middleware of django-htmx
        if refused:
            messages.error(request, refused)
        return redirect(_place(found))
    return render(
        request, "dispatch/grid/files.html", {"row": found, "refused": refused, **_words()}, status=status
    )


@require_safe
def open_month(request: HttpRequest) -> HttpResponse:
    """The person's own page of the most pressing month."""
    person = viewer(request, REPORT)
    owed = queries.dues(person, timezone.localdate())
    pressing = next((due for due in owed if due.missing), owed[-1] if owed else None)
    if pressing is None:
        return redirect("dispatch:home")
    return redirect(report_url(pressing.month, pressing.organisation.pk))


def unit_page_rows(person: Person, month: str, organisation_id: int) -> list[Row]:
    try:
        first = month_of(month)
    except ValueError:
        raise Missing("没有这个月份，请从月调度页面打开。") from None
    rows = queries.unit_rows(person, first, organisation_id)
    if not rows:
        raise Missing("该月没有需要贵单位填报的任务，或不是贵单位的填报页。", pk=organisation_id)
    return rows


def _row(person: Person, entry_id: int) -> Row:
    found = queries.one_row(person, entry_id)
    if found is None:
        raise Missing("未找到该应报事项，或不是贵单位填报的。", pk=entry_id)
    return found


def _page(request: HttpRequest, rows: list[Row], *, error: Any = None, status: int = 200) -> HttpResponse:
    entry = rows[0].entry
    show = request.GET.get("show", "all")
    waiting = sum(row.open for row in rows)
    done = sum(row.state in states.REPORTED for row in rows)
    filled = [row for row in rows if row.draft and not row.filled.is_empty]
    picked = {
        "open": [row for row in rows if row.open or row.draft],
        "done": [row for row in rows if not row.open],
    }
    wrong: dict[int, str] = error.data.get("rows", {}) if error else {}
    context = {
        "today": timezone.localdate(),
        "title": f"{month_word(entry.month)}填报",
        "organisation": Organisation.objects.get(pk=entry.organisation_id),
        "month": f"{entry.month:%Y-%m}",
        "period": entry.period,
        "rows": picked.get(show, rows),
        "wholes": queries.wholes(viewer(request, REPORT), entry.month, entry.organisation_id),
        "counts": {"all": len(rows), "open": waiting, "done": done, "filled": len(filled)},
        "tabs": [
            Tab(
                word,
                f"?show={key}",
                key == show,
                {"all": len(rows), "open": waiting}.get(key, len(rows) - waiting),
            )
            for key, word in SHOWN.items()
        ],
        "seen": ",".join(f"{row.entry.pk}:{row.draft.version}" for row in rows if row.draft),
        "can_copy": any(row.open and row.last and row.filled.is_empty for row in rows),
        "error": error,
        "wrong": [(row, wrong[row.entry.pk]) for row in rows if row.entry.pk in wrong],
        "crumbs": crumbs(),
        "sure": surety(),
        **_words(),
    }
    return render(request, "dispatch/grid/page.html", context, status=status)


def _words() -> dict[str, Any]:
    return {"claims": CLAIMS, "purposes": Purpose.choices, "longest": LONGEST_TEXT}


def _fragment(request: HttpRequest, found: Row) -> HttpResponse:
    """The row alone for htmx; without a script the whole page at its place."""
    if not request.htmx:  # type: ignore[attr-defined] # set by the middleware of django-htmx
        return redirect(_place(found))
    return render(
        request, "dispatch/grid/row.html", {"row": found, "today": timezone.localdate(), **_words()}
    )


def _state(
    request: HttpRequest,
    found: Row,
    *,
    overtaken: drafts.Overtaken | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """What became of saving a row: kept, with what still keeps it from being handed in, or not kept and why."""
    if not request.htmx:  # type: ignore[attr-defined] # set by the middleware of django-htmx
        if overtaken or refused:
            messages.error(request, f"第 {found.number} 行：{overtaken.message if overtaken else refused}")
        return redirect(_place(found))
    missing = found.problems(found.filled)
    context = {
        "row": found,
        "overtaken": overtaken,
        "refused": refused,
        "missing": [] if found.filled.is_empty else missing,
    }
    return render(request, "dispatch/grid/state.html", context, status=status)


def _place(found: Row) -> str:
    return f"{report_url(found.entry.month, found.entry.organisation_id)}#row-{found.entry.pk}"
