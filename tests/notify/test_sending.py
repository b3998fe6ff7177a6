"""Mail as a mail server gets it: words, digests, quiet hours, retries, and a worker that dies on the way."""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from sansan.notify import channels
from sansan.notify.models import Delivery, Message, Preference
from sansan.notify.sending import LEASE, anything_due, send_due
from tests.notify.conftest import NOON, Configure
from tests.notify.factories import DeliveryFactory, MessageFactory
from tests.notify.servers import Mailbox
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MAIL = "zhou@example.gov.cn"


@pytest.fixture
def due(mailbox: Mailbox) -> Message:
    """A message nobody has planned yet, to someone with a mailbox."""
    return MessageFactory.create(
        recipient=PersonFactory.create(email=MAIL),
        title="第 21 项被退回",
        body="照片模糊，请补拍。",
        url="/rectification/tasks/21/",
        planned_at=None,
    )


def test_a_mail_says_what_happened_and_where_to_look(due: Message, mailbox: Mailbox) -> None:
    assert send_due() == {"sent": 1}
    assert mailbox.recipients == [MAIL]
    assert mailbox.subjects == ["三散治理：第 21 项被退回"]
    assert "照片模糊，请补拍。" in mailbox.texts[0]
    assert "https://sansan.example.gov.cn/rectification/tasks/21/" in mailbox.texts[0]
    assert "sansan@example.gov.cn" in mailbox.mails[0]["From"]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.sent_at, delivery.attempts) == ("sent", NOON, 1)
    assert send_due() == {}, "once is enough"
    assert mailbox.asked == 1


def test_what_is_urgent_says_so_first(due: Message, mailbox: Mailbox) -> None:
    Message.objects.update(urgent=True)
    send_due()
    assert mailbox.subjects == ["三散治理：第 21 项被退回".join(["【紧急】", ""])]


def test_without_an_address_of_the_site_the_mail_carries_no_link(
    due: Message, mailbox: Mailbox, configure: Configure
) -> None:
    configure(site_url="")
    send_due()
    assert "http" not in mailbox.texts[0]
    assert "请登录系统查看" in mailbox.texts[0]


def test_a_digest_is_one_mail_with_every_message(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    Preference.objects.create(person=due.recipient, digest_hour=18)
    MessageFactory.create(recipient=due.recipient, title="第 22 项临期", planned_at=None)
    assert send_due() == {}
    assert not anything_due()
    clock.shift(dt.timedelta(hours=6))
    assert anything_due()
    send_due()
    assert mailbox.subjects == ["三散治理：2 条消息"]
    assert "1. 第 21 项被退回" in mailbox.texts[0]
    assert "2. 第 22 项临期" in mailbox.texts[0]


def test_what_is_late_into_the_quiet_hours_waits_as_well(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    """It was due at noon, but no worker ran until the evening."""
    DeliveryFactory.create(messages=[due], recipient=due.recipient)
    Message.objects.update(planned_at=NOON)
    Preference.objects.create(person=due.recipient, quiet_from=dt.time(20), quiet_to=dt.time(7))
    clock.shift(dt.timedelta(hours=9))  # 21:00
    send_due()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.due_at) == (
        "queued",
        0,
        NOON + dt.timedelta(hours=19),
    )
    clock.shift(dt.timedelta(hours=10))
    send_due()
    assert mailbox.recipients == [MAIL]


def test_urgent_mail_leaves_in_quiet_hours(due: Message, mailbox: Mailbox) -> None:
    Message.objects.update(urgent=True)
    Preference.objects.create(person=due.recipient, quiet_from=dt.time(8), quiet_to=dt.time(20))
    send_due()
    assert mailbox.recipients == [MAIL]


def test_what_the_person_switched_off_meanwhile_is_not_sent(due: Message, mailbox: Mailbox) -> None:
    other = MessageFactory.create(recipient=due.recipient, kind="other.kind", title="另一类")
    delivery = DeliveryFactory.create(messages=[due, other], recipient=due.recipient)
    Message.objects.update(planned_at=NOON)
    Preference.objects.create(person=due.recipient, off=["other.kind:email"])
    send_due()
    assert "另一类" not in mailbox.texts[0]
    assert list(delivery.messages.all()) == [due], "the record names what went out"
    skipped = Delivery.objects.get(messages=other)
    assert (skipped.state, skipped.error) == ("skipped", "本人设置为不接收")


def test_an_account_closed_meanwhile_gets_nothing(due: Message, mailbox: Mailbox) -> None:
    delivery = DeliveryFactory.create(messages=[due], recipient=due.recipient)
    Message.objects.update(planned_at=NOON)
    due.recipient.is_active = False
    due.recipient.save()
    assert send_due() == {"skipped": 1}
    delivery.refresh_from_db()
    assert delivery.error == "账号已停用"
    assert mailbox.asked == 0


def test_a_mail_put_off_is_tried_again_after_pauses_that_double(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    mailbox.answers = ["451 later", "451 later", "451 later"]
    for tries, pause in ((1, 1), (2, 2), (3, 4)):
        send_due()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts) == ("queued", tries)
        assert delivery.error == "邮件服务器暂时不收（451）。"
        clock.shift(dt.timedelta(minutes=pause, seconds=-1))
        assert send_due() == {}, "not before its time"
        clock.shift(dt.timedelta(seconds=1))
    send_due()
    assert mailbox.asked == 4
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error) == ("sent", 4, "")


def test_after_the_last_try_it_is_said_that_it_did_not_go_out(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller
) -> None:
    mailbox.answers = ["451 later"] * 20
    for _ in range(20):
        send_due()
        clock.shift(dt.timedelta(hours=1))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.error) == ("failed", 7, "邮件服务器暂时不收（451）。")
    assert mailbox.asked == 7


def test_an_address_the_server_refuses_is_not_tried_again(due: Message, mailbox: Mailbox) -> None:
    mailbox.answers = ["550 no such user"]
    assert send_due() == {"failed": 1}
    assert Delivery.objects.get().error == "邮件服务器拒收，请核对收件地址（550）。"


def test_a_server_that_does_not_answer_is_tried_again(due: Message, configure: Configure) -> None:
    configure(notify_smtp_port=1)
    assert send_due() == {"queued": 1}
    assert Delivery.objects.get().error == "连不上邮件服务器，或连接中断。"


def test_a_channel_taken_out_of_the_settings_says_so(
    due: Message, mailbox: Mailbox, configure: Configure
) -> None:
    DeliveryFactory.create(messages=[due], recipient=due.recipient)
    Message.objects.update(planned_at=NOON)
    configure(notify_smtp_host="")
    assert send_due() == {"failed": 1}
    assert "没有设置 SANSAN_NOTIFY_SMTP_HOST" in Delivery.objects.get().error


def test_a_fault_of_our_own_is_tried_again_and_not_lost(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(channels, "carry", _raising(ZeroDivisionError))
        assert send_due() == {"queued": 1}
    clock.shift(dt.timedelta(minutes=1))
    assert send_due() == {"sent": 1}


def test_a_worker_that_dies_after_taking_a_delivery_leaves_it_to_the_next_one(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(channels, "carry", _raising(SystemExit))
        with pytest.raises(SystemExit):
            send_due()
    assert send_due() == {}, "while the lease runs it may still be on its way"
    clock.shift(LEASE)
    assert anything_due()
    assert send_due() == {"sent": 1}
    clock.shift(LEASE * 2)
    assert send_due() == {}
    assert mailbox.asked == 1
    assert Delivery.objects.get().attempts == 2


def test_a_delivery_that_kills_every_worker_ends(
    due: Message, mailbox: Mailbox, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "carry", _raising(SystemExit))
    for _ in range(7):
        with pytest.raises(SystemExit):
            send_due()
        clock.shift(LEASE)
    assert send_due() == {"failed": 1}
    assert Delivery.objects.get().error == "发送过程多次中断，没有结果。"


def test_a_worker_whose_lease_ran_out_does_not_write_over_the_next_one(
    due: Message, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_channel: Any, _parcel: Any) -> None:
        Delivery.objects.update(claim="another")

    monkeypatch.setattr(channels, "carry", slow)
    send_due()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.claim) == ("queued", "another")


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything logged while the test runs, at every level, but for what the mail server of the test says itself."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name not in {"mail.log", "asyncio"}:
                lines.append(record.getMessage())

    root, kept = logging.getLogger(), Kept(logging.DEBUG)
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(kept)
    yield lines
    root.removeHandler(kept)
    root.setLevel(level)


def test_neither_the_password_nor_the_address_is_logged_or_kept(
    due: Message, mailbox: Mailbox, configure: Configure, logged: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    configure(notify_smtp_user="sansan", notify_smtp_password="very secret")
    send_due()
    assert Delivery.objects.get().error == "邮件服务器不提供登录，请核对加密方式，或把账号留空。"
    configure(notify_smtp_user="", notify_smtp_password="")
    mailbox.answers = ["550 no"]
    Delivery.objects.update(due_at=NOON)
    send_due()
    Delivery.objects.update(state="queued")
    send_due()
    assert mailbox.recipients == [MAIL]
    out = capfd.readouterr()
    said = "\n".join([*logged, out.out, out.err, *map(str, Delivery.objects.values())])
    assert "very secret" not in said
    assert MAIL not in said


def _raising(error: type[BaseException]) -> Any:
    def carry(_channel: Any, _parcel: Any) -> None:
        raise error

    return carry
