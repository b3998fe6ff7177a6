"""What the pages say where a bare row, number or code would leave the reader to guess."""

import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from sansan.evidence.models import Purpose
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.rectification.actions import decisions, steps
from sansan.rectification.models import Task
from sansan.rectification.presentation.findings import card, rule_name
from sansan.rectification.presentation.overview import _most
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import AuditFindingFactory, RoundFactory, TaskFactory
from tests.rectification.test_pages_task import photo
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def says(client: PageClient, person: Person, address: str) -> str:
    """The words of a page as this person sees it, without spaces."""
    client.force_login(person)
    return re.sub(r"\s+", "", strip_tags(client.get(address).content.decode()))


def page_of(task: Task) -> str:
    return f"/rectification/tasks/{task.pk}/"


# --- the office that looks after a task --------------------------------------------------------------------------


@pytest.fixture
def dust_office() -> Organisation:
    return OrganisationFactory.create(name="市控尘办", kind=Organisation.Kind.SISTER_OFFICE, area_code="4117")


def entrusted(client: PageClient, task: Task, office: Organisation | None) -> Any:
    form = client.get(f"{page_of(task)}entrust").context["form"]
    given = {"organisation": office.pk if office else "", "version": form["version"].initial}
    return client.post(f"{page_of(task)}entrust", given, follow=True)


def test_a_task_is_put_under_an_office_whose_people_then_see_it(
    client: PageClient, scene: TwoCounties, dust_office: Organisation
) -> None:
    staff = person_with(Role.OFFICE_STAFF, organisation=dust_office)
    client.force_login(staff)
    assert client.get(page_of(scene.a.task)).status_code == 404
    client.force_login(scene.city_officer)
    assert "指定主管专项办" in client.get(page_of(scene.a.task)).content.decode()
    assert "已指定主管专项办。" in entrusted(client, scene.a.task, dust_office).content.decode()
    assert "主管专项办市控尘办" in says(client, staff, page_of(scene.a.task))


def test_no_office_chosen_is_asked_for_in_words(
    client: PageClient, scene: TwoCounties, dust_office: Organisation
) -> None:
    client.force_login(scene.city_officer)
    answer = entrusted(client, scene.a.task, None)
    assert answer.status_code == 422
    assert "请选择主管专项办。" in answer.content.decode()


def test_a_county_has_no_say_in_the_citys_offices(client: PageClient, scene: TwoCounties) -> None:
    client.force_login(scene.a.officer)
    assert "指定主管专项办" not in client.get(page_of(scene.a.task)).content.decode()
    assert client.get(f"{page_of(scene.a.task)}entrust").status_code == 403


# --- whose number it is ------------------------------------------------------------------------------------------


def test_rows_of_several_rounds_say_whose_they_are_and_rows_of_one_do_not(
    client: PageClient, scene: TwoCounties
) -> None:
    client.force_login(scene.city_officer)

    def heads(query: str) -> list[str]:
        table = client.get(f"/rectification/ledger/{query}").context["table"]
        return [column.label for column in table.columns]

    assert "督察" not in heads("")
    other = RoundFactory.create(name="市级督察（样例）")
    TaskFactory.create(round=other, number="1", counties=["411702"])
    assert "督察" in heads("")
    assert "督察" not in heads(f"?round={other.pk}")
    assert ">市级督察</span>" in client.get("/rectification/ledger/").content.decode()


@pytest.mark.parametrize(
    ("numbers", "title"),
    [
        ({"驿城": 3, "西平": 1}, "驿城任务最多，3 项"),
        ({"驿城": 2, "西平": 2, "上蔡": 1}, "驿城、西平任务最多，各 2 项"),
        ({"甲": 2, "乙": 2, "丙": 2, "丁": 2, "戊": 0}, "甲、乙、丙等任务最多，各 2 项"),
        ({"甲": 1, "乙": 1}, "各县区任务一样多，各 1 项"),
        ({"甲": 0}, "任务还没有落到县区"),
        ({}, "任务还没有落到县区"),
    ],
)
def test_the_map_names_everybody_who_shares_the_first_place(numbers: dict[str, int], title: str) -> None:
    assert _most(numbers) == title


# --- what to do next ---------------------------------------------------------------------------------------------


def test_a_fresh_round_invites_whoever_may_import_and_shows_no_empty_tables(
    client: PageClient, scene: TwoCounties
) -> None:
    fresh = f"/rectification/rounds/{RoundFactory.create(name='秋季抽查').pk}/"
    said = says(client, scene.city_officer, fresh)
    assert "这次督察还没有任务。导入反馈意见" in said
    assert "各类任务的状态" not in said
    assert "导出" not in said


def test_an_empty_list_leads_back_to_everything(client: PageClient, scene: TwoCounties) -> None:
    client.force_login(scene.city_officer)
    for address, action in {
        "ledger/?q=没有这个词": "查看全部任务",
        "findings/?disposition=dismissed": "查看全部疑点",
        "policies/?q=没有这个词": "查看全部文件",
    }.items():
        assert action in client.get(f"/rectification/{address}").content.decode(), address


def test_a_task_sent_back_says_why_until_it_is_handed_in_again(
    client: PageClient, scene: TwoCounties
) -> None:
    task, unit, officer = scene.a.task, scene.a.office, scene.a.officer

    def hand_in(shade: int) -> None:
        steps.submit(
            by=officer,
            task_id=task.pk,
            organisation_id=unit.pk,
            text="整改完成。",
            as_of=task.round.created_at.date(),
            uploads=[(Purpose.AFTER.value, photo(shade=shade))],
        )

    hand_in(40)
    decisions.send_back(by=scene.acceptor, task_id=task.pk, reason="照片看不清，请补拍。")
    assert "已退回，请补充后重新提交照片看不清，请补拍。" in says(client, officer, page_of(task))
    hand_in(90)
    assert "已退回，请补充后重新提交" not in says(client, officer, page_of(task))


# --- what the numbers and pictures rest on -----------------------------------------------------------------------


def test_a_picture_used_before_names_the_task_it_was_used_for(client: PageClient, scene: TwoCounties) -> None:
    first = TaskFactory.create(round=scene.round, number="8", counties=[scene.a.code])
    second = TaskFactory.create(round=scene.round, number="9", counties=[scene.a.code])
    for task in (first, second):
        steps.assign(by=scene.city_officer, task_id=task.pk, organisation_id=scene.a.office.pk)
        steps.submit(
            by=scene.a.officer,
            task_id=task.pk,
            organisation_id=scene.a.office.pk,
            text="整改完成。",
            as_of=task.round.created_at.date(),
            uploads=[
                (Purpose.BEFORE.value, photo("前.jpg", 12)),
                (Purpose.AFTER.value, photo("后.jpg", 201)),
            ],
        )
    said = says(client, scene.acceptor, page_of(second))
    assert "2份材料与已有材料相同或近似" in said
    assert f"相同或近似：{scene.round.name}第8项（{scene.a.office.name}" in said
    assert "2份材料与已有材料相同或近似" in says(client, scene.acceptor, f"{page_of(second)}accept")


def test_a_number_is_placed_only_where_it_is_printed(scene: TwoCounties) -> None:
    finding = AuditFindingFactory.create(
        task=scene.a.task,
        quote="问题99个，整改27个",
        values={"总数": "99个", "分项": "27个、55个", "合计": "82个"},
    )
    assert [bool(item.where) for item in card(finding).card.compared] == [True, False, False]


def test_a_rule_that_is_gone_does_not_show_its_key() -> None:
    assert rule_name("whole_equals_parts") == "总数与分项合计"
    assert "gone_rule" not in rule_name("gone_rule")
