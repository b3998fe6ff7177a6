"""A frozen month: what it holds, that it never changes, and that every number opens its rows."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sansan.dispatch import content
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.actions.reviewing import review_many
from sansan.dispatch.gathering import gather
from sansan.dispatch.models import Entry, Snapshot
from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.models import Message
from sansan.people.access import grants
from sansan.people.roles import Role
from sansan.rectification.figures.actions.entering import add_figure
from sansan.rectification.models import ProgressReport, Task
from tests.client import PageClient
from tests.dispatch.scene import JUNE, PINGYU, QUESHAN, TODAY, Scene, scene
from tests.people.factories import person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(city: Scene) -> Snapshot:
    """Queshan has reported two of its three, one of them behind; Pingyu is silent."""
    period = city.open()
    one, two, _ = city.rows()
    city.fill(one, percent=60, figures={one.indicators[0].key: "40"})
    city.fill(two, claim="behind", percent=10, cause="征迁未完成。", next_step="月底前完成。")
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    return freeze(by=city.office, period_id=period.pk)


def test_the_month_holds_states_claims_lights_figures_units_and_counts(frozen: Snapshot) -> None:
    month = content.read(frozen.content)
    first, second, third = month.tasks
    assert (first["light"], first["percent"], first["plan"]) == ("green", 60, 45)
    assert (second["light"], second["why"]) == ("red", "按计划应完成45%，滞后35个百分点")
    assert third["state"] == "ongoing"
    assert first["figures"] == [
        {
            "name": "完成整治",
            "unit": "家",
            "scope": "",
            "value": "40",
            "bound": "exact",
            "as_of": "2026-06-15",
            "row": first["figures"][0]["row"],
        }
    ]
    assert month.value("total") == 3
    assert month.value("state.in_progress") == 2
    assert month.value("asked") == 4
    assert (month.value("reported"), month.value("missing")) == (2, 2)
    assert month.value(f"county.{QUESHAN}.total") == 3
    assert month.value(f"county.{PINGYU}.missing") == 1


def test_parts_add_up_to_their_whole(frozen: Snapshot) -> None:
    month = content.read(frozen.content)
    assert sum(month.value(f"state.{state}") for state in content.STATE_WORDS) == month.value("total")
    assert sum(month.value(f"light.{level}") for level in ("green", "yellow", "red", "none")) == 3
    assert month.value("settled") + month.value("open") == month.value("total")
    assert sum(month.value(k) for k in ("reported", "missing", "entry.excused")) == month.value("asked")


def test_every_number_is_the_number_of_its_rows_and_counting_anew_gives_the_same(frozen: Snapshot) -> None:
    month = content.read(frozen.content)
    assert month.numbers == content.tally(month)
    assert all(len(month.rows(number)) == number.value for number in month.numbers.values())


def test_what_happens_later_does_not_reach_the_frozen_month(city: Scene, frozen: Snapshot) -> None:
    before = frozen.content
    Task.objects.filter(pk=city.tasks[0].pk).update(problem="改了", state="submitted")
    add_figure(
        by=city.officer,
        task_id=city.tasks[0].pk,
        name="完成整治",
        value=Decimal(99),
        unit="家",
        as_of=dt.date(2026, 6, 14),
    )
    frozen.refresh_from_db()
    assert frozen.content == before
    assert content.digest_of(frozen.content) == frozen.digest


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_refuses_to_change_a_frozen_month(frozen: Snapshot, act: str) -> None:
    rows = Snapshot.objects.filter(pk=frozen.pk)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        rows.update(content="{}") if act == "update" else rows.delete()


def test_a_correction_is_a_new_version_with_a_reason_and_the_old_one_stays(
    city: Scene, frozen: Snapshot
) -> None:
    with pytest.raises(Invalid, match="请写明理由"):
        freeze(by=city.office, period_id=frozen.period_id)
    city.fill(city.rows()[2])
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    second = freeze(by=city.office, period_id=frozen.period_id, reason="补报一项")
    assert second.version == 2
    assert content.read(second.content).value("reported") == 3
    assert content.read(Snapshot.objects.get(version=1).content).value("reported") == 2


def test_freezing_takes_the_office_and_a_day_of_the_month(city: Scene) -> None:
    period = city.open()
    with pytest.raises(NotAllowed):
        freeze(by=city.officer, period_id=period.pk)
    with pytest.raises(Invalid, match="晚于今天"):
        freeze(by=city.office, period_id=period.pk, as_of=dt.date(2026, 6, 16))
    with pytest.raises(Invalid, match="早于本月"):
        freeze(by=city.office, period_id=period.pk, as_of=dt.date(2026, 5, 31))


def test_the_same_month_is_spelt_the_same(city: Scene, frozen: Snapshot) -> None:
    again = content.spelt(gather(frozen.period, as_of=frozen.as_of, version=1))
    assert content.digest_of(again) == frozen.digest
    assert json.loads(again)["form"] == content.FORM


def test_a_report_sent_back_counts_as_missing_and_its_unit_is_told_why(city: Scene) -> None:
    period = city.open()
    city.fill(city.rows()[0])
    (said,) = hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    with pytest.raises(Invalid, match="退回的理由"):
        review_many(by=city.office, report_ids=[said.report_id], good=False)
    review_many(by=city.office, report_ids=[said.report_id], good=False, note="没有写数字")
    assert "第 1 项" in Message.objects.get(kind="dispatch.returned", recipient=city.officer).title
    month = gather(period, as_of=TODAY, version=1)
    assert month.value("entry.returned") == 1
    assert month.value("reported") == 0
    assert city.rows()[0].state == "returned"
    city.fill(city.rows()[0], text="整治31家。")
    hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    assert city.rows()[0].state == "reported"


def test_of_many_reviewed_at_once_one_already_reviewed_stops_all(city: Scene) -> None:
    city.open()
    for row in city.rows()[:2]:
        city.fill(row)
    said = hand_in(by=city.officer, month=JUNE, organisation_id=city.queshan.pk)
    review_many(by=city.office, report_ids=[said[0].report_id], good=True)
    with pytest.raises(Conflict, match="确山县攻坚办第 1 项"):
        review_many(by=city.office, report_ids=[s.report_id for s in said], good=True)
    assert ProgressReport.objects.filter(review="accepted").count() == 1


def test_a_county_sees_its_own_rows_and_numbers_of_them(
    city: Scene, frozen: Snapshot, client: PageClient
) -> None:
    seen = content.seen_by(content.read(frozen.content), grants(city.neighbour, "dispatch.view"))
    assert not seen.whole
    assert [task["number"] for task in seen.tasks] == ["1"]
    assert seen.value("total") == 1
    assert [entry["unit"] for entry in seen.entries] == ["平舆县攻坚办"]
    assert seen.tasks[0]["percent"] is None  # Queshan's word on the task they share
    client.force_login(city.neighbour)
    page = client.get(f"/dispatch/snapshots/{frozen.pk}/").content.decode()
    assert "征迁" not in page
    assert "只列您范围内" in page
    assert (
        client.get(f"/dispatch/snapshots/{frozen.pk}/rows?number=unit.{city.queshan.pk}.asked").status_code
        == 404
    )


def test_a_stranger_to_the_area_sees_no_month_of_it(frozen: Snapshot, client: PageClient) -> None:
    client.force_login(person_with(Role.CITY_OFFICE, area_code="4101"))
    assert client.get(f"/dispatch/snapshots/{frozen.pk}/").status_code == 404
    assert client.get(f"/dispatch/months/{frozen.period_id}/").status_code == 404


def test_every_number_of_the_page_opens_exactly_its_rows(
    city: Scene, frozen: Snapshot, client: PageClient
) -> None:
    client.force_login(city.office)
    month = content.read(frozen.content)
    Task.objects.filter(pk=city.tasks[1].pk).update(problem="后来改了")
    for key, number in month.numbers.items():
        response = client.get(f"/dispatch/snapshots/{frozen.pk}/rows", {"number": key})
        assert response.status_code == 200, key
        page = response.content.decode()
        assert page.count("<tr") == (number.value + 1 if number.value else 0), key
        assert "后来改了" not in page


def test_freezing_costs_a_fixed_number_of_queries(db: None) -> None:
    city = scene(tasks=4)
    period = city.open()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            gather(period, as_of=TODAY, version=1)
        return len(queries)

    few = cost()
    Entry.objects.all().delete()
    more = Task.objects.bulk_create(
        Task(round=city.round, order=n, number=str(n), problem="x") for n in range(100, 180)
    )
    Entry.objects.bulk_create(
        Entry(period=period, month=JUNE, task=t, organisation=city.queshan, area_code=QUESHAN) for t in more
    )
    assert cost() <= few
    assert few < 20


def test_a_month_that_was_tampered_with_says_so(city: Scene, frozen: Snapshot, client: PageClient) -> None:
    from tests.dispatch import guards

    with guards.lifted():
        Snapshot.objects.filter(pk=frozen.pk).update(
            content=frozen.content.replace('"percent":60', '"percent":90')
        )
    client.force_login(city.office)
    assert "快照内容与摘要不符" in client.get(f"/dispatch/snapshots/{frozen.pk}/").content.decode()


def test_nothing_is_found_where_nothing_is(city: Scene) -> None:
    with pytest.raises(Missing):
        freeze(by=city.office, period_id=0)
