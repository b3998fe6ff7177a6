"""Another system: what it gets, that it can tell it is from us, and that it is never our own network by accident."""

import datetime as dt
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from sansan.notify.channels.webhook import is_public
from sansan.notify.models import Delivery, Message
from sansan.notify.sending import send_due
from scripts.paths import ROOT
from tests.notify.conftest import NOON, Configure
from tests.notify.factories import MessageFactory
from tests.notify.servers import Site
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def due() -> Message:
    return MessageFactory.create(
        recipient=PersonFactory.create(username="shiban", name="周敏"),
        title="第 21 项被退回",
        body="照片模糊。",
        area_code="411702",
        planned_at=None,
    )


def test_the_other_system_gets_the_message_and_its_recipient(due: Message, webhook: Site) -> None:
    assert send_due() == {"sent": 1}
    (asked,) = webhook.asked
    assert asked.json == {
        "id": due.pk,
        "kind": "notify.notice",
        "kind_label": "系统通知",
        "title": "第 21 项被退回",
        "body": "照片模糊。",
        "url": "",
        "area_code": "411702",
        "urgent": False,
        "created_at": "2026-07-17T12:00:00+08:00",
        "recipient": {"username": "shiban", "name": "周敏"},
    }
    assert asked.headers["X-Sansan-Delivery"] == str(Delivery.objects.get().pk)
    assert asked.headers["X-Sansan-Timestamp"] == str(int(NOON.timestamp()))


def test_the_check_printed_in_the_manual_finds_it_genuine_and_a_changed_one_not(
    due: Message, webhook: Site, clock: time_machine.Traveller
) -> None:
    genuine = _printed()
    send_due()
    (asked,) = webhook.asked
    assert genuine("a secret", asked.headers, asked.body)
    assert not genuine("another", asked.headers, asked.body)
    assert not genuine("a secret", asked.headers, asked.body + b" ")
    later = str(int(asked.headers["X-Sansan-Timestamp"]) + 1)
    assert not genuine("a secret", asked.headers | {"X-Sansan-Timestamp": later}, asked.body)
    clock.shift(dt.timedelta(minutes=6))
    assert not genuine("a secret", asked.headers, asked.body), "an old one may be a repetition"


def _printed() -> Callable[..., bool]:
    text = (ROOT / "docs" / "how-to" / "notifications.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], names)
    check: Callable[..., bool] = names["genuine"]
    return check


def test_a_repetition_carries_the_same_number(
    due: Message, webhook: Site, clock: time_machine.Traveller
) -> None:
    webhook.answers = [(503, "", "")]
    assert send_due() == {"queued": 1}
    clock.shift(dt.timedelta(minutes=1))
    assert send_due() == {"sent": 1}
    first, second = (asked.headers["X-Sansan-Delivery"] for asked in webhook.asked)
    assert first == second


@pytest.mark.parametrize("answer", [(400, "", ""), (404, "", ""), (302, "", "http://127.0.0.1:1/")])
def test_a_refusal_is_final_and_a_redirect_is_not_followed(
    due: Message, webhook: Site, answer: tuple[int, str, str]
) -> None:
    webhook.answers = [answer]
    assert send_due() == {"failed": 1}
    assert len(webhook.asked) == 1
    assert str(answer[0]) in Delivery.objects.get().error


def test_the_own_network_is_refused_unless_it_is_allowed(
    due: Message, webhook: Site, configure: Configure
) -> None:
    configure(notify_webhook_private=False, notify_webhook_address=f"https://localhost:{webhook.port}/hook")
    assert send_due() == {"failed": 1}
    assert "内网" in Delivery.objects.get().error
    assert not webhook.asked


def test_one_private_address_among_public_ones_is_refused(
    due: Message, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(notify_webhook_address="https://two.example/", notify_webhook_secret="a secret")
    asked: list[str] = []

    def resolved(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.215.14", "10.0.0.8")]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(socket, "create_connection", _never)
    assert send_due() == {"failed": 1}
    assert asked == ["two.example"]
    assert "内网" in Delivery.objects.get().error


def test_the_connection_goes_to_the_address_that_was_looked_at(
    due: Message, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time is not asked a second time."""
    configure(notify_webhook_address="https://moving.example/", notify_webhook_secret="a secret")
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, port, **_: [(2, 1, 6, "", ("93.184.215.14", port))]
    )
    reached: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> None:
        reached.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert send_due() == {"queued": 1}
    assert reached == [("93.184.215.14", 443)]


def _never(*_: Any, **__: Any) -> None:
    raise AssertionError("connected")


@pytest.mark.parametrize(
    "address",
    ["http://oa.example/", "ftp://oa.example/", "https://", "https://user:pass@oa.example/", "https://[::1"],
)
def test_an_address_that_will_not_do_is_said_to_be_wrong(
    due: Message, configure: Configure, address: str
) -> None:
    configure(notify_webhook_address=address, notify_webhook_secret="a secret")
    assert send_due() == {"failed": 1}
    assert "SANSAN_NOTIFY_WEBHOOK_ADDRESS" in Delivery.objects.get().error


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_which_addresses_are_of_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public
