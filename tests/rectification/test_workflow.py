"""The way of a task, step by step."""

import itertools

import pytest

from sansan.errors import Conflict, Invalid
from sansan.rectification.workflow import STEPS, TRANSITIONS, State, Step, check_needs, next_state, steps_from


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State, Step)))
def test_every_pair_of_state_and_step_is_either_in_the_table_or_refused_in_the_users_words(state, step):
    if (state, step) in TRANSITIONS:
        assert next_state(state, step) is TRANSITIONS[state, step]
    else:
        with pytest.raises(Conflict, match=STEPS[step].label):
            next_state(state, step)


def test_every_state_can_be_reached_from_the_first_and_leads_on():
    reached, frontier = {State.OPEN}, [State.OPEN]
    while frontier:
        state = frontier.pop()
        for step in steps_from(state):
            after = TRANSITIONS[state, step]
            if after not in reached:
                reached.add(after)
                frontier.append(after)
    assert reached == set(State)
    assert all(steps_from(state) for state in State)


def test_nothing_is_closed_that_was_not_accepted():
    assert [state for (state, step) in TRANSITIONS if step is Step.CLOSE] == [State.ACCEPTED]


@pytest.mark.parametrize("step", [s for s in Step if STEPS[s].needs])
def test_a_step_names_the_first_thing_it_lacks(step):
    with pytest.raises(Invalid) as refusal:
        check_needs(step, text=" ", reason="", evidence=False)
    assert refusal.value.data["field"] == STEPS[step].needs[0]


def test_a_submission_needs_evidence_besides_words():
    with pytest.raises(Invalid, match="佐证材料"):
        check_needs(Step.SUBMIT, text="已整改到位", evidence=False)
    check_needs(Step.SUBMIT, text="已整改到位", evidence=True)
