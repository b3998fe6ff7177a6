"""A city with two counties, its discipline officer, those who may see numbers, and records on their way."""

import datetime as dt
from dataclasses import dataclass

from sansan.accountability.actions.records import add_subject, advance, close_record, decide, start_record
from sansan.accountability.models import Record
from sansan.accountability.workflow import State
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.models import Task
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, TaskFactory

CITY, COUNTY, OTHER_COUNTY = "4117", "411728", "411729"
NAME = "被问责人甲"
FOUND, DECIDED = dt.date(2020, 3, 1), dt.date(2020, 4, 1)


@dataclass
class Scene:
    officer: Person
    second: Person
    county_officer: Person  # handles records of the other county only
    office: Person
    leader: Person
    task: Task

    def record(self, area: str = COUNTY, tasks: tuple[Task, ...] = ()) -> Record:
        return start_record(
            by=self.officer,
            area_code=area,
            cause="false",
            facts=f"{NAME}上报虚假照片。",
            found_on=FOUND,
            tasks=tasks or (self.task,),
        )

    def investigated(self, *levels: str, area: str = COUNTY, name: str = NAME) -> Record:
        """With a person of each level, up to the decision."""
        row = self.record(area)
        for level in levels or ("township",):
            add_subject(
                by=self.officer,
                record_id=row.pk,
                is_body=False,
                name=name,
                post="镇长",
                unit="某镇",
                level=level,
            )
        for state in (State.ACCEPTED, State.INVESTIGATING):
            advance(by=self.officer, record_id=row.pk, to=state)
        return row

    def decided(
        self, *kinds: str, area: str = COUNTY, level: str = "township", on: dt.date = DECIDED
    ) -> Record:
        row = self.investigated(*([level] * len(kinds)), area=area)
        pairs = zip(row.subjects.all(), kinds, strict=True)
        return decide(
            by=self.officer,
            record_id=row.pk,
            deciding_body="市纪委监委",
            document_number=f"驻纪决〔2020〕1号（{NAME}）",
            decided_on=on,
            outcomes={subject.pk: kind for subject, kind in pairs},
        )

    def closed(self, *kinds: str, area: str = COUNTY, on: dt.date = DECIDED) -> Record:
        row = self.decided(*kinds, area=area, on=on)
        advance(by=self.officer, record_id=row.pk, to=State.EXECUTING)
        return close_record(by=self.officer, record_id=row.pk, note=f"已向{NAME}送达。", closed_on=on)


def scene() -> Scene:
    for code, name, level in ((CITY, "驻马店市", 2), (COUNTY, "遂平县", 3), (OTHER_COUNTY, "新蔡县", 3)):
        Area.objects.create(
            code=code, name=name, short_name=name, kind="area", level=level, parent_code=code[:-2]
        )
    return Scene(
        officer=person_with(Role.DISCIPLINE_OFFICER, name="纪检甲"),
        second=person_with(Role.DISCIPLINE_OFFICER, name="纪检乙"),
        county_officer=person_with(Role.DISCIPLINE_OFFICER, area_code=OTHER_COUNTY, name="县纪检"),
        office=person_with(Role.CITY_OFFICE),
        leader=person_with(Role.CITY_LEADER),
        task=TaskFactory.create(round=RoundFactory.create(area_code=CITY), counties=[COUNTY]),
    )
