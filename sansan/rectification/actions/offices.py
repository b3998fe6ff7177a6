"""Which of the "1+8" offices looks after a task."""

from django.db import transaction

from sansan.errors import Invalid
from sansan.people.models import Organisation, Person
from sansan.rectification.actions.access import locked_task
from sansan.rectification.models import Task
from sansan.trail.record import record

_OFFICES = (Organisation.Kind.CITY_OFFICE, Organisation.Kind.SISTER_OFFICE)


@transaction.atomic
def entrust(*, by: Person, task_id: int, organisation_id: int) -> Task:
    """Put the task under this office: its people then see it, assign it and answer its audit questions."""
    task = locked_task(task_id, by, "rectification.assign")
    office = Organisation.objects.filter(pk=organisation_id, kind__in=_OFFICES).first()
    if office is None:
        raise Invalid("请选择市攻坚办或一个专项办公室。", field="organisation")
    before = task.office
    if before == office:
        return task
    task.office = office
    task.save(update_fields=["office", "updated_at"])
    record(
        "task.entrusted",
        target=task,
        by=by,
        area_code=task.round.area_code,
        before={"office": before.name if before else ""},
        after={"office": office.name},
    )
    return task
