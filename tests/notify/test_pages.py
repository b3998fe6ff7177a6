"""The bell, one's own messages, how one wants to be told, and the administrator's record."""

import datetime as dt
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sansan.notify.models import Delivery, Message, Preference
from sansan.people.models import Person
from sansan.people.roles import Role
from tests.client import PageClient
from tests.notify.factories import DeliveryFactory, MessageFactory
from tests.notify.servers import Mailbox, Site
from tests.people.factories import PersonFactory, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: PageClient) -> Person:
    """Someone logged in."""
    found = person_with(Role.COUNTY_OFFICE)
    client.force_login(found)
    return found


def text(answer: Any) -> str:
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def bell(client: PageClient) -> str:
    page = lxml.html.fromstring(client.get(reverse("people:me")).content.decode())
    (link,) = page.cssselect(f'.top-bar a[href="{reverse("notify:inbox")}"]')
    return "".join(link.text_content().split())


@pytest.mark.parametrize(
    ("unread", "shown"), [(0, "消息"), (1, "消息1条未读"), (99, "消息99条未读"), (250, "消息99+条未读")]
)
def test_the_bell_counts_what_is_unread_up_to_99(
    client: PageClient, person: Person, unread: int, shown: str
) -> None:
    MessageFactory.create_batch(unread, recipient=person)
    MessageFactory.create(recipient=person, read_at=timezone.now())
    MessageFactory.create()
    assert bell(client) == shown


def test_the_bell_asks_the_database_for_no_more_than_it_shows(client: PageClient, person: Person) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("people:me"))
    (counting,) = [q["sql"] for q in asked if "notify_message" in q["sql"]]
    assert "LIMIT 100" in counting


def test_one_sees_ones_own_messages_only(client: PageClient, person: Person) -> None:
    own = MessageFactory.create(recipient=person, title="给我的", body="请处理")
    other = MessageFactory.create(title="给别人的")
    for show in ("", "?show=all"):
        shown = text(client.get(reverse("notify:inbox") + show))
        assert "给我的" in shown
        assert "请处理" in shown
        assert "给别人的" not in shown
    assert client.get(reverse("notify:open", args=[other.pk])).status_code == 404
    assert client.post(reverse("notify:mark", args=[other.pk])).status_code == 404
    other.refresh_from_db()
    own.refresh_from_db()
    assert other.read_at is None
    assert own.read_at is None, "looking at the list reads nothing"


def test_opening_a_message_reads_it_and_leads_to_what_it_is_about(client: PageClient, person: Person) -> None:
    message = MessageFactory.create(recipient=person, url="/rectification/tasks/21/")
    page = lxml.html.fromstring(client.get(reverse("notify:inbox")).content.decode())
    (link,) = page.cssselect("a.row-link")
    answer = client.get(link.get("href"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rectification/tasks/21/")
    message.refresh_from_db()
    first = message.read_at
    assert first is not None
    client.get(link.get("href"))
    message.refresh_from_db()
    assert message.read_at == first
    assert "没有未读消息" in text(client.get(reverse("notify:inbox")))
    assert message.title in text(client.get(reverse("notify:inbox") + "?show=all"))


def test_one_is_marked_by_its_own_button(client: PageClient, person: Person) -> None:
    first, second = MessageFactory.create_batch(2, recipient=person)
    answer = client.post(reverse("notify:mark", args=[first.pk]), {"show": "all"})
    assert answer.headers["Location"] == reverse("notify:inbox") + "?show=all"
    assert list(Message.objects.filter(read_at__isnull=True)) == [second]


def test_marking_all_leaves_what_came_in_since_the_page_was_shown(client: PageClient, person: Person) -> None:
    MessageFactory.create_batch(2, recipient=person)
    others = MessageFactory.create()
    page = lxml.html.fromstring(client.get(reverse("notify:inbox")).content.decode())
    (form,) = page.cssselect(f'form[action="{reverse("notify:mark_all")}"]')
    late = MessageFactory.create(recipient=person)
    client.post(form.get("action"), dict(form.form_values()))
    assert set(Message.objects.filter(read_at__isnull=True)) == {others, late}
    client.post(reverse("notify:mark_all"), {"upto": "nonsense"})
    assert Message.objects.filter(read_at__isnull=True).count() == 2


def test_a_long_list_goes_on_on_the_next_page(client: PageClient, person: Person) -> None:
    MessageFactory.create_batch(35, recipient=person)
    first = lxml.html.fromstring(client.get(reverse("notify:inbox")).content.decode())
    assert len(first.cssselect("tbody tr")) == 30
    (further,) = {href for a in first.cssselect("a") if "cursor=" in (href := str(a.get("href")))}
    second = lxml.html.fromstring(client.get(reverse("notify:inbox") + further).content.decode())
    assert len(second.cssselect("tbody tr")) == 5


def test_an_empty_list_says_what_will_stand_there(client: PageClient, person: Person) -> None:
    assert "还没有消息" in text(client.get(reverse("notify:inbox") + "?show=all"))


def test_without_channels_the_settings_say_that_messages_stay_in_the_page(
    client: PageClient, person: Person
) -> None:
    shown = text(client.get(reverse("notify:settings")))
    assert "电子邮件、钉钉群、企业微信群没有启用，消息只在页面里显示" in shown
    assert "SANSAN_" not in shown, "names of settings are for the administrator"


def test_settings_are_saved_and_shown_again(client: PageClient, person: Person, mailbox: Mailbox) -> None:
    address = reverse("notify:settings")
    page = lxml.html.fromstring(client.get(address).content.decode())
    names = set(page.forms[-1].fields.keys()) if page.forms else set()
    assert "email" in names, "the account has none"
    assert "mobile" not in names, "no robot is set up"
    given = {"email": "own@example.cn", "quiet_from": "22:00", "quiet_to": "07:00", "digest_hour": "8"}
    assert client.post(address, given).status_code == 302
    kept = Preference.objects.get(person=person)
    assert (kept.email, kept.digest_hour) == ("own@example.cn", 8)
    assert kept.quiet == (dt.time(22), dt.time(7))
    assert not kept.wants("notify.notice", "email"), "its box was not ticked"
    client.post(address, given | {"kind-notify-notice": ["email"]})
    kept.refresh_from_db()
    assert kept.wants("notify.notice", "email")
    again = client.get(address).content.decode()
    assert 'value="22:00"' in again
    assert "own@example.cn" in again


def test_what_the_page_does_not_ask_stays_as_it_was(
    client: PageClient, person: Person, mailbox: Mailbox
) -> None:
    """A channel that is out of order for a day does not come back switched on, nor is a number forgotten."""
    Preference.objects.create(person=person, off=["notify.notice:wecom"], mobile="13900000000")
    client.post(reverse("notify:settings"), {"kind-notify-notice": ["email"]})
    kept = Preference.objects.get()
    assert not kept.wants("notify.notice", "wecom")
    assert kept.wants("notify.notice", "email")
    assert kept.mobile == "13900000000"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": "nobody"}, "不是有效的电子邮箱地址"),
        ({"quiet_from": "22:00"}, "开始和结束都填上"),
        ({"quiet_from": "07:00", "quiet_to": "07:00"}, "起止时间不能相同"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    client: PageClient, person: Person, mailbox: Mailbox, given: dict[str, str], said: str
) -> None:
    answer = client.post(reverse("notify:settings"), given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Preference.objects.exists()


def test_an_address_on_the_account_is_shown_and_not_asked_for(
    client: PageClient, mailbox: Mailbox, wecom: Site
) -> None:
    client.force_login(person_with(Role.COUNTY_OFFICE, email="zhou@example.gov.cn", phone="13900000000"))
    page = client.get(reverse("notify:settings")).content.decode()
    assert "zhou@example.gov.cn" in page
    assert 'name="email"' not in page
    assert 'name="mobile"' not in page


@pytest.fixture
def administrator(client: PageClient) -> Person:
    found = person_with(Role.SYSTEM_ADMIN)
    client.force_login(found)
    return found


def test_the_record_says_what_was_sent_to_whom_but_not_the_business(
    client: PageClient, administrator: Person
) -> None:
    people = [PersonFactory.create(name=name, email="zhou@example.gov.cn") for name in ("周敏", "郑晓东")]
    messages = [MessageFactory.create(recipient=p, title="第 21 项被退回", body="照片模糊") for p in people]
    DeliveryFactory.create(messages=messages, recipient=None, channel="wecom", address="群内发送")
    DeliveryFactory.create(messages=messages[:1], state="failed", error="邮件服务器拒收（550）。", attempts=1)
    shown = text(client.get(reverse("notify:deliveries")))
    for word in (
        "周敏、郑晓东",
        "系统通知",
        "企业微信群",
        "z***@example.gov.cn",
        "邮件服务器拒收（550）。",
        "待发送",
        "未发出",
    ):
        assert word in shown, word
    for word in ("第 21 项", "照片模糊", "zhou@"):
        assert word not in shown, word
    assert "近 24 小时有 1 项未发出" in shown
    assert "没有设置 SANSAN_NOTIFY_SMTP_HOST" in shown, "what is not set up, and what is missing"


def test_the_record_is_narrowed_by_state_channel_and_person(
    client: PageClient, administrator: Person
) -> None:
    zhou, zheng = PersonFactory.create(name="周敏"), PersonFactory.create(name="郑晓东")
    DeliveryFactory.create(recipient=zhou, state="failed")
    DeliveryFactory.create(recipient=zheng, channel="wecom")
    for query, found, missing in (
        ("state=failed", "周敏", "郑晓东"),
        ("channel=wecom", "郑晓东", "周敏"),
        ("person=周敏", "周敏", "郑晓东"),
    ):
        page = lxml.html.fromstring(client.get(f"{reverse('notify:deliveries')}?{query}").content.decode())
        rows = page.cssselect("table")[0].text_content()
        assert found in rows
        assert missing not in rows


def test_a_failed_one_is_sent_again_from_its_row(client: PageClient, administrator: Person) -> None:
    failed = DeliveryFactory.create(state="failed")
    DeliveryFactory.create()
    page = lxml.html.fromstring(client.get(reverse("notify:deliveries")).content.decode())
    (form,) = [form for form in page.forms if form.action.endswith("/retry/")]
    client.post(form.action)
    failed.refresh_from_db()
    assert failed.state == Delivery.State.QUEUED


def test_the_record_asks_no_more_of_the_database_for_many_rows(
    client: PageClient, administrator: Person
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("notify:deliveries"))
        return len(queries)

    DeliveryFactory.create()
    asked()  # the first request notes in the session that somebody is there
    few = asked()
    DeliveryFactory.create_batch(10)
    assert asked() == few


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN}))
def test_the_record_is_for_the_system_administrator(client: PageClient, role: Role) -> None:
    client.force_login(person_with(role))
    assert client.get(reverse("notify:deliveries")).status_code == 403
    assert reverse("notify:deliveries") not in client.get(reverse("people:me")).content.decode()
