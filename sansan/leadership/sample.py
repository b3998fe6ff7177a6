"""The sample's leading bodies and meetings, played through the room's actions."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.leadership.actions.bodies import Holder, NewBody, add_seat, change_holder, found_body
from sansan.leadership.actions.charges import charge
from sansan.leadership.actions.decisions import close_decision, link_decision, report_decision
from sansan.leadership.actions.meetings import (
    add_decision,
    add_item,
    issue_minutes,
    note_attendance,
    register_meeting,
)
from sansan.leadership.models import Attendance, Body, Decision, Meeting
from sansan.people.models import Organisation, Person, Post
from sansan.people.roles import Role
from sansan.rectification.models import Task

CITY = "4117"
FIRST_DAY = dt.date(2020, 1, 1)


@transaction.atomic
def load() -> None:
    """Expects the sample's rounds and demo accounts; does nothing where there are bodies already."""
    if Body.objects.exists():
        return
    data = tomllib.loads(files("sansan.leadership").joinpath("data/sample.toml").read_text("utf-8"))
    office = Person.objects.get(posts__role=Role.CITY_OFFICE)
    scene = _Scene(office, timezone.localdate())
    for row in data["body"]:
        scene.found(row)
    for row in data["change"]:
        scene.change(row)
    for row in data["charge"]:
        scene.charge(row)
    for row in data["meeting"]:
        scene.meet(row)


@dataclass
class _Scene:
    """The city's office keeps everything; units report through whoever holds a post there."""

    office: Person
    today: dt.date
    bodies: dict[str, Body] = field(default_factory=dict)

    def found(self, row: Mapping[str, Any]) -> None:
        body = found_body(
            by=self.office,
            given=NewBody(
                name=row["name"],
                kind=row["kind"],
                area_code=row.get("area", CITY),
                valid_from=FIRST_DAY,
                founded_by=row["document"],
                duties=row["duties"],
                parent_id=self.bodies[row["parent"]].pk if "parent" in row else None,
                organisation=Organisation.objects.filter(code=row.get("organisation", "")).first(),
            ),
        )
        self.bodies[row["key"]] = body
        for place in row["seats"]:
            seat = add_seat(by=self.office, body_id=body.pk, title=place["title"])
            person = Person.objects.filter(username=place.get("account", "")).first()
            change_holder(
                by=self.office,
                seat_id=seat.pk,
                holder=Holder(name=place.get("name", ""), post=place["post"], person=person),
                on=FIRST_DAY,
                document_number=row["document"],
            )

    def change(self, row: Mapping[str, Any]) -> None:
        change_holder(
            by=self.office,
            seat_id=self._seat(row["body"], row["seat"]),
            holder=Holder(name=row["name"], post=row["post"]),
            on=self._day(row["days"]),
            document_number=row["document"],
        )

    def charge(self, row: Mapping[str, Any]) -> None:
        first = Task.objects.order_by("round_id")[0].round_id
        for task in Task.objects.filter(round=first, number__in=row["tasks"]).order_by("order"):
            charge(
                by=self.office,
                task_id=task.pk,
                seat_id=self._seat(row["body"], row["seat"]),
                kind=row["kind"],
                starts_on=row["since"],
            )

    def meet(self, row: Mapping[str, Any]) -> None:
        meeting = register_meeting(
            by=self.office,
            body_id=self.bodies[row["body"]].pk,
            kind=row["kind"],
            subject=row["subject"],
            held_on=self._day(row["days"]),
            place=row["place"],
            chair_id=self._seat(row["body"], row["chair"]),
        )
        absent = meeting.attendance.filter(seat__title__in=row["absent"])
        presence = {row.pk: Attendance.Presence.ABSENT.value for row in absent}
        note_attendance(by=self.office, meeting_id=meeting.pk, presence=presence, others=row["others"])
        items = [add_item(by=self.office, meeting_id=meeting.pk, **item).pk for item in row["agenda"]]
        made = [(self._decide(meeting, said, items), said) for said in row["decisions"]]
        if row.get("issued", True):
            issue_minutes(by=self.office, meeting_id=meeting.pk)
            for decision, said in made:
                self._follow_up(decision, said)

    def _decide(self, meeting: Meeting, said: Mapping[str, Any], items: list[int]) -> Decision:
        return add_decision(
            by=self.office,
            meeting_id=meeting.pk,
            text=said["text"],
            organisation=Organisation.objects.get(code=said["unit"]),
            deadline=self._day(said["days"]),
            item_id=items[said["item"] - 1] if said["item"] else None,
        )

    def _follow_up(self, decision: Decision, said: Mapping[str, Any]) -> None:
        if "report" in said:
            by = Post.objects.filter(organisation=decision.organisation).order_by("pk")[0].person
            report_decision(by=by, decision_id=decision.pk, text=said["report"], done=True)
        if "close" in said:
            close_decision(by=self.office, decision_id=decision.pk, reason=said["close"])
        if "task" in said:
            task = Task.objects.filter(number=said["task"]).order_by("round_id")[0]
            link_decision(by=self.office, decision_id=decision.pk, task_id=task.pk)

    def _seat(self, body: str, title: str) -> int:
        return self.bodies[body].seats.get(title=title).pk

    def _day(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)
