"""Which of the "1+8" offices looks after a task."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sansan.errors import Invalid
from sansan.people.models import Organisation, Person
from sansan.people.queries import existing
from sansan.rectification.actions.access import locked_task
from sansan.rectification.models import Task
from sansan.trail.record import record

ENTRUST = "rectification.intake"
_OFFICES = (Organisation.Kind.CITY_OFFICE, Organisation.Kind.SISTER_OFFICE)


def offices() -> QuerySet[Organisation]:
    """The offices of today a task may be put under, the city office first."""
    return existing(Organisation.objects.filter(kind__in=_OFFICES), timezone.localdate()).order_by(
        "kind", "name"
    )


@transaction.atomic
def entrust(*, by: Person, task_id: int, organisation_id: int) -> Task:
    """Put the task under this office: its people then see it, assign it and answer its audit questions.

    Whoever enters tasks decides whose they are; a county that may assign its own has no say in the city's offices.
    """
    task = locked_task(task_id, by, ENTRUST)
    office = offices().filter(pk=organisation_id).first()
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
