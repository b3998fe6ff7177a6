"""Numbers for those who may know numbers, masked; rows only for those who may read records."""

import datetime as dt
import io

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from sansan.accountability.statistics import last_month_end, statistics
from sansan.people.roles import Role
from tests.accountability.scene import CITY, COUNTY, NAME, OTHER_COUNTY, Scene, scene
from tests.client import PageClient
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def city() -> Scene:
    made = scene()
    made.closed(*["talk"] * 6, "admonish", "none", area=COUNTY)
    made.closed(*["talk"] * 7, area=OTHER_COUNTY)
    made.decided(*["talk"] * 5, area=CITY, on=TODAY)  # this month's: not counted yet
    return made


def test_it_counts_whom_a_decision_sanctioned_until_the_end_of_last_month(city: Scene) -> None:
    found = statistics(COUNTY, TODAY)
    assert found.as_of == last_month_end(TODAY)
    tables = {table.key: dict(table.counts) for table in found.tables}
    assert found.persons == 14
    assert tables["group"] == {"约谈通报": 13, "诫勉、公开道歉": 1}
    assert tables["county"] == {COUNTY: 7, OTHER_COUNTY: 7}
    assert tables["year"] == {"2020": 14}
    assert all(sum(numbers.values()) == found.persons for numbers in tables.values())


def test_the_office_sees_no_small_number_and_no_way_to_the_rows(city: Scene, client: PageClient) -> None:
    client.force_login(city.office)
    page = client.get("/accountability/").content.decode()
    assert "14 人次被问责" in page
    lines = [
        " ".join(li.text_content().split()) for li in lxml.html.fromstring(page).cssselect("ul.lines li")
    ]
    assert lines[:2] == [
        "约谈通报不显示",
        "诫勉、公开道歉不显示",
    ]  # one admonished: thirteen would give him away
    assert "每次查阅留痕" in page
    assert "/accountability/records/" not in page
    for address in ("records/", "leads/", "retention/", "records/1/"):
        assert client.get(f"/accountability/{address}").status_code in (403, 404)


def test_each_number_of_the_officer_s_page_opens_exactly_its_rows(city: Scene, client: PageClient) -> None:
    client.force_login(city.officer)
    page = lxml.html.fromstring(client.get("/accountability/").content.decode())
    lines = page.cssselect("ul.lines li")
    assert len(lines) == 6
    for line in lines:
        (link,) = line.cssselect("a")
        number = int("".join(filter(str.isdigit, line.cssselect("span")[1].text_content())))
        assert f"符合条件 {number} 人次" in client.get(link.get("href")).content.decode()


def test_one_of_a_county_sees_the_city_s_numbers_masked_like_anybody(city: Scene, client: PageClient) -> None:
    client.force_login(city.county_officer)
    page = client.get("/accountability/").content.decode()
    assert "不显示" in page
    assert "1 人次" not in page
    rows = client.get("/accountability/records/").content.decode()
    assert "新蔡县" in rows
    assert '<td class="is-text">遂平县' not in rows


def test_the_report_is_masked_whoever_takes_it(city: Scene, client: PageClient) -> None:
    texts = []
    for person in (city.officer, city.leader):
        client.force_login(person)
        answer = client.post("/accountability/export")
        texts.append("\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs))
    assert texts[0] == texts[1]
    assert "共问责14人次" in texts[0]
    assert "按问责方式：其余各项合计14人次，因人数较少不单列。" in texts[0]
    assert "按年份：2020年14人次。" in texts[0]
    assert NAME not in texts[0]


def test_where_few_were_held_to_account_not_even_the_total_is_told(client: PageClient) -> None:
    city = scene()
    city.closed(*["talk"] * 4)
    client.force_login(city.leader)
    page = client.get("/accountability/").content.decode()
    assert "问责人数较少，不列具体数字" in page
    assert "4 人次" not in page
    text = "\n".join(
        p.text for p in Document(io.BytesIO(client.post("/accountability/export").content)).paragraphs
    )
    assert "不列具体数字" in text
    assert "4人次" not in text


def test_larger_numbers_are_told_and_the_rest_only_as_a_sum(city: Scene, client: PageClient) -> None:
    city.closed(*["party_warning"] * 9, *["admonish"] * 5)
    client.force_login(city.leader)
    answer = client.post("/accountability/export")
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "共问责28人次" in text
    assert "按问责方式：约谈通报13人次，诫勉、公开道歉6人次，党纪处分9人次。" in text
    assert "28 人次被问责" in client.get("/accountability/").content.decode()


def test_the_statistics_and_the_list_cost_the_same_however_many_records(
    city: Scene, client: PageClient
) -> None:
    client.force_login(city.officer)
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            for address in ("", "records/", "leads/", "retention/"):
                assert client.get(f"/accountability/{address}").status_code == 200
        counts.append(len(asked))
        city.closed("talk", "admonish")
    assert counts[1] == counts[2]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISCIPLINE_OFFICER])
def test_no_role_meets_the_name_anywhere_it_may_go(city: Scene, client: PageClient, role: Role) -> None:
    client.force_login(person_with(role))
    task, nobody = city.task.pk, "无此记录人"
    for address in (
        "/",
        "/accountability/",
        "/accountability/records/",
        f"/rectification/tasks/{task}/",
        f"/rectification/tasks/{task}/?history=all",
        "/trail/",
        "/messages/?show=all",
        "/leadership/",
    ):
        assert NAME not in client.get(address, follow=True).content.decode()
    for address in (
        "/rectification/ledger/?q=",
        "/search?q=",
        "/trail/?target=",
        "/leadership/decisions/?q=",
    ):
        asked, other = (_words(client.get(address + name, follow=True).content) for name in (NAME, nobody))
        assert (
            asked.replace(NAME, nobody) == other
        )  # asking for a name on record is answered like for any other


def _words(page: bytes) -> str:
    return " ".join(lxml.html.fromstring(page.decode()).body.text_content().split())


def test_a_task_says_held_to_account_without_a_name(city: Scene, client: PageClient) -> None:
    client.force_login(city.office)
    page = client.get(f"/rectification/tasks/{city.task.pk}/").content.decode()
    assert "已问责 19 个对象" in page
    assert "对象和决定限追责办查阅" in page
    assert "问责〔" not in page
    client.force_login(city.officer)
    assert "问责〔" in client.get(f"/rectification/tasks/{city.task.pk}/").content.decode()


def test_the_last_day_of_last_month() -> None:
    assert last_month_end(dt.date(2020, 3, 1)) == dt.date(2020, 2, 29)
    assert last_month_end(dt.date(2021, 1, 31)) == dt.date(2020, 12, 31)
