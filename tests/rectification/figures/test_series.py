"""An indicator has a series: values are added, corrected by new versions, asked about, never overwritten."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sansan.documents.model import Bound
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.rectification.actions import particulars, steps
from sansan.rectification.figures.actions import entering, meaning
from sansan.rectification.figures.actions.entering import Figures
from sansan.rectification.figures.queries import figures_as_of, identities_of, rollups
from sansan.rectification.models import FigureValue, Task, TaskFigure
from sansan.rectification.proposals import ProposedFigure
from sansan.rectification.snapshot import snapshot
from sansan.trail.models import Event
from tests.rectification.factories import SourceDocumentFactory, TaskFactory, TaskFigureFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = dt.date(2020, 5, 31), dt.date(2020, 6, 30), dt.date(2020, 7, 31)


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def enter(scene: TwoCounties, value: str, as_of: dt.date, **given) -> TaskFigure:
    known = {"name": "整治取缔", "unit": "家", "scope": "驿城区"} | given
    return entering.add_figure(
        by=scene.a.officer, task_id=scene.a.task.pk, value=Decimal(value), as_of=as_of, **known
    )


def proposed(value: str, as_of: dt.date, **given) -> ProposedFigure:
    known = {"name": "整治取缔", "unit": "家", "scope": "驿城区", "span": (3, 10, 12)} | given
    return ProposedFigure(value=Decimal(value), printed=value, as_of=as_of, **known)


def test_values_of_one_indicator_are_one_series_whoever_says_them(scene):
    figure = enter(scene, "27", MAY)
    source = SourceDocumentFactory.create(round=scene.round)
    particulars.add_figures([(scene.a.task, [proposed("31", JUNE)])], source, scene.city_officer)
    again = TaskFigure.objects.get(pk=figure.pk)
    assert [(v.value, v.origin) for v in again.series] == [(27, "typed"), (31, "report")]
    assert (again.value, again.as_of, again.source, again.span) == (31, JUNE, source, [3, 10, 12])
    assert again.latest.by == scene.city_officer


def test_a_report_read_twice_adds_nothing_and_does_not_undo_a_correction(scene):
    source = SourceDocumentFactory.create(round=scene.round)
    pairs = [(scene.a.task, [proposed("31", JUNE), proposed("9", JUNE, name="关停")])]
    particulars.add_figures(pairs, source, scene.city_officer)
    wrong = FigureValue.objects.get(value=31, figure__name="整治取缔")
    entering.correct_value(by=scene.a.officer, value_id=wrong.pk, text="32", reason="漏计")
    particulars.add_figures(pairs, source, scene.city_officer)
    figure = scene.a.task.figures.get(name="整治取缔")
    assert [v.value for v in figure.series] == [32]
    assert figure.values.count() == 2
    assert [f.value for f in snapshot(scene.a.task).figures if f.name in {"整治取缔", "关停"}] == [32, 9]


def test_a_second_value_of_a_day_is_refused_and_another_scope_is_another_series(scene):
    enter(scene, "27", MAY)
    with pytest.raises(Invalid, match="已登记为 27 家"):
        enter(scene, "28", MAY)
    assert enter(scene, "28", MAY, scope="水屯镇").series[0].value == 28
    assert scene.a.task.figures.filter(name="整治取缔").count() == 2


def test_a_correction_is_a_new_version_and_the_old_one_stays(scene):
    old = enter(scene, "27", MAY).latest
    new = entering.correct_value(by=scene.a.officer, value_id=old.pk, text="不少于 29", reason="漏报一个乡镇")
    figure = TaskFigure.objects.get(pk=old.figure_id)
    assert [v.pk for v in figure.series] == [new.pk]
    assert (figure.value, figure.bound) == (29, Bound.AT_LEAST)
    assert FigureValue.objects.get(pk=old.pk).value == 27
    assert (new.corrects_id, new.reason, new.by) == (old.pk, "漏报一个乡镇", scene.a.officer)
    event = Event.objects.get(verb="figure.corrected")
    assert (event.before["value"], event.after["value"], event.reason) == ("27", "29", "漏报一个乡镇")


def test_a_value_without_a_day_is_given_one_by_correcting_it(scene):
    undated = TaskFigureFactory.create(task=scene.a.task, name="没有日期", as_of=None).latest
    new = entering.correct_value(
        by=scene.a.officer, value_id=undated.pk, text="31", reason="补日期", as_of=MAY
    )
    assert (new.as_of, new.value) == (MAY, 31)
    assert [v.as_of for v in TaskFigure.objects.get(pk=new.figure_id).series] == [MAY]


def test_two_people_correcting_at_once_one_wins_and_the_other_is_told_what_changed(scene):
    old = enter(scene, "27", MAY).latest
    entering.correct_value(by=scene.a.officer, value_id=old.pk, text="29", reason="漏报一个乡镇")
    with pytest.raises(Conflict, match=rf"{scene.a.officer.name}.*更正为 29 家（漏报一个乡镇）"):
        entering.correct_value(by=scene.city_officer, value_id=old.pk, text="30", reason="核减")
    assert Event.objects.filter(verb="figure.corrected").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureValue.objects.create(
            figure_id=old.figure_id, value=30, printed="30", corrects=old, reason="核减"
        )


def test_a_correction_needs_a_reason_a_change_and_the_right_to_the_task(scene):
    old = enter(scene, "27", MAY).latest
    for given in (
        {"text": "28", "reason": " "},
        {"text": "27", "reason": "核对"},
        {"text": "二十", "reason": "核对"},
    ):
        with pytest.raises(Invalid):
            entering.correct_value(by=scene.a.officer, value_id=old.pk, **given)
    with pytest.raises(Missing):
        entering.correct_value(by=scene.b.officer, value_id=old.pk, text="28", reason="核对")
    with pytest.raises(NotAllowed):
        entering.correct_value(by=scene.a.leader, value_id=old.pk, text="28", reason="核对")
    assert FigureValue.objects.filter(figure=old.figure_id).count() == 1


def test_the_months_values_are_entered_together_or_not_at_all(scene):
    one, other = enter(scene, "27", MAY), enter(scene, "6300", MAY, name="出动", unit="人次")
    entered = {one.pk: "31", other.pk: "6500余"}
    for wrong in ({one.pk: "31", other.pk: "很多"}, {one.pk: "31", 0: "1"}, {}):
        with pytest.raises((Invalid, Missing)):
            entering.record_values(
                by=scene.a.officer, task_id=scene.a.task.pk, as_of=JUNE, figures=Figures(wrong)
            )
    assert FigureValue.objects.filter(as_of=JUNE).count() == 0
    made = entering.record_values(
        by=scene.a.officer, task_id=scene.a.task.pk, as_of=JUNE, figures=Figures(entered)
    )
    assert [(v.value, v.bound) for v in made] == [(31, "exact"), (6500, "at_least")]


def test_an_odd_value_asks_does_not_block_and_keeps_the_answer(scene):
    figure = enter(scene, "27", MAY, kind="cumulative")
    given = {"by": scene.a.officer, "task_id": scene.a.task.pk, "as_of": JUNE}
    with pytest.raises(Invalid) as asked:
        entering.record_values(**given, figures=Figures({figure.pk: "25"}))
    assert asked.value.data["field"] == "answer"
    assert "这次减少了 2" in asked.value.message
    (value,) = entering.record_values(**given, figures=Figures({figure.pk: "25"}, answer="两家已升级改造"))
    assert value.asked == asked.value.data["questions"]
    assert value.answer == "两家已升级改造"
    assert Event.objects.filter(verb="figure.added").last().reason == "两家已升级改造"


def test_a_progress_report_brings_values_and_neither_stays_without_the_other(scene):
    figure = enter(scene, "27", MAY)
    given = {
        "by": scene.a.officer,
        "task_id": scene.a.task.pk,
        "organisation_id": scene.a.office.pk,
        "text": "又取缔四家。",
        "as_of": JUNE,
    }
    with pytest.raises(Invalid), transaction.atomic():
        steps.report_progress(**given, figures=Figures({figure.pk: "四家"}))
    assert not scene.a.task.reports.filter(text="又取缔四家。")
    with pytest.raises(Invalid, match="晚于填报的情况截至日期"), transaction.atomic():
        steps.report_progress(**given, figures=Figures({figure.pk: "31"}, as_of=JULY))
    report = steps.report_progress(**given, figures=Figures({figure.pk: "31"}))
    value = report.figure_values.get()
    assert (value.value, value.as_of, value.figure_id) == (31, JUNE, figure.pk)


def test_meaning_and_target_are_kept_with_their_event(scene):
    figure = enter(scene, "27", MAY)
    given = {"kind": "cumulative", "direction": "up", "target": Decimal(198), "target_on": None}
    meaning.describe_figure(by=scene.a.officer, figure_id=figure.pk, **given)
    assert Event.objects.get(verb="figure.described").after["target"] == "198"
    for wrong in ({**given}, {**given, "kind": "不知道"}, {**given, "target": None, "target_on": JULY}):
        with pytest.raises(Invalid):
            meaning.describe_figure(by=scene.a.officer, figure_id=figure.pk, **wrong)
    with pytest.raises(Missing):
        meaning.describe_figure(by=scene.b.officer, figure_id=figure.pk, **given)


def test_figures_as_of_a_day_are_the_latest_and_the_one_before_in_two_queries(scene):
    figure = enter(scene, "27", MAY)
    wrong = enter(scene, "30", JUNE).latest
    enter(scene, "55", JULY)
    entering.correct_value(by=scene.a.officer, value_id=wrong.pk, text="31", reason="漏计")
    TaskFigureFactory.create(task=scene.b.task, as_of=None, name="没有日期")
    tasks = Task.objects.filter(round=scene.round)

    def on(day: dt.date):
        found = {a.figure.pk: a for a in figures_as_of(tasks, day)[scene.a.task.pk]}[figure.pk]
        return tuple(v.value if v else None for v in (found.latest, found.previous))

    assert on(JULY) == (55, 31)
    assert on(JUNE) == (31, 27)
    assert on(dt.date(2020, 6, 29)) == (27, None)
    assert on(dt.date(2020, 1, 1)) == (None, None)
    undated = figures_as_of([scene.b.task], JULY)[scene.b.task.pk]
    assert [a.latest for a in undated if a.figure.name == "没有日期"] == [None]
    with CaptureQueriesContext(connection) as queries:
        figures_as_of(tasks, JULY)
    assert len(queries) == 2


def identity(scene: TwoCounties, total: TaskFigure, *parts: TaskFigure, **given):
    known = {"by": scene.city_officer, "task_id": scene.a.task.pk}
    return meaning.declare_identity(**known | given, total_id=total.pk, part_ids=[part.pk for part in parts])


def test_a_declared_sum_is_watched_as_values_come_in(scene):
    total, one, other = (
        enter(scene, value, MAY, name=name)
        for name, value in (("疑似", "198"), ("取缔", "31"), ("处置", "167"))
    )
    identity(scene, total, one, other)
    (watched,) = identities_of([scene.a.task])
    assert watched.check.fit == "agrees"
    for figure, value in ((total, "200"), (one, "32"), (other, "167")):
        enter(scene, value, JUNE, name=figure.name)
    (watched,) = identities_of([scene.a.task])
    assert (watched.check.fit, watched.check.as_of) == ("differs", JUNE)
    assert "相差 1家" in watched.check.says


def test_a_sum_is_declared_once_by_the_office_of_figures_of_one_unit_and_withdrawn_with_a_reason(scene):
    total, one, other = (enter(scene, "1", MAY, name=name) for name in ("疑似", "取缔", "处置"))
    foreign = TaskFigureFactory.create(task=scene.b.task)
    people = enter(scene, "1", MAY, name="人", unit="名")
    for wrong in ((total, one), (total, one, total), (total, one, people), (total, one, foreign)):
        with pytest.raises(Invalid):
            identity(scene, *wrong)
    with pytest.raises(NotAllowed):
        identity(scene, total, one, other, by=scene.a.officer)
    made = identity(scene, total, one, other)
    with pytest.raises(Invalid, match="已经登记"):
        identity(scene, total, other, one)
    with pytest.raises(Invalid):
        meaning.withdraw_identity(by=scene.city_officer, identity_id=made.pk, reason="")
    meaning.withdraw_identity(by=scene.city_officer, identity_id=made.pk, reason="口径变了")
    with pytest.raises(Conflict):
        meaning.withdraw_identity(by=scene.city_officer, identity_id=made.pk, reason="口径变了")
    assert identities_of([scene.a.task]) == []


def parts_of(scene: TwoCounties, *values: tuple[str, int, dt.date]) -> Task:
    parent = TaskFactory.create(round=scene.round, counties=[])
    for county, value, day in values:
        part = TaskFactory.create(round=scene.round, parent=parent, counties=[county])
        TaskFigureFactory.create(task=part, name="整治取缔", value=value, as_of=day)
    return parent


def test_a_parent_is_rolled_up_from_parts_that_all_have_the_indicator_and_nothing_is_stored(scene):
    parent = parts_of(scene, (scene.a.code, 11, JUNE), (scene.b.code, 20, JUNE))
    TaskFigureFactory.create(task=parent, name="整治取缔", value=30, as_of=JUNE)
    before = FigureValue.objects.count()
    (rolled,) = rollups(scene.city_officer, parent)
    assert (rolled.result.amount.value, rolled.own.value) == (31, 30)
    assert FigureValue.objects.count() == before
    TaskFactory.create(round=scene.round, parent=parent)
    assert rollups(scene.city_officer, parent) == []


def test_a_roll_up_of_other_days_or_one_county_twice_is_refused_and_hidden_from_who_sees_a_part(scene):
    days = parts_of(scene, (scene.a.code, 11, JUNE), (scene.b.code, 20, JULY))
    assert "截至日期不同" in rollups(scene.city_officer, days)[0].result.why
    twice = parts_of(scene, (scene.a.code, 11, JUNE), (scene.a.code, 20, JUNE))
    assert "同一地区" in rollups(scene.city_officer, twice)[0].result.why
    assert rollups(scene.a.officer, days) == []
