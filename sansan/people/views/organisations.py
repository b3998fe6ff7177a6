"""Bodies: the list, one body with the people in it, founding and changing one."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from sansan.people.access import may, require
from sansan.people.actions import change_organisation, create_organisation
from sansan.people.forms import OrganisationFilter, OrganisationForm
from sansan.people.models import Organisation, Person, Post
from sansan.people.queries import in_force, organisations_visible_to
from sansan.people.views.frame import attempt, tabs, viewer
from sansan.places.queries import area_name
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.table import Column, Table

PAGE = 50
COLUMNS = (
    Column("机构", "name", link=True),
    Column("简称", "short_name", phone=False),
    Column("类别", lambda body: body.get_kind_display(), key="kind"),
    Column("所辖区域", lambda body: area_name(body.area_code), key="area"),
    Column("上级机构", "parent", phone=False),
    Column("撤销日期", "valid_to", kind="date", phone=False),
    Column("代码", "code", optional=True),
    Column("成立日期", "valid_from", kind="date", optional=True),
)


@list_page("people.organisations", "机构", "people/organisations.html")
def organisations(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    person = viewer(request)
    require(person, "people.view")
    form = OrganisationFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = organisations_visible_to(person).select_related("parent")
    if wanted.get("q"):
        found = found.filter(
            Q(name__icontains=wanted["q"])
            | Q(short_name__icontains=wanted["q"])
            | Q(code__icontains=wanted["q"])
        )
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    listing = Listing(
        found,
        COLUMNS,
        {"area": Order("", ("area_code", "code"))},
        form,
        row_url=lambda body: reverse("people:organisation", args=[body.code]),
        size=PAGE,
        export="people.view",
    )
    return listing, tabs(request, "organisations") | {"may_manage": may(person, "people.manage")}


POST_COLUMNS = (
    Column("姓名", "person.name", link=True),
    Column("角色", "role_label"),
    Column("职务", "title", phone=False),
    Column("任职日期", "starts_on", kind="date"),
    Column("离任日期", "ends_on", kind="date"),
)


@require_GET
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    person = viewer(request)
    require(person, "people.view")
    body = get_object_or_404(organisations_visible_to(person).select_related("parent"), code=code)
    posts = in_force(Post.objects.filter(organisation=body), timezone.localdate())
    table = Table(
        POST_COLUMNS,
        posts.select_related("person").order_by("starts_on", "pk"),
        f"{body}的在任人员",
        row_url=lambda post: reverse("people:person", args=[post.person.username]),
        empty="现无人任职",
    )
    facts: list[tuple[str, Any]] = [
        ("机构编码", body.code),
        ("简称", body.short_name),
        ("类别", Organisation.Kind(body.kind).label),
        ("所辖区域", area_name(body.area_code)),
        ("上级机构", body.parent),
        ("设立日期", body.valid_from),
        ("撤销日期", body.valid_to),
        ("依据", body.source),
    ]
    context = {"body": body, "facts": facts, "table": table, "may_manage": may(person, "people.manage")}
    return render(request, "people/organisation.html", context)


@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    person = viewer(request)
    require(person, "people.manage")
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        body = attempt(form, lambda: create_organisation(by=person, row=form.row()))
        if body is not None:
            messages.success(request, f"已建立{body}。")
            return redirect("people:organisation", code=body.code)
    return render(request, "people/form.html", _page("新建机构", form, reverse("people:organisations")))


@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest, code: str) -> HttpResponse:
    person = viewer(request)
    require(person, "people.manage")
    body = get_object_or_404(Organisation, code=code)
    form = OrganisationForm(request.POST or None, organisation=body)
    if form.is_valid() and _changed(person, body, form):
        messages.success(request, f"已保存{body}的修改。")
        return redirect("people:organisation", code=code)
    return render(
        request, "people/form.html", _page(f"修改{body}", form, reverse("people:organisation", args=[code]))
    )


def _changed(by: Person, body: Organisation, form: OrganisationForm) -> bool:
    return attempt(form, lambda: change_organisation(by=by, organisation=body, row=form.row())) is not None


def _page(title: str, form: OrganisationForm, back: str) -> dict[str, Any]:
    return {"heading": title, "form": form, "back": back, "back_label": "机构", "verb": "保存"}
