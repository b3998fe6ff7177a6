"""The way of a task, step by step, under every procedure."""

import itertools

import pytest

from sansan.errors import Conflict, Invalid
from sansan.rectification.procedures import Procedure, procedures
from sansan.rectification.workflow import (
    MOVES,
    STATE_LABELS,
    STEPS,
    Kind,
    Place,
    State,
    Step,
    check_needs,
    next_state,
    steps_from,
)

PROCEDURES = list(procedures().values())


def places(procedure: Procedure) -> list[Place]:
    """Every place a task of any kind may stand at, with and without a standing duty."""
    return [
        Place(s, stage, procedure, kind, standing)
        for s in State
        for stage in range(len(procedure.acceptance))
        for kind, standing in ((Kind.TASK, False), (Kind.PART, False), (Kind.TASK, True))
    ]


@pytest.mark.parametrize(
    ("place", "step"),
    [pair for procedure in PROCEDURES for pair in itertools.product(places(procedure), Step)],
    ids=lambda value: (
        f"{value.procedure.key}-{value.state}-{value.stage}-{value.kind}-{value.standing}"
        if isinstance(value, Place)
        else value
    ),
)
def test_every_place_and_step_is_either_one_move_or_refused_in_the_users_words(
    place: Place, step: Step
) -> None:
    moves = [m for m in MOVES if (m.start, m.step) == (place.state, step) and m.when.holds(place)]
    assert len(moves) <= 1, "what a step leads to must not depend on the order of the table"
    if moves:
        assert next_state(place, step) is moves[0].to
    else:
        with pytest.raises(Conflict, match=f"{place.label}.*{STEPS[step].label}"):
            next_state(place, step)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
def test_every_station_of_a_procedure_is_reached_and_leads_on_to_closing(procedure: Procedure) -> None:
    reached = {(State.PLANNING if procedure.plan else State.OPEN, 0)}
    frontier = list(reached)
    while frontier:
        state, stage = frontier.pop()
        if state is State.WITHDRAWN:
            continue
        place = Place(state, stage, procedure, Kind.PART)
        assert steps_from(place), place
        for step in steps_from(place):
            after = (next_state(place, step), _stage_after(step, stage))
            if after not in reached:
                reached.add(after)
                frontier.append(after)
    missing = {
        *([] if procedure.plan else [State.PLANNING]),
        *([] if procedure.self_check else [State.CHECKED]),
        *([] if procedure.review else [State.REVIEWED]),
        *([] if procedure.notice else [State.NOTICED]),
    }
    assert {state for state, _ in reached} == set(State) - missing


def _stage_after(step: Step, stage: int) -> int:
    if step is Step.ACCEPT:
        return stage + 1
    return 0 if step in {Step.SUBMIT, Step.RETURN, Step.SELF_CHECK} else stage


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
def test_nothing_is_closed_before_every_level_has_accepted_it(procedure: Procedure) -> None:
    for place in places(procedure):
        if Step.CLOSE in steps_from(place):
            assert place.state in {State.ACCEPTED, State.REVIEWED, State.NOTICED}
    for stage in range(len(procedure.acceptance) - 1):
        assert next_state(Place(State.SUBMITTED, stage, procedure), Step.ACCEPT) is State.SUBMITTED


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
def test_a_task_that_waits_for_its_plan_takes_no_other_step(procedure: Procedure) -> None:
    assert steps_from(Place(State.PLANNING, 0, procedure)) == (Step.PLAN,)
    with pytest.raises(Conflict, match=r"待定方案.*交办"):
        next_state(Place(State.PLANNING, 0, procedure), Step.ASSIGN)


def test_only_a_part_is_taken_back_and_nothing_more_happens_to_it() -> None:
    brief = procedures()["brief"]
    assert next_state(Place(State.RECTIFYING, 0, brief, Kind.PART), Step.WITHDRAW) is State.WITHDRAWN
    assert Step.WITHDRAW not in steps_from(Place(State.RECTIFYING, 0, brief, Kind.TASK))
    assert steps_from(Place(State.WITHDRAWN, 0, brief, Kind.PART)) == ()
    assert Step.WITHDRAW not in steps_from(Place(State.ACCEPTED, 0, brief, Kind.PART))


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REVIEWED, State.NOTICED])
def test_a_standing_duty_is_reported_on_while_its_closing_is_prepared(state: State) -> None:
    central = procedures()["central"]
    assert Step.REPORT in steps_from(Place(state, 0, central, standing=True))
    assert Step.REPORT not in steps_from(Place(state, 0, central))


def test_a_closure_is_never_undone() -> None:
    assert {move.to for move in MOVES if move.start is State.CLOSED} == {State.CLOSED}


def test_a_task_before_several_levels_says_whose_turn_it_is() -> None:
    province = procedures()["province"]
    assert [Place(State.SUBMITTED, stage, province).label for stage in (0, 1)] == ["待县级验收", "待市级验收"]
    assert Place(State.SUBMITTED, 0, procedures()["brief"]).label == STATE_LABELS[State.SUBMITTED]


@pytest.mark.parametrize("step", [s for s in Step if STEPS[s].needs])
def test_a_step_names_the_first_thing_it_lacks(step: Step) -> None:
    with pytest.raises(Invalid) as refusal:
        check_needs(step, text=" ", reason="", evidence=False, place="")
    assert refusal.value.data["field"] == STEPS[step].needs[0]


def test_a_submission_needs_evidence_besides_words() -> None:
    with pytest.raises(Invalid, match="佐证材料"):
        check_needs(Step.SUBMIT, text="已整改到位", evidence=False)
    check_needs(Step.SUBMIT, text="已整改到位", evidence=True)
