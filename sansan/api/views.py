"""Pages of tokens: one's own, and everybody's for the security administrator; what the interface offers."""

import datetime as dt

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.api import actions
from sansan.api.actions import SECURITY, TOKENS
from sansan.api.forms import TokenFilter, TokenForm
from sansan.api.models import Token
from sansan.api.reference import Operation, groups
from sansan.api.scopes import labels
from sansan.people.access import may, require
from sansan.people.views.frame import attempt, viewer
from sansan.places.queries import area_name
from sansan.ui.keyset import keyset_page
from sansan.ui.parts import Crumb, Tab
from sansan.ui.table import Column, Table

PAGE = 50
_LOOKS = {"有效": "in_progress", "已到期": "not_started", "已吊销": "not_started"}


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """The pages of the room this person may open."""
    person = viewer(request)
    pages = (
        ("tokens", "接口令牌", TOKENS),
        ("subscriptions", "事件推送", actions.SUBSCRIBE),
        ("reference", "接口说明", ""),
    )
    return [
        Tab(label, reverse(f"interface:{name}"), current=name == current)
        for name, label, verb in pages
        if not verb or may(person, verb)
    ]


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("我的账号", reverse("people:me")), *more]


def _state(token: Token) -> tuple[str, str]:
    word = token.state(timezone.now())
    return (_LOOKS[word], word)


def _until(token: Token) -> dt.date:
    return timezone.localdate(token.expires_at)


_COMMON = (
    Column("用途", "name"),
    Column("识别码", "prefix", template="api/cell_code.html"),
    Column("类别", lambda token: token.get_kind_display(), phone=False),
    Column("状态", _state, kind="status"),
    Column("许可", lambda token: "；".join(labels(token.scopes)), phone=False),
    Column("限定区域", lambda token: area_name(token.area_code) if token.area_code else "", phone=False),
    Column("到期", _until, kind="date"),
    Column("最近使用", "last_used_at", template="api/cell_moment.html"),
    Column("最近来源", "last_used_from", phone=False),
)


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, those that hold first."""
    person = viewer(request)
    require(person, TOKENS)
    rows = list(Token.objects.filter(holder=person).order_by("revoked_at", "-pk"))
    now = timezone.now()
    table = Table(
        _COMMON,
        sorted(rows, key=lambda token: token.state(now) != "有效"),
        "我的接口令牌",
        empty="还没有接口令牌。需要让别的系统以您的名义读取或办理时，建立一个。",
        empty_url=reverse("interface:new_token"),
        empty_action="建立令牌",
        actions="api/revoke_own.html",
    )
    context = {
        "table": table,
        "live": sum(token.state(now) == "有效" for token in rows),
        "tabs": tabs(request, "tokens"),
        "crumbs": crumbs(),
    }
    return render(request, "api/tokens.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """The text of the token is shown in the answer to this request and nowhere else."""
    person = viewer(request)
    require(person, TOKENS)
    form = TokenForm(request.POST or None, person=person)
    if form.is_valid():
        made = attempt(form, lambda: actions.issue_token(by=person, holder=person, **form.arguments()))
        if made is not None:
            token, text = made
            once = {
                "heading": "令牌已建立",
                "state": str(token),
                "what": "接口令牌",
                "secret": text,
                "says": "请立即复制到对方系统。离开本页后无法再查看，只能吊销后重新建立。",
                "back": reverse("interface:tokens"),
                "crumbs": crumbs(Crumb("接口令牌", reverse("interface:tokens"))),
            }
            return render(request, "api/secret_once.html", once)
    context = {
        "heading": "建立接口令牌",
        "form": form,
        "verb": "建立",
        "back": reverse("interface:tokens"),
        "crumbs": crumbs(Crumb("接口令牌", reverse("interface:tokens"))),
    }
    return render(request, "api/form.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own from one's own page, anybody's from the administrator's."""
    person = viewer(request)
    token = actions.revoke_token(by=person, token_id=pk, reason=request.POST.get("reason", ""))
    messages.success(request, f"已吊销令牌“{token}”，立即失效。")
    return redirect("interface:tokens" if token.holder_id == person.pk else "interface:all_tokens")


@require_safe
def all_tokens(request: HttpRequest) -> HttpResponse:
    """Every token there is: whose, for what, when last used from where."""
    require(viewer(request), SECURITY)
    form = TokenFilter(request.GET)
    found = _filtered(form) if form.is_valid() else Token.objects.none()
    page = keyset_page(
        found.select_related("holder"), order=("-pk",), size=PAGE, cursor=request.GET.get("cursor")
    )
    table = Table(
        (Column("所属人员", "holder.name", link=True), *_COMMON),
        page.rows,
        "全部接口令牌",
        empty="没有符合条件的令牌" if request.GET else "还没有人建立接口令牌",
        actions="api/revoke.html",
    )
    return render(request, "api/all_tokens.html", {"form": form, "table": table, "page": page})


def _filtered(form: TokenFilter) -> QuerySet[Token]:
    wanted, now = form.cleaned_data, timezone.now()
    rows = Token.objects.all()
    if name := wanted["holder"].strip():
        rows = rows.filter(Q(holder__name=name) | Q(holder__username=name.lower()))
    live = Q(revoked_at=None, expires_at__gt=now)
    if wanted["state"]:
        rows = rows.filter(live if wanted["state"] == "live" else ~live)
    return rows


def _values_of(operation: Operation) -> Table:
    columns = (
        Column("参数", "name", template="api/cell_code.html", link=True),
        Column("位置", "place"),
        Column("必填", lambda value: "是" if value.required else ""),
        Column("类型", "kind"),
        Column("说明", "says"),
    )
    return Table(columns, operation.values, f"{operation.title}的参数")


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every operation, drawn from the description machines read. Open to everyone who is logged in."""
    subjects = [
        (group.title, [(operation, _values_of(operation)) for operation in group.operations])
        for group in groups()
    ]
    context = {"subjects": subjects, "tabs": tabs(request, "reference"), "crumbs": crumbs()}
    return render(request, "api/reference.html", context)
