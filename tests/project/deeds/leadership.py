"""A leading body that is put right, meets, has a decision returned and made a task, and is dissolved."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sansan.leadership.actions import bodies, charges, decisions, meetings
from sansan.leadership.actions.bodies import Holder, NewBody
from sansan.leadership.models import Seat
from tests.project.deeds.scene import COUNTY, WHY, City
from tests.rectification.factories import RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch

PAPER = "驻文〔2026〕1号"


def walk(watch: "Watch", city: City) -> None:
    office, today = city.office, timezone.localdate()
    first = today.replace(month=1, day=1)
    given = NewBody("重污染天气应对领导小组", "leading_group", "4117", first, founded_by=PAPER)
    body = bodies.found_body(by=office, given=given)
    head, deputy = (bodies.add_seat(by=office, body_id=body.pk, title=title) for title in ("组长", "副组长"))
    for seat, name in ((head, "王某"), (deputy, "李某")):
        term = bodies.change_holder(
            by=office, seat_id=seat.pk, holder=Holder(name, "副市长"), on=first, document_number=PAPER
        )
    bodies.correct_term(by=office, term_id=term.pk, name="李某某", post="副市长", reason=WHY)
    bodies.edit_body(
        by=office, body_id=body.pk, name=body.name, duties="统筹应对。", founded_by=PAPER, reason=WHY
    )
    with watch.aside():
        task = TaskFactory.create(counties=[COUNTY], units=[city.body])
    charge = charges.charge(by=office, task_id=task.pk, seat_id=head.pk, kind="case", starts_on=first)
    charges.end_charge(by=office, charge_id=charge.pk, on=today, reason=WHY)
    _meet(watch, city, body.pk, head)
    bodies.vacate(by=office, seat_id=deputy.pk, on=today, document_number=PAPER)
    bodies.dissolve_body(by=office, body_id=body.pk, on=today, document_number=PAPER)


def _meet(watch: "Watch", city: City, body_id: int, chair: Seat) -> None:
    office, today = city.office, timezone.localdate()
    told: dict[str, Any] = {
        "subject": "调度应急响应",
        "held_on": today,
        "place": "第一会议室",
        "chair_id": chair.pk,
    }
    meeting = meetings.register_meeting(by=office, body_id=body_id, kind="dispatch", **told)
    meetings.edit_meeting(by=office, meeting_id=meeting.pk, **told | {"place": "第二会议室"})
    item, mistaken = (
        meetings.add_item(by=office, meeting_id=meeting.pk, title=title) for title in ("减排清单", "误列")
    )
    meetings.remove_item(by=office, meeting_id=meeting.pk, item_id=mistaken.pk)
    kept, struck = (
        meetings.add_decision(
            by=office, meeting_id=meeting.pk, text=text, organisation=city.body, item_id=item.pk
        )
        for text in ("一周内核实减排清单。", "误记。")
    )
    meetings.remove_decision(by=office, meeting_id=meeting.pk, decision_id=struck.pk)
    meetings.issue_minutes(by=office, meeting_id=meeting.pk)
    decisions.report_decision(by=city.officer, decision_id=kept.pk, text="已核实。", done=True)
    decisions.return_decision(by=office, decision_id=kept.pk, reason=WHY)
    with watch.aside():
        round_ = RoundFactory.create()
    decisions.make_task(by=office, decision_id=kept.pk, round_id=round_.pk)
