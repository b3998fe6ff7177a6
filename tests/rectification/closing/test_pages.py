"""Closing on the pages: what each reader sees of the results, and the way through the forms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.rectification.actions import decisions, steps
from sansan.rectification.closing.actions import Choice, declare_claims, override_and_close, request_closing
from sansan.rectification.closing.presentation import board_of, overridden
from sansan.rectification.models import ClosingRequest, Task
from sansan.rectification.workflow import State
from tests.rectification.closing.scene import (
    CENTRE,
    JULY,
    MAY,
    REASON,
    accepted,
    bare,
    picture,
    report,
    scene,
    task_of,
)
from tests.rectification.closing.test_closing import GOOD_WORDS, WHY
from tests.rectification.factories import AuditFindingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def silent(city) -> Task:
    return accepted(city, city.a, ("before", bare("前")), ("after", bare("后")))


def url(task: Task, name: str = "") -> str:
    return f"/rectification/tasks/{task.pk}/{name}"


def text_of(response) -> str:
    return str(response.content.decode())


def send(client, task: Task, name: str, **values):
    """Fill in the form as it is shown and send it."""
    form = client.get(url(task, name)).context["form"]
    shown = {n: form[n].initial for n in form.fields if form[n].initial not in (None, False)}
    return client.post(url(task, name), shown | values, follow=True)


def test_the_close_page_shows_what_the_data_say_before_it_asks(city, silent, client):
    client.force_login(city.city_officer)
    page = text_of(client.get(url(silent, "close")))
    assert "10 项核对：8 项相符，2 项无法核对" in page
    assert "2 张没有位置信息" in page
    assert "请用原图重交或说明" in page
    assert page.index("照片拍于现场") < page.index("措施办结、有佐证"), "what needs a word stands first"
    assert "默认值，待本地确认" in page


def test_a_task_without_contradiction_is_closed_by_one_form(city, client):
    task = accepted(city, city.a)
    client.force_login(city.city_officer)
    assert "全部相符" in text_of(client.get(url(task, "close")))
    page = text_of(send(client, task, "close", reason=REASON))
    assert "已销号，核对结果已留存" in page
    assert "10 项核对：10 项相符" in page
    assert city.acceptor.name in page


def test_a_contradiction_leads_to_the_page_of_reasons_and_they_end_on_task_and_round(city, silent, client):
    client.force_login(city.city_officer)
    asked = send(client, silent, "close", reason=REASON)
    assert asked.redirect_chain[-1][0] == url(silent, "override")
    assert Task.objects.get(pk=silent.pk).state == State.ACCEPTED
    assert "等待逐项说明理由" in text_of(client.get(url(silent)))
    refused = send(client, silent, "override", reason_photos_in_place=WHY, reason_photos_in_time="已核。")
    assert refused.status_code == 422
    assert "照片拍于整改期间" in str(refused.context["form"].errors["reason_photos_in_time"])
    done = send(client, silent, "override", **{f"reason_{key}": why for key, why in GOOD_WORDS.items()})
    page = text_of(done)
    assert all(why in page for why in GOOD_WORDS.values())
    assert city.city_officer.name in page
    round_page = client.get(f"/rectification/rounds/{city.round.pk}/")
    listed, off = round_page.context["exceptions"]
    assert (listed.number, len(listed.table.rows), off.number) == (2, 2, 0)
    assert len(client.get(listed.url).context["page"].rows) == 2
    assert f'href="{url(silent)}#closing"' in text_of(round_page)


def test_a_form_filled_in_meanwhile_closes_nothing(city, client):
    task = accepted(city, city.a)
    client.force_login(city.city_officer)
    shown = client.get(url(task, "close")).context["form"]["version"].initial
    declare_claims(
        by=city.city_officer, task_id=task.pk, claims={"photos_new": Choice(applies=False)}, reason=WHY
    )
    response = client.post(url(task, "close"), {"reason": REASON, "version": shown})
    assert response.status_code == 422
    assert "选择核对项" in text_of(response)
    assert not ClosingRequest.objects.exists()


def test_claims_are_chosen_on_a_page_of_their_own(city, silent, client):
    client.force_login(city.city_officer)
    form = client.get(url(silent, "claims")).context["form"]
    kept = {n: form[n].initial for n in form.fields if form[n].initial not in (None, False)}
    for key in GOOD_WORDS:
        del kept[key]
    refused = client.post(url(silent, "claims"), kept | {"reason": "不用"})
    assert refused.status_code == 422
    page = text_of(client.post(url(silent, "claims"), kept | {"reason": WHY}, follow=True))
    assert "8 项相符，2 项不适用" in page
    assert WHY in page
    assert set(silent.claim_choices.values_list("claim", flat=True)) == set(GOOD_WORDS)


def test_nobody_opens_the_page_of_reasons_without_a_request(city, silent, client):
    client.force_login(city.city_officer)
    assert client.get(url(silent, "override")).status_code == 409
    client.force_login(city.a.officer)
    assert client.get(url(silent, "override")).status_code == 403


def test_the_unit_sees_what_is_missing_while_it_works_and_no_button_to_close(city, client):
    task = task_of(city, city.a)
    client.force_login(city.a.officer)
    page = text_of(client.get(url(task)))
    assert "没有整改前、整改后的照片" in page
    assert "选择核对项" not in page


def test_a_task_closed_before_there_were_requests_shows_no_results(city, client):
    moment = city.round.created_at
    Task.objects.filter(pk=city.a.task.pk).update(state="closed", accepted_at=moment, closed_at=moment)
    client.force_login(city.city_officer)
    page = client.get(url(city.a.task))
    assert page.context["board"] is None
    assert "销号核对" not in text_of(page)


@pytest.fixture
def shared(city) -> Task:
    """A task of both counties; county B's photos are county A's copied, its report says 尚未 and its mark."""
    task = task_of(city, city.a, counties=[city.a.code, city.b.code])
    steps.assign(by=city.city_officer, task_id=task.pk, organisation_id=city.b.office.pk)
    shot = picture("甲乙", taken=JULY, at=CENTRE[city.a.code])
    report(city.a, task, ("before", picture("前", taken=MAY, at=CENTRE[city.a.code])), ("after", shot))
    copied = picture("甲乙", taken=JULY, at=CENTRE[city.a.code])
    copied.name = f"{city.b.mark}.jpg"
    text = f"{city.b.mark}堆场尚未覆盖。依据驻政[2020]3号，共86处，其中东区71处、西区17处。"
    report(city.b, task, ("after", copied), text=text, submit=True)
    finding = AuditFindingFactory.create(source=city.source, task=task, message=f"疑点{city.b.mark}")
    finding.others.add(city.b.task)
    decisions.accept(by=city.acceptor, task_id=task.pk, reason="现场核查到位。")
    return task


def test_one_county_reads_the_numbers_and_nothing_of_what_the_other_handed_in(city, shared, client):
    """Every verdict that rests on county B's rows, live and frozen, on the task and the round."""
    client.force_login(city.city_officer)
    whole = text_of(client.get(url(shared)))
    assert city.b.mark in whole, "the mark stands where a leak would show it"
    request = request_closing(by=city.city_officer, task_id=shared.pk, text=REASON)
    unsettled = {r["key"] for r in request.results if r["judgement"] in {"contradicted", "unjudged"}}
    assert unsettled == {
        "photos_new",
        "no_open_finding",
        "text_fits_status",
        "sums_reconcile",
        "numbers_wellformed",
    }
    client.force_login(city.a.officer)
    pages = [text_of(client.get(url(shared)))]
    override_and_close(by=city.city_officer, request_id=request.pk, reasons=dict.fromkeys(unsettled, WHY))
    pages += [
        text_of(client.get(url(shared))),
        text_of(client.get(f"/rectification/rounds/{city.round.pk}/")),
    ]
    for page in pages:
        assert city.b.mark not in page
    assert "1 处不在您的权限范围内" in pages[0]
    assert "1 处不在您的权限范围内" in pages[1]
    client.force_login(city.b.officer)
    assert city.b.mark in text_of(client.get(url(shared)))


def test_what_is_frozen_is_read_without_examining_again(city, silent):
    request = request_closing(by=city.city_officer, task_id=silent.pk, text=REASON)
    override_and_close(by=city.city_officer, request_id=request.pk, reasons=GOOD_WORDS)
    task = Task.objects.get(pk=silent.pk)
    with CaptureQueriesContext(connection) as queries:
        board = board_of(city.city_officer, task, now=request.at)
    assert board is not None
    assert board.frozen
    assert len(queries) <= 6


def test_a_round_without_overrides_has_no_card_of_them(city, client):
    client.force_login(city.city_officer)
    page = client.get(f"/rectification/rounds/{city.round.pk}/")
    assert "带理由销号" not in text_of(page)
    assert overridden(city.city_officer, city.round).number == 0


def test_claims_taken_off_are_listed_on_the_round_with_who_and_why(city, client):
    mine, neighbours = accepted(city, city.a), accepted(city, city.b)
    for task in (mine, neighbours):
        off = {"photos_new": Choice(applies=False), "photos_in_time": Choice(applies=False)}
        declare_claims(by=city.city_officer, task_id=task.pk, claims=off, reason=WHY)
    again = {"photos_in_time": Choice(applies=True)}
    declare_claims(by=city.city_officer, task_id=mine.pk, claims=again, reason=WHY)
    client.force_login(city.city_officer)
    page = client.get(f"/rectification/rounds/{city.round.pk}/")
    off = page.context["exceptions"][1]
    assert (off.number, off.tasks) == (3, 2)
    assert "照片没有重复使用" in text_of(page)
    opened = client.get(off.url)
    assert len(opened.context["page"].rows) == 3
    assert WHY in text_of(opened)
    assert city.city_officer.name in text_of(opened)
    client.force_login(city.a.leader)
    assert [row.task for row in client.get(off.url).context["page"].rows] == [mine]
