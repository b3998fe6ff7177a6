"""The same request under the same key is done once and answered twice."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.api import idempotency
from sansan.api.models import Kept
from sansan.people.models import Organisation
from sansan.people.roles import Role
from sansan.rectification.models import ProgressReport, Task
from sansan.trail.models import Event
from tests.api.conftest import Machine, machine_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import TaskFactory
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Organisation:
    return OrganisationFactory.create()


@pytest.fixture
def doer(bureau: Organisation) -> Machine:
    return machine_of(person_with(Role.BUREAU_OFFICER, organisation=bureau))


@pytest.fixture
def task(bureau: Organisation) -> Task:
    return TaskFactory.create(units=[bureau], state="rectifying")


FIGURE = {"name": "已覆盖", "value": "12", "unit": "处", "as_of": "2020-07-17"}


def test_a_repeated_request_gets_the_first_answer_and_does_nothing(doer: Machine, task: Task) -> None:
    path = f"tasks/{task.pk}/figures"
    first = doer.post(path, FIGURE, Idempotency_Key="a-1")
    again = doer.post(path, dict(reversed(FIGURE.items())), Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert task.figures.count() == 1
    assert Event.objects.filter(verb="figure.added").count() == 1


def test_the_key_of_another_request_is_refused(doer: Machine, task: Task) -> None:
    path = f"tasks/{task.pk}/figures"
    doer.post(path, FIGURE, Idempotency_Key="a-1")
    other = doer.post(path, FIGURE | {"value": "13"}, Idempotency_Key="a-1")
    assert other.status_code == 422
    assert other.json()["field"] == "Idempotency-Key"
    elsewhere = doer.post(f"tasks/{task.pk + 1}/figures", FIGURE, Idempotency_Key="a-1")
    assert elsewhere.status_code == 422
    assert task.figures.count() == 1


def test_a_form_sent_again_is_the_same_whatever_its_boundary(doer: Machine, task: Task) -> None:
    def send(boundary: str) -> Any:
        body = (
            (
                f'--{boundary}\r\nContent-Disposition: form-data; name="text"\r\n\r\n已完成\r\n'
                f'--{boundary}\r\nContent-Disposition: form-data; name="as_of"\r\n\r\n2020-07-17\r\n'
                f'--{boundary}\r\nContent-Disposition: form-data; name="after"; filename="a.jpg"\r\n'
                "Content-Type: image/jpeg\r\n\r\n"
            ).encode()
            + picture()
            + f"\r\n--{boundary}--\r\n".encode()
        )
        return doer.client.post(
            f"/api/v1/tasks/{task.pk}/report",
            body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=doer.headers | {"Idempotency-Key": "form-1"},
        )

    assert send("one").status_code == 201
    assert send("two")["Idempotency-Replayed"] == "true"
    assert ProgressReport.objects.count() == 1
    other = {"text": "已完成", "as_of": "2020-07-17", "after": SimpleUploadedFile("a.jpg", picture(7))}
    assert doer.form(f"tasks/{task.pk}/report", other, Idempotency_Key="form-1").status_code == 422


def test_a_refusal_is_not_kept_so_the_request_may_be_put_right(doer: Machine, task: Task) -> None:
    path = f"tasks/{task.pk}/figures"
    assert doer.post(path, FIGURE | {"name": " "}, Idempotency_Key="a-1").status_code == 422
    assert not Kept.objects.exists()
    assert doer.post(path, FIGURE, Idempotency_Key="a-1").status_code == 201


def test_keys_of_two_tokens_do_not_meet(doer: Machine, task: Task, bureau: Organisation) -> None:
    other = machine_of(person_with(Role.BUREAU_OFFICER, organisation=bureau))
    doer.post(f"tasks/{task.pk}/figures", FIGURE, Idempotency_Key="a-1")
    answer = other.post(f"tasks/{task.pk}/figures", FIGURE | {"name": "另一项"}, Idempotency_Key="a-1")
    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["", "  ", "键", "a" * 129])
def test_a_key_that_will_not_do_is_refused(doer: Machine, task: Task, key: str) -> None:
    answer = doer.client.post(
        f"/api/v1/tasks/{task.pk}/figures", "{}", content_type="application/json",
        headers=doer.headers, HTTP_IDEMPOTENCY_KEY=key,
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["field"] == "Idempotency-Key"


def test_a_fault_between_the_deed_and_the_answer_leaves_neither(
    doer: Machine, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    doer.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "_keep", broken)
        failed = doer.post(f"tasks/{task.pk}/figures", FIGURE, Idempotency_Key="a-1")
    assert failed.status_code == 500
    assert failed["Content-Type"] == "application/problem+json"
    assert not task.figures.exists()
    assert not Kept.objects.exists()
    assert doer.post(f"tasks/{task.pk}/figures", FIGURE, Idempotency_Key="a-1").status_code == 201


def test_an_export_under_a_key_is_given_again_as_it_was(task: Task) -> None:
    city = machine_of(person_with(Role.CITY_OFFICE))
    first, again = (city.post("exports/ledger", None, Idempotency_Key="x") for _ in range(2))
    assert b"".join(first.streaming_content) == again.content
    assert again["Content-Disposition"] == first["Content-Disposition"]
    assert Event.objects.filter(verb="ledger.exported").count() == 1


def test_old_keys_are_forgotten(doer: Machine, task: Task) -> None:
    doer.post(f"tasks/{task.pk}/figures", FIGURE, Idempotency_Key="a-1")
    assert idempotency.sweep(timezone.now() + dt.timedelta(days=6)) == 0
    assert idempotency.sweep(timezone.now() + dt.timedelta(days=8)) == 1
