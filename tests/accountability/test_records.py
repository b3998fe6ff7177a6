"""A record on its way: who may do what when, and nothing of it in the clear."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from sansan.accountability.actions.leads import collect_leads, decide_lead, receive_lead
from sansan.accountability.actions.reading import add_document, find_name, read_document, read_record
from sansan.accountability.actions.records import (
    add_subject,
    advance,
    close_record,
    decide,
    edit_record,
    link_task,
    remove_subject,
    start_record,
)
from sansan.accountability.models import Lead, Record, Subject
from sansan.accountability.presentation import task_panel
from sansan.accountability.sealing import UNREADABLE, mark, seal, unseal
from sansan.accountability.workflow import State
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.notify.models import Message
from sansan.people.roles import Role
from sansan.rectification.actions.supervision import draft_paper, sign_paper
from sansan.rectification.models import LookBack
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from sansan.trail.record import SYSTEM
from tests.accountability.scene import COUNTY, DECIDED, FOUND, NAME, OTHER_COUNTY, Scene, scene
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Scene:
    return scene()


def test_a_record_walks_from_the_clue_to_the_closed_file(city: Scene) -> None:
    row = city.closed("admonish", "talk")
    assert row.state == State.CLOSED
    admonished, talked = row.subjects.all()
    assert (admonished.kind_label, admonished.effect_until) == ("诫勉", dt.date(2020, 9, 30))
    assert (talked.kind_label, talked.effect_until) == ("约谈", None)
    assert row.removable_on == dt.date(2025, 9, 30)
    assert [event.verb.partition(".")[2] for event in history_of(row)] == [
        "opened", "subject_added", "subject_added", "accepted", "investigated", "decided", "executed", "closed",
    ]  # fmt: skip


def test_steps_are_taken_in_order_and_by_one_person_at_a_time(city: Scene) -> None:
    row = city.record()
    with pytest.raises(Conflict):
        advance(by=city.officer, record_id=row.pk, to=State.INVESTIGATING)
    advance(by=city.officer, record_id=row.pk, to=State.ACCEPTED)
    with pytest.raises(Conflict, match="受理"):
        advance(by=city.second, record_id=row.pk, to=State.ACCEPTED)
    with pytest.raises(Invalid, match="对象"):
        advance(by=city.officer, record_id=row.pk, to=State.INVESTIGATING)
    with pytest.raises(Conflict):
        decide(
            by=city.officer,
            record_id=row.pk,
            deciding_body="x",
            document_number="",
            decided_on=DECIDED,
            outcomes={},
        )
    with pytest.raises(Conflict):
        close_record(by=city.officer, record_id=row.pk, note="x", closed_on=DECIDED)


def test_what_was_decided_is_not_changed_afterwards(city: Scene) -> None:
    row = city.decided("admonish")
    subject = row.subjects.get()
    for act in (
        lambda: add_subject(by=city.officer, record_id=row.pk, is_body=False, name="乙", level="staff"),
        lambda: remove_subject(by=city.officer, record_id=row.pk, subject_id=subject.pk),
        lambda: edit_record(by=city.officer, record_id=row.pk, cause="slow", facts="改", found_on=FOUND),
        lambda: link_task(by=city.officer, record_id=row.pk, task_id=city.task.pk),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_decision_names_a_kind_for_everybody_that_fits_him(city: Scene) -> None:
    row = city.investigated("township")
    person = row.subjects.get()
    common = {"by": city.officer, "record_id": row.pk, "deciding_body": "市纪委", "document_number": ""}
    for outcomes in ({}, {person.pk: "nonsense"}):
        with pytest.raises(Invalid):
            decide(**common, decided_on=DECIDED, outcomes=outcomes)
    with pytest.raises(Invalid, match="早于"):
        decide(**common, decided_on=FOUND - dt.timedelta(days=1), outcomes={person.pk: "talk"})
    Subject.objects.filter(pk=person.pk).update(is_body=True)
    with pytest.raises(Invalid):
        decide(**common, decided_on=DECIDED, outcomes={person.pk: "admonish"})
    assert Record.objects.get(pk=row.pk).state == State.INVESTIGATING


def test_numbers_run_through_the_year_whatever_the_area(city: Scene) -> None:
    assert [city.record(area).serial for area in (COUNTY, OTHER_COUNTY, COUNTY)] == [1, 2, 3]


def test_only_the_discipline_officer_of_the_area_gets_near_a_record(city: Scene) -> None:
    row = city.record()
    for person in (city.office, city.leader, person_with(Role.AUDIT_ADMIN), person_with(Role.COUNTY_LEADER)):
        assert not Record.objects.visible_to(person).exists()
        with pytest.raises(NotAllowed):
            read_record(by=person, record_id=row.pk)
        with pytest.raises(NotAllowed):
            advance(by=person, record_id=row.pk, to=State.ACCEPTED)
    assert not Record.objects.visible_to(city.county_officer).exists()
    with pytest.raises(Missing):
        read_record(by=city.county_officer, record_id=row.pk)
    with pytest.raises(NotAllowed):
        start_record(by=city.county_officer, area_code=COUNTY, cause="slow", facts="x", found_on=FOUND)


def test_reading_a_record_or_its_document_leaves_a_trace_and_a_refused_one_none(city: Scene) -> None:
    row = city.record()
    upload = SimpleUploadedFile(f"{NAME}决定书.txt", f"{NAME}处分".encode(), content_type="text/plain")
    document = add_document(by=city.officer, record_id=row.pk, paper="decision", upload=upload)
    read_record(by=city.second, record_id=row.pk)
    assert read_document(by=city.second, record_id=row.pk, document_id=document.pk).name == "决定书-1.txt"
    assert [(e.verb, e.actor_name) for e in history_of(row)][-2:] == [
        ("accountability.read", "纪检乙"),
        ("accountability.document_read", "纪检乙"),
    ]
    before = Event.objects.count()
    with pytest.raises(Missing):
        read_record(by=city.county_officer, record_id=row.pk)
    assert Event.objects.count() == before
    assert (
        visible_to(city.officer, list(Evidence.objects.all())) == []
    )  # the evidence room hands it to nobody


def test_no_name_stands_in_the_clear_in_any_table_or_event(city: Scene) -> None:
    """Every text of every table is looked through, the trail and the queue of messages among them."""
    row = city.closed("admonish")
    upload = SimpleUploadedFile(f"{NAME}.txt", f"{NAME}处分".encode(), content_type="text/plain")
    add_document(by=city.officer, record_id=row.pk, paper="decision", upload=upload)
    edited = city.record()
    edit_record(by=city.officer, record_id=edited.pk, cause="slow", facts=f"{NAME}又犯", found_on=FOUND)
    find_name(by=city.officer, name=NAME)
    leaks = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            leaks += [table for line in cursor.fetchall() if NAME in str(line)]
    assert not leaks
    assert (row.subjects.get().name, row.facts, row.document_number) == (
        NAME,
        f"{NAME}上报虚假照片。",
        f"驻纪决〔2020〕1号（{NAME}）",
    )


def test_a_name_is_found_by_the_whole_name_within_reach_and_asking_is_recorded_without_it(
    city: Scene,
) -> None:
    row, other = city.decided("talk"), city.decided("talk", area=OTHER_COUNTY)
    assert set(find_name(by=city.officer, name=f" {NAME} ")) == {row, other}
    assert find_name(by=city.county_officer, name=NAME) == [other]
    assert find_name(by=city.officer, name=NAME[:-1]) == []
    assert Event.objects.filter(verb="accountability.searched").count() == 3
    with pytest.raises(NotAllowed):
        find_name(by=city.leader, name=NAME)


def test_what_is_sealed_differs_each_time_and_another_key_does_not_open_it() -> None:
    first, second = seal(NAME), seal(NAME)
    assert first != second
    assert unseal(first) == unseal(second) == NAME
    assert mark(NAME) == mark("被问责人 甲")
    assert unseal("gAAAAABnot-a-token") == UNREADABLE
    assert seal("") == unseal("") == ""


def test_everybody_who_sees_a_task_learns_a_number_and_kinds_and_no_more(city: Scene) -> None:
    assert task_panel(city.office, city.task) is None
    row = city.investigated()
    assert task_panel(city.office, city.task) is None  # nothing is decided yet
    assert [r.pk for r in task_panel(city.officer, city.task).records] == [row.pk]
    city.decided("admonish", "talk", "none")
    panel = task_panel(city.office, city.task)
    assert (panel.number, panel.kinds, list(panel.records)) == (2, "诫勉 1、约谈 1", [])


def _proposal(city: Scene) -> int:
    unit = OrganisationFactory.create(area_code=COUNTY)
    task = TaskFactory.create(
        round=RoundFactory.create(area_code="4117"),
        units=[unit],
        deadline_date=dt.date(2020, 6, 30),
        state="rectifying",
    )
    paper = draft_paper(
        by=city.office,
        task_id=task.pk,
        organisation_id=unit.pk,
        rung="accountability",
        facts="多次督办仍未完成。",
        demand="建议问责。",
    )
    assert collect_leads(by=SYSTEM) == []  # a draft is no proposal
    sign_paper(by=city.leader, paper_id=paper.pk)
    return task.pk


def test_a_signed_proposal_arrives_once_is_received_and_filed_about_its_task(city: Scene) -> None:
    task = _proposal(city)
    (lead,) = collect_leads(by=SYSTEM)
    assert collect_leads(by=SYSTEM) == []
    told = set(Message.objects.filter(kind="accountability.lead").values_list("recipient", flat=True))
    assert told == {city.officer.pk, city.second.pk}
    with pytest.raises(Conflict, match="待接收"):
        decide_lead(by=city.officer, lead_id=lead.pk, decision="filed", reason="x")
    receive_lead(by=city.officer, lead_id=lead.pk)
    with pytest.raises(Conflict):
        receive_lead(by=city.second, lead_id=lead.pk)
    lead = decide_lead(by=city.officer, lead_id=lead.pk, decision="filed", reason="事实清楚")
    assert [t.pk for t in lead.record.tasks.all()] == [task]
    assert "多次督办仍未完成" in lead.record.facts
    with pytest.raises(Conflict):
        decide_lead(by=city.second, lead_id=lead.pk, decision="declined", reason="x")


def test_a_lead_is_declined_with_a_reason_or_passed_on_to_somebody(city: Scene) -> None:
    _proposal(city)
    (lead,) = collect_leads(by=SYSTEM)
    receive_lead(by=city.officer, lead_id=lead.pk)
    with pytest.raises(Invalid):
        decide_lead(by=city.officer, lead_id=lead.pk, decision="declined", reason="")
    with pytest.raises(Invalid, match="转往"):
        decide_lead(by=city.officer, lead_id=lead.pk, decision="passed_on", reason="管辖")
    lead = decide_lead(
        by=city.officer, lead_id=lead.pk, decision="passed_on", reason="管辖", passed_to="县纪委"
    )
    assert (lead.passed_to, lead.record) == ("县纪委", None)
    assert not Record.objects.exists()


def test_a_closing_found_false_is_a_lead(city: Scene) -> None:
    day = dt.date(2020, 9, 1)
    for number, result in enumerate(("holds", "false")):
        LookBack.objects.create(
            task=city.task,
            due_on=day + dt.timedelta(days=number),
            done_on=day,
            result=result,
            text="设备仍在原处。",
            by=city.office,
        )
    (lead,) = collect_leads(by=SYSTEM)
    assert lead.source == "回头看发现虚假整改"
    receive_lead(by=city.officer, lead_id=lead.pk)
    lead = decide_lead(by=city.officer, lead_id=lead.pk, decision="filed", reason="属实")
    assert lead.record.cause == "false"
    assert not Lead.objects.visible_to(city.leader).exists()
