"""A round taken out: its report, its ledger, its archive."""

from typing import TYPE_CHECKING

from sansan.rectification.actions import exports
from sansan.rectification.archives import actions as archives
from sansan.rectification.models import Task
from tests.project.deeds.scene import City
from tests.rectification.factories import RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    office = city.office
    with watch.aside():
        round_ = RoundFactory.create()
        TaskFactory.create(round=round_)
    exports.export_report(by=office, round_id=round_.pk)
    exports.export_ledger(by=office, tasks=Task.objects.filter(round=round_)).close()
    archives.cancel_archive(by=office, archive_id=archives.request_archive(by=office, round_id=round_.pk).pk)
    asked = archives.request_archive(by=office, round_id=round_.pk)
    archives.make_archive(archive_id=asked.pk)
    archives.take_archive(by=office, archive_id=asked.pk).close()
