"""What the tools of a list post to; each goes back to the list."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sansan.errors import Conflict, Invalid
from sansan.lists import actions
from sansan.people.access import own_body
from sansan.people.models import Person
from sansan.ui.listing import COLS, VIEW, essence


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """The chosen columns in their order; `usual` for those of the list itself."""
    chosen = [] if "usual" in request.POST else request.POST.getlist("column")
    actions.choose_columns(by=_person(request), list_key=request.POST.get("list", ""), columns=chosen)
    return _back(request, {COLS: ",".join(chosen)})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    organisation = None
    if request.POST.get("share"):
        # The body of his first post of today: who serves in several shares from the one he was put in first.
        organisation = own_body(person)
    try:
        view = actions.save_view(
            by=person,
            list_key=request.POST.get("list", ""),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            organisation_id=organisation,
        )
    except Invalid as problem:
        messages.error(request, problem.message)
        return _back(request, {})
    if request.POST.get("default"):
        actions.set_default_view(by=person, list_key=view.list_key, view_id=view.pk)
    messages.success(request, f"已保存视图“{view.name}”。")
    return _back(request, {VIEW: str(view.pk)})


@require_POST
def default(request: HttpRequest) -> HttpResponse:
    """Open the list with this view from now on; without one, with everything."""
    given = request.POST.get("view", "")
    actions.set_default_view(
        by=_person(request),
        list_key=request.POST.get("list", ""),
        view_id=int(given) if given.isdecimal() else None,
    )
    messages.success(
        request, "以后打开这个列表时先显示这个视图。" if given else "以后打开这个列表时显示全部。"
    )
    return _back(request, {})


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.rename_view(by=_person(request), view_id=pk, name=request.POST.get("name", ""))
    except (Invalid, Conflict) as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, "视图已重命名。")
    return _back(request, {})


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    actions.delete_view(by=_person(request), view_id=pk)
    messages.success(request, "视图已删除。")
    return _back(request, {VIEW: ""})


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # the login middleware lets nobody else in
    return request.user


def _back(request: HttpRequest, changes: dict[str, str]) -> HttpResponse:
    """The page the tool stood on, with what changed in its address."""
    given = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}):
        return redirect("/")
    parts = urlsplit(given)
    query = QueryDict(parts.query).copy()
    view = query.get(VIEW, "")
    query = QueryDict(essence(query)).copy()
    kept = {VIEW: view} | changes
    for name, value in kept.items():
        query.pop(name, None)
        if value:
            query[name] = value
    if not query:
        query[VIEW] = "none"
    return redirect(f"{parts.path}?{query.urlencode()}")
