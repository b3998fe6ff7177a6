"""What a token reads is what its holder's pages show: the same rows, the same words, nothing of a neighbour's."""

import datetime as dt
import hashlib
import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.rectification.models import Task
from tests.api.conftest import machine_of
from tests.rectification.factories import TaskFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def test_the_ledger_is_the_holder_s_own(scene: TwoCounties) -> None:
    seen = machine_of(scene.a.officer).get("tasks").json()
    assert {row["id"] for row in seen["items"]} == {scene.a.task.pk, scene.shared.pk}
    assert seen["next"] is None
    (row,) = (row for row in seen["items"] if row["id"] == scene.a.task.pk)
    assert row["state_label"] == "整改中"
    assert row["display"] == "overdue"
    assert row["deadline_date"] == "2020-12-31"
    assert row["late_days"] > 1000
    assert row["units"][0]["organisation_id"] == scene.a.office.pk


def test_nothing_of_another_county_is_in_any_answer(scene: TwoCounties) -> None:
    mine = machine_of(scene.a.officer)
    for path in (
        "tasks",
        f"tasks/{scene.shared.pk}",
        f"tasks/{scene.shared.pk}/timeline",
        f"tasks/{scene.shared.pk}/closing",
        f"rounds/{scene.round.pk}",
        "rounds",
        "findings",
        "papers",
        "requests",
        "organisations",
        "me",
    ):
        answer = mine.get(path)
        assert answer.status_code == 200, path
        assert scene.b.mark not in answer.content.decode(), path
    for path in (
        f"tasks/{scene.b.task.pk}",
        f"tasks/{scene.b.task.pk}/timeline",
        f"findings/{scene.b.finding.pk}",
        f"evidence/{scene.b.evidence[0].pk}",
        f"evidence/{scene.b.evidence[0].pk}/file",
    ):
        theirs, none = mine.get(path), mine.get(path.replace(path.split("/")[1], "99999999"))
        assert theirs.status_code == none.status_code == 404
        assert theirs.json()["detail"] == none.json()["detail"], "what is not mine is not there"


def test_a_task_is_told_whole_with_what_may_be_done_now(scene: TwoCounties) -> None:
    task = machine_of(scene.a.officer).get(f"tasks/{scene.a.task.pk}")
    seen = task.json()
    assert task["ETag"] == f'"{seen["version"]}"'
    assert seen["measures"][0]["text"].startswith("措施")
    assert seen["reports"][0]["evidence"][0]["sha256"] == scene.a.evidence[0].file.sha256
    offered = {offer["key"]: offer["href"] for offer in seen["offers"]}
    assert offered["report"] == f"/api/v1/tasks/{scene.a.task.pk}/report"
    assert "accept" not in offered
    assert seen["waits_for"]


def test_pages_of_the_ledger_meet_without_a_gap_and_without_a_repetition(scene: TwoCounties) -> None:
    city = machine_of(scene.city_officer)
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = city.get("tasks", {"limit": 1, "cursor": cursor}).json()
        found += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert sorted(found) == sorted(Task.objects.values_list("pk", flat=True))


def test_a_filter_value_that_is_none_is_refused_in_its_own_words(scene: TwoCounties) -> None:
    city = machine_of(scene.city_officer)
    assert city.get("tasks", {"state": "overdue"}).status_code == 200
    wrong = city.get("tasks", {"state": "asleep"})
    assert wrong.status_code == 422
    assert wrong["Content-Type"] == "application/problem+json"
    assert wrong.json()["field"] == "state"
    assert "overdue" in wrong.json()["detail"]
    misspelt = city.get("tasks", {"stat": "overdue"})
    assert misspelt.status_code == 422, "a filter misspelt must not open the whole list"
    assert "stat" in misspelt.json()["detail"]
    assert city.get("tasks", {"round": 987654}).json()["field"] == "round"


@time_machine.travel(dt.datetime(2026, 7, 17, 4, 0, 30, tzinfo=dt.UTC), tick=False)
def test_a_list_costs_the_same_queries_however_many_rows_it_has(scene: TwoCounties) -> None:
    city = machine_of(scene.city_officer)
    city.get("me")  # the first request of a minute counts itself with one statement more
    counted = []
    for batch in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert city.get("tasks", {"limit": 200}).status_code == 200
        counted.append(len(queries))
        for number in range(30 * batch, 30 * batch + 30):
            TaskFactory.create(round=scene.round, counties=[scene.a.code], units=[scene.a.office],
                               deadline_date=dt.date(2020, 1, 1), order=1000 + number)  # fmt: skip
    assert counted[0] == counted[1]


def test_the_file_of_evidence_arrives_as_it_was_handed_in(scene: TwoCounties) -> None:
    mine = machine_of(scene.a.officer)
    answer = mine.get(f"evidence/{scene.a.evidence[0].pk}/file")
    body = b"".join(answer.streaming_content)
    assert hashlib.sha256(body).hexdigest() == scene.a.evidence[0].file.sha256
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_answers_are_readable_as_they_are(scene: TwoCounties) -> None:
    body = machine_of(scene.a.officer).get("me").content.decode()
    assert scene.a.officer.name in body
    assert json.loads(body)["posts"][0]["organisation"] == scene.a.office.name
