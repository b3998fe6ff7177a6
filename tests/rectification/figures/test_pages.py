"""A figure's pages: its series, what was put right, the rows behind it, sums and why there is none."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.rectification.figures.actions import entering, meaning, taking
from sansan.rectification.models import FigureIdentity, FigureValue, TaskFigure
from tests.client import PageClient
from tests.rectification.factories import MeasureFactory, TaskFactory, TaskFigureFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = dt.date(2020, 5, 31), dt.date(2020, 6, 30), dt.date(2020, 7, 31)


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


@pytest.fixture
def figure(scene: TwoCounties) -> TaskFigure:
    """Three months, the middle one put right, the last a lower bound, with a target."""
    for value, day in ((14, MAY), (62, JUNE)):
        TaskFigureFactory.create(
            task=scene.a.task, name="整治取缔", scope="驿城区", value=value, as_of=day, by=scene.a.officer
        )
    made = TaskFigureFactory.create(
        task=scene.a.task,
        name="整治取缔",
        scope="驿城区",
        value=31,
        printed="31余",
        bound="at_least",
        as_of=JULY,
        source=scene.source,
        span=[2, 7, 9],
    )
    meaning.describe_figure(
        by=scene.a.officer,
        figure_id=made.pk,
        kind="cumulative",
        direction="up",
        target=Decimal(198),
        target_on=dt.date(2020, 12, 31),
    )
    entering.correct_value(
        by=scene.city_officer,
        value_id=made.values.get(as_of=JUNE).pk,
        text="26",
        reason="两位数字颠倒",
    )
    return TaskFigure.objects.get(pk=made.pk)


def see(client: PageClient, person: Any, url: str) -> Any:
    client.force_login(person)
    return client.get(url)


def words(response: Any) -> str:
    return str(response.content.decode())


def test_the_page_shows_series_target_corrections_and_the_words_of_the_report(scene, figure, client):
    page = see(client, scene.a.officer, f"/rectification/figures/{figure.pk}/")
    text = words(page)
    for said in (
        "31余 家",
        "≥ 15.6%",
        "2020-12-31前",
        "62 家 → 26 家",
        "两位数字颠倒",
        scene.city_officer.name,
    ):
        assert said in text, said
    chart = page.context["chart"]
    assert chart.categories == [str(MAY), str(JUNE), str(JULY)]
    assert chart.series[0].values == [14, 26, 31]
    assert chart.series[0].marks == ["", "", "≥"]
    assert [limit.value for limit in chart.limits] == [198]
    assert "由 14 增至 ≥ 31，目标 198 家" in chart.title
    (quoted,) = page.context["quotes"]
    assert scene.source.text[7:9] in quoted.quote
    assert "\n" not in quoted.quote
    assert scene.b.mark not in text


def test_a_silent_month_is_a_gap_and_not_a_line(scene, figure, client):
    FigureValue.objects.filter(as_of=MAY).update(as_of=dt.date(2020, 3, 31))
    chart = see(client, scene.a.officer, f"/rectification/figures/{figure.pk}/").context["chart"]
    assert chart.categories == ["2020-03-31", "2020-04", "2020-05", str(JUNE), str(JULY)]
    assert chart.series[0].values == [14, None, None, 26, 31]


def test_two_numbers_of_one_day_are_a_question(scene, figure, client):
    TaskFigureFactory.create(
        task=scene.a.task, name="整治取缔", scope="驿城区", value=33, as_of=JULY, source=scene.source
    )
    text = words(see(client, scene.a.officer, f"/rectification/figures/{figure.pk}/"))
    assert "有 2 个不同的数" in text


def test_a_figure_is_seen_with_its_task_only(scene, figure, client):
    for address in ("", "rows"):
        url = f"/rectification/figures/{figure.pk}/{address}"
        assert see(client, scene.b.officer, url).status_code == 404
    client.force_login(scene.b.officer)
    assert client.post(f"/rectification/figures/{figure.pk}/take").status_code == 404
    assert client.get(f"/rectification/figures/sum?name=整治取缔&f={figure.pk}").context["offered"] == []


def test_who_may_only_look_is_offered_nothing_to_write(scene, figure, client):
    text = words(see(client, scene.a.leader, f"/rectification/figures/{figure.pk}/"))
    for button in ("登记本月数值", "口径和目标", "更正<span", "改由系统取数"):
        assert button not in text


def test_this_months_values_are_asked_about_answered_and_kept(scene, figure, client):
    client.force_login(scene.a.officer)
    url = f"/rectification/tasks/{scene.a.task.pk}/values"
    form = client.get(url).context["form"]
    assert "上次 31余 家（截至 2020-07-31）" in form.fields[f"figure_{figure.pk}"].help_text
    given = {
        "version": form["version"].initial,
        "as_of": "2020-08-31",
        f"figure_{figure.pk}": "310",
        "answer": "",
    }
    asked = client.post(url, given)
    assert asked.status_code == 422
    assert "相差十倍以上" in words(asked)
    assert "310" in words(asked)
    kept = client.post(url, given | {"answer": "并入开发区的数"}, follow=True)
    assert "已登记" in words(kept)
    text = words(client.get(f"/rectification/figures/{figure.pk}/"))
    assert "说明：并入开发区的数" in text
    assert "相差十倍以上" in text


def test_the_progress_form_takes_the_months_values_with_the_report(scene, figure, client):
    client.force_login(scene.city_officer)
    actions_url = f"/rectification/tasks/{scene.a.task.pk}/report"
    client.force_login(scene.a.officer)
    form = client.get(actions_url).context["form"]
    shown = {name: form[name].initial for name in form.fields if form[name].initial is not None}
    sent = client.post(
        actions_url,
        shown | {"text": "又取缔七家。", "as_of": "2020-08-31", f"figure_{figure.pk}": "38"},
        follow=True,
    )
    assert "已填报进展" in words(sent)
    value = FigureValue.objects.get(figure=figure, as_of=dt.date(2020, 8, 31))
    assert value.report.text == "又取缔七家。"


def test_somebody_corrected_it_first_and_the_second_is_told(scene, figure, client):
    wrong = FigureValue.objects.get(value=62)
    client.force_login(scene.a.officer)
    url = f"/rectification/tasks/{scene.a.task.pk}/values/{wrong.pk}"
    form = client.get(url).context["form"]
    given = {"version": form["version"].initial, "value": "27", "reason": "核减"}
    answer = client.post(url, given)
    assert answer.status_code == 422
    assert f"该数已由{scene.city_officer.name}" in words(answer)


def test_a_bound_figure_is_taken_by_a_button_and_opens_its_rows(scene, client):
    task = scene.a.task
    MeasureFactory.create(
        task=task, order=7, text="已办结的措施", done_at=dt.datetime(2020, 7, 1, tzinfo=dt.UTC)
    )
    client.force_login(scene.city_officer)
    url = f"/rectification/tasks/{task.pk}/bind"
    form = client.get(url).context["form"]
    given = {"version": form["version"].initial, "name": "办结", "binding": "measures_done"}
    client.post(url, given)
    figure = task.figures.get(name="办结")
    taken = client.post(f"/rectification/figures/{figure.pk}/take", follow=True)
    assert "已取数：1 条" in words(taken)
    assert "登记本月数值" not in words(taken)
    rows = see(client, scene.a.leader, f"/rectification/figures/{figure.pk}/rows")
    assert "已办结的措施" in words(rows)


def test_rows_outside_the_readers_reach_are_counted_and_not_shown(scene, client):
    figure = taking.bind_figure(
        by=scene.city_officer,
        task_id=scene.a.task.pk,
        name="任务",
        binding="round_tasks",
        parameters={"state": "any"},
    )
    page = see(client, scene.a.officer, f"/rectification/figures/{figure.pk}/rows")
    assert "另有 1 条不在您的权限范围内" in words(page)
    assert scene.b.mark not in words(page)


def test_figures_of_two_counties_are_summed_with_their_parts_linked(scene, client):
    one = TaskFigureFactory.create(task=scene.a.task, name="排查", value=6300, bound="at_least", as_of=JULY)
    other = TaskFigureFactory.create(task=scene.b.task, name="排查", value=2900, as_of=JULY)
    url = f"/rectification/figures/sum?name=排查&unit=家&f={one.pk}&f={other.pk}"
    page = see(client, scene.city_officer, url)
    assert page.context["total"] == "≥ 9,200 家"
    for figure in (one, other):
        assert f'href="/rectification/figures/{figure.pk}/"' in words(page)
    alone = see(client, scene.a.officer, url)
    assert alone.context["total"] == ""
    assert f"/rectification/figures/{other.pk}/" not in words(alone)


def test_a_scope_of_two_counties_is_two_areas(scene, client):
    """Task 12 and 13 of the case: 33.8 tons of two counties and 80余 of a third are more than the city's 105.7."""
    both = TaskFigureFactory.create(
        task=scene.shared, name="油品", scope="驿城区、确山县", value=Decimal("33.8"), as_of=JULY
    )
    whole = TaskFigureFactory.create(
        task=scene.shared, name="油品", scope="全市", value=Decimal("105.7"), as_of=JULY
    )
    for other in (
        whole,
        TaskFigureFactory.create(task=scene.a.task, name="油品", scope="驿城区", value=80, as_of=JULY),
    ):
        url = f"/rectification/figures/sum?name=油品&f={both.pk}&f={other.pk}"
        assert "已包含" in see(client, scene.city_officer, url).context["refused"]


def test_a_sum_that_would_count_twice_says_why_not(scene, client):
    whole = TaskFigureFactory.create(task=scene.shared, name="排查", scope="全市", value=90, as_of=JULY)
    county = TaskFigureFactory.create(task=scene.a.task, name="排查", scope="驿城区", value=9, as_of=JULY)
    url = f"/rectification/figures/sum?name=排查&f={whole.pk}&f={county.pk}"
    assert "地区重叠" in see(client, scene.city_officer, url).context["refused"]
    FigureValue.objects.filter(figure=county).update(as_of=JUNE)
    assert "截至日期不同" in see(client, scene.city_officer, url).context["refused"]
    assert "没有数" in see(client, scene.city_officer, url + "&on=2020-06-30").context["refused"]


def test_a_sum_declared_across_parts_is_not_shown_to_who_does_not_see_all_of_them(scene, client):
    part = TaskFactory.create(round=scene.round, parent=scene.shared, counties=[scene.b.code])
    total = TaskFigureFactory.create(task=scene.shared, name="总数", value=99, as_of=JULY)
    parts = [
        TaskFigureFactory.create(task=part, name=f"{scene.b.mark}分项{n}", value=n, as_of=JULY)
        for n in (27, 70)
    ]
    row = FigureIdentity.objects.create(task=scene.shared, total=total, by=scene.city_officer)
    row.parts.set(parts)
    for url in (f"/rectification/tasks/{scene.shared.pk}/", f"/rectification/figures/{total.pk}/"):
        assert "相差 2家" in words(see(client, scene.city_officer, url))
        assert scene.b.mark not in words(see(client, scene.a.officer, url))


def test_a_parents_own_number_beside_that_of_its_parts_is_a_doubt(scene, client):
    for county, value in ((scene.a.code, 11), (scene.b.code, 20)):
        part = TaskFactory.create(round=scene.round, parent=scene.shared, counties=[county])
        TaskFigureFactory.create(task=part, name="取缔", value=value, as_of=JULY)
    own = TaskFigureFactory.create(task=scene.shared, name="取缔", value=30, as_of=JULY)
    text = words(see(client, scene.city_officer, f"/rectification/figures/{own.pk}/"))
    assert "本任务登记的是 30 家，与下级任务之和 31 家 不一致" in text


@pytest.mark.parametrize(
    "address", ["figures/{pk}/", "tasks/{task}/", "tasks/{task}/values", "figures/sum?name=整治取缔"]
)
def test_a_page_costs_the_same_however_long_the_series_is(scene, figure, client, address):
    url = "/rectification/" + address.format(pk=figure.pk, task=scene.a.task.pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert see(client, scene.city_officer, url).status_code == 200
        return len(queries)

    def more(first: int, number: int) -> None:
        for index in range(first, first + number):
            made = TaskFigureFactory.create(
                task=scene.a.task,
                name="整治取缔",
                scope="驿城区",
                value=40 + index,
                as_of=dt.date(2021, 1, 1) + dt.timedelta(days=index),
                source=scene.source,
                span=[2, 7, 9],
            )
            value = made.latest
            entering.correct_value(
                by=scene.a.officer, value_id=value.pk, text=str(100 + index), reason="核对"
            )
            parts = [TaskFigureFactory.create(task=scene.a.task, name=f"分{index}{n}") for n in (1, 2)]
            row = FigureIdentity.objects.create(task=scene.a.task, total=made, by=scene.city_officer)
            row.parts.set(parts)

    more(0, 2)
    few = cost()
    more(2, 10)
    assert cost() <= few
