"""A report received, its proposals put right, and tasks entered by hand."""

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sansan.rectification.actions import entries, intake
from sansan.rectification.proposals import ProposedTask
from tests.project.deeds.scene import WHY, City
from tests.rectification.factories import RoundFactory

if TYPE_CHECKING:
    from tests.project.test_events import Watch


def walk(watch: "Watch", city: City) -> None:
    office = city.office
    with watch.aside():
        round_ = RoundFactory.create()

    def received(name: str) -> Any:
        text = "整改情况\n1.工地未覆盖。\n2.道路积尘。\n3.焚烧秸秆。\n"
        upload = SimpleUploadedFile(f"{name}.txt", f"{name}{text}".encode())
        source = intake.receive_report(by=office, round_id=round_.pk, upload=upload, queue=False)
        intake.read_source(source_id=source.pk)
        source.refresh_from_db()
        return source

    source = received("报告")
    first = source.proposals.order_by("order")[0]
    intake.correct_proposal(by=office, proposal_id=first.pk, goal="全部覆盖")
    intake.drop_proposal(by=office, proposal_id=first.pk)
    intake.restore_proposal(by=office, proposal_id=first.pk)
    intake.split_proposal(
        by=office, proposal_id=first.pk, problems=("工地未覆盖", "工地未冲洗"), second_measures=()
    )
    a, b, *_ = source.proposals.filter(decision="open").order_by("order")
    intake.merge_proposals(by=office, proposal_ids=[a.pk, b.pk])
    known = entries.add_task(by=office, round_id=round_.pk, data=ProposedTask(key="k", problem="道路积尘。"))
    last = source.proposals.filter(decision="open").order_by("order").last()
    intake.link_proposal(by=office, proposal_id=last.pk, task_id=known.pk)
    entries.edit_task(
        by=office, task_id=known.pk, data=ProposedTask(key="k", problem="道路积尘未清。"), reason=WHY
    )
    intake.cancel_reading(by=office, source_id=source.pk)
