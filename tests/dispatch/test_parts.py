"""Split tasks in a month: the parts are asked, the whole is told by them, and totals count it once."""

import datetime as dt

import pytest

from sansan.dispatch import bulletin, content, queries
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.actions.periods import renew_period
from sansan.dispatch.checks import Filled
from sansan.dispatch.drafts import save_draft
from sansan.dispatch.models import Entry, Period
from sansan.people.access import grants
from sansan.rectification.models import Task
from sansan.rectification.workflow import Kind, State
from tests.client import PageClient
from tests.dispatch.scene import JUNE, PINGYU, QUESHAN, Scene
from tests.rectification.factories import TaskFactory

pytestmark = pytest.mark.django_db


def split(city: Scene) -> tuple[Task, Task]:
    """The first task, led by the city's office, divided between the two counties."""
    whole = city.tasks[0]
    whole.assignments.exclude(organisation=city.queshan).delete()
    parts = [
        TaskFactory.create(
            round=city.round,
            klass=whole.klass,
            parent=whole,
            kind=Kind.PART,
            order=20 + at,
            problem=f"{body}部分",
            counties=[code],
            units=[body],
            state=State.RECTIFYING,
            deadline_date=dt.date(2026, 12, 31),
        )
        for at, (code, body) in enumerate(((QUESHAN, city.queshan), (PINGYU, city.pingyu)))
    ]
    return parts[0], parts[1]


def asked(city: Scene) -> set[tuple[str, int]]:
    return {(e.organisation.name, e.task_id) for e in Entry.objects.filter(task__round=city.round)}


def report(city: Scene, part: Task, percent: int) -> None:
    by, body = (
        (city.neighbour, city.pingyu) if part.problem.startswith("平舆") else (city.officer, city.queshan)
    )
    row = next(r for r in queries.unit_rows(by, JUNE, body.pk) if r.task == part)
    save_draft(
        by=by,
        entry_id=row.entry.pk,
        filled=Filled(text="完成一部分。", claim="on_time", percent=percent),
        version=0,
    )
    hand_in(by=by, month=JUNE, organisation_id=body.pk)


def frozen(city: Scene, period: Period) -> content.Content:
    return content.read(freeze(by=city.office, period_id=period.pk).content)


def test_the_parts_are_asked_of_their_counties_and_the_whole_of_nobody(city: Scene) -> None:
    one, two = split(city)
    city.open()
    found = asked(city)
    assert ("确山县攻坚办", one.pk) in found
    assert ("平舆县攻坚办", two.pk) in found
    assert city.tasks[0].pk not in {task for _, task in found}
    (whole,) = queries.wholes(city.officer, JUNE, city.queshan.pk)
    assert (whole.task, whole.asked, whole.reported) == (city.tasks[0], 2, 0)


def test_a_task_split_within_the_month_is_no_longer_waited_for(city: Scene) -> None:
    period = city.open()
    split(city)
    assert next(row for row in city.rows() if row.task == city.tasks[0]).state == "excused"
    renew_period(by=city.office, period_id=period.pk)
    assert city.tasks[0].pk not in {task for _, task in asked(city)}


def test_a_part_taken_back_is_no_longer_in_the_month(city: Scene) -> None:
    one, two = split(city)
    period = city.open()
    Task.objects.filter(pk=two.pk).update(state=State.WITHDRAWN)
    renew_period(by=city.office, period_id=period.pk)
    assert two.pk not in {task for _, task in asked(city)}
    assert {t["id"] for t in frozen(city, period).tasks} == {one.pk, *(t.pk for t in city.tasks)}


def test_the_whole_has_the_worst_light_of_its_parts_and_totals_count_it_once(city: Scene) -> None:
    one, two = split(city)
    period = city.open()
    report(city, one, 60)
    report(city, two, 10)
    month = frozen(city, period)
    whole = next(t for t in month.tasks if t["id"] == city.tasks[0].pk)
    assert (whole["light"], whole["percent"]) == ("red", 10)
    assert whole["why"].startswith("平舆县攻坚办：按计划应完成45%")
    assert month.value("total") == 3
    assert month.value("kind.part.total") == 2
    assert month.value("kind.part.light.red") == 1
    assert month.value("light.red") == 1
    text = bulletin.drafted(month)["tasks"]
    assert "另有分解任务{kind.part.total}项，不计入任务总数" in text
    sheets = [b for b in bulletin.rendered({"tasks": text}, month)[1].blocks if isinstance(b, bulletin.Sheet)]
    assert [row[0][0].text for row in sheets[0].rows[1:]] == ["1", "分解", "分解", "2", "3"]


def test_a_county_learns_nothing_of_the_other_countys_part_from_the_whole(city: Scene) -> None:
    one, two = split(city)
    period = city.open()
    report(city, two, 10)
    seen = content.seen_by(frozen(city, period), grants(city.officer, "dispatch.view"))
    whole = next(t for t in seen.tasks if t["id"] == city.tasks[0].pk)
    assert (whole["parts"], whole["why"], whole["percent"]) == ([one.pk], "", None)


def test_what_waits_for_its_plan_is_listed_in_the_paper_and_not_asked(city: Scene) -> None:
    waiting = TaskFactory.create(
        round=city.round, number="8", order=8, state=State.PLANNING, units=[city.queshan], counties=[QUESHAN]
    )
    period = city.open()
    assert waiting.pk not in {task for _, task in asked(city)}
    month = frozen(city, period)
    assert month.value("state.planning") == 1
    text = bulletin.drafted(month)["tasks"]
    assert "方案待批{待定方案}项" in text
    blocks = bulletin.rendered({"tasks": text}, month)[1].blocks
    said = ["".join(p.text for p in b.pieces) for b in blocks if isinstance(b, bulletin.Paragraph)]
    assert "方案待批：1项，方案批准前不要求填报进度。" in said


def test_a_recurrence_is_asked_as_its_own_and_stands_beside(city: Scene) -> None:
    again = TaskFactory.create(
        round=city.round,
        kind=Kind.RECURRENCE,
        recurs=city.tasks[2],
        order=30,
        state=State.RECTIFYING,
        units=[city.queshan],
        counties=[QUESHAN],
    )
    period = city.open()
    assert ("确山县攻坚办", again.pk) in asked(city)
    month = frozen(city, period)
    assert (month.value("total"), month.value("kind.recurrence.total")) == (3, 1)


def test_the_pages_of_a_split_month_open(city: Scene, client: PageClient) -> None:
    one, _ = split(city)
    period = city.open()
    report(city, one, 60)
    snapshot = freeze(by=city.office, period_id=period.pk)
    again = freeze(by=city.office, period_id=period.pk, reason="核对后再冻结。")
    client.force_login(city.office)
    shown = client.get(
        f"/dispatch/snapshots/{snapshot.pk}/rows?number=task.{city.tasks[0].pk}"
    ).content.decode()
    assert "由分解任务汇总，整项不另填报。" in shown
    assert "分解任务" in client.get(f"/dispatch/snapshots/{snapshot.pk}/").content.decode()
    assert client.get(f"/dispatch/snapshots/{snapshot.pk}/compare/{again.pk}").status_code == 200
    client.force_login(city.officer)
    page = client.get(f"/dispatch/report/2026-06/{city.queshan.pk}/").content.decode()
    assert "分解任务应报 2 项，已报 1 项" in page
