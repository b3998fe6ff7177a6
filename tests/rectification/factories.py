"""Rounds, tasks and what hangs on them, for tests of every room."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from sansan.rectification.models import (
    Assignment,
    AuditFinding,
    FigureValue,
    Measure,
    ProgressReport,
    Round,
    SourceDocument,
    Task,
    TaskArea,
    TaskClass,
    TaskFigure,
)
from tests.people.factories import OrganisationFactory, PersonFactory


class RoundFactory(DjangoModelFactory[Round]):
    class Meta:
        model = Round

    name = factory.Sequence(lambda n: f"第{n}轮督察")
    area_code = "4117"
    feedback_on = dt.date(2020, 3, 1)


class TaskClassFactory(DjangoModelFactory[TaskClass]):
    class Meta:
        model = TaskClass

    round = factory.SubFactory(RoundFactory)
    number = "一"
    title = factory.Sequence(lambda n: f"第{n}类问题")
    order = factory.Sequence(lambda n: n + 1)


class TaskFactory(DjangoModelFactory[Task]):
    """`counties=["411725"]` says which areas the task concerns, `units=[organisation]` who is responsible."""

    class Meta:
        model = Task
        skip_postgeneration_save = True

    round = factory.SubFactory(RoundFactory)
    order = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda o: str(o.order))
    kind = factory.LazyAttribute(
        lambda o: (
            "recurrence" if getattr(o, "recurs", None) else "sub" if getattr(o, "parent", None) else "task"
        )
    )
    problem = factory.Sequence(lambda n: f"第{n}处工地未落实扬尘防治措施。")

    @factory.post_generation
    def counties(self: Task, create: bool, extracted: list[str] | None, **_: Any) -> None:
        for code in extracted or ():
            TaskArea.objects.create(task=self, area_code=code)

    @factory.post_generation
    def units(self: Task, create: bool, extracted: list[Any] | None, **_: Any) -> None:
        for organisation in extracted or ():
            Assignment.objects.create(task=self, organisation=organisation, name=organisation.name)


class MeasureFactory(DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    task = factory.SubFactory(TaskFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"落实第{n}条措施。")


class ProgressReportFactory(DjangoModelFactory[ProgressReport]):
    class Meta:
        model = ProgressReport

    task = factory.SubFactory(TaskFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    area_code = factory.LazyAttribute(lambda o: o.organisation.area_code)
    text = "正在整改。"
    as_of = dt.date(2020, 7, 17)
    by = factory.SubFactory(PersonFactory)


class TaskFigureFactory(DjangoModelFactory[TaskFigure]):
    class Meta:
        model = TaskFigure

    task = factory.SubFactory(TaskFactory)
    name = "已完成整治"
    unit = "家"
    scope = ""

    @classmethod
    def _create(cls, model_class: type[TaskFigure], *args: Any, **given: Any) -> TaskFigure:
        """A value joins the series of its indicator; `value=None` makes one without values."""
        own = {name: given.pop(name) for name in list(given) if name in _OF_A_VALUE}
        known = {name: given.pop(name) for name in ("task", "name", "unit", "scope")}
        figure, _ = model_class.objects.get_or_create(**known, defaults=given)
        value = own.pop("value", 31)
        if value is not None:
            said = {"printed": str(value), "as_of": dt.date(2020, 7, 17)} | own
            said.setdefault("origin", "report" if said.get("source") else "typed")
            order = figure.values.count()
            FigureValue.objects.create(figure=figure, value=value, order=order, **said)
        return model_class.objects.get(pk=figure.pk)


_OF_A_VALUE = frozenset(
    {"value", "printed", "bound", "as_of", "source", "span", "by", "at", "origin", "report"}
)


class StoredFileFactory(DjangoModelFactory[Any]):
    class Meta:
        model = "evidence.StoredFile"

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 10
    media_type = "text/plain"


class SourceDocumentFactory(DjangoModelFactory[SourceDocument]):
    class Meta:
        model = SourceDocument

    round = factory.SubFactory(RoundFactory)
    file = factory.SubFactory(StoredFileFactory)
    name = "整改情况.txt"
    received_by = factory.SubFactory(PersonFactory)


class AuditFindingFactory(DjangoModelFactory[AuditFinding]):
    class Meta:
        model = AuditFinding

    round = factory.LazyAttribute(lambda o: o.source.round)
    source = factory.SubFactory(SourceDocumentFactory)
    rule = "whole_is_parts"
    message = "99与27、55、15之和97不符，相差2。"
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")
