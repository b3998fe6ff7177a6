"""A round that needs a plan: three tasks read from a report, who drafts, who signs, two counties."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.actions import plan as actions
from sansan.rectification.actions.entries import enter_tasks, known_organisations
from sansan.rectification.models import Plan, Round, Task
from sansan.rectification.proposals import ProposedTask, ProposedUnit
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory

CITY, YICHENG, QUESHAN = "4117", "411702", "411725"


@dataclass
class PlannedCity:
    round: Round
    office: Person
    leader: Person
    acceptor: Person
    yicheng: Organisation
    queshan: Organisation
    of_yicheng: Person
    of_queshan: Person

    def task(self, number: str) -> Task:
        return self.round.tasks.get(number=number)


def planned_city(procedure: str = "city", feedback_on: dt.date | None = None) -> PlannedCity:
    for code, name, level in ((CITY, "驻马店市", 2), (YICHENG, "驿城区", 3), (QUESHAN, "确山县", 3)):
        Area.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "short_name": name,
                "kind": "县",
                "level": level,
                "parent_code": code[:-2],
            },
        )
    office = person_with(Role.CITY_OFFICE, name="经办人")
    bodies = [
        OrganisationFactory.create(name=f"{name}攻坚办", area_code=code, kind=Organisation.Kind.COUNTY_OFFICE)
        for name, code in (("驿城区", YICHENG), ("确山县", QUESHAN))
    ]
    round_ = RoundFactory.create(
        name="市级督察",
        procedure=procedure,
        feedback_on=feedback_on or timezone.localdate() - dt.timedelta(days=10),
    )
    proposed = [_proposed(n, [b.name for b in bodies]) for n in ("1", "2", "3")]
    with transaction.atomic():
        enter_tasks(
            by=office,
            round_=round_,
            proposed=proposed,
            source=None,
            organisations=known_organisations(u for p in proposed for u in p.units),
        )
    return PlannedCity(
        round_,
        office,
        person_with(Role.CITY_LEADER, name="副市长"),
        person_with(Role.ACCEPTOR, name="验收组"),
        bodies[0],
        bodies[1],
        person_with(Role.COUNTY_OFFICE, area_code=YICHENG, organisation=bodies[0], name="驿城经办人"),
        person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=bodies[1], name="确山经办人"),
    )


def _proposed(number: str, units: list[str]) -> ProposedTask:
    return ProposedTask(
        key=number,
        number=number,
        problem=f"第{number}处问题。",
        goal="全部整改到位。",
        deadline="年底前",
        deadline_date=timezone.localdate() + dt.timedelta(days=60),
        units=[ProposedUnit(name=name, role=UnitRole.RESPONSIBLE) for name in units],
        measures=["排查。", "整治。"],
        area_codes=[YICHENG, QUESHAN],
    )


def drafted(city: PlannedCity, *, complete: bool = True) -> Plan:
    plan = actions.draft_plan(by=city.office, round_id=city.round.pk)
    if complete:
        actions.fill_plan(by=city.office, plan_id=plan.pk, role=UnitRole.ACCEPT, name="市督查室")
        actions.fill_plan(by=city.office, plan_id=plan.pk, role=UnitRole.LEADER, name="张三（局长）")
    return plan


def approved(city: PlannedCity) -> Plan:
    plan = drafted(city)
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    actions.approve_plan(by=city.leader, plan_id=plan.pk)
    plan.refresh_from_db()
    return plan
