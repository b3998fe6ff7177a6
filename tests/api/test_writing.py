"""Verbs over HTTP are the verbs of the pages: the same checks, the same events, the state told where it bars."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.people.models import Organisation
from sansan.people.roles import Role
from sansan.rectification.actions.intake import read_source
from sansan.rectification.models import Acceptance, ProgressReport, Request, SourceDocument, Task
from sansan.trail.queries import history_of
from tests.api.conftest import Machine, machine_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import MeasureFactory, RoundFactory, TaskFactory
from tests.rectification.two_counties import picture

pytestmark = pytest.mark.django_db
TODAY = "2020-07-17"


@pytest.fixture
def bureau() -> Organisation:
    return OrganisationFactory.create(name="市住建局")


@pytest.fixture
def doer(bureau: Organisation) -> Machine:
    return machine_of(person_with(Role.BUREAU_OFFICER, organisation=bureau))


@pytest.fixture
def city() -> Machine:
    office = OrganisationFactory.create(kind=Organisation.Kind.CITY_OFFICE)
    return machine_of(person_with(Role.CITY_OFFICE, organisation=office))


@pytest.fixture
def task() -> Task:
    return TaskFactory.create(counties=["411702"])


def _photo(name: str = "整改后.jpg", shade: int = 100) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(shade), content_type="image/jpeg")


def test_a_task_goes_all_its_way_over_http(
    task: Task, city: Machine, doer: Machine, bureau: Organisation
) -> None:
    measure = MeasureFactory.create(task=task)
    acceptor = machine_of(person_with(Role.ACCEPTOR))
    path = f"tasks/{task.pk}"
    assert city.post(f"{path}/assign", {"organisation_id": bureau.pk}).json()["state"] == "rectifying"
    said = {"text": "已覆盖 12 处。", "as_of": TODAY}
    reported = doer.form(f"{path}/report", said | {"after": _photo()})
    assert reported.status_code == 201, reported.content.decode()
    report = ProgressReport.objects.get(pk=reported.json()["made"])
    assert report.organisation == bureau, "the only body the person works for"
    assert city.post(f"reports/{report.pk}/review", {"good": True}).status_code == 200
    assert doer.post(f"{path}/measures/{measure.pk}/tick", {"done": True}).status_code == 200
    figure = {"name": "已覆盖工地", "value": "12", "unit": "处", "as_of": TODAY}
    made = doer.post(f"{path}/figures", figure)
    assert made.status_code == 201
    right = {"value": "13", "reason": "漏计 1 处"}
    (value,) = doer.get(path).json()["figures"][0]["series"]
    assert doer.post(f"values/{value['id']}/correct", right).status_code == 200
    if "self_check" in {o["key"] for o in doer.get(path).json()["offers"]}:
        assert doer.form(f"{path}/self-check", said).status_code == 201
    assert doer.form(f"{path}/submit", said).json()["state"] == "submitted"
    accepted = acceptor.post(f"{path}/accept", {"reason": "现场属实", "visited_on": TODAY})
    assert accepted.status_code == 200, accepted.content.decode()
    assert Acceptance.objects.get(task=task).opinion == "现场属实"
    verdicts = city.get(f"{path}/closing").json()
    assert verdicts["frozen"] is False
    assert verdicts["verdicts"]
    verbs = list(history_of(task).values_list("verb", flat=True))
    assert verbs[:2] == ["task.assigned", "task.reported"]
    assert all(event.after["via"].startswith("token:") for event in history_of(task))
    seen = city.get(path).json()
    assert seen["acceptances"][0]["by"]
    assert seen["figures"][0]["printed"] == "13"
    assert [row["verb"] for row in city.get(f"{path}/timeline").json()["items"]] == verbs[::-1]


def test_closing_over_http_freezes_the_verdicts_and_takes_reasons_for_what_does_not_hold(
    city: Machine,
) -> None:
    task = TaskFactory.create(round=RoundFactory.create(procedure="brief"), state="accepted",
                              accepted_at=timezone.now())  # fmt: skip
    MeasureFactory.create(task=task)
    asked = city.post(f"tasks/{task.pk}/close", {"text": "同意销号。"}).json()
    assert (asked["outcome"], asked["frozen"]) == ("open", True)
    unsettled = [v["key"] for v in asked["verdicts"] if v["needs_reason"]]
    assert unsettled
    path = f"closing-requests/{asked['request_id']}/override"
    short = city.post(path, {"reasons": dict.fromkeys(unsettled, "好")})
    assert short.status_code == 422
    reasons = dict.fromkeys(unsettled, "材料由省督察组保管，已当面核对原件。")
    closed = city.post(path, {"reasons": reasons})
    assert closed.json()["outcome"] == "overridden"
    assert {v["override"] for v in closed.json()["verdicts"] if v["needs_reason"]} == set(reasons.values())
    task.refresh_from_db()
    assert task.state == "closed"


def test_a_step_the_state_does_not_allow_is_a_conflict_that_tells_the_state(
    task: Task, city: Machine
) -> None:
    answer = city.post(f"tasks/{task.pk}/resume", {"reason": "条件已具备"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.json()["current"] == {"state": "open"}
    assert "待交办" in answer.json()["detail"]


def test_what_is_missing_and_what_is_too_much_is_told_field_by_field(task: Task, city: Machine) -> None:
    answer = city.post(f"tasks/{task.pk}/suspend", {"reasons": "写错了字段"}).json()
    assert {(e["field"], e["message"]) for e in answer["errors"]} == {
        ("reason", "必须填写"),
        ("reasons", "不认识的字段"),
    }
    assert answer["request_id"]
    Task.objects.filter(pk=task.pk).update(state="rectifying")
    assert city.post(f"tasks/{task.pk}/suspend", {"reason": "  "}).json()["field"] == "reason"
    broken = city.client.post(
        f"/api/v1/tasks/{task.pk}/suspend", "{", content_type="application/json", headers=city.headers
    )
    assert broken.status_code == 400
    assert broken["Content-Type"] == "application/problem+json"


def test_addresses_and_methods_that_are_none_answer_with_problems_too(
    city: Machine, stranger: Machine
) -> None:
    for answer, status in (
        (city.get("nothing"), 404),
        (city.client.delete("/api/v1/tasks", headers=city.headers), 405),
        (city.get("tasks/many"), 422),
        (city.get("tasks/99999999999999999999999999"), 422),
        (stranger.get("nothing"), 404),
    ):
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_a_file_is_checked_as_on_the_page_and_against_its_digest(
    task: Task, doer: Machine, city: Machine, bureau: Organisation
) -> None:
    city.post(f"tasks/{task.pk}/assign", {"organisation_id": bureau.pk})
    path, said = f"tasks/{task.pk}/report", {"text": "已完成。", "as_of": TODAY}
    false = SimpleUploadedFile("照片.jpg", b"MZ\x00 not a picture", content_type="image/jpeg")
    assert doer.form(path, said | {"after": false}).json()["field"] == "upload"
    wrong = doer.form(path, said | {"after": _photo(), "sha256": "0" * 64})
    assert wrong.json()["field"] == "sha256"
    assert ProgressReport.objects.count() == 0, "nothing is kept of what was refused"
    right = ",".join(hashlib.sha256(picture(shade)).hexdigest() for shade in (100, 50))
    files = {"before": _photo("前.jpg", 50), "after": _photo()}
    assert doer.form(path, said | files | {"sha256": right}).status_code == 201
    seen = doer.get(f"tasks/{task.pk}").json()["reports"][0]["evidence"]
    assert {e["purpose"] for e in seen} == {"before", "after"}


def test_evidence_takes_its_own_scope(task: Task, city: Machine, bureau: Organisation) -> None:
    city.post(f"tasks/{task.pk}/assign", {"organisation_id": bureau.pk})
    person = person_with(Role.BUREAU_OFFICER, organisation=bureau)
    reports_only = machine_of(person, "rectification.view", "rectification.report")
    said = {"text": "已完成。", "as_of": TODAY}
    assert reports_only.form(f"tasks/{task.pk}/report", said | {"after": _photo()}).status_code == 403
    assert reports_only.form(f"tasks/{task.pk}/report", said).status_code == 201


def test_who_saw_an_older_state_is_told_what_has_been_done_since(
    task: Task, city: Machine, bureau: Organisation
) -> None:
    seen = city.get(f"tasks/{task.pk}")["ETag"]
    first = city.post(f"tasks/{task.pk}/assign", {"organisation_id": bureau.pk}, If_Match=seen)
    assert first.status_code == 200
    other = OrganisationFactory.create()
    late = city.post(f"tasks/{task.pk}/assign", {"organisation_id": other.pk}, If_Match=seen)
    assert late.status_code == 412
    assert late.json()["code"] == "stale"
    assert "交办" in late.json()["detail"]
    assert f'"{late.json()["current"]["version"]}"' == first["ETag"]
    again = city.post(f"tasks/{task.pk}/assign", {"organisation_id": other.pk}, If_Match=first["ETag"])
    assert again.status_code == 200


def test_extension_and_transfer_are_asked_for_and_answered(
    task: Task, city: Machine, doer: Machine, bureau: Organisation
) -> None:
    Task.objects.filter(pk=task.pk).update(deadline_date="2020-06-30")
    city.post(f"tasks/{task.pk}/assign", {"organisation_id": bureau.pk})
    asked = doer.post(f"tasks/{task.pk}/extend", {"deadline": "2020-12-31", "reason": "雨季无法施工"})
    assert asked.status_code == 201
    assert [r["kind"] for r in city.get("requests", {"state": "waiting"}).json()["items"]] == ["extension"]
    answer = {"granted": True, "text": "同意"}
    assert doer.post(f"requests/{asked.json()['made']}/answer", answer).status_code == 403
    assert city.post(f"requests/{asked.json()['made']}/answer", answer).status_code == 200
    task.refresh_from_db()
    assert str(task.deadline_date) == "2020-12-31"
    other = OrganisationFactory.create(name="市城管局")
    passed = doer.post(f"tasks/{task.pk}/transfer", {"to_id": other.pk, "reason": "属市政道路"})
    reader = machine_of(person_with(Role.BUREAU_OFFICER, organisation=other), "rectification.view")
    assert reader.post(f"requests/{passed.json()['made']}/answer", answer).status_code == 403, (
        "a reader's token"
    )
    taker = machine_of(person_with(Role.BUREAU_OFFICER, organisation=other))
    assert taker.post(f"requests/{passed.json()['made']}/answer", answer).status_code == 200
    assert Request.objects.get(pk=passed.json()["made"]).state == "granted"


def test_a_paper_is_issued_received_answered_and_closed(
    task: Task, city: Machine, doer: Machine, bureau: Organisation
) -> None:
    Task.objects.filter(pk=task.pk).update(deadline_date="2020-06-30")
    city.post(f"tasks/{task.pk}/assign", {"organisation_id": bureau.pk})
    made = city.post(f"tasks/{task.pk}/papers", {"organisation_id": bureau.pk, "rung": "remind"})
    assert made.status_code == 201, made.content.decode()
    paper = made.json()
    assert paper["number"]
    assert "超期" in paper["facts"]
    reader = machine_of(person_with(Role.BUREAU_OFFICER, organisation=bureau), "rectification.view")
    assert reader.post(f"papers/{paper['id']}/receive", {}).status_code == 403, "a reader's token"
    assert doer.post(f"papers/{paper['id']}/receive", {}).json()["state"] == "received"
    assert doer.post(f"papers/{paper['id']}/answer", {"reply": "月底前完成。"}).json()["state"] == "answered"
    assert city.post(f"papers/{paper['id']}/close", {"reason": "同意"}).json()["state"] == "closed"
    assert city.get(f"papers/{paper['id']}/file").content[:2] == b"PK"
    assert city.get("papers", {"state": "closed"}).json()["items"][0]["id"] == paper["id"]


def test_a_report_is_handed_in_read_gone_over_and_entered(city: Machine) -> None:
    round_ = RoundFactory.create()
    problems = ("某工地扬尘", "某厂散乱污", "多余的一项")
    text = "".join(f"{number}.{said}。\n整改情况：已完成。\n" for number, said in enumerate(problems, 1))
    upload = SimpleUploadedFile("完成情况.txt", text.encode(), content_type="text/plain")
    kept = city.form(f"rounds/{round_.pk}/sources", {"upload": upload})
    assert kept.status_code == 202
    source = kept.json()
    assert source["state"] == "queued"
    read_source(source_id=source["id"])
    assert city.get(f"sources/{source['id']}").json()["state"] == "read"
    first, second, third = city.get(f"sources/{source['id']}/proposals").json()["items"]
    changed = city.post(f"proposals/{first['id']}/correct", {"problem": "某工地扬尘未覆盖。"}).json()
    assert changed["problem"] == "某工地扬尘未覆盖。"
    assert changed["number"] == first["number"]
    assert city.post(f"proposals/{third['id']}/drop", {}).json()["decision"] == "dropped"
    entered = city.post(f"sources/{source['id']}/confirm", {})
    assert len(entered.json()["task_ids"]) == 2
    assert city.post(f"sources/{source['id']}/confirm", {}).status_code == 409
    assert SourceDocument.objects.get().state == "confirmed"
    assert second["problem"]


def test_exports_are_the_files_of_the_pages(task: Task, city: Machine) -> None:
    for path in (
        "exports/ledger?state=not_started",
        f"rounds/{task.round_id}/export",
        f"tasks/{task.pk}/file",
    ):
        answer = city.post(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, path
        assert body[:2] == b"PK", path
        assert "filename*=UTF-8''" in answer["Content-Disposition"]
    empty = city.post("exports/ledger?state=closed")
    assert empty.status_code == 422
    assert "没有可导出的任务" in empty.json()["detail"]
    county = machine_of(person_with(Role.COUNTY_LEADER))
    assert county.post(f"tasks/{task.pk}/file").status_code == 404
