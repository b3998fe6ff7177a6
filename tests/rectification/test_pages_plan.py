"""Pages of plans and parts: what they show to whom, what they cost, and the paper that comes of them."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from sansan.api.telling import visible
from sansan.rectification.actions import parts, requests
from sansan.rectification.actions import plan as actions
from sansan.rectification.actions.decisions import reopen
from sansan.rectification.actions.parts import Share
from sansan.rectification.models import Plan, Task
from sansan.rectification.presentation.timeline import happenings
from sansan.rectification.workflow import State
from sansan.search.indexing import rebuild
from sansan.trail.queries import history_of
from tests.client import PageClient
from tests.rectification.factories import TaskFactory
from tests.rectification.planned_city import (
    QUESHAN,
    YICHENG,
    PlannedCity,
    approved,
    drafted,
    planned_city,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PlannedCity:
    return planned_city()


def page(city: PlannedCity, **query: str) -> str:
    url = reverse("rectification:plan", args=[city.round.pk])
    return url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def test_from_the_rounds_page_to_an_approved_plan_by_two_peoples_hands(city, client: PageClient) -> None:
    client.force_login(city.office)
    round_page = client.get(f"/rectification/rounds/{city.round.pk}/").content.decode()
    assert "待编制" in round_page
    assert "编制方案" in round_page
    client.post(reverse("rectification:plan_draft", args=[city.round.pk]))
    plan = Plan.objects.get()
    shown = client.get(page(city))
    assert shown.context["page"].total == 3
    assert [item.task.number for item in shown.context["page"].lacking] == ["1", "2", "3"]
    refused = client.post(reverse("rectification:plan_submit", args=[plan.pk]))
    assert refused.status_code == 422
    assert "第 1 项：缺验收单位" in refused.content.decode()
    client.post(reverse("rectification:plan_fill", args=[plan.pk]), {"role": "accept", "name": "市督查室"})
    assert client.get(page(city)).context["page"].lacking == []
    assert client.post(reverse("rectification:plan_submit", args=[plan.pk])).status_code == 302
    client.force_login(city.leader)
    assert "批准" in client.get(page(city)).content.decode()
    client.post(reverse("rectification:plan_approve", args=[plan.pk]), {"opinion": "同意"})
    assert set(city.round.tasks.values_list("state", flat=True)) == {State.OPEN}


def test_a_task_of_a_draft_is_written_on_its_page_and_the_next_one_follows(city, client: PageClient) -> None:
    client.force_login(city.office)
    plan = drafted(city, complete=False)
    first, second = plan.items.order_by("task__order")[:2]
    url = reverse("rectification:plan_item", args=[first.pk])
    form = client.get(url).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    given |= {"acceptor": "市督查室\n市生态环境局", "leader": "张三（局长）", "next": "1"}
    given["deadline_date"] = str(given["deadline_date"])
    response = client.post(url, {k: v for k, v in given.items() if v != ""})
    assert response["Location"] == reverse("rectification:plan_item", args=[second.pk])
    first.refresh_from_db()
    said = dict(first.planned.units)
    assert (said["市督查室"], said["张三（局长）"]) == ("accept", "leader")
    assert first.planned.measures == ("排查。", "整治。")
    stale = client.post(url, {k: v for k, v in given.items() if v != ""})
    assert stale.status_code == 422
    assert "他人已修改" in stale.content.decode()


def test_a_county_reads_its_own_tasks_of_an_approved_plan_and_no_draft(city, client: PageClient) -> None:
    only = TaskFactory.create(
        round=city.round, order=9, number="9", problem="确山县独有的问题。", state=State.PLANNING,
        goal="确山目标", deadline_date=dt.date(2027, 1, 1), counties=[QUESHAN], units=[city.queshan],
    )  # fmt: skip
    only.measures.create(order=1, text="确山措施")
    plan = drafted(city)
    client.force_login(city.of_yicheng)
    assert client.get(page(city)).status_code == 404
    actions.submit_plan(by=city.office, plan_id=plan.pk)
    actions.approve_plan(by=city.leader, plan_id=plan.pk)
    text = client.get(page(city)).content.decode()
    assert "全部整改到位" in text
    assert "确山目标" not in text
    assert "确山县独有" not in text
    paper = client.post(reverse("rectification:plan_file", args=[plan.pk]))
    lines = [p.text for p in Document(io.BytesIO(paper.getvalue())).paragraphs]
    assert not [line for line in lines if "确山目标" in line or "确山县独有" in line]


def test_what_is_written_into_a_draft_is_no_news_for_a_county(city, client: PageClient) -> None:
    drafted(city)
    page = f"/rectification/rounds/{city.round.pk}/"
    for person, told in ((city.office, True), (city.of_yicheng, False)):
        client.force_login(person)
        assert ("批量填写整改方案" in client.get(page).content.decode()) is told
        events = list(history_of(city.round))
        assert bool([e for e in visible(person, events) if e.verb.startswith("plan.")]) is told
        (filled,) = happenings(person, events[-1:], area_code=city.round.area_code)
        assert ("张三（局长）" in filled.moment.text) is told


def test_the_paper_has_the_fields_the_rules_demand_for_every_task(city, client: PageClient) -> None:
    plan = approved(city)
    client.force_login(city.office)
    paper = client.post(reverse("rectification:plan_file", args=[plan.pk]))
    lines = [p.text for p in Document(io.BytesIO(paper.getvalue())).paragraphs]
    assert lines[:2] == ["市级督察", "整改方案"]
    for label in ("整改目标：", "整改时限：", "责任单位：", "责任人：", "整改措施：", "验收单位："):
        assert sum(line.startswith(label) for line in lines) == 3, label
    assert any("批准" in line for line in lines)


def test_two_versions_are_compared_word_by_word(city, client: PageClient) -> None:
    approved(city)
    draft = actions.amend_plan(by=city.office, round_id=city.round.pk, reason="规划调整")
    item = draft.items.get(task__number="2")
    planned = item.planned
    actions.edit_item(
        by=city.office,
        item_id=item.pk,
        planned=type(planned)(**_fields(planned) | {"goal": "部分整改到位。"}),
    )
    client.force_login(city.office)
    shown = client.get(page(city, against="1"))
    (change,) = shown.context["differences"]
    assert change.task.number == "2"
    assert [f.field for f in change.fields] == ["goal"]
    text = shown.content.decode()
    assert "<del>" in text
    assert "<ins>" in text
    actions.submit_plan(by=city.office, plan_id=draft.pk)
    actions.approve_plan(by=city.leader, plan_id=draft.pk)
    for person in (city.office, city.of_yicheng):
        client.force_login(person)
        for stat in client.get(page(city)).context["page"].stats:
            assert len(client.get(stat.url).context["page"].table.rows) == stat.value, stat
    client.force_login(city.office)
    actions.amend_plan(by=city.office, round_id=city.round.pk, reason="规划再次调整")
    assert "按现行方案执行" in client.get(f"/rectification/rounds/{city.round.pk}/").content.decode()


def _fields(planned: Any) -> dict[str, Any]:
    return {name: getattr(planned, name) for name in planned.__dataclass_fields__}


def test_a_plans_page_costs_the_same_however_many_tasks_it_has(city, client: PageClient) -> None:
    client.force_login(city.office)
    plan = drafted(city)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(city)).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for n in range(60):
        TaskFactory.create(round=city.round, order=100 + n, state=State.PLANNING)
    actions.complete_plan(by=city.office, plan_id=plan.pk)
    assert cost() <= few <= 30


def test_an_extension_is_shown_beside_the_day_the_plan_names(city, client: PageClient) -> None:
    approved(city)
    task = city.task("1")
    Task.objects.filter(pk=task.pk).update(deadline_date=task.deadline_date + dt.timedelta(days=30))
    client.force_login(city.office)
    text = client.get(f"/rectification/tasks/{task.pk}/").content.decode()
    assert "与方案不同" in text
    assert f"{task.deadline_date}" in text


def split_and_reopened(city: PlannedCity) -> None:
    """Task 1 in two parts; task 2 closed and back again."""
    approved(city)
    parts.split_task(
        by=city.office,
        task_id=city.task("1").pk,
        shares=[Share(YICHENG, (city.yicheng.pk,)), Share(QUESHAN)],
    )
    now = timezone.now()
    Task.objects.filter(number="2").update(state="closed", accepted_at=now, closed_at=now)
    reopen(by=city.office, task_id=city.task("2").pk, reason="反弹")


def test_a_rounds_totals_are_of_its_tasks_and_the_others_stand_beside_them(city, client: PageClient) -> None:
    split_and_reopened(city)
    client.force_login(city.office)
    shown = client.get(f"/rectification/rounds/{city.round.pk}/").context["page"]
    assert shown.total == 3
    assert shown.sentence.startswith("3 项")
    assert {line.label: line.number for line in shown.beside} == {"分解任务": 2, "反弹任务": 1}
    for line in shown.beside:
        assert client.get(line.url).context["shown"] == line.number
    for stat in shown.stats:
        assert client.get(stat.url).context["shown"] == stat.value
    (card,) = client.get("/rectification/").context["cards"]
    assert card.numbers["total"] == 3
    assert {line.label: line.number for line in card.beside} == {"分解任务": 2, "反弹任务": 1}


def test_the_ledger_shows_tasks_unless_another_kind_is_asked_for(city, client: PageClient) -> None:
    split_and_reopened(city)
    client.force_login(city.office)

    def numbers(query: str) -> set[str]:
        return {row.number for row in client.get(f"/rectification/ledger/{query}").context["page"].rows}

    assert numbers("") == {"1", "2", "3"}
    assert numbers("?kind=part") == {"1-1", "1-2"}
    assert numbers("?kind=recurrence") == {"2复1"}
    assert numbers("?kind=all") == {"1", "2", "3", "1-1", "1-2", "2复1"}


def test_the_ledgers_search_and_todays_work_find_parts_too(city, client: PageClient) -> None:
    split_and_reopened(city)
    client.force_login(city.of_yicheng)
    rebuild()
    found = client.get(reverse("search:page"), {"q": "第1处", "kind": "task"})
    tasks = city.round.tasks.filter(number__in=["1", "1-1"])
    assert {hit.url for hit in found.context["hits"]} >= {
        reverse("rectification:task", args=[task.pk]) for task in tasks
    }
    heaps = {heap.key: heap for heap in client.get("/").context["heaps"]}
    report = heaps["report"]
    assert "1-1" in {row.number for row in report.table.rows}
    assert client.get(report.url).context["shown"] == report.number


def test_the_page_of_the_whole_names_its_parts_and_says_what_it_waits_for(city, client: PageClient) -> None:
    split_and_reopened(city)
    client.force_login(city.of_yicheng)
    whole = city.task("1")
    text = client.get(f"/rectification/tasks/{whole.pk}/").content.decode()
    own, neighbours = (f"/rectification/tasks/{Task.objects.get(number=n).pk}/" for n in ("1-1", "1-2"))
    assert own in text
    assert neighbours not in text
    assert "项下级任务（分解任务）没有验收" in text
    part = Task.objects.get(number="1-1")
    assert "上级任务" in client.get(f"/rectification/tasks/{part.pk}/").content.decode()


def test_a_task_is_split_on_its_page_with_counties_units_and_numbers(city, client: PageClient) -> None:
    approved(city)
    client.force_login(city.office)
    task = city.task("1")
    url = reverse("rectification:task_split", args=[task.pk])
    form = client.get(url).context["form"]
    assert [line.name for line in form.lines if line.box.value()] == ["驿城区", "确山县"]
    given = {
        f"box_{YICHENG}": "on", f"unit_{YICHENG}": city.yicheng.pk, f"target_{YICHENG}": "60",
        f"box_{QUESHAN}": "on", f"target_{QUESHAN}": "38",
        "name": "整治取缔", "target": "100", "unit": "家", "version": form["version"].value(),
    }  # fmt: skip
    assert client.post(url, given).status_code == 302
    text = client.get(f"/rectification/tasks/{task.pk}/").content.decode()
    assert "各项合计 98 家，上级任务为 100 家，少 2 家" in text
    again = client.get(url).context["form"]
    assert all(line.taken for line in again.lines)
    refused = client.post(url, given | {"version": again["version"].value(), "reason": "再来"})
    assert refused.status_code == 422


def test_a_whole_round_is_split_after_a_preview_that_names_every_part(city, client: PageClient) -> None:
    approved(city)
    client.force_login(city.office)
    url = reverse("rectification:split_many", args=[city.round.pk])
    preview = client.get(url)
    assert [d.task.number for d in preview.context["divisions"]] == ["1", "2", "3"]
    assert preview.context["parts"] == 6
    ids = [city.task("1").pk, city.task("3").pk]
    assert client.post(url, {"task": ids}).status_code == 302
    assert {t.number for t in Task.objects.filter(kind="part")} == {"1-1", "1-2", "3-1", "3-2"}
    assert [d.task.number for d in client.get(url).context["divisions"]] == ["2"]
    assert client.post(url, {"task": ids}).status_code == 422


def test_a_part_is_taken_back_on_its_page_and_the_whole_says_why(city, client: PageClient) -> None:
    split_and_reopened(city)
    client.force_login(city.office)
    part = Task.objects.get(number="1-2")
    client.post(
        reverse("rectification:task_withdraw", args=[part.pk]),
        {
            "reason": "经核实没有此类问题",
            "version": client.get(reverse("rectification:task_withdraw", args=[part.pk]))
            .context["form"]["version"]
            .value(),
        },
    )
    text = client.get(f"/rectification/tasks/{part.parent_id}/").content.decode()
    assert "第 1-2 项已撤回：经核实没有此类问题" in text
    assert "已撤回" in client.get(f"/rectification/tasks/{part.pk}/").content.decode()


def test_the_unit_a_task_is_to_be_passed_to_is_told_and_may_answer(city, client: PageClient) -> None:
    approved(city)
    only = TaskFactory.create(
        round=city.round,
        order=20,
        number="20",
        state=State.RECTIFYING,
        counties=[YICHENG],
        units=[city.yicheng],
    )
    asked = requests.ask_transfer(
        by=city.of_yicheng,
        task_id=only.pk,
        organisation_id=city.yicheng.pk,
        to_id=city.queshan.pk,
        reason="点位在确山县境内",
    )
    client.force_login(city.of_queshan)
    today = client.get("/").content.decode()
    url = reverse("rectification:request_answer", args=[asked.pk])
    assert url in today
    assert asked.answer_by is not None
    assert str(asked.answer_by) in today
    response = client.post(url, {"granted": "0", "reason": "不在我县"})
    assert response.status_code == 302
    client.force_login(city.office)
    assert url not in client.get("/").content.decode()


def test_passing_a_task_on_again_and_again_is_on_the_rounds_page(city, client: PageClient) -> None:
    approved(city)
    only = TaskFactory.create(
        round=city.round,
        order=20,
        number="20",
        state=State.RECTIFYING,
        counties=[YICHENG],
        units=[city.yicheng],
    )
    client.force_login(city.office)
    round_page = f"/rectification/rounds/{city.round.pk}/"
    for often in (0, 1):
        assert "多次申请转办" not in client.get(round_page).content.decode(), often
        asked = requests.ask_transfer(
            by=city.of_yicheng,
            task_id=only.pk,
            organisation_id=city.yicheng.pk,
            to_id=city.queshan.pk,
            reason="点位在确山县境内",
        )
        requests.answer(by=city.office, request_id=asked.pk, granted=False, text="由你区承担")
    assert "多次申请转办" in client.get(round_page).content.decode()
