"""An indicator may be bound to a query: computed, not typed, taken into the series once, with the rows behind it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.rectification.actions import decisions, steps, upkeep
from sansan.rectification.figures import bindings, jobs
from sansan.rectification.figures.actions import entering, taking
from sansan.rectification.figures.presentation import taken_now
from sansan.rectification.models import FigureValue, TaskFigure
from sansan.trail.models import Event
from tests.rectification.factories import MeasureFactory, TaskFactory, TaskFigureFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def bind(scene: TwoCounties, binding: str = "measures_done", **given) -> TaskFigure:
    known = {"name": "已办结措施", "by": scene.city_officer, "parameters": {}} | given
    return taking.bind_figure(task_id=scene.a.task.pk, binding=binding, **known)


def compute(scene: TwoCounties, key: str, day: dt.date | None = None, **parameters) -> int:
    """The value, once it is seen that exactly its rows are shown to the whole city."""
    binding, day = bindings.bindings()[key], day or timezone.localdate()
    value = int(binding.compute(scene.a.task, parameters, day).value)
    behind = binding.rows(scene.city_officer, scene.a.task, parameters, day)
    rows = list(behind.rows.order_by(*behind.order))
    assert len(rows) == value
    assert all(column.of(row) is not None and behind.url(row) for row in rows for column in behind.columns)
    return value


def test_the_room_counts_its_own_rows_and_shows_exactly_those(scene):
    task, officer, today = scene.a.task, scene.a.officer, timezone.localdate()
    yesterday = today - dt.timedelta(days=1)
    assert compute(scene, "round_tasks", state="any") == 3
    assert compute(scene, "round_tasks", state="rectifying") == 3
    assert compute(scene, "measures_done") == 0
    upkeep.tick_measure(by=officer, task_id=task.pk, measure_id=task.measures.get().pk, done=True)
    assert compute(scene, "measures_done") == 1
    assert compute(scene, "measures_done", yesterday) == 0
    assert compute(scene, "reports_of_month", dt.date(2020, 7, 31)) == 1
    assert compute(scene, "reports_of_month", dt.date(2020, 7, 16)) == 0
    assert compute(scene, "reports_of_month", dt.date(2020, 8, 31)) == 0
    assert compute(scene, "evidence_of_month") == 1
    assert compute(scene, "papers_issued") == 0
    part = TaskFactory.create(round=scene.round, parent=task, counties=[scene.a.code])
    assert compute(scene, "parts_accepted") == 0
    type(part).objects.filter(pk=part.pk).update(accepted_at=timezone.now())
    assert compute(scene, "parts_accepted") == 1


def test_a_report_that_went_back_is_not_counted(scene):
    report = scene.a.task.reports.get()
    steps.review_progress(by=scene.city_officer, report_id=report.pk, good=False, note="没有写明数量")
    assert compute(scene, "reports_of_month", dt.date(2020, 7, 31)) == 0


def test_a_bound_indicator_takes_no_typing_until_it_is_typed_again(scene):
    figure = bind(scene)
    typed = {"by": scene.a.officer, "task_id": scene.a.task.pk, "as_of": dt.date(2020, 7, 31)}
    with pytest.raises(Invalid, match="由系统取数"):
        entering.add_figure(**typed, name="已办结措施", unit="条", value=Decimal(1))
    with pytest.raises(Invalid, match="由系统取数"):
        entering.record_values(**typed, figures=entering.Figures({figure.pk: "1"}))
    taking.unbind_figure(by=scene.city_officer, figure_id=figure.pk, reason="改为现场核定")
    with pytest.raises(Conflict):
        taking.unbind_figure(by=scene.city_officer, figure_id=figure.pk, reason="改为现场核定")
    assert entering.add_figure(**typed, name="已办结措施", unit="条", value=Decimal(1)).value == 1


def test_only_the_office_binds_and_only_to_what_there_is(scene):
    with pytest.raises(NotAllowed):
        bind(scene, by=scene.a.officer)
    for wrong in (
        {"binding": "weather"},
        {"binding": "round_tasks"},
        {"binding": "round_tasks", "parameters": {"state": "sleeping"}},
        {"name": " "},
    ):
        with pytest.raises(Invalid):
            bind(scene, **wrong)
    bind(scene, "round_tasks", parameters={"state": "closed"}, name="已销号")
    with pytest.raises(Invalid, match="已按此方式取数"):
        bind(scene, "round_tasks", parameters={"state": "closed"}, name="已销号")


def test_taking_a_value_twice_leaves_one_and_a_changed_one_is_a_new_version(scene):
    figure = bind(scene)
    first = taking.take_value(by=scene.a.officer, figure_id=figure.pk)
    assert taking.take_value(by=scene.a.officer, figure_id=figure.pk) == first
    assert Event.objects.filter(verb="figure.taken").count() == 1
    MeasureFactory.create(task=scene.a.task, order=9, done_at=timezone.now())
    second = taking.take_value(by=scene.a.officer, figure_id=figure.pk)
    assert (second.value, second.corrects_id) == (1, first.pk)
    assert [v.value for v in TaskFigure.objects.get(pk=figure.pk).series] == [1]
    with pytest.raises(Invalid, match="由系统取得"):
        entering.correct_value(by=scene.a.officer, value_id=second.pk, text="2", reason="核对")


def test_the_worker_takes_each_months_end_once(scene):
    figure = bind(scene)
    now_only = bind(scene, "round_tasks", parameters={"state": "any"}, name="任务")
    TaskFigure.objects.update(bound_on=dt.date(2020, 6, 1))
    early = dt.datetime(2020, 8, 1, 0, 5, tzinfo=timezone.get_default_timezone())
    evening = dt.datetime(2020, 7, 31, 22, 30, tzinfo=timezone.get_default_timezone())
    assert jobs.due(early) == [(figure.pk, dt.date(2020, 7, 31))]
    assert jobs.due(evening) == [(figure.pk, dt.date(2020, 6, 30)), (now_only.pk, dt.date(2020, 7, 31))]
    assert (
        jobs.due(dt.datetime(2020, 6, 15, tzinfo=timezone.get_default_timezone())) == []
    )  # bound within the month
    for figure_id, day in jobs.due(early) * 2:
        taking.take_month_end(figure_id=figure_id, day=day)
    assert jobs.due(early) == []
    value = FigureValue.objects.get(figure=figure)
    assert (value.origin, value.by, value.as_of) == ("binding", None, dt.date(2020, 7, 31))
    assert Event.objects.get(verb="figure.taken").actor_name == "系统"


def test_a_suspended_task_is_asked_and_a_closed_one_is_not(scene):
    figure = bind(scene)
    TaskFigure.objects.update(bound_on=dt.date(2020, 6, 1))
    now = dt.datetime(2020, 8, 1, tzinfo=timezone.get_default_timezone())
    decisions.suspend(by=scene.city_officer, task_id=scene.a.task.pk, reason="等待规划批复")
    assert [pk for pk, _ in jobs.due(now)] == [figure.pk]
    closed = type(scene.a.task).objects.filter(pk=scene.a.task.pk)
    at = timezone.now()
    closed.update(state="closed", accepted_at=at, closed_at=at, suspended_on=None)
    assert jobs.due(now) == []


def test_what_was_typed_otherwise_is_shown(scene):
    day = dt.date(2020, 7, 31)
    TaskFigureFactory.create(task=scene.a.task, name="填报", unit="次", value=5, as_of=day)
    figure = bind(scene, "reports_of_month", name="填报")
    taken = taken_now(figure, timezone.localdate())
    assert "填报的是 5 次，系统取得的是 1 次" in taken.differs
    FigureValue.objects.filter(figure=figure).update(value=1)
    assert taken_now(TaskFigure.objects.get(pk=figure.pk), timezone.localdate()).differs == ""


def test_a_room_above_registers_a_query_once(monkeypatch):
    monkeypatch.setattr(bindings, "_BINDINGS", {})
    own = bindings.Binding("x", "甲", "数甲。", "个", "point", lambda *_: None, lambda *_: None)
    bindings.register(own)
    with pytest.raises(ValueError, match="twice"):
        bindings.register(own)
    with pytest.raises(ValueError, match="no kind"):
        bindings.register(bindings.Binding("y", "甲", "", "个", "", own.compute, own.rows))
