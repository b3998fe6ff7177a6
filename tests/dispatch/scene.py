"""A city in June 2026 with a round of tasks, two counties that must report on them, and the office that asks."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sansan.dispatch.actions.periods import open_period
from sansan.dispatch.checks import Filled
from sansan.dispatch.drafts import save_draft
from sansan.dispatch.models import Period
from sansan.dispatch.queries import Row, unit_rows
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.models import Round, Task
from sansan.rectification.workflow import State
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskClassFactory, TaskFactory, TaskFigureFactory

CITY, QUESHAN, PINGYU = "4117", "411725", "411723"
NOON = dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC)  # a Monday, noon in Beijing
TODAY, JUNE, MAY = dt.date(2026, 6, 15), dt.date(2026, 6, 1), dt.date(2026, 5, 1)


@dataclass
class Scene:
    round: Round
    office: Person
    leader: Person
    queshan: Organisation
    pingyu: Organisation
    officer: Person
    colleague: Person
    neighbour: Person
    tasks: list[Task]

    def open(self, month: dt.date = JUNE) -> Period:
        return open_period(by=self.office, month=month, area_code=CITY)

    def rows(self, month: dt.date = JUNE) -> list[Row]:
        return unit_rows(self.officer, month, self.queshan.pk)

    def fill(self, row: Row, **given: object) -> None:
        filled = Filled(**{"text": f"第{row.number}项本月推进情况。", "claim": "on_time", **given})
        version = row.draft.version if row.draft else 0
        save_draft(by=self.officer, entry_id=row.entry.pk, filled=filled, version=version)


def scene(*, tasks: int = 3) -> Scene:
    """Queshan has `tasks` tasks, the first shared with Pingyu; the last one is a standing duty after closing."""
    for code, name in ((CITY, "驻马店市"), (QUESHAN, "确山县"), (PINGYU, "平舆县")):
        Area.objects.create(
            code=code,
            name=name,
            short_name=name[:-1],
            kind="area",
            level=2 if code == CITY else 3,
            parent_code="" if code == CITY else CITY,
        )
    queshan, pingyu = (
        OrganisationFactory.create(name=f"{name}攻坚办", area_code=code, kind=Organisation.Kind.COUNTY_OFFICE)
        for code, name in ((QUESHAN, "确山县"), (PINGYU, "平舆县"))
    )
    round_ = RoundFactory.create(name="省级督察", area_code=CITY, feedback_on=dt.date(2026, 1, 1))
    klass = TaskClassFactory.create(round=round_, title="大气污染防治方面")
    made = []
    for number in range(1, tasks + 1):
        closed = number == tasks and tasks > 1
        shared = [queshan, pingyu] if number == 1 else [queshan]
        made.append(
            TaskFactory.create(
                round=round_,
                klass=klass,
                number=str(number),
                order=number,
                problem=f"第{number}处工地扬尘治理不到位。",
                counties=[QUESHAN, PINGYU] if number == 1 else [QUESHAN],
                units=shared,
                state=State.CLOSED if closed else State.RECTIFYING,
                standing=closed,
                accepted_at=NOON if closed else None,
                closed_at=NOON if closed else None,
                deadline_date=dt.date(2026, 12, 31),
            )
        )
    if tasks > 1:
        TaskFigureFactory.create(
            task=made[0],
            name="完成整治",
            value=Decimal(31),
            printed="31",
            unit="家",
            as_of=dt.date(2026, 5, 20),
        )
    office_body = OrganisationFactory.create(
        name="市攻坚办", area_code=CITY, kind=Organisation.Kind.CITY_OFFICE
    )
    return Scene(
        round=round_,
        office=person_with(Role.CITY_OFFICE, organisation=office_body, name="市办周"),
        leader=person_with(Role.CITY_LEADER, name="赵市长"),
        queshan=queshan,
        pingyu=pingyu,
        officer=person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=queshan, name="确山甲"),
        colleague=person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=queshan, name="确山乙"),
        neighbour=person_with(Role.COUNTY_OFFICE, area_code=PINGYU, organisation=pingyu, name="平舆丙"),
        tasks=made,
    )
