"""DingTalk and WeCom as their services see us: signature, mentions, and answers that say 200 and mean no.

The plugins of the library are aimed at a server on this machine by the settings for private installations.
"""

import base64
import datetime as dt
import hashlib
import hmac
import uuid

import pytest
import time_machine

from sansan.notify.models import Delivery, Preference
from sansan.notify.sending import send_due
from tests.notify.conftest import NOON, Configure
from tests.notify.factories import MessageFactory
from tests.notify.servers import Site
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = "SEC0123456789"


def tell(*names: str, **changes: object) -> None:
    """One cause, told to persons with a mobile 1390000000n each."""
    batch = uuid.uuid4()
    for number, name in enumerate(names):
        person = PersonFactory.create(name=name, phone=f"1390000000{number}")
        common = {"batch": batch, "planned_at": None, "title": "第 21 项被退回", "body": "照片模糊。"}
        MessageFactory.create(recipient=person, **(common | changes))


def test_a_post_to_dingtalk_carries_the_signature_its_service_computes(dingtalk: Site) -> None:
    tell("周敏")
    assert send_due() == {"sent": 1}
    (asked,) = dingtalk.asked
    timestamp = asked.query["timestamp"]
    assert int(timestamp) == int(NOON.timestamp() * 1000)
    wanted = hmac.new(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert asked.query["sign"] == base64.b64encode(wanted).decode()
    assert asked.query["access_token"] == "abc123"


def test_a_group_reads_title_and_link_but_not_the_text(
    dingtalk: Site, wecom: Site, configure: Configure
) -> None:
    configure(site_url="https://sansan.example.gov.cn")
    tell("周敏", "郑晓东", url="/rectification/tasks/21/")
    send_due()
    for site in (dingtalk, wecom):
        (asked,) = site.asked
        text = asked.json["text"]["content"]
        assert text.splitlines() == [
            "三散治理：第 21 项被退回",
            "https://sansan.example.gov.cn/rectification/tasks/21/",
            "请周敏、郑晓东处理。",
        ]
    assert dingtalk.asked[0].json["at"]["atMobiles"] == ["13900000000", "13900000001"]
    assert wecom.asked[0].json["text"]["mentioned_mobile_list"] == ["13900000000", "13900000001"]
    assert wecom.asked[0].query == {"key": "key-1"}


def test_a_number_that_is_no_mobile_mentions_nobody(wecom: Site) -> None:
    MessageFactory.create(recipient=PersonFactory.create(phone="0396-2812345"), planned_at=None)
    send_due()
    assert wecom.asked[0].json["text"]["mentioned_mobile_list"] == []
    assert Delivery.objects.get().address == "群内发送，未提醒到人"


def test_a_long_digest_fits_what_the_service_takes(wecom: Site, clock: time_machine.Traveller) -> None:
    person = PersonFactory.create()
    Preference.objects.create(person=person, digest_hour=18)
    for number in range(30):
        MessageFactory.create(recipient=person, planned_at=None, title=f"{number}" + "长" * 100)
    send_due()
    clock.shift(dt.timedelta(hours=6))
    send_due()
    (asked,) = wecom.asked
    assert len(asked.json["text"]["content"].encode()) <= 2048
    assert "30 条消息" in asked.json["text"]["content"]


@pytest.mark.parametrize("name", ["dingtalk", "wecom"])
def test_an_answer_of_200_that_says_no_is_not_taken_for_a_yes(
    name: str, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(name)
    site.answers = [(200, '{"errcode": 310000, "errmsg": "sign not match"}', "")]
    tell("周敏")
    assert send_due() == {"failed": 1}
    assert "310000" in Delivery.objects.get().error
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (200, '{"errcode": 45009, "errmsg": "api freq out of limit"}', ""),
        (502, "bad gateway", ""),
        (200, "<html>a portal</html>", ""),
        (302, "", "http://127.0.0.1:1/"),
    ],
)
def test_a_service_that_is_busy_or_away_is_asked_again(
    wecom: Site, clock: time_machine.Traveller, answer: tuple[int, str, str]
) -> None:
    wecom.answers = [answer]
    tell("周敏")
    assert send_due() == {"queued": 1}
    if answer[0] != 200:
        assert f"（{answer[0]}）" in Delivery.objects.get().error, "a redirect is not followed"
    clock.shift(dt.timedelta(minutes=1))
    assert send_due() == {"sent": 1}


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"notify_dingtalk_token": "not a token!"}, "令牌"),
        ({"notify_dingtalk_secret": "no secret!"}, "加签密钥"),
    ],
)
def test_a_token_that_cannot_be_one_is_said_to_be_wrong_and_not_shown(
    dingtalk: Site, configure: Configure, setting: dict[str, str], words: str
) -> None:
    configure(**setting)
    tell("周敏")
    assert send_due() == {"failed": 1}
    error = Delivery.objects.get().error
    assert words in error
    assert next(iter(setting.values())) not in error
