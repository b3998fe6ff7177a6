"""The numbers on the pages are the numbers of the rows behind them; pages follow one another without a gap."""

import io
import re
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from sansan.rectification.filters import LedgerFilter
from sansan.rectification.models import Task
from sansan.search.indexing import rebuild
from tests.client import PageClient
from tests.rectification.city import city
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.two_counties import TwoCounties

pytestmark = pytest.mark.django_db
LEDGER = "/rectification/ledger/"


@pytest.fixture
def scene() -> TwoCounties:
    return city(mapped=False)


@pytest.fixture
def city_office(client: PageClient, scene: TwoCounties) -> PageClient:
    client.force_login(scene.city_officer)
    return client


def rows(client: PageClient, url: str) -> list[Task]:
    """Every row behind an address, over all its pages."""
    found: list[Task] = []
    while url:
        context = client.get(url).context
        found += context["page"].rows
        assert context["shown"] >= len(context["page"].rows)
        cursor = context["page"].next_cursor
        url = f"{url}{'&' if '?' in url else '?'}cursor={cursor}" if cursor else ""
    return found


def test_every_value_of_every_filter_counts_exactly_its_rows(
    scene: TwoCounties, city_office: PageClient
) -> None:
    base = f"round={scene.round.pk}"
    offered = LedgerFilter({"round": str(scene.round.pk)}, person=scene.city_officer)
    tried = 0
    for bound in offered:
        for value, _ in getattr(bound.field, "choices", [("问题", ""), ("", "")]):
            if str(value) == "":
                continue
            url = f"{LEDGER}?{base}&{bound.name}={value}"
            context = city_office.get(url).context
            assert context["shown"] == len(rows(city_office, url)), url
            stats = context["stats"]
            assert stats[0].value == sum(stat.value for stat in stats[1:]), url
            tried += 1
    assert tried > 40


def test_each_number_by_state_opens_as_many_rows(scene: TwoCounties, city_office: PageClient) -> None:
    for start in (LEDGER, f"{LEDGER}?county={scene.a.code}", f"{LEDGER}?state=closed"):
        stats = city_office.get(start).context["stats"]
        assert [len(rows(city_office, stat.url)) for stat in stats] == [stat.value for stat in stats]


def test_states_add_up_to_all_and_every_state_has_rows(city_office: PageClient) -> None:
    stats = city_office.get(LEDGER).context["stats"]
    assert all(stat.value for stat in stats), "the scene should have a task in every state"


def test_an_unknown_filter_value_filters_nothing(city_office: PageClient) -> None:
    everything = len(rows(city_office, LEDGER))
    for query in ("state=nonsense", "county=9999", "round=99999", "unit=x", "sort=nonsense"):
        assert len(rows(city_office, f"{LEDGER}?{query}")) == everything, query


def test_a_class_is_offered_only_within_its_round(scene: TwoCounties, city_office: PageClient) -> None:
    assert 'name="klass"' not in city_office.get(LEDGER).content.decode()
    assert 'name="klass"' in city_office.get(f"{LEDGER}?round={scene.round.pk}").content.decode()


@pytest.mark.parametrize("sort", ["order", "deadline", "updated"])
def test_pages_follow_one_another_without_gap_or_repeat(
    scene: TwoCounties, city_office: PageClient, sort: str
) -> None:
    TaskFactory.create_batch(110, round=RoundFactory.create(area_code="4117"))
    ids = [task.pk for task in rows(city_office, f"{LEDGER}?sort={sort}")]
    assert len(ids) == len(set(ids)) == Task.objects.count()


def test_one_can_go_back_a_page(scene: TwoCounties, city_office: PageClient) -> None:
    TaskFactory.create_batch(60, round=scene.round)
    first = city_office.get(LEDGER).context["page"]
    second = city_office.get(f"{LEDGER}?cursor={first.next_cursor}").context["page"]
    back = city_office.get(f"{LEDGER}?cursor={second.previous_cursor}").context["page"]
    assert back.rows == first.rows


def test_a_cursor_of_another_order_is_refused_with_a_way_out(
    scene: TwoCounties, city_office: PageClient
) -> None:
    TaskFactory.create_batch(60, round=scene.round)
    cursor = city_office.get(LEDGER).context["page"].next_cursor
    response = city_office.get(f"{LEDGER}?sort=deadline&cursor={cursor}")
    assert response.status_code == 400
    assert "第一页" in response.content.decode()


def test_the_export_holds_exactly_the_filtered_rows(scene: TwoCounties, city_office: PageClient) -> None:
    query = f"?county={scene.a.code}&state=overdue"
    shown = rows(city_office, LEDGER + query)
    response = city_office.post(f"{LEDGER}export{query}")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert sheet is not None
    words = [str(value) for row in sheet.iter_rows(values_only=True) for value in row]
    assert shown
    assert all(task.problem in words for task in shown)
    others = Task.objects.exclude(pk__in=[task.pk for task in shown]).exclude(
        problem__in=[task.problem for task in shown]
    )
    assert not any(task.problem in words for task in others)


def test_an_export_of_nothing_says_so_and_goes_back(city_office: PageClient) -> None:
    response = city_office.post(f"{LEDGER}export?q=没有这样的文字", follow=True)
    assert "没有可导出的任务" in response.content.decode()


def test_every_number_of_a_round_opens_as_many_rows(scene: TwoCounties, city_office: PageClient) -> None:
    page = city_office.get(f"/rectification/rounds/{scene.round.pk}/").context["page"]
    numbers: list[tuple[Any, str]] = [(stat.value, stat.url) for stat in page.stats]
    numbers += [(area.value, area.url) for area in page.map.areas]
    numbers += [column.of(line) for line in page.classes.rows for column in page.classes.columns[1:]]
    numbers += [row["claimed"] for row in page.claims.rows]
    numbers.append((page.elsewhere, page.elsewhere_url))
    for number, url in numbers:
        assert len(rows(city_office, url)) == number, url
    assert len(numbers) > 40
    assert page.elsewhere
    assert sum(stat.value for stat in page.stats[1:]) == page.stats[0].value


def test_the_numbers_of_the_findings_open_as_many_findings(
    scene: TwoCounties, city_office: PageClient
) -> None:
    page = city_office.get(f"/rectification/rounds/{scene.round.pk}/").context["page"]
    for stat in [*page.findings, *city_office.get("/rectification/findings/").context["stats"]]:
        assert len(city_office.get(stat.url).context["cards"]) == stat.value, stat.url


def test_todays_numbers_are_those_of_the_ledger(scene: TwoCounties, client: PageClient) -> None:
    for person in (scene.city_officer, scene.acceptor, scene.a.officer):
        client.force_login(person)
        heaps = client.get("/").context["heaps"]
        assert heaps, person
        for heap in heaps:
            assert len(rows(client, heap.url)) == heap.number, (person, heap.key)


def test_a_round_in_the_list_says_its_numbers(scene: TwoCounties, city_office: PageClient) -> None:
    (card,) = city_office.get("/rectification/").context["cards"]
    assert card.numbers["total"] == scene.round.tasks.count()
    for _, _, number, url in card.shares:
        assert len(rows(city_office, url)) == number


@pytest.mark.parametrize("indexed", [False, True])
def test_the_text_filter_finds_tasks_with_and_without_an_index(
    scene: TwoCounties, city_office: PageClient, indexed: bool
) -> None:
    if indexed:
        rebuild()
    response = city_office.get(f"{LEDGER}?q=黑臭水体")
    assert response.context["shown"] == Task.objects.filter(problem__contains="黑臭水体").count() > 0


def test_the_ledger_on_the_day_of_the_deadline_is_in_time(
    scene: TwoCounties, city_office: PageClient
) -> None:
    today = timezone.localdate()
    due = Task.objects.filter(deadline_date=today).get()
    assert due not in rows(city_office, f"{LEDGER}?state=overdue")
    assert due in rows(city_office, f"{LEDGER}?due=soon")


def test_no_code_is_shown_where_a_name_exists(scene: TwoCounties, city_office: PageClient) -> None:
    text = re.sub(r"<(option|input|a)[^>]*>", "", city_office.get(LEDGER).content.decode())
    assert "驿城区" in text
    assert scene.a.code not in text
