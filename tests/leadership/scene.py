"""A city's leading group with a head and a deputy, its office, a county with a unit, and a task."""

import datetime as dt
from dataclasses import dataclass

from sansan.leadership.actions.bodies import Holder, NewBody, add_seat, change_holder, found_body
from sansan.leadership.actions.meetings import add_decision, add_item, issue_minutes, register_meeting
from sansan.leadership.models import Body, Decision, Meeting, Seat
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.models import Task
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory

FIRST = dt.date(2020, 1, 1)
CITY, COUNTY, OTHER_COUNTY = "4117", "411728", "411729"
PAPER = "驻文〔2020〕1号"


@dataclass
class Scene:
    office: Person
    second: Person  # a colleague in the same office
    body: Body
    head: Seat
    deputy: Seat
    unit: Organisation
    officer: Person  # of the unit
    stranger: Person  # of another county
    task: Task

    def meeting(self, held_on: dt.date = dt.date(2020, 7, 1), **given: object) -> Meeting:
        told = {
            "body_id": self.body.pk,
            "kind": "dispatch",
            "subject": "整改进度",
            "place": "第一会议室",
            "chair_id": self.head.pk,
        }
        return register_meeting(by=self.office, held_on=held_on, **(told | given))

    def decided(self, deadline: dt.date | None = None, text: str = "一周内建成冲洗平台。") -> Decision:
        """A decision for the unit, in minutes that are issued."""
        meeting = self.meeting()
        item = add_item(by=self.office, meeting_id=meeting.pk, title="超期任务")
        decision = add_decision(
            by=self.office,
            meeting_id=meeting.pk,
            text=text,
            organisation=self.unit,
            deadline=deadline,
            item_id=item.pk,
        )
        issue_minutes(by=self.office, meeting_id=meeting.pk)
        return Decision.objects.get(pk=decision.pk)


def scene() -> Scene:
    for code, name, level in ((CITY, "驻马店市", 2), (COUNTY, "遂平县", 3), (OTHER_COUNTY, "新蔡县", 3)):
        Area.objects.create(
            code=code, name=name, short_name=name, kind="area", level=level, parent_code=code[:-2]
        )
    home = OrganisationFactory.create(name="市攻坚办", kind=Organisation.Kind.CITY_OFFICE, area_code=CITY)
    office = person_with(Role.CITY_OFFICE, organisation=home, name="周办")
    unit = OrganisationFactory.create(name="遂平县攻坚办", kind="county_office", area_code=COUNTY)
    body = found_body(by=office, given=NewBody("市领导小组", "leading_group", CITY, FIRST, founded_by=PAPER))
    seats = [add_seat(by=office, body_id=body.pk, title=title) for title in ("组长", "副组长")]
    for seat, name, post in zip(seats, ("前市长", "副市长甲"), ("市长", "副市长"), strict=True):
        holder = Holder(name=name, post=post)
        change_holder(by=office, seat_id=seat.pk, holder=holder, on=FIRST, document_number=PAPER)
    return Scene(
        office=office,
        second=person_with(Role.CITY_OFFICE, organisation=home, name="吴办"),
        body=body,
        head=seats[0],
        deputy=seats[1],
        unit=unit,
        officer=person_with(Role.COUNTY_OFFICE, area_code=COUNTY, organisation=unit, name="郑县"),
        stranger=person_with(Role.COUNTY_OFFICE, area_code=OTHER_COUNTY, name="外县"),
        task=TaskFactory.create(round=RoundFactory.create(area_code=CITY), counties=[COUNTY]),
    )
