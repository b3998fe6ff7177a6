"""A plan's own table, what it lacks, what differs between two versions, and by when it is due."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansan.documents.model import UnitRole
from sansan.documents.workdays import working_days
from sansan.errors import Conflict, Invalid
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.planning import (
    COMPARED,
    FIELDS,
    IN_FORCE,
    PLAN_LABELS,
    PLAN_MOVES,
    PLAN_NEEDS,
    PLAN_STEPS,
    UNDER_WAY,
    Planned,
    PlanState,
    PlanStep,
    Standing,
    check_plan_needs,
    deadline_words,
    differences,
    missing,
    next_plan_state,
    plan_steps_from,
    said_missing,
)
from sansan.rectification.procedures import procedures

STANDINGS = [
    Standing(state, consent, amends)
    for state, consent, amends in itertools.product(PlanState, (False, True), (False, True))
]
TEXT = st.text("整改目标措施一二三 ", max_size=6)
PLANNED = st.builds(
    Planned,
    units=st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(UnitRole)), max_size=4).map(tuple),
    goal=TEXT,
    deadline=TEXT,
    deadline_date=st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2026, 1, 1)),
    standing=st.booleans(),
    measures=st.lists(TEXT, max_size=3).map(tuple),
)
WHOLE = Planned(
    units=(("住建局", UnitRole.LEAD), ("张三", UnitRole.LEADER), ("督查室", UnitRole.ACCEPT)),
    goal="全部覆盖",
    deadline="年底前",
    deadline_date=dt.date(2026, 12, 31),
    measures=("逐个工地核查",),
)


@pytest.mark.parametrize("step", PlanStep)
@pytest.mark.parametrize("standing", STANDINGS, ids=lambda s: f"{s.state}-{s.consent}-{s.amends}")
def test_every_standing_and_step_is_either_one_move_or_refused_in_the_users_words(
    standing: Standing, step: PlanStep
) -> None:
    moves = [
        m
        for m in PLAN_MOVES
        if (m.start, m.step) == (standing.state, step) and m.when.holds(standing.consent, standing.amends)
    ]
    assert len(moves) <= 1
    if moves:
        assert next_plan_state(standing, step) is moves[0].to
    else:
        with pytest.raises(Conflict, match=f"{PLAN_LABELS[standing.state]}.*{PLAN_STEPS[step].label}"):
            next_plan_state(standing, step)


@pytest.mark.parametrize("consent", [False, True])
def test_nothing_comes_into_force_without_the_leader_and_where_asked_the_authority_above(
    consent: bool,
) -> None:
    ways = {(PlanState.DRAFTING, ())}
    ends = set()
    while ways:
        state, taken = ways.pop()
        for step in plan_steps_from(Standing(state, consent)):
            after = next_plan_state(Standing(state, consent), step)
            if after in IN_FORCE:
                ends.add((*taken, step))
            elif step not in taken:
                ways.add((after, (*taken, step)))
    assert ends
    for way in ends:
        assert PlanStep.APPROVE in way
        assert (PlanStep.CONSENT in way) == consent


def test_what_is_decided_is_never_edited() -> None:
    for state in (*IN_FORCE, PlanState.SUPERSEDED, PlanState.DROPPED):
        assert PlanStep.EDIT not in plan_steps_from(Standing(state, True, True))
    assert not set(UNDER_WAY) & set(IN_FORCE)


@pytest.mark.parametrize("step", [s for s in PlanStep if PLAN_STEPS[s].needs])
def test_a_step_names_the_first_thing_it_lacks(step: PlanStep) -> None:
    with pytest.raises(Invalid, match=PLAN_NEEDS[PLAN_STEPS[step].needs[0]]) as refusal:
        check_plan_needs(step, reason=" ", number="", day=None, place="")
    assert refusal.value.data["field"] == PLAN_STEPS[step].needs[0]


def test_an_incomplete_task_is_named_with_what_it_lacks() -> None:
    empty = Planned()
    assert missing(WHOLE, FIELDS) == []
    assert missing(empty, FIELDS) == list(FIELDS)
    assert said_missing("5", ["goal", "acceptor"]) == "第 5 项：缺整改目标、验收单位"


@pytest.mark.parametrize(
    ("planned", "there"),
    [
        (Planned(deadline="立行立改"), False),  # counts from the plan, and is no date
        (Planned(deadline="立行立改，长期坚持", standing=True), True),
        (Planned(deadline_date=dt.date(2026, 1, 1)), True),
        (Planned(), False),
    ],
)
def test_a_deadline_is_a_date_or_a_standing_duty(planned: Planned, there: bool) -> None:
    assert ("deadline" not in missing(planned, ["deadline"])) == there


@given(PLANNED, st.lists(st.sampled_from(list(FIELDS)), unique=True))
def test_what_is_missing_is_what_the_rule_demands_and_the_plan_does_not_hold(planned, fields) -> None:
    lacks = missing(planned, fields)
    assert set(lacks) <= set(fields)
    assert all(FIELDS[key].there(planned) != (key in lacks) for key in fields)


@given(PLANNED)
def test_a_version_does_not_differ_from_itself(planned) -> None:
    assert differences(planned, planned, ROLE_LABELS) == []


@given(PLANNED, PLANNED)
def test_differences_are_the_same_both_ways_with_before_and_after_changed_places(one, other) -> None:
    there = {(d.field, d.before, d.after) for d in differences(one, other, ROLE_LABELS)}
    back = {(d.field, d.after, d.before) for d in differences(other, one, ROLE_LABELS)}
    assert there == back
    assert {field for field, _, _ in there} <= set(COMPARED)
    if one.goal != other.goal:
        assert ("goal", one.goal, other.goal) in there


def test_a_deadline_reads_as_its_words_its_day_and_its_standing() -> None:
    assert deadline_words(WHOLE) == "年底前（2026-12-31）"
    assert deadline_words(Planned(standing=True)) == "长期坚持"
    assert deadline_words(Planned(deadline="立行立改，长期坚持", standing=True)) == "立行立改，长期坚持"


def test_a_central_plan_is_due_thirty_working_days_after_the_feedback() -> None:
    rule = procedures()["central"].plan
    assert rule is not None
    due = rule.due_on(dt.date(2024, 9, 13))  # over the holidays of the autumn, make-up days included
    assert due is not None
    assert working_days(dt.date(2024, 9, 14), due) == 30
    assert rule.due_on(None) is None


@given(st.dates(dt.date(2018, 6, 1), dt.date(2025, 6, 1)))
def test_the_day_of_the_feedback_does_not_count_and_the_last_day_is_a_working_day(day: dt.date) -> None:
    rule = procedures()["central"].plan
    assert rule is not None
    due = rule.due_on(day)
    assert due is not None
    assert working_days(day + dt.timedelta(days=1), due) == rule.days
    assert working_days(due, due) == 1


def test_which_rounds_need_a_plan_is_dated() -> None:
    province = procedures()["province"]
    assert province.plan_for(dt.date(2019, 12, 27)) is None
    assert province.plan_for(dt.date(2025, 12, 27)) is not None
    assert procedures()["brief"].plan_for(dt.date(2026, 1, 1)) is None
    assert "leader" in procedures()["central"].plan.fields
