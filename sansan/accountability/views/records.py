"""Records of accountability. Opening one leaves a trace; the list names nobody."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.accountability import forms
from sansan.accountability.actions import reading
from sansan.accountability.actions import records as actions
from sansan.accountability.actions import retention as keeping
from sansan.accountability.models import Record, Subject
from sansan.accountability.presentation import (
    badge,
    crumbs,
    record_columns,
    record_list_columns,
    record_url,
    stages,
    tabs,
)
from sansan.accountability.querysets import HANDLE
from sansan.accountability.rules import NONE, rules
from sansan.accountability.statistics import CITY_DIGITS
from sansan.accountability.views.reading import viewer
from sansan.accountability.workflow import DECIDED, LABELS, OPEN, State
from sansan.errors import Missing
from sansan.evidence import store
from sansan.evidence.queries import evidence_of
from sansan.people.access import grants
from sansan.people.models import Person
from sansan.places.queries import area_name, counties
from sansan.places.scope import within
from sansan.rectification.forms import ReasonForm
from sansan.rectification.models import Task
from sansan.rectification.views.form_page import Words, form_page
from sansan.rectification.views.forming import carried_out, status_of
from sansan.trail.queries import history_of
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.parts import Crumb, Moment
from sansan.ui.table import Table

PAGE_SIZE = 50
READS = 30
READINGS = ("accountability.read", "accountability.document_read", "accountability.taken")
MOST_TASKS = 400


@list_page("accountability.records", "问责记录", "accountability/records.html")
def records(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """Looking at the list is not reading; taking it away is, of every record in it."""
    person = viewer(request)
    form = forms.RecordFilter(request.GET, areas=_areas(person))
    given = form.cleaned_data if form.is_valid() else {}
    rows = Record.objects.visible_to(person)
    if given.get("state"):
        rows = rows.filter(state=given["state"])
    if given.get("county"):
        code = given["county"]
        rows = rows.filter(within("area_code", code) if len(code) > CITY_DIGITS else Q(area_code=code))
    persons = _persons(rows, given)
    if persons is not None:
        rows = rows.filter(Exists(persons.filter(record=OuterRef("pk"))))
    listing = Listing(
        rows.prefetch_related("subjects"),
        record_list_columns(),
        {
            "newest": Order("新登记在前", ("-year", "-serial", "-pk")),
            "decided": Order("按决定日期", ("-decided_on",)),
        },
        form,
        row_url=record_url,
        empty="没有符合条件的问责记录。线索立案后自动生成，也可以直接登记。",
        size=PAGE_SIZE,
        export=HANDLE,
        exported=lambda rows: rows.filter(pk__in=Record.objects.visible_to(person, HANDLE).values("pk")),
        taking=lambda rows: reading.take_records(by=person, record_ids=[row.pk for row in rows]),
    )
    return listing, {
        "tabs": tabs(person, "records"),
        "persons": persons.count() if persons is not None else None,
    }


def _persons(rows: QuerySet[Record], given: Mapping[str, Any]) -> QuerySet[Subject] | None:
    """The persons a line of the statistics counts, as the same filters name them; None where no filter asks."""
    if not any(given.get(name) for name in ("group", "level", "year", "until")):
        return None
    found = Subject.objects.filter(record__in=rows, is_body=False, record__state__in=DECIDED).exclude(
        kind=NONE
    )
    if given["group"]:
        keys = [kind.key for kind in rules().kinds.values() if kind.group == given["group"]]
        found = found.filter(kind__in=keys)
    if given["level"]:
        found = found.filter(level=given["level"])
    if given["year"]:
        found = found.filter(record__decided_on__year=given["year"])
    if given["until"]:
        found = found.filter(record__decided_on__lte=given["until"])
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whether somebody is on record already: by the whole name."""
    person = viewer(request)
    form = forms.NameForm(request.POST or None)
    found: list[Record] = []
    asked = request.method == "POST" and carried_out(
        form, lambda: found.extend(reading.find_name(by=person, **form.cleaned_data))
    )
    context = {
        "crumbs": [*crumbs(), _list()],
        "form": form,
        "asked": asked,
        "table": Table(
            record_columns(), found, "查到的问责记录", row_url=record_url, empty="没有这个姓名的问责记录。"
        ),
    }
    return render(request, "accountability/find.html", context, status=status_of(form))


@never_cache
@require_safe
def show(request: HttpRequest, record_id: int) -> HttpResponse:
    """Reading a record is an act of its own, and recorded as one."""
    person = viewer(request)
    row = reading.read_record(by=person, record_id=record_id)
    may_handle = Record.objects.visible_to(person, HANDLE).filter(pk=row.pk).exists()
    reads = history_of(row).filter(verb__in=READINGS)
    steps = history_of(row).exclude(verb__in=READINGS)
    seen = set(Task.objects.visible_to(person).filter(accountability=row).values_list("pk", flat=True))
    context = {
        "crumbs": [*crumbs(), _list()],
        "tabs": tabs(person, "records"),
        "row": row,
        "badge": badge(row),
        "stages": stages(row),
        "cause": rules().causes.get(row.cause, row.cause),
        "area": area_name(row.area_code),
        "subjects": [(s, rules().levels.get(s.level, s.level)) for s in row.subjects.all()],
        "tasks": [(task, task.pk in seen) for task in row.tasks.select_related("round")],
        "leads": list(row.leads.select_related("instrument")),
        "documents": list(evidence_of(row)),
        "buttons": [(name, title) for name, title, offered in _buttons(row) if may_handle and offered],
        "may_change": may_handle and State(row.state) in OPEN,
        "may_handle": may_handle,
        "reads": [Moment(e.at, e.verb_label, e.actor_name) for e in reads.order_by("-seq")[:READS]],
        "steps": [Moment(e.at, e.verb_label, e.actor_name) for e in steps.order_by("-seq")],
    }
    return render(request, "accountability/record.html", context)


def _buttons(row: Record) -> list[tuple[str, str, bool]]:
    state = State(row.state)
    return [
        ("accept", "受理", state is State.CLUE),
        ("investigate", "转入调查", state is State.ACCEPTED),
        ("decide", "登记决定", state is State.INVESTIGATING),
        ("execute", "转入执行", state is State.DECIDED),
        ("close", "结案", state is State.EXECUTING),
        ("subjects/new", "登记对象", state in OPEN),
        ("tasks/new", "关联任务", state in OPEN),
        ("edit", "修改", state in OPEN),
        ("documents/new", "上传材料", row.names_removed_at is None),
    ]


@never_cache
@require_safe
def document(request: HttpRequest, record_id: int, document_id: int) -> FileResponse:
    """A document of a record, always as a download, and recorded as read."""
    person = viewer(request)
    found = reading.read_document(by=person, record_id=record_id, document_id=document_id)
    path = store.path_of(found.file.sha256)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=found.name, content_type=found.file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = viewer(request, HANDLE)
    form = forms.RecordForm(request.POST or None, areas=_areas(person))
    made: list[Record] = []

    def act() -> None:
        made.append(actions.start_record(by=person, **form.cleaned_data))

    response = form_page(
        request,
        form,
        act,
        words=Words("登记问责线索", "事实加密保存；对象在登记后逐个填写。", "登记", "已登记线索。"),
        back=reverse("accountability:records"),
        crumbs=[*crumbs(), _list()],
    )
    if made:
        response["Location"] = record_url(made[0])
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    if request.method == "GET":  # the form shows the facts
        reading.read_record(by=person, record_id=row.pk)
    initial = {"cause": row.cause, "facts": row.facts, "found_on": row.found_on}
    form = forms.RecordForm(request.POST or None, areas=[], initial=initial)
    return _page(
        request,
        row,
        form,
        lambda: actions.edit_record(by=person, record_id=row.pk, **form.cleaned_data),
        Words("修改问责记录", f"{row}", "保存", "已保存。"),
    )


@require_http_methods(["GET", "POST"])
def new_subject(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    form = forms.SubjectForm(request.POST or None)
    return _page(
        request,
        row,
        form,
        lambda: actions.add_subject(by=person, record_id=row.pk, **form.cleaned_data),
        Words("登记问责对象", f"{row}。姓名、职务、单位加密保存。", "登记", "已登记问责对象。"),
    )


@require_POST
def remove_subject(request: HttpRequest, record_id: int, subject_id: int) -> HttpResponse:
    person = viewer(request, HANDLE)
    actions.remove_subject(by=person, record_id=record_id, subject_id=subject_id)
    messages.success(request, "已删除问责对象。")
    return redirect("accountability:record", record_id)


@require_http_methods(["GET", "POST"])
def link_task(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    tasks = Task.objects.visible_to(person).select_related("round").order_by("-round", "order")[:MOST_TASKS]
    form = forms.TaskLinkForm(request.POST or None, tasks=tasks)
    return _page(
        request,
        row,
        form,
        lambda: actions.link_task(by=person, record_id=row.pk, task_id=form.cleaned_data["task"].pk),
        Words(
            "关联整改任务", f"{row}。决定后，任务页显示“已问责”和方式，不显示姓名。", "关联", "已关联任务。"
        ),
    )


_SAYS = {
    State.ACCEPTED: "受理后登记问责对象，转入调查。",
    State.INVESTIGATING: "转入调查后登记决定。",
    State.EXECUTING: "决定送达后转入执行。",
}


def advance(to: State) -> Callable[..., HttpResponse]:
    """The view of a step that asks for nothing but a click."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, record_id: int) -> HttpResponse:
        person, row = _handled(request, record_id)
        form = django_forms.Form(request.POST if request.method == "POST" else None)
        title = LABELS[to]
        return _page(
            request,
            row,
            form,
            lambda: actions.advance(by=person, record_id=row.pk, to=to.value),
            Words(title, f"{row}。{_SAYS[to]}", title, f"已{title}。"),
        )

    return view


@never_cache
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    if request.method == "GET":  # the form shows the names
        reading.read_record(by=person, record_id=row.pk)
    form = forms.DecideForm(request.POST or None, subjects=row.subjects.all())
    return _page(
        request,
        row,
        form,
        lambda: actions.decide(
            by=person,
            record_id=row.pk,
            outcomes=form.outcomes(),
            **{name: form.cleaned_data[name] for name in ("deciding_body", "document_number", "decided_on")},
        ),
        Words(
            "登记决定",
            f"{row}。影响期和留存期按方式自动推算（默认值，待本地确认）。",
            "登记决定",
            "已登记决定。",
        ),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    form = forms.CloseForm(request.POST or None)
    return _page(
        request,
        row,
        form,
        lambda: actions.close_record(by=person, record_id=row.pk, **form.cleaned_data),
        Words("结案", f"{row}。执行完毕、材料齐全后结案。", "结案", "已结案。"),
    )


@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    form = forms.DocumentForm(request.POST or None, request.FILES or None)
    return _page(
        request,
        row,
        form,
        lambda: reading.add_document(by=person, record_id=row.pk, **form.cleaned_data),
        Words("上传问责材料", f"{row}。材料只有追责办能看，每次查阅留痕。", "上传", "已上传材料。"),
    )


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    form = ReasonForm(request.POST or None, label="暂缓清除的理由", hint="如：申诉、复查、诉讼尚未办结")
    return _page(
        request,
        row,
        form,
        lambda: keeping.hold(by=person, record_id=row.pk, **form.cleaned_data),
        Words("暂缓清除", f"{row}。暂缓期间到期也不清除姓名。", "暂缓清除", "已暂缓清除。"),
    )


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, record_id: int) -> HttpResponse:
    person, row = _handled(request, record_id)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    return _page(
        request,
        row,
        form,
        lambda: keeping.release(by=person, record_id=row.pk),
        Words("解除暂缓", f"{row}。解除后，已到期的将在下一次清除。", "解除", "已解除暂缓清除。"),
    )


def _page(
    request: HttpRequest, row: Record, form: django_forms.Form, act: Callable[[], object], words: Words
) -> HttpResponse:
    back = record_url(row)
    steps = [*crumbs(), _list(), Crumb(str(row), back)]
    return form_page(request, form, act, words=words, back=back, crumbs=steps)


def _handled(request: HttpRequest, record_id: int) -> tuple[Person, Record]:
    person = viewer(request, HANDLE)
    row = Record.objects.visible_to(person, HANDLE).filter(pk=record_id).first()
    if row is None:
        raise Missing("未找到该问责记录，或不在您的权限范围内。", pk=record_id)
    return person, row


def _areas(person: Person) -> list[tuple[object, str]]:
    """The areas of the person's grants and, of a city, its counties."""
    codes = list(dict.fromkeys(grant.area_code for grant in grants(person, HANDLE) if grant.area_code))
    found: list[tuple[object, str]] = [(code, area_name(code)) for code in codes]
    for code in codes:
        if len(code) == 4:
            found += [(a.code, a.name) for a in counties(code).defer("boundary") if a.code not in codes]
    return found


def _list() -> Crumb:
    return Crumb("问责记录", reverse("accountability:records"))
