"""What the units did with the tasks: `work.toml` played through the room's actions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from sansan.documents.model import UnitRole
from sansan.people.models import Organisation, Person
from sansan.places.models import Area
from sansan.places.queries import county_of
from sansan.rectification.actions.offices import entrust
from sansan.rectification.actions.steps import (
    accept,
    assign,
    close,
    reopen,
    report_progress,
    send_back,
    submit,
)
from sansan.rectification.actions.upkeep import add_figure, tick_measure
from sansan.rectification.models import Round, Task
from sansan.rectification.sample.cast import Cast
from sansan.rectification.sample.photos import draw

_ROLES = {"lead": UnitRole.LEAD, "units": UnitRole.RESPONSIBLE, "support": UnitRole.SUPPORT}
_DECISIONS = {"accept": accept, "return": send_back, "close": close, "reopen": reopen}


@dataclass
class Work:
    """Plays each task's story as far as the date given; what was played is not played again."""

    round: Round
    cast: Cast
    stories: list[dict[str, Any]]
    played: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, bytes] = field(default_factory=dict)

    def play(self, *, until: dt.date) -> None:
        tasks = {task.number: task for task in self.round.tasks.all()}
        for story in self.stories:
            task = tasks.get(story["number"])
            if task is None:
                continue
            if story["number"] not in self.played:
                self._hand_over(task, story)
                self.played[story["number"]] = 0
            self._continue(task, story, until)

    def _hand_over(self, task: Task, story: Mapping[str, Any]) -> None:
        office, lead = self.cast.bodies[story["office"]], self.cast.city_office
        entrust(by=lead, task_id=task.pk, organisation_id=office.pk)
        for name, role in _ROLES.items():
            for code in story.get(name, ()):
                assign(by=lead, task_id=task.pk, organisation_id=self.cast.bodies[code].pk, role=role)
        if not any(name in story for name in _ROLES):
            self._assign_named(task)

    def _assign_named(self, task: Task) -> None:
        """The list names the units itself: handing the task to the first of them hands it over."""
        unit = task.assignments.filter(organisation__isnull=False).first()
        if unit and unit.organisation_id:
            role = UnitRole(unit.role)
            assign(by=self.cast.city_office, task_id=task.pk, organisation_id=unit.organisation_id, role=role)

    def _continue(self, task: Task, story: Mapping[str, Any], until: dt.date) -> None:
        """A decision belongs to the report before it: it is played with it."""
        for step in story["steps"][self.played[story["number"]] :]:
            if step.get("as_of", dt.date.min) > until:
                return
            self._step(task, step)
            self.played[story["number"]] += 1
        if until == dt.date.max:
            for figure in story.get("figures", ()):
                value = Decimal(figure["value"])
                add_figure(by=self.cast.city_office, task_id=task.pk, **{**figure, "value": value})

    def _step(self, task: Task, step: Mapping[str, Any]) -> None:
        if step["step"] in _DECISIONS:
            by = self.cast.acceptor if step["step"] in ("accept", "return") else self.cast.city_office
            _DECISIONS[step["step"]](by=by, task_id=task.pk, reason=step["reason"])
            return
        body, by = self.cast.bodies[step["unit"]], self.cast.reporters[step["unit"]]
        uploads = [self._photo(photo, body, step["as_of"]) for photo in step.get("photos", ())]
        action = submit if step["step"] == "submit" else report_progress
        action(
            by=by,
            task_id=task.pk,
            organisation_id=body.pk,
            text=step["text"],
            as_of=step["as_of"],
            uploads=uploads,
        )
        self._tick(task, by, step.get("measures", ()))

    def _tick(self, task: Task, by: Person, orders: tuple[int, ...]) -> None:
        for measure in task.measures.filter(order__in=orders, done_at=None):
            tick_measure(by=by, task_id=task.pk, measure_id=measure.pk, done=True)

    def _photo(self, given: str, body: Organisation, day: dt.date) -> "tuple[str, UploadedFile[bytes]]":
        name, purpose = given.split(":")
        if name not in self.drawn:
            lon, lat = _centre(body)
            self.drawn[name] = draw(name, taken=day, lon=lon, lat=lat)
        return purpose, SimpleUploadedFile(f"{name}.jpg", self.drawn[name], content_type="image/jpeg")


def _centre(body: Organisation) -> tuple[float, float]:
    """A point of the body's county; of the city where it has none."""
    for code in (county_of(body.area_code), body.area_code[:4]):
        area = Area.objects.filter(pk=code, lon__isnull=False).first() if code else None
        if area and area.lon is not None and area.lat is not None:
            return area.lon, area.lat
    raise LookupError(f"no position is known for {body}")
