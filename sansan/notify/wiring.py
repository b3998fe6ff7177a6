"""What the room tells the rooms below it at start-up: its verbs, the bell, its lines in the menus, its own kinds."""

from django.http import HttpRequest

from sansan.notify import kinds
from sansan.notify.verbs import FIELDS, VERBS
from sansan.people.models import Person
from sansan.trail import registry
from sansan.ui import navigation


def declare() -> None:
    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    kinds.declare({"notify.notice": "系统通知"})
    navigation.set_messages("notify:inbox", unread)
    navigation.register_personal(navigation.Entry(20, "消息设置", "bell", "notify:settings"))
    navigation.register(navigation.Entry(93, "发送记录", "send", "notify:deliveries", "notify.records"))


def unread(request: HttpRequest) -> int:
    """The number at the bell; more than it can show is not counted."""
    from sansan.notify.queries import unread_count

    return unread_count(request.user) if isinstance(request.user, Person) else 0
