"""The room's pages as units and the office use them, and what they cost with 500 tasks."""

import io
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.checks import Filled
from sansan.dispatch.drafts import save_draft
from sansan.dispatch.models import Draft, Entry, Statement
from sansan.dispatch.workbook import HEAD, NUMBER_HEAD
from sansan.notify.models import Message
from tests.client import PageClient
from tests.dispatch.scene import JUNE, Scene, scene

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def grid(city: Scene) -> str:
    return f"/dispatch/report/2026-06/{city.queshan.pk}/"


def post_row(client: PageClient, entry: Entry, version: int = 0, **given: str) -> Any:
    return client.post(f"/dispatch/rows/{entry.pk}/", {"version": version, **given}, **HTMX)


def test_the_unit_fills_in_row_by_row_and_hands_in_once(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.officer)
    page = client.get(grid(city)).content.decode()
    assert page.count('class="card month-row') == 3
    assert "3 项未报" in page
    entry = city.rows()[0].entry
    said = post_row(client, entry, text="完成围挡。", claim="on_time", percent="45%").content.decode()
    assert 'name="version" value="1"' in said
    assert "已存" in said
    response = client.post(f"{grid(city)}submit", {"seen": f"{entry.pk}:1"}, follow=True)
    assert "已提交 1 项，还有 2 项未报" in response.content.decode()
    assert Statement.objects.get().percent == 45


def test_a_row_that_is_not_complete_is_kept_and_says_what_is_missing(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.officer)
    response = post_row(client, city.rows()[1].entry, claim="behind")
    assert response.status_code == 200
    assert "滞后的须写明原因" in response.content.decode()
    assert Draft.objects.get().claim == "behind"


def test_what_is_no_percentage_is_refused_and_the_row_kept_as_it_was(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.officer)
    response = post_row(client, city.rows()[1].entry, text="x", percent="一半")
    assert response.status_code == 422
    assert "没有保存" in response.content.decode()
    assert not Draft.objects.exists()


def test_the_second_colleague_sees_both_texts_and_decides(city: Scene, client: PageClient) -> None:
    city.open()
    entry = city.rows()[0].entry
    save_draft(by=city.colleague, entry_id=entry.pk, filled=Filled(text="乙的话"), version=0)
    client.force_login(city.officer)
    response = post_row(client, entry, text="甲的话", claim="on_time")
    assert response.status_code == 409
    page = response.content.decode()
    assert "确山乙 12:00 已改动本行" in page
    assert "对方“乙的话”，您的“甲的话”" in page
    assert Draft.objects.get().text == "乙的话"
    assert post_row(client, entry, text="甲的话", over="1").status_code == 200
    assert Draft.objects.get().text == "甲的话"


def test_errors_of_the_submission_are_listed_by_row_with_links_to_them(
    city: Scene, client: PageClient
) -> None:
    city.open()
    city.fill(city.rows()[0])
    city.fill(city.rows()[1], claim="behind")
    client.force_login(city.officer)
    response = client.post(f"{grid(city)}submit", {})
    page = response.content.decode()
    assert response.status_code == 422
    assert "第 2 行：滞后的须写明原因" in page
    assert f'href="#text-{city.rows()[1].entry.pk}"' in page
    assert not Statement.objects.exists()


def test_an_entry_is_seen_once_its_own_unit_opened_the_page(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.office)
    assert client.get(grid(city)).status_code in (403, 404)
    client.force_login(city.officer)
    assert Entry.objects.filter(seen_at=None).count() == 4
    client.get(grid(city))
    assert [entry.organisation for entry in Entry.objects.filter(seen_at=None)] == [city.pingyu]


def test_today_says_how_many_are_unreported_and_leads_to_the_page(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.officer)
    page = client.get("/").content.decode()
    assert "2026年6月尚未填报 3 项" in page
    assert grid(city) in page
    for row in city.rows():
        city.fill(row)
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert "尚未填报" not in client.get("/").content.decode()


def sheet(client: PageClient, city: Scene) -> Any:
    response = client.get(f"{grid(city)}sheet")
    return load_workbook(io.BytesIO(response.content))


def upload(client: PageClient, city: Scene, book: Any) -> Any:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "月报.xlsx"
    return client.post(f"{grid(city)}upload", {"file": out})


def test_the_page_goes_offline_as_a_workbook_with_choices_and_comes_back(
    city: Scene, client: PageClient
) -> None:
    city.open()
    client.force_login(city.officer)
    book = sheet(client, city)
    rows, numbers = book["月报"], book["数据"]
    assert [cell.value for cell in rows[1]] == list(HEAD)
    assert [cell.value for cell in numbers[1]] == list(NUMBER_HEAD)
    choices = {str(v.sqref): v.formula1 for v in rows.data_validations.dataValidation}
    assert choices["G2:G4"] == '"按序时进度,滞后,完成"'
    rows["F2"], rows["G2"], rows["H2"] = "完成围挡。", "按序时进度", 45
    numbers["J2"] = "40余"
    preview = upload(client, city, book).content.decode()
    assert "1 行可以存下" in preview
    assert not Draft.objects.exists()
    held = re.search(r'name="confirmed" value="([^"]+)"', preview)
    assert held
    client.post(f"{grid(city)}upload", {"confirmed": held[1]})
    draft = Draft.objects.get()
    assert (draft.text, draft.claim, draft.percent) == ("完成围挡。", "on_time", 45)
    assert list(draft.figures.values()) == ["40余"]


def test_a_wrong_row_of_the_workbook_is_named_by_its_row_and_left_out(
    city: Scene, client: PageClient
) -> None:
    city.open()
    client.force_login(city.officer)
    book = sheet(client, city)
    rows = book["月报"]
    rows["F2"], rows["G2"] = "可以。", "按序时进度"
    rows["F3"], rows["G3"], rows["H3"] = "不行。", "差不多", 300
    rows["A4"], rows["F4"], rows["G4"] = 999999, "别人的。", "完成"
    preview = upload(client, city, book).content.decode()
    assert "1 行可以存下，2 行有问题" in preview
    assert "第 3 行：进度“差不多”不在可选之列" in preview
    assert "第 3 行：完成进度“300”应为0至100的整数" in preview
    assert "第 4 行：不是贵单位本月的应报事项" in preview


def test_a_file_that_is_not_ours_is_refused_in_words(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.officer)
    from openpyxl import Workbook

    response = upload(client, city, Workbook())
    assert response.status_code == 422
    assert "不是从本页下载的月报表" in response.content.decode()
    junk = io.BytesIO(b"PK\x03\x04junk")
    junk.name = "月报.xlsx"
    assert "打不开" in client.post(f"{grid(city)}upload", {"file": junk}).content.decode()


def test_a_preview_is_confirmed_only_by_whoever_saw_it(city: Scene, client: PageClient) -> None:
    city.open()
    client.force_login(city.officer)
    book = sheet(client, city)
    book["月报"]["F2"], book["月报"]["G2"] = "可以。", "按序时进度"
    held = re.search(r'name="confirmed" value="([^"]+)"', upload(client, city, book).content.decode())
    assert held
    client.force_login(city.colleague)
    assert client.post(f"{grid(city)}upload", {"confirmed": held[1]}).status_code == 403
    assert client.post(f"{grid(city)}upload", {"confirmed": "x"}).status_code == 400


def test_the_office_urges_one_unit_or_all_who_owe(city: Scene, client: PageClient) -> None:
    period = city.open()
    client.force_login(city.office)
    page = client.get(f"/dispatch/months/{period.pk}/").content.decode()
    assert "催报全部 2 个单位" in page
    response = client.post(f"/dispatch/months/{period.pk}/urge", {"unit": city.pingyu.pk}, follow=True)
    assert "已催报 1 个单位" in response.content.decode()
    assert [m.recipient for m in Message.objects.filter(kind="dispatch.urged")] == [city.neighbour]


def test_every_number_of_the_chaser_opens_as_many_rows(city: Scene, client: PageClient) -> None:
    period = city.open()
    city.fill(city.rows()[0])
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    client.force_login(city.office)
    for stat in client.get(f"/dispatch/months/{period.pk}/").context["stats"]:
        assert client.get(stat.url).content.decode().count('<article class="card">') == stat.value, stat.label


def test_reviewing_shows_what_will_happen_before_it_happens(city: Scene, client: PageClient) -> None:
    period = city.open()
    for row in city.rows()[:2]:
        city.fill(row)
    said = hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    client.force_login(city.office)
    url = f"/dispatch/months/{period.pk}/review"
    chosen = {"report": [s.report_id for s in said], "decision": "return", "note": "请写数字"}
    assert client.post(url, {**chosen, "note": ""}).status_code == 422
    preview = client.post(url, chosen).content.decode()
    assert "退回 2 份填报" in preview
    assert city.rows()[0].state == "reported"
    done = client.post(url, {**chosen, "confirmed": "1"}, follow=True).content.decode()
    assert "已退回 2 份填报" in done
    assert city.rows()[0].state == "returned"


def test_nobody_reviews_what_his_own_unit_reported(city: Scene, client: PageClient) -> None:
    period = city.open()
    city.fill(city.rows()[0])
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    client.force_login(city.officer)
    assert "没有待审核的填报" in client.get(f"/dispatch/months/{period.pk}/review").content.decode()


def test_days_are_moved_with_a_reason_and_in_order(city: Scene, client: PageClient) -> None:
    period = city.open()
    client.force_login(city.office)
    url = f"/dispatch/months/{period.pk}/days"
    wrong = client.post(url, {"due_on": "2026-06-28", "freeze_on": "2026-06-20", "reason": "x"})
    assert "早于填报截止" in wrong.content.decode()
    client.post(url, {"due_on": "2026-06-28", "freeze_on": "2026-06-30", "reason": "端午放假"})
    period.refresh_from_db()
    assert period.due_on.day == 28


def test_two_versions_of_a_month_are_compared_whichever_is_named_first(
    city: Scene, client: PageClient
) -> None:
    period = city.open()
    first = freeze(by=city.office, period_id=period.pk)
    city.fill(city.rows()[0], percent=20)
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    second = freeze(by=city.office, period_id=period.pk, reason="补报")
    client.force_login(city.office)
    page = client.get(f"/dispatch/snapshots/{second.pk}/compare/{first.pk}").content.decode()
    assert "未亮灯 → <strong>红灯" in page
    assert "2026年6月第1版与2026年6月第2版比较" in page
    other = client.get(f"/dispatch/snapshots/{first.pk}/compare/{second.pk}").content.decode()
    assert "2026年6月第1版与2026年6月第2版比较" in other


def cost(client: PageClient, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)


def measured(tasks: int) -> tuple[dict[str, int], dict[str, int]]:
    """What the pages of the office and of the unit cost with so many tasks, all of them in one unit's hands."""
    city = scene(tasks=tasks)
    period = city.open()
    for row in city.rows()[: tasks // 2]:
        city.fill(row)
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    snapshot = freeze(by=city.office, period_id=period.pk)
    base = f"/dispatch/months/{period.pk}"
    client = PageClient()
    client.force_login(city.office)
    office = {
        name: cost(client, url)
        for name, url in {
            "home": "/dispatch/",
            "period": f"{base}/",
            "entries": f"{base}/entries/?state=missing",
            "unit": f"{base}/units/{city.queshan.pk}/",
            "review": f"{base}/review",
            "snapshot": f"/dispatch/snapshots/{snapshot.pk}/",
            "rows": f"/dispatch/snapshots/{snapshot.pk}/rows?number=asked",
        }.items()
    }
    client.force_login(city.officer)
    client.get(grid(city))
    unit = {"today": cost(client, "/"), "grid": cost(client, grid(city))}
    return office, unit


def test_the_pages_cost_the_same_with_six_tasks_and_with_five_hundred() -> None:
    with transaction.atomic():
        few = measured(6)
        transaction.set_rollback(True)
    for cheap, dear in zip(few, measured(500), strict=True):
        assert all(dear[name] <= cheap[name] for name in cheap), (cheap, dear)
        assert max(cheap.values()) <= 40, cheap
