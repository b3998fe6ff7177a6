"""What the city says of its figures: months between the reports, a correction, targets, queries, sums."""

from typing import Any

from sansan.rectification.figures.actions.entering import Figures, correct_value, record_values
from sansan.rectification.figures.actions.meaning import declare_identity, describe_figure
from sansan.rectification.figures.actions.taking import bind_figure, take_value
from sansan.rectification.models import Round, TaskFigure
from sansan.rectification.sample.cast import Cast
from sansan.rectification.sample.files import table


def enter(round_: Round, cast: Cast) -> None:
    """After both reports, so that what is said of a figure finds it."""
    plan = table("figures.toml")
    for row in plan["figure"]:
        _figure(round_, cast, row)
    for row in plan["binding"]:
        task = round_.tasks.get(number=row.pop("task"))
        figure = bind_figure(by=cast.city_office, task_id=task.pk, **row)
        take_value(by=cast.city_office, figure_id=figure.pk)
    for row in plan["identity"]:
        task = round_.tasks.get(number=row["task"])
        by_name = {figure.name: figure.pk for figure in task.figures.order_by("-order")}
        declare_identity(
            by=cast.city_office,
            task_id=task.pk,
            total_id=by_name[row["total"]],
            part_ids=[by_name[name] for name in row["parts"]],
            note=row["note"],
        )


def _figure(round_: Round, cast: Cast, row: dict[str, Any]) -> None:
    by = cast.city_office
    figure = TaskFigure.objects.get(
        task__round=round_,
        task__number=row["task"],
        name=row["name"],
        unit=row["unit"],
        scope=row.get("scope", ""),
    )
    describe_figure(
        by=by,
        figure_id=figure.pk,
        kind=row["kind"],
        direction=row["direction"],
        target=row.get("target"),
        target_on=row.get("target_on"),
    )
    for value in row["values"]:
        wrong = value.get("wrong")
        said = Figures({figure.pk: wrong or value["text"]})
        (made,) = record_values(by=by, task_id=figure.task_id, as_of=value["as_of"], figures=said)
        if wrong:
            correct_value(by=by, value_id=made.pk, text=value["text"], reason=value["reason"])
