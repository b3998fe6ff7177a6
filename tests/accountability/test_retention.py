"""Names go when the rule says so, for good, but for those held back; what is counted stays."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.accountability.actions.leads import collect_leads, decide_lead, receive_lead
from sansan.accountability.actions.reading import add_document, find_name, read_document, read_record
from sansan.accountability.actions.retention import due, expired, hold, release, remove_names
from sansan.accountability.announcing import announce
from sansan.accountability.jobs import collect, keep_no_longer
from sansan.accountability.models import Lead, Record
from sansan.accountability.sealing import REMOVED
from sansan.accountability.statistics import statistics
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.evidence import store
from sansan.evidence.models import Evidence, StoredFile
from sansan.notify.models import Message
from sansan.rectification.models import LookBack
from sansan.trail.queries import history_of
from sansan.trail.record import SYSTEM
from tests.accountability.scene import CITY, COUNTY, NAME, Scene, scene
from tests.client import PageClient

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DUE = dt.date(2025, 9, 30)  # admonished 2020-04-01: effect to 2020-09-30, and five years


@pytest.fixture
def city() -> Scene:
    return scene()


def _with_document(city: Scene, row: Record, text: str) -> Evidence:
    upload = SimpleUploadedFile("决定.txt", text.encode(), content_type="text/plain")
    return add_document(by=city.officer, record_id=row.pk, paper="decision", upload=upload)


def test_a_name_is_due_on_its_day_and_not_the_day_before_nor_while_the_file_is_open(city: Scene) -> None:
    row = city.closed("admonish", "talk")
    city.decided("admonish")
    everything = Record.objects.all()
    assert not due(everything, DUE - dt.timedelta(days=1)).exists()
    assert list(due(everything, DUE)) == [row]


def test_removing_takes_names_facts_and_documents_and_leaves_what_is_counted(
    city: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    row = city.closed("admonish")
    document = _with_document(city, row, f"{NAME}处分决定")
    path = store.path_of(document.file.sha256)
    before = statistics(CITY, TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_names(by=SYSTEM, today=DUE) == [row]
    row = read_record(by=city.officer, record_id=row.pk)
    subject = row.subjects.get()
    assert (subject.name, subject.post, subject.unit, row.facts) == (REMOVED, "", "", REMOVED)
    assert (row.document_number, row.closing_note) == (REMOVED, REMOVED)
    assert (subject.kind_label, subject.level) == ("诫勉", "township")
    assert statistics(CITY, TODAY) == before
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.filter(sha256=document.file.sha256).exists()
    assert not path.exists()
    with pytest.raises(Missing):
        read_document(by=city.officer, record_id=row.pk, document_id=document.pk)
    assert find_name(by=city.officer, name=NAME) == []
    event = history_of(row).filter(verb="accountability.names_removed").get()
    assert (event.after["persons"], event.after["documents"]) == (1, 1)
    assert remove_names(by=SYSTEM, today=DUE) == []
    with pytest.raises(Conflict):
        _with_document(city, row, "又一份")


def test_a_file_somebody_else_uses_stays_with_him(
    city: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    row, other = city.closed("admonish"), city.record()
    first, second = _with_document(city, row, "同一份"), _with_document(city, other, "同一份")
    assert first.file_id == second.file_id
    with django_capture_on_commit_callbacks(execute=True):
        remove_names(by=SYSTEM, today=DUE)
    assert list(Evidence.objects.all()) == [second]
    assert store.path_of(second.file.sha256).exists()


def test_a_hold_keeps_a_name_until_it_is_released(city: Scene) -> None:
    row = city.closed("admonish")
    with pytest.raises(Invalid):
        hold(by=city.officer, record_id=row.pk, reason=" ")
    hold(by=city.officer, record_id=row.pk, reason="申诉未结")
    with pytest.raises(Conflict):
        hold(by=city.second, record_id=row.pk, reason="再次")
    assert remove_names(by=SYSTEM, today=DUE) == []
    assert list(expired(Record.objects.all(), DUE)) == [row]
    release(by=city.officer, record_id=row.pk)
    with pytest.raises(Conflict):
        release(by=city.second, record_id=row.pk)
    assert remove_names(by=SYSTEM, today=DUE) == [row]


def test_nobody_removes_outside_his_reach(city: Scene) -> None:
    row = city.closed("admonish", area=COUNTY)
    assert remove_names(by=city.county_officer, today=DUE) == []
    with pytest.raises(NotAllowed):
        remove_names(by=city.leader, today=DUE)
    row.refresh_from_db()
    assert row.names_removed_at is None


def test_the_clock_announces_a_month_ahead_and_removes_on_the_day(city: Scene, client: PageClient) -> None:
    row = city.closed("admonish")
    announce(DUE - dt.timedelta(days=30))
    told = Message.objects.filter(kind="accountability.retention").values_list("recipient", flat=True)
    assert set(told) == {city.officer.pk, city.second.pk}
    assert NAME not in str(list(Message.objects.values()))
    client.force_login(city.officer)
    assert str(row) in client.get(f"/accountability/retention/?on={DUE}").content.decode()
    assert str(row) not in client.get("/accountability/retention/?on=2020-12-31").content.decode()
    collect.func()
    keep_no_longer.func()
    row.refresh_from_db()
    assert row.names_removed_at is not None


def test_the_reason_of_a_lead_that_led_to_nothing_goes_after_its_years(city: Scene) -> None:
    look_back = LookBack.objects.create(
        task=city.task, due_on=TODAY, done_on=TODAY, result="false", text="设备仍在。", by=city.office
    )
    (lead,) = collect_leads(by=SYSTEM)
    assert lead.look_back == look_back
    receive_lead(by=city.officer, lead_id=lead.pk)
    decide_lead(by=city.officer, lead_id=lead.pk, decision="declined", reason=f"{NAME}已免职")
    remove_names(by=SYSTEM, today=TODAY + dt.timedelta(days=729))
    assert Lead.objects.get().reason == f"{NAME}已免职"
    remove_names(by=SYSTEM, today=TODAY + dt.timedelta(days=732))
    assert Lead.objects.get().reason == ""
    assert history_of(lead).last().verb == "lead.reason_removed"


def test_days_without_a_worker_leave_no_record_unannounced(city: Scene) -> None:
    row = city.closed("admonish")
    for days_ahead in (12, 11):
        announce(DUE - dt.timedelta(days=days_ahead))
    told = Message.objects.filter(kind="accountability.retention")
    assert told.count() == 2, "each of the two who handle records once, not once a day"
    assert all(str(row) in message.title for message in told)


def test_a_file_somebody_has_kept_again_meanwhile_is_not_taken_from_him(
    city: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    row, other = city.closed("admonish"), city.record()
    _with_document(city, row, "同一份")
    with django_capture_on_commit_callbacks() as waiting:
        remove_names(by=SYSTEM, today=DUE)
        again = _with_document(city, other, "同一份")
    for callback in waiting:
        callback()
    assert store.path_of(again.file.sha256).exists()
