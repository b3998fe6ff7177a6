"""Adds to a deployment what a backup could stumble over. Run as a module of its own."""

import datetime as dt
from decimal import Decimal

from sansan.commands.group import set_up_django


def add() -> None:
    from sansan.people.models import Organisation, Person
    from sansan.places.models import Area
    from sansan.rectification.models import FigureValue, Measure, Task, TaskFigure

    for code in ("4117A1", "4117a1", "4117-1", "4117"):  # in no database's own language in this order
        Area.objects.get_or_create(code=code, defaults={"name": code, "kind": "县", "level": 3})
    Area.objects.filter(code="4117A1").update(
        boundary={"type": "x", "n": [1e16, 2.5e20, 1e-7, -0.0, 1.0, 0.1 + 0.2], "深": {"b": None, "a": "\u2028\\\""}},
        lon=113.99999999999999, lat=-0.0, valid_from=dt.date(1, 1, 1),
    )  # fmt: skip
    task = Task.objects.order_by("pk")[0]
    for order, value in enumerate(("0", "-1234567.654321", "99999999.5", "0.000001")):
        figure, _ = TaskFigure.objects.get_or_create(task=task, name="数")
        FigureValue.objects.create(figure=figure, value=Decimal(value), printed=value, order=order)
    Task.objects.filter(pk=task.pk).update(
        goal="行\r\n一\t“二” 🏭 \u0085", updated_at=dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    )
    Person.objects.filter(username=Person.objects.order_by("pk")[0].username).update(
        last_login=dt.datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=dt.UTC)
    )
    parent = Organisation.objects.order_by("-pk")[0]
    Organisation.objects.order_by("pk").exclude(pk=parent.pk).update(parent=parent)  # points at a later row
    Measure.objects.create(task=task, order=999, text="删去的措施").delete()  # its key is not given again


if __name__ == "__main__":
    set_up_django()
    add()
