"""Doing one thing to many rows: the preview says what will happen, and that is what happens, once."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from sansan.lists import jobs
from sansan.lists.bulk_actions import carry_out, start_run
from sansan.lists.models import BulkRun
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.rectification.models import (
    Assignment,
    AuditFinding,
    Disposition,
    Instrument,
    ProgressReport,
    Task,
)
from sansan.rectification.workflow import State
from sansan.trail.models import Event
from tests.client import PageClient
from tests.people.factories import person_with
from tests.rectification.factories import TaskFactory
from tests.rectification.two_counties import CITY, TwoCounties, two_counties

pytestmark = pytest.mark.django_db
BULK = "/lists/bulk"


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def client_of(person: Person) -> PageClient:
    client = PageClient()
    client.force_login(person)
    return client


def tasks(scene: TwoCounties, number: int, **fields: Any) -> list[Task]:
    return [TaskFactory.create(round=scene.round, problem=f"事项{n}", **fields) for n in range(number)]


def previewed(client: PageClient, verb: str, rows: list[Any], **values: Any) -> Any:
    sent = {"verb": verb, "pk": [row.pk for row in rows], "step": "preview", **values}
    response = client.post(BULK, sent)
    assert response.status_code == 200, response.content.decode()
    return response


def carried_out(client: PageClient, preview: Any, **more: Any) -> BulkRun:
    context = preview.context
    sent = {"verb": context["verb"].key, "pk": context["keys"], "step": "go", "token": context["token"]}
    response = client.post(BULK, sent | dict(context["sent"]) | more)
    assert response.status_code == 302, response.content.decode()
    return BulkRun.objects.get(pk=int(response["Location"].strip("/").split("/")[-1]))


def test_tasks_are_handed_over_together_with_an_event_each(scene: TwoCounties) -> None:
    client, rows = client_of(scene.city_officer), tasks(scene, 3)
    events = Event.objects.count()
    preview = previewed(
        client,
        "rectification.assign",
        rows,
        organisation=scene.a.office.name,
        role="responsible",
        note="速办",
    )
    assert [outcome.done for outcome in preview.context["outcomes"]] == [True] * 3
    assert Event.objects.count() == events
    assert not Assignment.objects.filter(task__in=rows).exists()
    run = carried_out(client, preview)
    assert run.number_done == 3
    assert Assignment.objects.filter(task__in=rows, organisation=scene.a.office).count() == 3
    assert Event.objects.filter(verb="task.assigned", target_id__in=[str(t.pk) for t in rows]).count() == 3
    assert Event.objects.filter(verb="bulk.finished").get().after["done"] == 3
    page = client.get(f"{BULK}/{run.pk}/")
    assert "办理 3 项" in page.content.decode()


def test_the_preview_says_of_each_row_why_it_will_not_be_done(scene: TwoCounties) -> None:
    able, closed = (
        TaskFactory.create(round=scene.round),
        TaskFactory.create(
            round=scene.round, state=State.CLOSED, accepted_at=timezone.now(), closed_at=timezone.now()
        ),
    )
    client = client_of(scene.city_officer)
    preview = previewed(
        client, "rectification.move_deadline", [able, closed], deadline="2030-01-31", reason="批准延期"
    )
    said = {outcome.pk: (outcome.done, outcome.words) for outcome in preview.context["outcomes"]}
    assert said[able.pk][0]
    assert said[closed.pk] == (False, "任务已销号，不再调整期限。")
    run = carried_out(client, preview)
    assert [result["done"] for result in run.results] == [True, False]
    able.refresh_from_db()
    assert able.deadline_date == dt.date(2030, 1, 31)


def test_all_or_none_leaves_nothing_half_done(scene: TwoCounties) -> None:
    able, closed = (
        TaskFactory.create(round=scene.round),
        TaskFactory.create(
            round=scene.round, state=State.CLOSED, accepted_at=timezone.now(), closed_at=timezone.now()
        ),
    )
    client, before = client_of(scene.city_officer), able.deadline_date
    preview = previewed(
        client, "rectification.move_deadline", [able, closed], deadline="2030-01-31", reason="批准延期"
    )
    run = carried_out(client, preview, together="1")
    assert run.number_done == 0
    assert run.finished_at
    assert run.results[0]["words"] == "有一项不能办理，全部未办理"
    able.refresh_from_db()
    assert able.deadline_date == before
    assert not Event.objects.filter(verb="task.deadline_moved").exists()


def test_sent_twice_it_is_done_once(scene: TwoCounties) -> None:
    client, rows = client_of(scene.city_officer), tasks(scene, 2)
    preview = previewed(client, "rectification.move_deadline", rows, deadline="2030-01-31", reason="批准延期")
    first, second = carried_out(client, preview), carried_out(client, preview)
    assert first.pk == second.pk
    assert Event.objects.filter(verb="task.deadline_moved").count() == 2
    carry_out(run_id=first.pk)  # a job that comes again
    assert Event.objects.filter(verb="task.deadline_moved").count() == 2
    assert Event.objects.filter(verb="bulk.finished").count() == 1


def test_a_run_that_was_stopped_goes_on_where_it_was(scene: TwoCounties) -> None:
    rows = tasks(scene, 3)
    run = start_run(
        by=scene.city_officer, token="one", verb_key="rectification.move_deadline",
        keys=[t.pk for t in rows], values="deadline=2030-01-31&reason=批准", together=False,
    )  # fmt: skip
    run.results = [{"pk": rows[0].pk, "label": "", "done": True, "words": "此前已办"}]
    run.save()
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert [result["words"] == "此前已办" for result in run.results] == [True, False, False]
    assert Event.objects.filter(verb="task.deadline_moved").count() == 2


def test_the_whole_of_the_filter_is_taken_up_to_the_limit(
    scene: TwoCounties, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks(scene, 3)
    client = client_of(scene.city_officer)
    sent = {"verb": "rectification.supervise", "whole": "1", "query": f"round={scene.round.pk}"}
    assert len(client.post(BULK, sent).context["keys"]) == scene.round.tasks.count()
    monkeypatch.setattr("sansan.lists.bulk_views.MOST", 2)
    assert client.post(BULK, sent).status_code == 400
    assert client.post(BULK, {"verb": "rectification.supervise"}).status_code == 400


def test_rows_of_another_county_are_as_if_they_were_not_there(scene: TwoCounties) -> None:
    client = client_of(scene.a.officer)
    response = client.post(BULK, {"verb": "rectification.assign", "pk": [scene.b.task.pk, scene.shared.pk]})
    assert response.context["keys"] == [scene.shared.pk]
    assert client.post(BULK, {"verb": "rectification.assign", "pk": [scene.b.task.pk]}).status_code == 400


def test_who_may_not_do_it_to_one_may_not_do_it_to_many(scene: TwoCounties) -> None:
    client = client_of(scene.a.leader)
    assert not client.get("/rectification/ledger/").context["list"].bulk
    for step in ("", "preview", "go"):
        sent = {"verb": "rectification.assign", "pk": [scene.shared.pk], "step": step}
        assert client.post(BULK, sent).status_code == 403
    assert not BulkRun.objects.exists()


def test_papers_go_to_every_unit_that_does_the_work(scene: TwoCounties) -> None:
    scene.a.task.deadline_date = timezone.localdate() - dt.timedelta(days=9)
    scene.a.task.save()
    client = client_of(scene.city_officer)
    preview = previewed(client, "rectification.supervise", [scene.a.task], rung="remind")
    run = carried_out(client, preview)
    paper = Instrument.objects.get()
    assert run.results[0]["words"] == f"{paper.organisation.name}：{paper.number}"
    again = previewed(client, "rectification.supervise", [scene.a.task], rung="remind")
    assert not again.context["outcomes"][0].done


def test_waiting_reports_of_many_tasks_get_one_word(scene: TwoCounties) -> None:
    client = client_of(scene.city_officer)
    rows = [scene.a.task, scene.b.task]
    run = carried_out(client, previewed(client, "rectification.review", rows, good="yes"))
    assert run.number_done == 2
    assert not ProgressReport.objects.filter(task__in=rows, review="").exists()


def test_findings_are_answered_together_and_answers_given_before_stay(scene: TwoCounties) -> None:
    answered = scene.a.finding
    answered.disposition, answered.reason = Disposition.EXPLAINED, "此前已说明"
    answered.disposed_by, answered.disposed_at = scene.city_officer, timezone.now()
    answered.save()
    client = client_of(scene.city_officer)
    preview = previewed(
        client, "rectification.dispose_findings", [answered, scene.b.finding],
        disposition="dismissed", reason="口径不同",
    )  # fmt: skip
    assert carried_out(client, preview).number_done == 1
    assert AuditFinding.objects.get(pk=answered.pk).reason == "此前已说明"
    assert AuditFinding.objects.get(pk=scene.b.finding.pk).disposition == Disposition.DISMISSED


def test_a_leader_signs_a_heap_of_papers(scene: TwoCounties) -> None:
    leader = person_with(Role.CITY_LEADER, area_code=CITY, name="市领导")
    scene.a.task.deadline_date = timezone.localdate() - dt.timedelta(days=60)
    scene.a.task.save()
    office = client_of(scene.city_officer)
    carried_out(office, previewed(office, "rectification.supervise", [scene.a.task], rung="circular"))
    client = client_of(leader)
    papers = list(Instrument.objects.filter(state="drafted"))
    assert papers
    run = carried_out(client, previewed(client, "rectification.sign_papers", papers))
    assert run.number_done == len(papers)
    assert not Instrument.objects.filter(state="drafted").exists()


def test_many_rows_become_a_job_with_a_bar(scene: TwoCounties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sansan.lists.bulk_views.AT_ONCE", 1)
    client, rows = client_of(scene.city_officer), tasks(scene, 3)
    preview = previewed(client, "rectification.move_deadline", rows, deadline="2030-01-31", reason="批准延期")
    run = carried_out(client, preview)
    assert run.finished_at is None
    assert "progress" in client.get(f"{BULK}/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    carry_out(run_id=run.pk)
    assert "办理 3 项" in client.get(f"{BULK}/{run.pk}/").content.decode()
    assert client_of(scene.a.officer).get(f"{BULK}/{run.pk}/").status_code == 404


def test_the_ticked_rows_alone_are_taken_away(scene: TwoCounties) -> None:
    client = client_of(scene.city_officer)
    sent = {"export": "csv", "query": "", "pk": [scene.shared.pk]}
    text = b"".join(client.post("/rectification/ledger/", sent).streaming_content).decode()
    assert "两县共有" in text
    assert scene.b.mark not in text
    assert client.post("/rectification/ledger/", {"export": "csv", "query": ""}).status_code == 400


def test_a_run_whose_process_was_killed_is_carried_on_by_the_worker(scene: TwoCounties) -> None:
    rows = tasks(scene, 3)
    run = start_run(
        by=scene.city_officer,
        token="killed",
        verb_key="rectification.assign",
        keys=[row.pk for row in rows],
        values=urlencode({"organisation": scene.a.office.name, "role": "responsible"}),
        together=False,
    )
    jobs.tick()
    run.refresh_from_db()
    assert run.finished_at is None, "it may still be under way"
    BulkRun.objects.update(at=timezone.now() - jobs.PATIENCE - dt.timedelta(seconds=1))
    jobs.go_on.func()
    jobs.go_on.func()
    run.refresh_from_db()
    assert (run.finished_at is not None, run.number_done) == (True, 3)
    assert Assignment.objects.filter(task__in=rows).count() == 3
