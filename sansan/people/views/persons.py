"""Persons: the list, one person with posts and account, opening, changing and closing accounts."""

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sansan.people import actions, masking, passwords
from sansan.people.access import may, require
from sansan.people.forms import EndPostForm, NewPersonForm, PersonFilter, PersonForm, ReasonForm
from sansan.people.models import Person, Post
from sansan.people.queries import in_force, persons_visible_to
from sansan.people.views.frame import attempt, tabs, viewer
from sansan.ui.listing import Listing, Order, list_page
from sansan.ui.table import Column

PAGE = 50
COLUMNS = (
    Column("姓名", "name", link=True),
    Column("用户名", "username"),
    Column(
        "现任",
        lambda person: "、".join(f"{p.organisation}（{p.role_label}）" for p in person.now),
        key="posts",
    ),
    Column("手机", "shown_phone"),
    Column("上次登录", "last_login", template="people/cell_moment.html", phone=False),
    Column("状态", lambda person: "启用" if person.is_active else "已停用", key="state"),
)


_DIALOGS = ("unmask", "reset", "active", "factor")


@list_page("people.persons", "人员", "people/persons.html")
def persons(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    by = viewer(request)
    require(by, "people.view")
    form = PersonFilter(request.GET)
    found = _filtered(persons_visible_to(by), form.cleaned_data if form.is_valid() else {})
    posts = in_force(Post.objects.all(), timezone.localdate()).select_related("organisation").order_by("pk")
    open_phone = may(by, "people.manage")

    def prepare(rows: Sequence[Person]) -> None:
        for row in rows:
            row.shown_phone = row.phone if open_phone else masking.mask_phone(row.phone)  # type: ignore[attr-defined]

    listing = Listing(
        found.prefetch_related(Prefetch("posts", posts, to_attr="now")),
        COLUMNS,
        {"username": Order("", ("username",))},
        form,
        row_url=lambda row: reverse("people:person", args=[row.username]),
        size=PAGE,
        export="people.manage",  # a list of persons is personal data: seeing them one by one is not taking all
        prepare=prepare,
    )
    return listing, tabs(request, "persons") | {"may_manage": open_phone}


def _filtered(found: QuerySet[Person], wanted: dict[str, Any]) -> QuerySet[Person]:
    if wanted.get("q"):
        found = found.filter(Q(name__icontains=wanted["q"]) | Q(username__icontains=wanted["q"]))
    if wanted.get("role"):
        holding = in_force(
            Post.objects.filter(person=OuterRef("pk"), role=wanted["role"]), timezone.localdate()
        )
        found = found.filter(Exists(holding))
    state = wanted.get("state", "")
    return found if state == "all" else found.filter(is_active=state != "inactive")


@require_GET
def person(request: HttpRequest, username: str) -> HttpResponse:
    by = viewer(request)
    shown = _visible(by, username)
    return render(request, "people/person.html", _context(by, shown, unmasked=may(by, "people.manage")))


def _visible(by: Person, username: str) -> Person:
    require(by, "people.view")
    return get_object_or_404(persons_visible_to(by), username=username)


def _context(by: Person, shown: Person, *, unmasked: bool) -> dict[str, Any]:
    factor = Authenticator.objects.filter(user=shown).exists()
    posts = (
        Post.objects.filter(person=shown)
        .select_related("organisation", "appointed_by")
        .order_by("-starts_on", "-pk")
    )
    facts: list[tuple[str, Any]] = [
        ("用户名", shown.username),
        ("手机", shown.phone if unmasked else masking.mask_phone(shown.phone)),
        ("电子邮箱", shown.email if unmasked else masking.mask_email(shown.email)),
        ("状态", "启用" if shown.is_active else "已停用"),
        ("双因素认证", "已启用" if factor else "未启用"),
        (
            "上次登录",
            timezone.localtime(shown.last_login).strftime("%Y-%m-%d %H:%M") if shown.last_login else "",
        ),
    ]
    return {
        "shown": shown,
        "facts": facts,
        "posts": [
            (post, EndPostForm(auto_id=f"end-{post.pk}-%s"), ReasonForm(auto_id=f"revoke-{post.pk}-%s"))
            for post in posts
        ],
        "today": timezone.localdate(),
        "masked": not unmasked and bool(shown.phone or shown.email),
        "factor": factor,
        "may_manage": may(by, "people.manage"),
        "may_appoint": may(by, "people.security") and shown.pk != by.pk,
        "reasons": {dialog: ReasonForm(auto_id=f"{dialog}-%s") for dialog in _DIALOGS},
    }


@never_cache
@require_POST
def unmask(request: HttpRequest, username: str) -> HttpResponse:
    by = viewer(request)
    shown = actions.unmask_contact(
        by=by, person=_visible(by, username), reason=request.POST.get("reason", "")
    )
    return render(request, "people/person.html", _context(by, shown, unmasked=True))


@never_cache
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    by = viewer(request)
    require(by, "people.manage")
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        password = passwords.temporary(form.cleaned_data["username"])
        created = attempt(form, lambda: actions.create_person(by=by, password=password, **form.cleaned_data))
        if created is not None:
            context = {"shown": created, "password": password, "heading": "账号已建立"}
            return render(request, "people/password_once.html", context)
    context = {
        "heading": "新建人员",
        "form": form,
        "back": reverse("people:persons"),
        "back_label": "人员",
        "verb": "建立",
    }
    return render(request, "people/form.html", context)


@require_http_methods(["GET", "POST"])
def edit_person(request: HttpRequest, username: str) -> HttpResponse:
    by = viewer(request)
    require(by, "people.manage")
    shown = get_object_or_404(Person, username=username)
    initial = {"name": shown.name, "phone": shown.phone, "email": shown.email}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid() and _changed(by, shown, form):
        messages.success(request, f"已保存{form.cleaned_data['name']}的修改。")
        return redirect("people:person", username=username)
    back = reverse("people:person", args=[username])
    context = {
        "heading": f"修改{shown.name}",
        "form": form,
        "back": back,
        "back_label": shown.name,
        "verb": "保存",
    }
    return render(request, "people/form.html", context)


def _changed(by: Person, shown: Person, form: PersonForm) -> bool:
    return attempt(form, lambda: actions.change_person(by=by, person=shown, **form.cleaned_data)) is not None


@never_cache
@require_POST
def reset_password(request: HttpRequest, username: str) -> HttpResponse:
    """The new password is shown in the answer to this request and nowhere else."""
    by = viewer(request)
    require(by, "people.manage")
    shown = get_object_or_404(Person, username=username)
    password = actions.reset_password(by=by, person=shown, reason=request.POST.get("reason", ""))
    context = {"shown": shown, "password": password, "heading": "口令已重置"}
    return render(request, "people/password_once.html", context)


@require_POST
def set_active(request: HttpRequest, username: str) -> HttpResponse:
    """Close the account or open it again, as the form says."""
    by = viewer(request)
    require(by, "people.manage")
    shown = get_object_or_404(Person, username=username)
    act = actions.reactivate_person if request.POST.get("active") == "1" else actions.deactivate_person
    act(by=by, person=shown, reason=request.POST.get("reason", ""))
    messages.success(
        request, f"已{'恢复' if request.POST.get('active') == '1' else '停用'}{shown.name}的账号。"
    )
    return redirect("people:person", username=username)


@require_POST
def remove_second_factor(request: HttpRequest, username: str) -> HttpResponse:
    by = viewer(request)
    require(by, "people.security")
    shown = get_object_or_404(Person, username=username)
    actions.remove_second_factor(by=by, person=shown, reason=request.POST.get("reason", ""))
    messages.success(request, f"已停用{shown.name}的双因素认证。")
    return redirect("people:person", username=username)
