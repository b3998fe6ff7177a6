"""Papers of supervision: signed, taken back, answered, closed."""

from typing import TYPE_CHECKING

from sansan.rectification.actions import supervision
from sansan.rectification.models import Instrument
from tests.project.deeds.scene import COUNTY, TODAY, WHY, City
from tests.rectification.factories import RoundFactory, TaskFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    with watch.aside():
        task = TaskFactory.create(
            round=RoundFactory.create(),
            state="rectifying",
            units=[city.body],
            counties=[COUNTY],
            deadline_date=TODAY,
        )

    def paper(rung: str) -> Instrument:
        return supervision.draft_paper(
            by=city.office,
            task_id=task.pk,
            organisation_id=city.body.pk,
            rung=rung,
            facts="超期。",
            demand="请报告。",
        )

    supervision.sign_paper(by=city.leader, paper_id=paper("circular").pk)
    supervision.withdraw_paper(by=city.office, paper_id=paper("interview").pk, reason=WHY)
    urged = paper("urge")
    supervision.receive_paper(by=city.officer, paper_id=urged.pk)
    supervision.answer_paper(by=city.officer, paper_id=urged.pk, reply="已整改。")
    supervision.close_paper(by=city.office, paper_id=urged.pk, reason=WHY)
