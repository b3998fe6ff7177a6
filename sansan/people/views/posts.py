"""Posts: who holds which, appointing and ending."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sansan.errors import Invalid
from sansan.people.access import may, require
from sansan.people.actions import appoint, end_post, revoke_post
from sansan.people.forms import AppointForm, EndPostForm, PostFilter
from sansan.people.models import Post
from sansan.people.queries import in_force, persons_visible_to
from sansan.people.views.frame import attempt, tabs, viewer
from sansan.places.queries import area_name
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.table import Column

PAGE = 50
COLUMNS = (
    Column("姓名", "person.name", link=True),
    Column("机构", "organisation"),
    Column("角色", "role_label"),
    Column("区域", lambda post: area_name(post.area_code) if post.area_code else "全部区域", key="area"),
    Column("任职日期", "starts_on", kind="date"),
    Column("离任日期", "ends_on", kind="date"),
    Column("状态", lambda post: post.state(timezone.localdate()), key="state"),
    Column("职务", "title", optional=True),
)


@list_page("people.posts", "任职", "people/posts.html")
def posts(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    person = viewer(request)
    require(person, "people.view")
    form = PostFilter(request.GET)
    found = Post.objects.filter(person__in=persons_visible_to(person)).select_related(
        "person", "organisation"
    )
    found = _filtered(found, form.cleaned_data if form.is_valid() else {}, timezone.localdate())
    listing = Listing(
        found,
        COLUMNS,
        {"newest": Order("", ("-starts_on",))},
        form,
        row_url=lambda post: reverse("people:person", args=[post.person.username]),
        size=PAGE,
        export="people.security",
    )
    return listing, tabs(request, "posts") | {"may_appoint": may(person, "people.security")}


def _filtered(found: QuerySet[Post], wanted: dict[str, Any], today: dt.date) -> QuerySet[Post]:
    if wanted.get("q"):
        q = wanted["q"]
        found = found.filter(Q(person__name__icontains=q) | Q(organisation__name__icontains=q))
    if wanted.get("role"):
        found = found.filter(role=wanted["role"])
    match wanted.get("state", ""):
        case "future":
            return found.filter(starts_on__gt=today, revoked_at__isnull=True)
        case "ended":
            return found.filter(Q(ends_on__lt=today) | Q(revoked_at__isnull=False))
        case "all":
            return found
    return in_force(found, today)


@require_http_methods(["GET", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    person = viewer(request)
    require(person, "people.security")
    form = AppointForm(request.POST or None, by=person, initial={"person": request.GET.get("person")})
    if form.is_valid():
        post = attempt(form, lambda: appoint(by=person, **form.arguments()))
        if post is not None:
            messages.success(request, f"{post.person.name}任{post.organisation}的{post.role_label}。")
            return redirect("people:person", username=post.person.username)
    context = {
        "heading": "办理任职",
        "form": form,
        "back": reverse("people:posts"),
        "back_label": "任职",
        "verb": "任职",
    }
    return render(request, "people/form.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    require(viewer(request), "people.security")
    by = viewer(request)
    require(by, "people.security")
    post = get_object_or_404(Post.objects.select_related("person"), pk=pk)
    form = EndPostForm(request.POST)
    if not form.is_valid():
        raise Invalid("请填写离任日期和理由。")
    end_post(by=by, post=post, **form.cleaned_data)
    messages.success(request, f"{post.person.name}于 {form.cleaned_data['last_day']} 离任。")
    return redirect("people:person", username=post.person.username)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    by = viewer(request)
    require(by, "people.security")
    post = get_object_or_404(Post.objects.select_related("person"), pk=pk)
    revoke_post(by=by, post=post, reason=request.POST.get("reason", ""))
    messages.success(request, f"已撤销{post.person.name}的任职，立即生效。")
    return redirect("people:person", username=post.person.username)
