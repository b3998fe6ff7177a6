"""What hangs on tasks is written for all of them at once, and documents cited twice are one document."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.people.roles import Role
from sansan.rectification.actions import particulars
from sansan.rectification.actions.entries import enter_tasks
from sansan.rectification.models import Citation, PolicyDocument, Task
from sansan.rectification.proposals import ProposedReference, ProposedTask, ProposedUnit
from sansan.trail.models import Event
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db


def cited(*references: tuple[str, str]) -> list[tuple[str, str]]:
    """Cite these (number, title) from one task; the documents there are afterwards."""
    task = TaskFactory()
    particulars.cite([(task, [ProposedReference(number=n, title=t) for n, t in references])])
    return sorted(PolicyDocument.objects.values_list("number", "title"))


def test_a_number_met_later_completes_the_document_known_by_its_title() -> None:
    assert cited(("", "治理方案"), ("驻环〔2020〕1号", "治理方案")) == [("驻环〔2020〕1号", "治理方案")]


def test_a_title_met_later_completes_the_document_known_by_its_number() -> None:
    assert cited(("驻环〔2020〕1号", ""), ("驻环〔2020〕1号", "治理方案")) == [
        ("驻环〔2020〕1号", "治理方案")
    ]


def test_documents_of_the_ledger_are_completed_not_doubled() -> None:
    PolicyDocument.objects.create(title="治理方案")
    PolicyDocument.objects.create(number="驻环〔2020〕2号")
    assert cited(("驻环〔2020〕1号", "治理方案"), ("驻环〔2020〕2号", "考核办法"), ("", "考核办法")) == [
        ("驻环〔2020〕1号", "治理方案"),
        ("驻环〔2020〕2号", "考核办法"),
    ]


def test_two_numbers_with_one_title_are_two_documents() -> None:
    assert cited(("驻环〔2019〕9号", "治理方案"), ("驻环〔2020〕1号", "治理方案")) == [
        ("驻环〔2019〕9号", "治理方案"),
        ("驻环〔2020〕1号", "治理方案"),
    ]


def test_citing_again_keeps_one_citation_with_the_newer_passages() -> None:
    task = TaskFactory()
    for line in (3, 8):
        reference = ProposedReference(number="驻环〔2020〕1号", spans=[(line, 0, 5)])
        particulars.cite([(task, [reference])])
    assert list(Citation.objects.values_list("spans", flat=True)) == [[[8, 0, 5]]]


def test_entering_many_tasks_costs_no_more_statements_than_a_few_but_for_their_events() -> None:
    costs = []
    for number in (1, 3, 20):  # the first one begins the trail as well
        round_, office = RoundFactory(), person_with(Role.CITY_OFFICE)
        events = Event.objects.count()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            enter_tasks(
                by=office,
                round_=round_,
                proposed=[proposed(i) for i in range(number)],
                source=None,
                organisations={},
            )
        written = Event.objects.count() - events
        assert written == number
        costs.append(len(queries) - 2 * written)
    assert costs[1] == costs[2]


def test_two_proposed_tasks_of_one_key_are_two_tasks() -> None:
    tasks = enter_tasks(
        by=person_with(Role.CITY_OFFICE),
        round_=RoundFactory(),
        proposed=[proposed(1), proposed(1).model_copy(update={"problem": "另一半。"})],
        source=None,
        organisations={},
    )
    assert [t.problem for t in tasks] == ["问题1。", "另一半。"]
    assert Task.objects.count() == 2


def test_a_part_points_at_the_task_it_is_a_part_of_wherever_it_stands() -> None:
    part, whole = enter_tasks(
        by=person_with(Role.CITY_OFFICE),
        round_=RoundFactory(),
        proposed=[proposed(2).model_copy(update={"parent": "1"}), proposed(1)],
        source=None,
        organisations={},
    )
    assert part.parent == whole
    assert (part.order, whole.order) == (1, 2)


def proposed(number: int) -> ProposedTask:
    return ProposedTask(
        key=str(number),
        number=str(number),
        problem=f"问题{number}。",
        units=[ProposedUnit(name="市住建局")],
        measures=["排查。", "整改。"],
        area_codes=["411725"],
        references=[ProposedReference(number=f"驻环〔2020〕{number}号")],
    )
