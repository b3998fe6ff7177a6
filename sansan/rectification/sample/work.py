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
from sansan.rectification.actions.decisions import (
    accept,
    look_back,
    publish,
    review,
    send_back,
    suspend,
)
from sansan.rectification.actions.offices import entrust
from sansan.rectification.actions.steps import assign, report_progress, self_check, submit
from sansan.rectification.actions.upkeep import tick_measure
from sansan.rectification.closing.actions import Choice, declare_claims, override_and_close, request_closing
from sansan.rectification.figures.actions.entering import add_figure
from sansan.rectification.models import ClosingRequest, Round, Task
from sansan.rectification.sample.cast import Cast
from sansan.rectification.sample.photos import draw

_ROLES = {"lead": UnitRole.LEAD, "units": UnitRole.RESPONSIBLE, "support": UnitRole.SUPPORT}
A_DAY = dt.timedelta(days=1)


@dataclass
class Work:
    """Plays each task's story as far as the date given; what was played is not played again."""

    round: Round
    cast: Cast
    stories: list[dict[str, Any]]
    played: dict[str, int] = field(default_factory=dict)
    drawn: dict[str, bytes] = field(default_factory=dict)
    day: dict[int, dt.date] = field(default_factory=dict)
    """The day each task's story has reached: what is decided follows what was handed in."""

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
        day = self.day[task.pk] = step.get("as_of") or self.day.get(task.pk, dt.date.min)
        match step["step"]:
            case "accept":
                self._accept(task, step["reason"], day + A_DAY * 2)
            case "return":
                send_back(by=self.cast.acceptor, task_id=task.pk, reason=step["reason"])
            case "close":
                self._close(task, step, day + A_DAY * 4)
            case "publish":
                self._publish(task, day + A_DAY * 4)
            case "suspend":
                suspend(by=self.cast.city_office, task_id=task.pk, reason=step["reason"])
            case "look_back":
                self._look_back(task, step, day)
            case name:
                self._hand_in(task.recurrences.get() if step.get("again") else task, name, step, day)

    def _accept(self, task: Task, reason: str, day: dt.date) -> None:
        """Level by level, with a visit where the procedure asks for one."""
        visited = day if task.place.procedure.site_visit else None
        for _ in task.place.procedure.acceptance:
            accept(by=self.cast.acceptor, task_id=task.pk, reason=reason, visited_on=visited)

    def _close(self, task: Task, step: Mapping[str, Any], day: dt.date) -> None:
        """What does not hold is answered for by the reasons of the story, and by nothing else."""
        office, procedure = self.cast.city_office, task.place.procedure
        if procedure.review:
            review(by=office, task_id=task.pk, reason="行业主管部门审查无异议。")
        if procedure.notice:
            self._publish(task, day)
        if off := step.get("off"):
            claims = dict.fromkeys(off, Choice(applies=False))
            declare_claims(by=office, task_id=task.pk, claims=claims, reason=step["why_off"])
        request = request_closing(by=office, task_id=task.pk, text=step["reason"])
        if request.outcome == ClosingRequest.Outcome.OPEN:
            override_and_close(by=office, request_id=request.pk, reasons=step["overrides"])

    def _publish(self, task: Task, day: dt.date) -> None:
        place = "市政府网站“督察整改”专栏"
        publish(by=self.cast.city_office, task_id=task.pk, place=place, starts_on=day, contact="0396-0000000")

    def _look_back(self, task: Task, step: Mapping[str, Any], day: dt.date) -> None:
        body = task.assignments.filter(organisation__isnull=False).order_by("-organisation__area_code")[0]
        assert body.organisation is not None
        look_back(
            by=self.cast.acceptor,
            task_id=task.pk,
            result=step["result"],
            text=step["text"],
            done_on=day,
            uploads=[self._photo(photo, body.organisation, day) for photo in step.get("photos", ())],
        )

    def _hand_in(self, task: Task, name: str, step: Mapping[str, Any], day: dt.date) -> None:
        body, by = self.cast.bodies[step["unit"]], self.cast.reporters[step["unit"]]
        given: dict[str, Any] = {"by": by, "task_id": task.pk, "organisation_id": body.pk, "as_of": day}
        self._tick(task, by, step.get("measures", ()))
        if name == "submit" and task.place.procedure.self_check:
            self_check(**given, text="逐条对照整改措施自查，现场和材料一致。")
        action = {"submit": submit, "self_check": self_check}.get(name, report_progress)
        uploads = [self._photo(photo, body, day) for photo in step.get("photos", ())]
        action(**given, text=step["text"], uploads=uploads)

    def _tick(self, task: Task, by: Person, orders: tuple[int, ...]) -> None:
        for measure in task.measures.filter(order__in=orders, done_at=None):
            tick_measure(by=by, task_id=task.pk, measure_id=measure.pk, done=True)

    def _photo(self, given: str, body: Organisation, day: dt.date) -> "tuple[str, UploadedFile[bytes]]":
        name, purpose = given.split(":")
        if name not in self.drawn:
            lon, lat = centre(body)
            self.drawn[name] = draw(name, taken=day, lon=lon, lat=lat)
        return purpose, SimpleUploadedFile(f"{name}.jpg", self.drawn[name], content_type="image/jpeg")


def centre(body: Organisation) -> tuple[float, float]:
    """A point of the body's county; of the city where it has none."""
    for code in (county_of(body.area_code), body.area_code[:4]):
        area = Area.objects.filter(pk=code, lon__isnull=False).first() if code else None
        if area and area.lon is not None and area.lat is not None:
            return area.lon, area.lat
    raise LookupError(f"no position is known for {body}")
