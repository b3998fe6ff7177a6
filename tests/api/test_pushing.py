"""Another system is told of events in order, signed, as its holder may know them, until it has taken them."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from sansan.api import actions, jobs, pushing
from sansan.api.models import Push, Subscription
from sansan.api.pushing import anything_due, plan_all, push_due
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.lease import LEASE
from sansan.people.roles import Role
from sansan.rectification.actions import decisions
from sansan.rectification.actions.steps import report_progress
from sansan.trail.queries import history_of
from tests.notify.conftest import NOON, Configure, configure
from tests.notify.servers import Site, web_server
from tests.people.factories import person_with
from tests.rectification.two_counties import TwoCounties, two_counties

__all__ = ["configure"]  # a fixture of the messages' own tests
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: time_machine.Traveller) -> TwoCounties:
    return two_counties()


@pytest.fixture
def site(configure: Configure) -> Iterator[Site]:
    with web_server() as made:
        configure(notify_webhook_private=True, site_url="https://sansan.example.gov.cn/")
        yield made


def _suspend_and_resume(scene: TwoCounties) -> None:
    task = scene.a.task
    decisions.suspend(by=scene.city_officer, task_id=task.pk, reason="等待上级批复")
    decisions.resume(by=scene.city_officer, task_id=task.pk, reason="已经批复")


def test_events_are_told_in_the_order_of_the_trail_and_signed(scene: TwoCounties, site: Site) -> None:
    made, secret = actions.subscribe(by=scene.city_officer, name="市大数据平台", url=site.address)
    _suspend_and_resume(scene)
    assert anything_due()
    assert push_due() == {"sent": 2}
    first, second = site.asked
    assert [asked.json["verb"] for asked in site.asked] == ["task.suspended", "task.resumed"]
    assert first.json == {
        "id": Push.objects.order_by("pk")[0].pk,
        "event": history_of(scene.a.task).get(verb="task.suspended").seq,
        "at": "2026-07-17T12:00:00+08:00",
        "verb": "task.suspended",
        "label": "中止",
        "by": scene.city_officer.name,
        "text": "等待上级批复",
        "area_code": "4117",
        "object": {
            "type": "task",
            "id": scene.a.task.pk,
            "label": str(scene.a.task),
            "url": f"https://sansan.example.gov.cn/rectification/tasks/{scene.a.task.pk}/",
        },
    }
    said = first.headers["X-Sansan-Timestamp"].encode() + b"." + first.body
    genuine = hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
    assert first.headers["X-Sansan-Signature"] == f"sha256={genuine}"
    assert first.headers["X-Sansan-Delivery"] == str(first.json["id"])
    assert second.json["event"] > first.json["event"]
    assert push_due() == {}, "once is enough"
    assert secret not in str(list(Subscription.objects.values()))
    assert made.position > 0


def test_what_happened_before_subscribing_is_not_told(scene: TwoCounties, site: Site) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    assert push_due() == {}


def test_a_county_s_system_is_told_nothing_of_another_county(scene: TwoCounties, site: Site) -> None:
    actions.subscribe(by=scene.a.officer, name="县平台", url=site.address)
    for county in (scene.a, scene.b):
        for task in (county.task, scene.shared):
            report_progress(
                by=county.officer, task_id=task.pk, organisation_id=county.office.pk,
                text=f"又报{county.mark}", as_of=dt.date(2020, 8, 1),
            )  # fmt: skip
    decisions.suspend(by=scene.city_officer, task_id=scene.b.task.pk, reason="市办中止")
    push_due()
    told = [asked.json for asked in site.asked]
    assert [one["object"]["id"] for one in told] == [scene.a.task.pk, scene.shared.pk, scene.shared.pk]
    assert scene.b.mark not in json.dumps(told, ensure_ascii=False)
    assert (told[2]["label"], told[2]["by"], told[2]["area_code"]) == ("其他单位填报进展", "", "")
    assert scene.a.mark in told[1]["text"]


def test_only_the_verbs_and_the_area_asked_for_are_told(scene: TwoCounties, site: Site) -> None:
    actions.subscribe(by=scene.city_officer, name="一", url=site.address, verbs=["task.resumed"])
    actions.subscribe(by=scene.city_officer, name="二", url=site.address, verbs=["closing."])
    actions.subscribe(by=scene.city_officer, name="三", url=site.address, area_code=scene.b.code)
    _suspend_and_resume(scene)
    push_due()
    assert [asked.json["verb"] for asked in site.asked] == ["task.resumed"]


def test_one_that_does_not_answer_is_tried_again_and_keeps_the_later_ones_waiting(
    scene: TwoCounties, site: Site, clock: time_machine.Traveller
) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    _suspend_and_resume(scene)
    site.answers = [(503, "", "")]
    assert push_due() == {"queued": 1}
    assert len(site.asked) == 1, "the second is not told before the first"
    clock.shift(dt.timedelta(minutes=1))
    assert push_due() == {"sent": 2}
    assert [asked.json["verb"] for asked in site.asked] == [
        "task.suspended",
        "task.suspended",
        "task.resumed",
    ]
    assert site.asked[0].headers["X-Sansan-Delivery"] == site.asked[1].headers["X-Sansan-Delivery"]


def test_what_is_given_up_is_listed_and_can_be_pushed_again(
    scene: TwoCounties, site: Site, clock: time_machine.Traveller
) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    _suspend_and_resume(scene)
    site.answers = [(400, "", "")]
    assert push_due() == {"failed": 1, "sent": 1}, "one refused for good does not stop the others"
    push = Push.objects.get(state="failed")
    assert "400" in push.error
    with pytest.raises(Missing):
        actions.push_again(by=scene.a.officer, push_id=push.pk)
    actions.push_again(by=scene.city_officer, push_id=push.pk)
    assert push_due() == {"sent": 1}
    with pytest.raises(Conflict):
        actions.push_again(by=scene.city_officer, push_id=push.pk)


def test_a_redirect_is_not_followed_and_the_own_network_not_told(
    scene: TwoCounties, site: Site, configure: Configure
) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    _suspend_and_resume(scene)
    site.answers = [(302, "", site.address)]
    push_due(most=1)
    assert len(site.asked) == 1
    configure(notify_webhook_private=False)
    Subscription.objects.update(url=f"https://localhost:{site.port}/hook")
    push_due()
    assert len(site.asked) == 1
    assert "内网" in Push.objects.order_by("pk").last().error
    with pytest.raises(Invalid, match="https"):
        actions.subscribe(by=scene.city_officer, name="平台", url=site.address)


def test_a_rotated_secret_and_the_former_one_both_sign_for_a_day(
    scene: TwoCounties, site: Site, clock: time_machine.Traveller
) -> None:
    made, former = actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    _, fresh = actions.rotate_secret(by=scene.city_officer, subscription_id=made.pk)
    assert fresh != former
    decisions.suspend(by=scene.city_officer, task_id=scene.a.task.pk, reason="等待")
    push_due()
    clock.shift(dt.timedelta(days=1, seconds=1))
    decisions.resume(by=scene.city_officer, task_id=scene.a.task.pk, reason="好了")
    push_due()

    def signed_with(asked: object, secret: str) -> bool:
        said = asked.headers["X-Sansan-Timestamp"].encode() + b"." + asked.body
        wanted = f"sha256={hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()}"
        return wanted in asked.headers["X-Sansan-Signature"].split(", ")

    first, second = site.asked
    assert signed_with(first, former)
    assert signed_with(first, fresh)
    assert signed_with(second, fresh)
    assert not signed_with(second, former)


def test_a_stopped_subscription_goes_on_where_it_stopped(scene: TwoCounties, site: Site) -> None:
    made, _ = actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    actions.set_active(by=scene.city_officer, subscription_id=made.pk, active=False)
    decisions.suspend(by=scene.city_officer, task_id=scene.a.task.pk, reason="等待")
    assert push_due() == {}
    actions.set_active(by=scene.city_officer, subscription_id=made.pk, active=True)
    push_due()
    assert [asked.json["verb"] for asked in site.asked] == ["task.suspended"]


def test_a_holder_who_left_has_nothing_told_in_his_name(scene: TwoCounties, site: Site) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    decisions.suspend(by=scene.city_officer, task_id=scene.a.task.pk, reason="等待")
    assert plan_all() == 1
    scene.city_officer.posts.update(ends_on=dt.date(2026, 7, 16))
    assert push_due() == {"skipped": 1}
    assert not site.asked
    assert "离任" in Push.objects.get().error


def test_a_worker_that_dies_leaves_the_push_to_the_next_one(
    scene: TwoCounties, site: Site, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    decisions.suspend(by=scene.city_officer, task_id=scene.a.task.pk, reason="等待")

    def dying(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(pushing, "post_signed", dying)
        with pytest.raises(SystemExit):
            push_due()
    assert push_due() == {}, "while the lease runs it may still be on its way"
    clock.shift(LEASE)
    assert push_due() == {"sent": 1}


def test_who_may_not_subscribe_does_not_and_nobody_changes_another_s(scene: TwoCounties, site: Site) -> None:
    with pytest.raises(NotAllowed):
        actions.subscribe(by=person_with(Role.COUNTY_LEADER), name="x", url=site.address)
    made, _ = actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    with pytest.raises(Missing):
        actions.rotate_secret(by=scene.a.officer, subscription_id=made.pk)
    with pytest.raises(Invalid, match="动作"):
        actions.subscribe(by=scene.city_officer, name="x", url=site.address, verbs=["task.sung"])
    changed = actions.change_subscription(
        by=scene.city_officer,
        subscription_id=made.pk,
        name="新平台",
        url=f"{site.address}?key=abc",
        verbs=["task."],
    )
    assert changed.url.endswith("?key=abc")
    assert "abc" not in str(history_of(made).last().after), "a key in the address is the other side's secret"


def test_the_clock_has_the_worker_push_and_forgets_old_keys(scene: TwoCounties, site: Site) -> None:
    actions.subscribe(by=scene.city_officer, name="平台", url=site.address)
    decisions.suspend(by=scene.city_officer, task_id=scene.a.task.pk, reason="等待")
    jobs.tick()
    jobs.tick()
    assert DBTaskResult.objects.filter(task_path=jobs.push.module_path).count() == 1
    jobs.push.func()
    assert len(site.asked) == 1
