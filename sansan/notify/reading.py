"""Marking one's own messages as read.

Not actions, and no events: that somebody looked at his own messages changes nothing for anyone else, and the trail
would hold more glances than deeds. When it was read stays on the message.
"""

from django.utils import timezone

from sansan.errors import Missing
from sansan.notify.models import Message
from sansan.notify.queries import messages_of, unread_of
from sansan.people.models import Person


def read(*, by: Person, message_id: int) -> Message:
    """The message, read from now on; raises Missing for one that is not his."""
    message = messages_of(by).filter(pk=message_id).first()
    if message is None:
        raise Missing("没有找到这条消息。")
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message


def read_all(*, by: Person, upto: int) -> int:
    """Everything up to the newest message he was shown; what came in since stays unread. Returns how many."""
    return unread_of(by).filter(pk__lte=upto).update(read_at=timezone.now())
