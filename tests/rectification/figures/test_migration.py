"""Figures kept as single rows become series without losing a number, a passage, a link or who said it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from sansan.rectification.models import FigureValue, TaskFigure
from sansan.trail.record import record
from tests.rectification.factories import SourceDocumentFactory, TaskFactory

BEFORE = [("rectification", "0004_closing")]
MAY, JUNE = dt.date(2020, 5, 31), dt.date(2020, 6, 30)


@pytest.fixture
def old():
    """The tables as they were, and back again as they are."""
    executor = MigrationExecutor(connection)
    now = executor.loader.graph.leaf_nodes("rectification")
    yield executor, now
    executor.loader.build_graph()
    executor.migrate(now)


@pytest.mark.django_db(transaction=True)
def test_rows_of_before_are_series_with_their_numbers_passages_and_history(old):
    executor, now = old
    source = SourceDocumentFactory.create()
    task = TaskFactory.create(round=source.round)
    other = TaskFactory.create(round=source.round)
    officer = source.received_by
    TaskFigure.objects.all().delete()
    executor.migrate(BEFORE)
    rows = executor.loader.project_state(BEFORE).apps.get_model("rectification", "TaskFigure")

    def row(order: int, value: str, **given):
        known = {"task_id": task.pk, "name": "取缔", "unit": "家", "scope": "全市", "as_of": MAY}
        printed = given.pop("printed", value)
        return rows.objects.create(**known | given, value=Decimal(value), printed=printed, order=order).pk

    span = [3, 10, 12]
    read = row(0, "6300", printed="6300余", bound="at_least", source_id=source.pk, span=span)
    apart = row(1, "9", name="关停", source_id=source.pk, span=[3, 20, 21])
    later = row(2, "28", as_of=JUNE)
    twice = row(3, "31", as_of=JUNE, source_id=source.pk, span=[4, 1, 3])
    undated = row(4, "7", as_of=None)
    elsewhere = row(0, "5", task_id=other.pk)
    said = {"name": "取缔", "unit": "家", "as_of": str(JUNE), "scope": "全市"}
    with transaction.atomic():
        for verb, before, after in (("figure.added", None, 27), ("figure.corrected", 27, 28)):
            record(
                verb,
                target=task,
                by=officer,
                reason="漏计" if before else "",
                before=said | {"value": before} if before else {},
                after=said | {"value": after},
            )
    executor.loader.build_graph()
    executor.migrate(now)

    figure = TaskFigure.objects.get(task=task, name="取缔")
    assert figure.pk == read
    assert TaskFigure.objects.count() == 3
    assert [v.pk for v in figure.series] == [undated, read, later, twice]
    first = FigureValue.objects.get(pk=read)
    assert (first.value, first.printed, first.bound, first.span) == (6300, "6300余", "at_least", span)
    assert (first.source, first.origin, first.by) == (source, "report", officer)
    corrected = FigureValue.objects.get(pk=later)
    assert (corrected.value, corrected.by, corrected.reason) == (28, officer, "漏计")
    assert (corrected.corrects.value, corrected.corrects.by) == (27, officer)
    assert FigureValue.objects.get(pk=apart).figure.name == "关停"
    assert FigureValue.objects.get(pk=elsewhere).figure.task == other
    assert FigureValue.objects.count() == 7
    made = FigureValue.objects.create(figure=figure, value=1, printed="1", as_of=dt.date(2020, 7, 31))
    assert made.pk > max(read, apart, later, twice, undated, elsewhere)
