"""Pages of subscriptions: which systems are told, what arrived and what did not."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sansan.api import actions, telling
from sansan.api.actions import SUBSCRIBE
from sansan.api.forms import KINDS, PushFilter, SubscriptionForm
from sansan.api.models import Push, Subscription
from sansan.api.views import crumbs, tabs
from sansan.errors import Missing
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.views.frame import attempt, viewer
from sansan.places.queries import area_name
from sansan.trail.models import Event
from sansan.trail.registry import label
from sansan.ui.keyset import keyset_page
from sansan.ui.parts import Crumb
from sansan.ui.table import Column, Table

PAGE = 50
_STATES = {"queued": "in_progress", "sent": "closed", "failed": "overdue", "skipped": "not_started"}


def _area(row: Subscription) -> str:
    return area_name(row.area_code) if row.area_code else "本人任职的全部区域"


def _verbs(row: Subscription) -> str:
    return "、".join(KINDS.get(verb) or label(verb) for verb in row.verbs) or "全部"


@require_safe
def subscriptions(request: HttpRequest) -> HttpResponse:
    """The systems told in one's name."""
    person = viewer(request)
    require(person, SUBSCRIBE)
    rows = Subscription.objects.filter(holder=person).annotate(
        failed=Count("pushes", filter=Q(pushes__state=Push.State.FAILED))
    )
    columns = (
        Column("对接系统", "name", link=True),
        Column("接收地址", lambda row: row.url.partition("?")[0]),
        Column(
            "状态",
            lambda row: ("in_progress", "启用") if row.active else ("not_started", "已停止"),
            kind="status",
        ),
        Column("区域", _area, phone=False),
        Column("未送达", "failed", kind="number", unit="条"),
    )
    table = Table(
        columns,
        rows,
        "事件推送",
        row_url=lambda row: reverse("interface:subscription", args=[row.pk]),
        empty="还没有订阅。别的系统需要在任务有变化时得到通知的，在这里登记它的接收地址。",
        empty_url=reverse("interface:new_subscription"),
        empty_action="登记接收地址",
    )
    context = {"table": table, "tabs": tabs(request, "subscriptions"), "crumbs": crumbs()}
    return render(request, "api/subscriptions.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_subscription(request: HttpRequest) -> HttpResponse:
    """The signing secret is shown in the answer to this request."""
    person = viewer(request)
    require(person, SUBSCRIBE)
    form = SubscriptionForm(request.POST or None, person=person)
    if form.is_valid():
        made = attempt(form, lambda: actions.subscribe(by=person, **form.cleaned_data))
        if made is not None:
            return _secret(request, *made, heading="已登记接收地址")
    context = {
        "heading": "登记接收地址",
        "form": form,
        "verb": "登记",
        "back": reverse("interface:subscriptions"),
        "crumbs": _crumbs(),
    }
    return render(request, "api/form.html", context, status=422 if form.errors else 200)


@require_safe
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, and what was pushed, the newest first."""
    person = viewer(request)
    found = _own(person, pk)
    form = PushFilter(request.GET)
    rows = found.pushes.all()
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    page = keyset_page(rows, order=("-pk",), size=PAGE, cursor=request.GET.get("cursor"))
    events = telling.visible(person, list(Event.objects.filter(seq__in=[push.event for push in page.rows])))
    labels = {event.seq: event.target_label for event in events}
    columns = (
        Column("编号", "pk", template="api/cell_code.html"),
        Column("动作", lambda push: label(push.verb), link=True),
        Column("对象", lambda push: labels.get(push.event, "")),
        Column("状态", lambda push: (_STATES[push.state], push.get_state_display()), kind="status"),
        Column("推送时间", "sent_at", template="api/cell_moment.html"),
        Column("尝试", "attempts", kind="number", unit="次", phone=False),
        Column("原因", "error"),
        Column("登记时间", "created_at", template="api/cell_moment.html", phone=False),
    )
    table = Table(
        columns,
        page.rows,
        "推送记录",
        empty="没有符合条件的推送" if request.GET else "还没有推送。任务有变化后一分钟内会推送到接收地址。",
        actions="api/push_again.html",
    )
    facts = [
        ("接收地址", found.url.partition("?")[0]),
        ("推送的动作", _verbs(found)),
        ("区域", _area(found)),
        ("旧密钥停用", found.former_until),
    ]
    context = {
        "found": found,
        "facts": facts,
        "form": form,
        "table": table,
        "page": page,
        "failed": found.pushes.filter(state=Push.State.FAILED).count(),
        "crumbs": _crumbs(),
    }
    return render(request, "api/subscription.html", context)


@require_http_methods(["GET", "POST"])
def edit_subscription(request: HttpRequest, pk: int) -> HttpResponse:
    person = viewer(request)
    found = _own(person, pk)
    form = SubscriptionForm(request.POST or None, person=person, now=found)
    if form.is_valid():
        changed = attempt(
            form,
            lambda: actions.change_subscription(by=person, subscription_id=pk, **form.cleaned_data),
        )
        if changed is not None:
            messages.success(request, "已保存。")
            return redirect("interface:subscription", pk)
    context = {
        "heading": f"修改{found.name}",
        "form": form,
        "verb": "保存",
        "back": reverse("interface:subscription", args=[pk]),
        "crumbs": _crumbs(),
    }
    return render(request, "api/form.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    made = actions.rotate_secret(by=viewer(request), subscription_id=pk)
    return _secret(request, *made, heading="已更换推送密钥")


@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop or go on, as the form says."""
    active = request.POST.get("active") == "1"
    actions.set_active(by=viewer(request), subscription_id=pk, active=active)
    messages.success(request, "已恢复，停止期间的事件将依次补推。" if active else "已停止推送。")
    return redirect("interface:subscription", pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    push = actions.push_again(by=viewer(request), push_id=pk)
    messages.success(request, "已重新排队，一分钟内推送。")
    return redirect("interface:subscription", push.subscription_id)


def _secret(request: HttpRequest, found: Subscription, secret: str, *, heading: str) -> HttpResponse:
    overlap = "；此前的密钥在 24 小时内仍同时签名" if found.former_salt else ""
    context = {
        "heading": heading,
        "state": found.name,
        "what": "签名密钥",
        "secret": secret,
        "says": f"请交给对方系统，用来核验推送确由本系统发出{overlap}。离开本页后不再显示，遗失可以更换。",
        "back": reverse("interface:subscription", args=[found.pk]),
        "crumbs": _crumbs(),
    }
    return render(request, "api/secret_once.html", context)


def _own(person: Person, pk: int) -> Subscription:
    require(person, SUBSCRIBE)
    found = Subscription.objects.filter(holder=person, pk=pk).first()
    if found is None:
        raise Missing("未找到该事件推送。")
    return found


def _crumbs() -> list[Crumb]:
    return crumbs(Crumb("事件推送", reverse("interface:subscriptions")))
