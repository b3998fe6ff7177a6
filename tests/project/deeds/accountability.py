"""A record put right, read, held and released; one that is due, whose names go; the statistics taken out."""

import datetime as dt
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.accountability.actions import reading, records, retention, statistics
from sansan.accountability.models import Record
from sansan.accountability.workflow import State
from sansan.people.models import Person
from sansan.people.roles import Role
from tests.people.factories import person_with
from tests.project.deeds.scene import COUNTY, WHY, City
from tests.rectification.factories import TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch

NAME = "甄某某"
LONG_AGO = dt.date(2020, 3, 1)


def walk(watch: "Watch", city: City) -> None:
    with watch.aside():
        officer = person_with(Role.DISCIPLINE_OFFICER)
        task = TaskFactory.create(counties=[COUNTY], units=[city.body])
    row = _started(officer)
    records.edit_record(by=officer, record_id=row.pk, cause="slow", facts="推进缓慢。", found_on=LONG_AGO)
    records.link_task(by=officer, record_id=row.pk, task_id=task.pk)
    mistaken = _subject(officer, row)
    records.remove_subject(by=officer, record_id=row.pk, subject_id=mistaken)
    upload = SimpleUploadedFile("决定.txt", "决定书".encode(), content_type="text/plain")
    document = reading.add_document(by=officer, record_id=row.pk, paper="decision", upload=upload)
    reading.read_record(by=officer, record_id=row.pk)
    reading.take_records(by=officer, record_ids=[row.pk])
    reading.read_document(by=officer, record_id=row.pk, document_id=document.pk)
    _close(officer, row)
    assert reading.find_name(by=officer, name=NAME) == [row]
    retention.hold(by=officer, record_id=row.pk, reason=WHY)
    retention.release(by=officer, record_id=row.pk)
    assert row in retention.remove_names(by=officer, today=timezone.localdate())
    statistics.export_statistics(by=city.leader)


def _started(officer: Person) -> Record:
    return records.start_record(
        by=officer, area_code=COUNTY, cause="false", facts="上报虚假照片。", found_on=LONG_AGO
    )


def _subject(officer: Person, row: Record) -> int:
    return records.add_subject(
        by=officer, record_id=row.pk, is_body=False, name=NAME, post="镇长", unit="某镇", level="township"
    ).pk


def _close(officer: Person, row: Record) -> None:
    subject, decided_on = _subject(officer, row), LONG_AGO + dt.timedelta(31)
    for state in (State.ACCEPTED, State.INVESTIGATING):
        records.advance(by=officer, record_id=row.pk, to=state)
    records.decide(
        by=officer,
        record_id=row.pk,
        deciding_body="市纪委监委",
        document_number="驻纪决〔2020〕1号",
        decided_on=decided_on,
        outcomes={subject: "admonish"},
    )
    records.advance(by=officer, record_id=row.pk, to=State.EXECUTING)
    records.close_record(by=officer, record_id=row.pk, note="已送达。", closed_on=decided_on)
