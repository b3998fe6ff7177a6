"""Which channel carries what to whom, and when; what is not sent is written down with its reason."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sansan.notify.models import Delivery, Message, Preference
from sansan.notify.planning import plan_all
from tests.notify.conftest import NOON
from tests.notify.factories import MessageFactory
from tests.notify.servers import Mailbox, Site
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MAIL = "zhou@example.gov.cn"
EIGHT = dt.datetime(2026, 7, 18, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(**changes: object) -> Message:
    """A message nobody has planned yet, to someone with a mailbox."""
    if "recipient" not in changes:
        changes["recipient"] = PersonFactory.create(email=MAIL)
    return MessageFactory.create(planned_at=None, **changes)


def test_without_a_channel_the_message_stays_in_the_page() -> None:
    told()
    assert plan_all() == 1
    assert not Delivery.objects.exists()
    assert plan_all() == 0, "nothing is planned twice"


def test_a_mail_is_due_at_once_and_its_address_is_kept_masked(mailbox: Mailbox) -> None:
    message = told()
    plan_all()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.channel, delivery.due_at) == ("queued", "email", NOON)
    assert delivery.recipient == message.recipient
    assert delivery.address == "z***@example.gov.cn"
    assert list(delivery.messages.all()) == [message]


def test_an_address_the_person_entered_counts_where_the_account_has_none(mailbox: Mailbox) -> None:
    person = PersonFactory.create(email="")
    Preference.objects.create(person=person, email="own@example.cn")
    told(recipient=person)
    plan_all()
    assert Delivery.objects.get().address == "o***@example.cn"


@pytest.mark.parametrize("why", ["没有登记电子邮箱", "本人设置为不接收", "账号已停用"])
def test_what_is_not_sent_is_kept_with_its_reason(mailbox: Mailbox, why: str) -> None:
    person = PersonFactory.create(
        email="" if why == "没有登记电子邮箱" else MAIL, is_active=why != "账号已停用"
    )
    if why == "本人设置为不接收":
        Preference.objects.create(person=person, off=["notify.notice:email", "other.kind:dingtalk"])
    told(recipient=person)
    plan_all()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error, delivery.address) == ("skipped", why, "")


def test_switching_off_one_kind_or_channel_leaves_the_others(mailbox: Mailbox, wecom: Site) -> None:
    person = PersonFactory.create(email=MAIL)
    Preference.objects.create(person=person, off=["notify.notice:wecom", "other.kind:email"])
    told(recipient=person)
    plan_all()
    assert dict(Delivery.objects.values_list("channel", "state")) == {"email": "queued", "wecom": "skipped"}


def test_in_quiet_hours_it_waits_for_their_end_unless_it_is_urgent(mailbox: Mailbox) -> None:
    person = PersonFactory.create(email=MAIL)
    Preference.objects.create(person=person, quiet_from=dt.time(11), quiet_to=dt.time(8))
    told(recipient=person)
    told(recipient=person, urgent=True)
    plan_all()
    assert dict(Delivery.objects.values_list("urgent", "due_at")) == {False: EIGHT, True: NOON}


def test_a_digest_collects_what_comes_in_until_its_hour(
    mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    person = PersonFactory.create(email=MAIL)
    Preference.objects.create(person=person, digest_hour=8)
    for _ in range(2):
        told(recipient=person)
        plan_all()
        clock.shift(dt.timedelta(hours=1))
    told(recipient=person, urgent=True)
    plan_all()
    digest = Delivery.objects.get(slot__isnull=False)
    assert digest.due_at == EIGHT
    assert digest.messages.count() == 2
    assert Delivery.objects.get(slot__isnull=True).messages.get().urgent, "what is urgent waits for no digest"
    clock.move_to(EIGHT)
    told(recipient=person)
    plan_all()
    assert Delivery.objects.filter(slot=EIGHT + dt.timedelta(days=1)).exists()


def test_a_digest_whose_hour_is_quiet_leaves_when_the_quiet_ends(mailbox: Mailbox) -> None:
    person = PersonFactory.create(email=MAIL)
    Preference.objects.create(person=person, digest_hour=6, quiet_from=dt.time(22), quiet_to=dt.time(8))
    told(recipient=person)
    plan_all()
    assert Delivery.objects.get().due_at == EIGHT


def test_a_group_hears_of_one_cause_once_whoever_it_concerns(dingtalk: Site, mailbox: Mailbox) -> None:
    batch = uuid.uuid4()
    messages = [
        told(batch=batch, title="一件事", recipient=PersonFactory.create(email=f"{n}@example.cn"))
        for n in range(3)
    ]
    told(title="另一件事")
    plan_all()
    posts = Delivery.objects.filter(channel="dingtalk").order_by("pk")
    assert set(posts[0].messages.all()) == set(messages)
    assert [post.messages.count() for post in posts] == [3, 1]
    assert posts[0].recipient is None
    assert Delivery.objects.filter(channel="email").count() == 4, "a mail is for one person"


def test_another_system_takes_each_message_as_it_comes(webhook: Site) -> None:
    person = PersonFactory.create()
    Preference.objects.create(
        person=person,
        digest_hour=8,
        quiet_from=dt.time(11),
        quiet_to=dt.time(8),
        off=["notify.notice:webhook"],
    )
    told(recipient=person)
    told(recipient=person)
    plan_all()
    assert list(Delivery.objects.values_list("state", "due_at")) == [("queued", NOON), ("queued", NOON)]
