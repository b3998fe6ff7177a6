"""Closing goes through a request: what it finds is frozen, and what does not hold is answered for by name."""

import ast
import datetime as dt
import json
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.people.roles import ROLES, Role
from sansan.rectification.actions import decisions
from sansan.rectification.actions.exports import export_closing_file
from sansan.rectification.closing.actions import (
    Choice,
    declare_claims,
    override_and_close,
    request_closing,
)
from sansan.rectification.closing.examine import OFF, Result
from sansan.rectification.closing.gathering import gather
from sansan.rectification.closing.queries import last_closing, open_request, overrides_in
from sansan.rectification.models import ClaimChoice, ClosingOverride, ClosingRequest, Round, Task
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of
from tests.people.factories import person_with
from tests.project.tree import modules, shown
from tests.rectification.closing.scene import CENTRE, JULY, REASON, accepted, bare, overrider, picture, scene
from tests.rectification.factories import AuditFindingFactory, TaskFactory

pytestmark = pytest.mark.django_db
WHY = "照片由督察组拍摄，已当面核对。"
GOOD_WORDS = {"photos_in_place": WHY, "photos_in_time": "经与巡查记录核对，拍于整改期间。"}


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def silent(city) -> Task:
    """Accepted, but its photos say neither when nor where."""
    return accepted(city, city.a, ("before", bare("前")), ("after", bare("后")))


def judgements(request: ClosingRequest) -> dict[str, str]:
    return {r["key"]: r["judgement"] for r in request.results if r["judgement"] != "holds"}


def state(task: Task) -> str:
    task.refresh_from_db()
    return task.state


def test_where_everything_holds_the_request_closes_the_task(city):
    task = accepted(city, city.a)
    request = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert (request.outcome, request.decided_by, state(task)) == ("closed", city.city_officer, State.CLOSED)
    verbs = list(history_of(task).order_by("seq").values_list("verb", flat=True))
    assert verbs[-2:] == ["closing.requested", "task.closed"]
    assert last_closing(task) == request


def test_the_request_remembers_who_accepted(city):
    task = accepted(city, city.a)
    request = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert (request.accepted_by, request.accepted_at) == (city.acceptor, task.accepted_at)


def test_what_cannot_be_judged_does_not_close_and_is_kept(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    assert (request.outcome, state(silent)) == ("open", State.ACCEPTED)
    assert judgements(request) == {"photos_in_place": "unjudged", "photos_in_time": "unjudged"}
    assert history_of(silent).get(verb="closing.requested").after["unsettled"] == [
        "照片拍于现场",
        "照片拍于整改期间",
    ]


def test_a_named_person_closes_all_the_same_with_a_reason_for_each(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    boss = overrider()
    done = override_and_close(by=boss, request_id=request.pk, reasons=GOOD_WORDS)
    assert (done.outcome, done.decided_by, state(silent)) == ("overridden", boss, State.CLOSED)
    assert {o.claim: (o.reason, o.by, o.judgement) for o in done.overrides.all()} == {
        key: (why, boss, "unjudged") for key, why in GOOD_WORDS.items()
    }
    events = history_of(silent).filter(verb="closing.overridden")
    assert {e.reason for e in events} == set(GOOD_WORDS.values())
    assert {e.actor_name for e in events} == {boss.name}


@pytest.mark.parametrize(
    "reasons",
    [{}, {"photos_in_place": WHY}, {**GOOD_WORDS, "photos_in_time": "已核实。        "}],
    ids=["none", "one of two", "too short"],
)
def test_without_a_reason_for_each_nothing_is_closed(city, silent, reasons):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    with pytest.raises(Invalid, match="不少于 10 个字"), transaction.atomic():
        override_and_close(by=city.city_officer, request_id=request.pk, reasons=reasons)
    assert state(silent) == State.ACCEPTED
    assert not ClosingOverride.objects.exists()


def test_a_reason_for_what_holds_is_refused(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    with pytest.raises(Invalid, match="不需要"):
        override_and_close(
            by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS | {"measures_done": WHY}
        )


def test_only_the_city_office_overrides():
    assert [role for role in Role if "rectification.override" in ROLES[role].grants] == [Role.CITY_OFFICE]


def test_whoever_may_not_close_may_neither_ask_nor_override(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    for person in (city.a.officer, city.a.leader, city.acceptor):
        with pytest.raises(NotAllowed):
            request_closing(by=person, task_id=silent.pk, text=REASON)
        with pytest.raises(NotAllowed):
            override_and_close(by=person, request_id=request.pk, reasons=GOOD_WORDS)
        with pytest.raises(NotAllowed):
            declare_claims(by=person, task_id=silent.pk, claims={}, reason=WHY)


def test_the_doer_neither_closes_nor_overrides_nor_takes_claims_off(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    insider = person_with(Role.CITY_OFFICE, organisation=city.a.office)
    with pytest.raises(NotAllowed, match="承担了本任务"):
        request_closing(by=insider, task_id=silent.pk, text=REASON)
    with pytest.raises(NotAllowed, match="承担了本任务"):
        override_and_close(by=insider, request_id=request.pk, reasons=GOOD_WORDS)
    off = {"photos_in_place": Choice(applies=False)}
    with pytest.raises(NotAllowed, match="承担了本任务"):
        declare_claims(by=insider, task_id=silent.pk, claims=off, reason=WHY)


def test_another_citys_office_does_not_learn_of_the_request(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    stranger = person_with(Role.CITY_OFFICE, area_code="4101")
    for pk in (request.pk, 999_999):
        with pytest.raises(Missing):
            override_and_close(by=stranger, request_id=pk, reasons=GOOD_WORDS)


def test_what_was_found_stays_as_it_was_when_the_data_change(city):
    task = accepted(city, city.a)
    request = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    before = ClosingRequest.objects.get(pk=request.pk).results
    task.measures.update(done_at=None)
    AuditFindingFactory.create(source=city.source, task=task)
    task.figures.all().delete()
    assert ClosingRequest.objects.get(pk=request.pk).results == before
    assert {r["judgement"] for r in before} == {"holds"}


def test_a_contradiction_that_came_after_the_request_asks_for_a_new_one(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    AuditFindingFactory.create(source=city.source, task=silent)
    with pytest.raises(Conflict, match="没有未处置的疑点已与申请时不同"):
        override_and_close(by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS)
    assert state(silent) == State.ACCEPTED


def test_a_new_request_takes_the_place_of_the_one_before(city, silent):
    first = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    second = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    assert open_request(silent) == second
    with pytest.raises(Conflict, match="已重新申请"):
        override_and_close(by=city.city_officer, request_id=first.pk, reasons=GOOD_WORDS)
    override_and_close(by=city.city_officer, request_id=second.pk, reasons=GOOD_WORDS)
    with pytest.raises(Conflict):
        override_and_close(by=city.city_officer, request_id=second.pk, reasons=GOOD_WORDS)


def test_the_database_itself_keeps_one_open_request_a_task(city, silent):
    request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingRequest.objects.create(task=silent, by=city.city_officer, text=REASON)


def test_a_task_that_was_not_accepted_is_not_asked_for(city):
    with pytest.raises(Conflict, match="整改中"):
        request_closing(by=city.city_officer, task_id=city.a.task.pk, text=REASON)
    assert not ClosingRequest.objects.exists()


def test_a_task_returned_after_the_request_is_not_overridden(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    decisions.send_back(by=city.acceptor, task_id=silent.pk, reason="请交原图")
    with pytest.raises(Conflict, match="整改中"):
        override_and_close(by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS)


def test_asking_without_an_opinion_is_refused(city):
    task = accepted(city, city.a)
    with pytest.raises(Invalid):
        request_closing(by=city.city_officer, task_id=task.pk, text="  ")
    assert not ClosingRequest.objects.exists()


def test_an_opinion_that_calls_the_work_unfinished_contradicts_itself(city):
    task = accepted(city, city.a)
    request = request_closing(by=city.city_officer, task_id=task.pk, text="现场正在清理，先予销号。")
    assert judgements(request) == {"text_fits_status": "contradicted"}


def test_a_claim_taken_off_with_a_reason_is_not_examined_and_is_shown(city, silent):
    off = dict.fromkeys(GOOD_WORDS, Choice(applies=False))
    declare_claims(by=city.city_officer, task_id=silent.pk, claims=off, reason=WHY)
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    assert (request.outcome, judgements(request)) == ("closed", dict.fromkeys(GOOD_WORDS, OFF))
    said = [Result.from_json(r).sentence for r in request.results if r["judgement"] == OFF]
    assert all(WHY in text and city.city_officer.name in text for text in said)
    event = history_of(silent).get(verb="closing.claims_declared")
    assert (event.reason, event.after["claims"][0]) == (WHY, "照片拍于现场：不适用")


def test_a_claim_the_default_leaves_out_may_be_made(city):
    task = accepted(city, city.a)
    declare_claims(
        by=city.city_officer, task_id=task.pk, claims={"parts_accepted": Choice(applies=True)}, reason=WHY
    )
    request = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert judgements(request) == {"parts_accepted": "unjudged"}


def test_a_limit_is_set_for_one_task_and_frozen_with_the_verdict(city):
    edge = (
        CENTRE[city.a.code][0] + 0.23,
        CENTRE[city.a.code][1],
    )  # 7.5 km outside, the drawing adds or takes 1
    task = accepted(city, city.a, ("before", bare("前")), ("after", picture("界外", taken=JULY, at=edge)))
    wide = {"photos_in_place": Choice(applies=True, parameters={"tolerance_m": 20_000})}
    first = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert judgements(first)["photos_in_place"] == "contradicted"
    declare_claims(by=city.city_officer, task_id=task.pk, claims=wide, reason=WHY)
    second = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert judgements(second)["photos_in_place"] == "unjudged"  # the other photo says nothing of its place
    frozen = {r["key"]: r["parameters"] for r in second.results}
    assert frozen["photos_in_place"] == {"tolerance_m": 20_000}


@pytest.mark.parametrize(
    ("claims", "reason", "why"),
    [
        ({"photos_new": Choice(applies=False)}, "不需要", "不少于 10 个字"),
        ({"nothing": Choice(applies=False)}, WHY, "没有“nothing”"),
        ({"photos_new": Choice(applies=True, parameters={"x": 1})}, WHY, "没有参数"),
        ({"photos_in_place": Choice(applies=True, parameters={"tolerance_m": -1})}, WHY, "应在 0 到"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(city, claims, reason, why):
    with pytest.raises(Invalid, match=why):
        declare_claims(by=city.city_officer, task_id=city.a.task.pk, claims=claims, reason=reason)
    assert not ClaimChoice.objects.exists()


def test_after_the_closing_no_claim_is_chosen_any_more(city):
    task = accepted(city, city.a)
    request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    off = {"photos_new": Choice(applies=False)}
    with pytest.raises(Conflict, match="已销号"):
        declare_claims(by=city.city_officer, task_id=task.pk, claims=off, reason=WHY)


def test_a_task_closed_before_there_were_requests_stays_closed_and_may_be_looked_back_at(city):
    moment = dt.datetime(2020, 8, 1, tzinfo=dt.UTC)
    task = TaskFactory.create(
        round=city.round, state=State.CLOSED, accepted_at=moment, closed_at=moment, counties=[city.a.code]
    )
    assert last_closing(task) is None
    decisions.look_back(by=city.acceptor, task_id=task.pk, result="holds", text="未反弹。", done_on=JULY)
    assert state(task) == State.CLOSED


def test_a_closing_found_false_stands_as_it_was_and_names_who_accepted_and_who_decided(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    boss = overrider()
    override_and_close(by=boss, request_id=request.pk, reasons=GOOD_WORDS)
    before = ClosingRequest.objects.get(pk=request.pk).results
    decisions.look_back(by=city.acceptor, task_id=silent.pk, result="false", text="现场未动。", done_on=JULY)
    found = last_closing(silent)
    assert (found.accepted_by, found.decided_by, found.results) == (city.acceptor, boss, before)
    assert list(city.acceptor.closings_accepted.filter(task__look_backs__result="false")) == [found]


def test_a_problem_that_came_back_makes_its_own_claims(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    override_and_close(by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS)
    decisions.look_back(by=city.acceptor, task_id=silent.pk, result="relapsed", text="反弹。", done_on=JULY)
    again = silent.recurrences.get()
    facts = gather(again, now=request.at)
    assert facts.begun_on == JULY, "photos older than the finding prove nothing"
    assert not facts.photos
    assert not any(measure.done for measure in facts.measures)


def test_while_the_notice_runs_nothing_is_asked_for(city):
    task = accepted(city, city.a)
    Round.objects.filter(pk=city.round.pk).update(procedure="province")
    with pytest.raises(Conflict, match="不能销号"):
        request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    today = timezone.localdate()
    decisions.publish(by=city.city_officer, task_id=task.pk, place="市政府网站", starts_on=today)
    with pytest.raises(Conflict, match="期满后才能销号"):
        request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert not ClosingRequest.objects.exists()
    task.notices.update(starts_on=today - dt.timedelta(days=7), ends_on=today - dt.timedelta(days=1))
    request = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
    assert request.outcome == "closed"
    assert "满 7 日" in {r["key"]: r["sentence"] for r in request.results}["notice_served"]


def test_a_round_lists_the_overrides_of_the_tasks_one_may_see(city, silent):
    other = accepted(city, city.b, ("before", bare("乙前")), ("after", bare("乙后")))
    for task in (silent, other):
        request = request_closing(by=city.city_officer, task_id=task.pk, text=REASON)
        override_and_close(by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS)
    assert overrides_in(city.city_officer, city.round).count() == 4
    assert {o.request.task for o in overrides_in(city.a.leader, city.round)} == {silent}


def test_nothing_but_the_request_takes_the_inner_step():
    """`decisions.close` is called by closing/actions.py and by nobody else, no test either: there is no way around."""
    takers = {
        shown(file)
        for file in [*modules(), *modules("tests")]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if _takes_close(node)
    }
    assert takers == {"sansan/rectification/closing/actions.py"}


def _takes_close(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("rectification.actions.decisions"):
        return any(alias.name == "close" for alias in node.names)
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "decisions.close"


def test_the_closing_file_carries_what_was_found_and_why_it_was_closed_all_the_same(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    override_and_close(by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS)
    with (
        export_closing_file(by=city.city_officer, task_id=silent.pk) as taken,
        zipfile.ZipFile(taken) as archive,
    ):
        (said,) = json.loads(archive.read("task.json"))["closing_requests"]
    assert {r["claim"]: r["judgement"] for r in said["results"]}["照片拍于现场"] == "unjudged"
    assert {o["reason"] for o in said["overrides"]} == set(GOOD_WORDS.values())
    assert said["outcome"] == "带理由销号"
