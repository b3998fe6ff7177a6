"""A task's way: decided upon, suspended, its deadline asked for and moved, handed to another."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sansan.rectification.actions import deadlines, decisions, exports, requests, steps
from sansan.rectification.models import Round
from tests.people.factories import OrganisationFactory
from tests.project.deeds.scene import COUNTY, TODAY, WHY, City
from tests.rectification.factories import ProgressReportFactory, RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    _decide(watch, city)
    _ask(watch, city)


def _decide(watch: "Watch", city: City) -> None:
    office, now = city.office, timezone.now()
    with watch.aside():
        round_ = RoundFactory.create()
        Round.objects.filter(pk=round_.pk).update(procedure="central")
        theirs: dict[str, Any] = {"round": round_, "units": [city.body], "counties": [COUNTY]}
        closed = TaskFactory.create(state="closed", accepted_at=now, closed_at=now, **theirs)
        reviewed = TaskFactory.create(round=round_, state="accepted", accepted_at=now, stage=3)
        running = TaskFactory.create(state="rectifying", **theirs)
        report = ProgressReportFactory.create(task=running, organisation=city.body, by=city.officer)
        assignment = running.assignments.get()
    decisions.reopen(by=office, task_id=closed.pk, reason=WHY)
    decisions.review(by=office, task_id=reviewed.pk, reason=WHY)
    decisions.publish(by=office, task_id=reviewed.pk, place="市政府网站", starts_on=timezone.localdate())
    decisions.answer_objection(by=office, task_id=reviewed.pk, objection="未清理", answer="已清理")
    steps.review_progress(by=office, report_id=report.pk, good=True)
    decisions.suspend(by=office, task_id=running.pk, reason=WHY)
    decisions.resume(by=office, task_id=running.pk, reason=WHY)
    exports.export_closing_file(by=office, task_id=running.pk).close()
    steps.unassign(by=office, task_id=running.pk, assignment_id=assignment.pk, reason=WHY)


def _ask(watch: "Watch", city: City) -> None:
    with watch.aside():
        task = TaskFactory.create(
            round=RoundFactory.create(),
            state="rectifying",
            units=[city.body],
            counties=[COUNTY],
            deadline_date=TODAY,
        )
        other = OrganisationFactory.create(area_code="411726")
    asked: dict[str, Any] = {
        "by": city.officer,
        "task_id": task.pk,
        "organisation_id": city.body.pk,
        "reason": WHY,
    }
    later = requests.ask_extension(deadline=TODAY + dt.timedelta(30), **asked)
    requests.answer(by=city.office, request_id=later.pk, granted=True, text=WHY)
    requests.ask_transfer(to_id=other.pk, **asked)
    deadlines.move_deadline(by=city.office, task_id=task.pk, deadline=TODAY + dt.timedelta(60), reason=WHY)
