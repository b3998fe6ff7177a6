"""One's own messages, how one wants to be told, and the administrator's record of what was sent to whom."""

import datetime as dt
from typing import Any

from django.contrib import messages as banners
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sansan.notify import actions, addresses, channels, kinds, queries, reading
from sansan.notify.forms import DeliveryFilter, InboxFilter, PreferenceForm
from sansan.notify.models import Delivery, Message
from sansan.people.access import may, require
from sansan.people.views.frame import attempt, viewer
from sansan.ui.listing import OWN, Listing, Order, list_page
from sansan.ui.parts import Crumb, Tab
from sansan.ui.table import Column, Table

PAGE = 30
_NAMES_SHOWN = 3
_STATES = {"queued": "not_started", "sent": "closed", "failed": "overdue", "skipped": "unknown"}


def _message_state(message: Message) -> tuple[str, str]:
    if message.read_at:
        return "closed", "已读"
    return ("overdue", "紧急，未读") if message.urgent else ("in_progress", "未读")


INBOX = (
    Column("消息", "title", template="notify/cell_message.html", link=True),
    Column("状态", _message_state, kind="status", key="state"),
    Column("类别", "kind_label"),
    Column("时间", "created_at", template="notify/cell_moment.html"),
    Column("内容", "body", optional=True),
)


@list_page("notify.inbox", "我的消息", "notify/inbox.html")
def inbox(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """The newest first; those unread by themselves, unless all are asked for."""
    person = viewer(request)
    form = InboxFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    kind, everything = given.get("kind", ""), given.get("show") == "all"
    found = queries.messages_of(person) if everything else queries.unread_of(person)
    address = reverse("notify:inbox")
    listing = Listing(
        found.filter(kind=kind) if kind else found,
        INBOX,
        {"newest": Order("", ("-pk",))},
        form,
        row_url=lambda row: reverse("notify:open", args=[row.pk]) if row.url else "",
        empty=_empty(everything=everything, kind=kind),
        empty_url="" if everything and not kind else f"{address}?show=all",
        empty_action="查看全部消息",
        actions="notify/mark.html",
        size=PAGE,
        export=OWN,
    )
    return listing, {
        "kinds": len(kinds.declared()),
        "unread": queries.unread_count(person),
        "most": queries.MOST_COUNTED,
        "newest": queries.messages_of(person).order_by("-pk").values_list("pk", flat=True).first(),
        "show": "all" if everything else "",
        "tabs": [
            Tab("未读", f"{address}?view=none", not everything),
            Tab("全部", f"{address}?show=all", everything),
        ],
    }


def _empty(*, everything: bool, kind: str) -> str:
    if kind:
        return "没有这一类的消息，请换一个类别"
    if everything:
        return "还没有消息。任务交办、退回、临期等与您有关的事项会列在这里"
    return "没有未读消息"


@require_GET
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it and go to what it is about. A GET, so that it is a link like any row; it marks one's own message only."""
    message = reading.read(by=viewer(request), message_id=pk)
    return redirect(message.url or "notify:inbox")


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    reading.read(by=viewer(request), message_id=pk)
    return _back(request)


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    upto = request.POST.get("upto", "")
    count = reading.read_all(by=viewer(request), upto=int(upto) if upto.isdecimal() else 0)
    banners.success(request, f"已将 {count} 条消息标为已读。")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    shown = "?show=all" if request.POST.get("show") == "all" else ""
    return redirect(f"{reverse('notify:inbox')}{shown}")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    person = viewer(request)
    preference = addresses.preference_of(person)
    form = PreferenceForm(
        request.POST or None, person=person, preference=preference, channels=channels.personal()
    )
    if (
        form.is_valid()
        and attempt(form, lambda: actions.change_preferences(by=person, **form.arguments())) is not None
    ):
        banners.success(request, "消息设置已保存。")
        return redirect("notify:settings")
    context = {
        "form": form,
        "ready": channels.personal(),
        "facts": [
            ("电子邮箱", addresses.email_of(person, preference)),
            ("手机", addresses.mobile_of(person, preference)),
        ],
        "missing": [s for s in channels.statuses() if not s.ready and s.channel != "webhook"],
        "crumbs": [Crumb("消息", reverse("notify:inbox"))],
        "is_administrator": may(person, "notify.records"),
    }
    return render(request, "notify/settings.html", context)


def _recipients(delivery: Delivery) -> str:
    names = list(dict.fromkeys(message.recipient.name for message in delivery.messages.all()))
    more = f" 等 {len(names)} 人" if len(names) > _NAMES_SHOWN else ""
    return "、".join(names[:_NAMES_SHOWN]) + more


def _subject(delivery: Delivery) -> str:
    """What kind of thing, not the thing: the administrator does not see the business."""
    found = delivery.messages.all()
    labels = "、".join(dict.fromkeys(message.kind_label for message in found))
    count = len({(message.batch, message.title) for message in found})
    return f"{labels}（{count} 条）" if count > 1 else labels


def _when(delivery: Delivery) -> dt.datetime | None:
    return delivery.due_at if delivery.state == Delivery.State.QUEUED else delivery.sent_at


RECORDS = (
    Column("接收人", _recipients, link=True, key="recipients"),
    Column("内容", _subject, template="notify/cell_nowrap.html", key="subject"),
    Column("渠道", lambda row: row.get_channel_display(), key="channel"),
    Column("接收地址", "address"),
    Column("状态", lambda row: (_STATES[row.state], row.get_state_display()), kind="status", key="state"),
    Column("发送时间", _when, template="notify/cell_sent.html", key="sent_at"),
    Column("尝试", "attempts", kind="number", unit="次", phone=False),
    Column("原因", "error"),
    Column("登记时间", "created_at", template="notify/cell_moment.html", phone=False),
)


@list_page("notify.deliveries", "发送记录", "notify/deliveries.html")
def deliveries(request: HttpRequest) -> tuple[Listing, dict[str, Any]]:
    """What was sent to whom, the newest first."""
    require(viewer(request), "notify.records")
    form = DeliveryFilter(request.GET)
    found = _filtered(form.cleaned_data) if form.is_valid() else Delivery.objects.none()
    contents = Prefetch("messages", Message.objects.select_related("recipient").order_by("pk"))
    narrowed = any(form.cleaned_data.values()) if form.is_valid() else True
    listing = Listing(
        found.prefetch_related(contents),
        RECORDS,
        {"newest": Order("", ("-pk",))},
        form,
        empty="没有符合条件的记录，请放宽筛选条件" if narrowed else "还没有发送过消息",
        actions="notify/retry.html",
        size=PAGE,
        export="notify.records",
    )
    statuses = channels.statuses()
    return listing, {
        "failed": queries.failed_since(timezone.now() - dt.timedelta(days=1)),
        "channels": Table(
            (Column("渠道", "channel.label"), Column("状态", lambda s: s.missing or "已启用")),
            statuses,
            "发送渠道",
        ),
    }


def _filtered(wanted: dict[str, Any]) -> QuerySet[Delivery]:
    condition = Q()
    for name in ("state", "channel"):
        if wanted[name]:
            condition &= Q(**{name: wanted[name]})
    if wanted["person"]:
        named = Message.objects.filter(recipient__name=wanted["person"].strip())
        condition &= Q(messages__in=named)
    return Delivery.objects.filter(condition).distinct()


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    actions.retry_delivery(by=viewer(request), delivery_id=pk)
    banners.success(request, "已重新排队，稍后发送。")
    return redirect("notify:deliveries")
