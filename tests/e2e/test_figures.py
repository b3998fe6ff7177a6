"""Figures in a real browser: a month's values, a question answered, a correction, a sum, at three widths."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sansan.rectification.figures.actions import meaning, taking
from sansan.rectification.models import TaskFigure
from tests.e2e.checks import check_page
from tests.e2e.test_ledger import log_in
from tests.rectification.factories import TaskFigureFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


@pytest.fixture
def figure(scene: TwoCounties) -> TaskFigure:
    """Four months with a gap, a lower bound and a target; the sum of two others, which it is not."""
    task = scene.a.task
    for month, value, bound in ((3, 14, "exact"), (5, 20, "exact"), (6, 26, "at_least"), (7, 31, "exact")):
        day = dt.date(2020, month, 28)
        made = TaskFigureFactory.create(task=task, name="整治取缔", value=value, bound=bound, as_of=day)
    parts = [
        TaskFigureFactory.create(task=task, name=name, value=value, as_of=day)
        for name, value in (("关停", 11), ("升级", 19))
    ]
    meaning.describe_figure(
        by=scene.city_officer,
        figure_id=made.pk,
        kind="cumulative",
        direction="up",
        target=Decimal(198),
        target_on=None,
    )
    meaning.declare_identity(
        by=scene.city_officer, task_id=task.pk, total_id=made.pk, part_ids=[part.pk for part in parts]
    )
    return made


def test_every_page_of_figures_fits_every_screen(
    page: Page, live_server: LiveServer, scene: TwoCounties, figure: TaskFigure
) -> None:
    bound = taking.bind_figure(
        by=scene.city_officer,
        task_id=scene.a.task.pk,
        name="本次督察任务",
        binding="round_tasks",
        parameters={"state": "any"},
    )
    other = TaskFigureFactory.create(task=scene.b.task, name="整治取缔", value=9, as_of=dt.date(2020, 7, 28))
    log_in(page, live_server, scene.city_officer)
    room, task = f"{live_server.url}/rectification", f"tasks/{scene.a.task.pk}"
    value = figure.values.get(value=31)
    for name, address in {
        "figure": f"figures/{figure.pk}/",
        "bound": f"figures/{bound.pk}/",
        "rows": f"figures/{bound.pk}/rows",
        "sums": f"figures/sum?name=整治取缔&f={figure.pk}&f={other.pk}",
        "choose": "figures/sum",
        "values": f"{task}/values",
        "correct": f"{task}/values/{value.pk}",
        "meaning": f"{task}/figures/{figure.pk}/meaning",
        "bind": f"{task}/bind",
        "identity": f"{task}/identity",
        "new": f"{task}/figure",
    }.items():
        page.goto(f"{room}/{address}")
        check_page(page, f"figures-{name}")
    log_in(page, live_server, scene.a.officer)
    page.goto(f"{room}/{task}/report")
    expect(page.get_by_label("整治取缔（家）")).to_be_visible()
    check_page(page, "figures-report")


def test_a_month_is_entered_asked_about_and_corrected(
    page: Page, live_server: LiveServer, scene: TwoCounties, figure: TaskFigure, complaints: list[str]
) -> None:
    log_in(page, live_server, scene.a.officer)
    page.goto(f"{live_server.url}/rectification/tasks/{scene.a.task.pk}/")
    page.locator("#figures").get_by_role("link", name="登记本月数值").click()
    page.get_by_label("截至").fill("2020-08-28")
    page.get_by_label("整治取缔（家）").fill("30余")
    page.get_by_role("button", name="登记本月数值").click()
    expect(page.get_by_text(re.compile("这次减少了 1")).first).to_be_visible()
    page.get_by_label("说明").fill("两家转为升级改造。")
    page.get_by_role("button", name="登记本月数值").click()
    expect(page.get_by_text("已登记。")).to_be_visible()

    page.locator("#figures").get_by_role("link", name="整治取缔").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("整治取缔")
    expect(page.locator(".chart-canvas canvas")).to_be_visible()
    expect(page.get_by_text("说明：两家转为升级改造。")).to_be_visible()
    expect(page.get_by_text(re.compile("相差 1家")).first).to_be_visible()
    page.locator(".chart-card").get_by_role("button", name="表").click()
    expect(page.locator(".chart-card td").filter(has_text="≥ 26")).to_be_visible()

    page.get_by_role("link", name="更正 截至 2020-08-28 的数").or_(
        page.get_by_role("link", name="更正截至 2020-08-28 的数")
    ).click()
    page.get_by_label("更正后的数值").fill("33")
    page.get_by_label("更正理由").fill("漏计驿城区三家")
    page.get_by_role("button", name="更正数据").click()
    expect(page.locator("#corrections")).to_contain_text("不少于30 家 → 33 家")
    expect(page.locator("#corrections")).to_contain_text("漏计驿城区三家")
    complaints[:] = [said for said in complaints if "422" not in said]
