"""notify(): in the caller's transaction, once a day for one cause, and one job that sends it on."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from sansan.notify.models import Message
from sansan.notify.notice import notify
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
CALL: dict[str, Any] = {"kind": "notify.notice", "title": "第 21 项被退回", "url": "/rectification/tasks/21/"}


def test_each_person_gets_a_message_of_his_own() -> None:
    first, second = PersonFactory.create_batch(2)
    notify(**CALL, to=[first, second, first], body="照片模糊", area_code="411702", urgent=True)
    rows = Message.objects.order_by("pk").values_list(
        "recipient", "title", "body", "url", "area_code", "urgent"
    )
    words = ("第 21 项被退回", "照片模糊", "/rectification/tasks/21/", "411702", True)
    assert list(rows) == [(first.pk, *words), (second.pk, *words)]


def test_a_closed_account_is_told_nothing() -> None:
    notify(**CALL, to=[PersonFactory.create(is_active=False)])
    assert not Message.objects.exists()


def test_the_same_cause_tells_a_person_once_a_day_of_beijing(clock: time_machine.Traveller) -> None:
    person, other = PersonFactory.create_batch(2)
    notify(**CALL, to=[person], key="task-21")
    clock.shift(dt.timedelta(hours=11, minutes=59))  # 23:59
    notify(**CALL, to=[person, other], key="task-21")
    assert Message.objects.filter(recipient=person).count() == 1
    assert Message.objects.filter(recipient=other).count() == 1, "nobody loses his because another was told"
    clock.shift(dt.timedelta(minutes=1))  # the next day begins, in UTC it is still the same
    notify(**CALL, to=[person], key="task-21")
    assert Message.objects.filter(recipient=person).count() == 2


def test_different_causes_and_messages_without_a_cause_are_all_told() -> None:
    person = PersonFactory.create()
    for key in ("task-21", "task-22", "", ""):
        notify(**CALL, to=[person], key=key)
    assert Message.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_told_nobody() -> None:
    person = PersonFactory.create()
    with transaction.atomic():
        notify(**CALL, to=[person])
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    person = PersonFactory.create()
    with pytest.raises(transaction.TransactionManagementError):
        notify(**CALL, to=[person])
    assert not Message.objects.exists()


def test_many_calls_leave_one_job(django_capture_on_commit_callbacks: Any) -> None:
    person = PersonFactory.create()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            notify(**CALL, to=[person])
        assert not DBTaskResult.objects.exists(), "not before the commit"
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "  "},
        {"url": "https://elsewhere.example/"},
        {"url": "//elsewhere.example/"},
        {"url": "/\\elsewhere.example/"},
        {"url": "javascript:alert(1)"},
        {"key": "k" * 121},
    ],
)
def test_what_no_page_could_show_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"title|address|key"):
        notify(**{**CALL, **wrong}, to=[PersonFactory.create()])


def test_a_kind_nobody_declared_is_refused() -> None:
    with pytest.raises(LookupError):
        notify(**{**CALL, "kind": "nobody.knows"}, to=[PersonFactory.create()])


def test_a_title_is_one_line_and_a_long_one_is_cut() -> None:
    person = PersonFactory.create()
    notify(**{**CALL, "title": "第 21 项\r\nBcc: x@example.com"}, to=[person])
    assert Message.objects.get().title == "第 21 项 Bcc: x@example.com"
    notify(**{**CALL, "title": "长" * 200}, to=[person])
    assert Message.objects.latest("pk").title == "长" * 119 + "…"
