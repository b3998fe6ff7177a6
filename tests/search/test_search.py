"""What is found, by whom, and that the index says what the rows say."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from sansan.people.roles import Role
from sansan.rectification.actions.steps import report_progress
from sansan.rectification.models import Measure, PolicyDocument, Task
from sansan.search import indexing, registry
from sansan.search.models import Entry, State
from sansan.search.queries import find, hits
from sansan.search.registry import Kind, Text, kind_of, kinds
from sansan.search.words import parse
from sansan.trail.record import record
from tests.client import PageClient
from tests.people.factories import person_with
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> TwoCounties:
    made = two_counties()
    indexing.rebuild()
    connection.run_on_commit.clear()  # nothing here is ever committed: what the scene left waiting would wait on
    return made


def client_of(person) -> PageClient:
    client = PageClient()
    client.force_login(person)
    return client


def found(person, typed: str, kind: str = "task") -> set[int]:
    return {target for target, _ in find(person, kind_of(kind), parse(typed)).keys}


@pytest.mark.parametrize("typed", ["扬", "扬尘", "扬尘问题", "问题 两县", "“两县共有”", "两县共有的扬尘问题"])
def test_words_of_one_two_and_more_characters_are_found(scene: TwoCounties, typed: str) -> None:
    assert scene.shared.pk in found(scene.city_officer, typed)


def test_a_county_finds_what_it_may_see_and_no_more(scene: TwoCounties) -> None:
    mark = scene.b.mark
    for kind in kinds():
        if kind.key != "policy":
            assert not found(scene.a.officer, mark, kind.key), kind.label
    assert found(scene.city_officer, mark, "task")
    assert found(scene.city_officer, mark, "progress")
    assert found(scene.b.officer, mark, "progress")
    page = client_of(scene.a.officer).get(f"/search/?q={mark}")
    assert page.context["total"] == 0
    assert (
        mark
        not in client_of(scene.a.officer).get(f"/search/suggest?q={mark}").content.decode().split("查看")[0]
    )


def test_a_report_speaks_of_the_whole_round_and_so_its_passages_are_for_whom_sees_it_whole(
    scene: TwoCounties,
) -> None:
    assert found(scene.city_officer, "督察整改情况", "passage") == {scene.source.pk}
    assert not found(scene.a.leader, "督察整改情况", "passage")


def test_a_hit_in_a_report_opens_its_line(scene: TwoCounties) -> None:
    client = client_of(scene.city_officer)
    (group,) = [g for g in client.get("/search/?q=附注").context["groups"] if g.kind.key == "passage"]
    line = scene.source.text.split("\n").index("附注") + 1
    assert group.hits[0].url.endswith(f"?line={line}#L{line}")
    page = client.get(group.hits[0].url)
    assert page.context["marks"][0].end - page.context["marks"][0].start == len("附注")
    assert client_of(scene.a.leader).get(group.hits[0].url).status_code == 404


def test_a_write_is_found_as_soon_as_it_is_committed(
    scene: TwoCounties, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = report_progress(
            by=scene.a.officer, task_id=scene.shared.pk, organisation_id=scene.a.office.pk,
            text="已浇筑罕见的鹅卵石护坡", as_of=scene.a.reports[0].as_of,
        )  # fmt: skip
    assert found(scene.a.officer, "鹅卵石", "progress") == {report.pk}
    assert indexing.behind() == 0
    assert not list(indexing.differences())


def test_what_a_crash_left_out_is_behind_and_is_caught_up(scene: TwoCounties) -> None:
    scene.shared.problem = "改写后的罕见字句"
    scene.shared.save()
    record("task.edited", target=scene.shared, by=scene.city_officer)
    assert indexing.behind() == 1
    assert [d.what for d in indexing.differences()] == ["内容不一致"]
    indexing.catch_up()
    assert indexing.behind() == 0
    assert not list(indexing.differences())
    assert found(scene.city_officer, "罕见字句") == {scene.shared.pk}
    assert not found(scene.city_officer, "两县共有")


def test_many_rows_of_one_write_are_taken_in_together(scene: TwoCounties, monkeypatch) -> None:
    monkeypatch.setattr(indexing, "EVENTS", 3)
    monkeypatch.setattr(indexing, "ROWS", 2)
    tasks = [TaskFactory.create(round=scene.round, problem=f"成批写入第{n}件") for n in range(7)]
    for task in tasks:
        record("task.added", target=task, by=scene.city_officer)
    indexing.catch_up()
    assert found(scene.city_officer, "成批写入") == {task.pk for task in tasks}


def test_a_row_that_is_gone_is_no_longer_found(scene: TwoCounties) -> None:
    task = TaskFactory.create(round=scene.round, problem="将被删去的事项")
    record("task.added", target=task, by=scene.city_officer)
    indexing.catch_up()
    record("task.edited", target=task, by=scene.city_officer)
    pk = task.pk
    task.delete()
    assert [d.what for d in indexing.differences()] == ["已不存在"]
    indexing.catch_up()
    assert not Entry.objects.filter(kind="task", target_id=pk).exists()
    assert not list(indexing.differences())


def test_a_changed_measure_is_found_in_its_task_and_nothing_else_is_rewritten(scene: TwoCounties) -> None:
    before = set(Entry.objects.exclude(kind="task", target_id=scene.shared.pk).values_list("pk", flat=True))
    Measure.objects.create(task=scene.shared, order=90, text="铺设透水砖")
    record("task.edited", target=scene.shared, by=scene.city_officer)
    indexing.catch_up()
    assert found(scene.city_officer, "透水砖") == {scene.shared.pk}
    assert before == set(
        Entry.objects.exclude(kind="task", target_id=scene.shared.pk).values_list("pk", flat=True)
    )


def test_the_problem_comes_before_the_measures_and_the_new_before_the_old(scene: TwoCounties) -> None:
    first, second, third = (TaskFactory.create(round=scene.round, problem=f"事项{n}") for n in range(3))
    for task in (first, second, third):
        Measure.objects.create(task=task, order=1, text="安装雾炮")
    first.problem = "雾炮停用"
    first.save()
    indexing.rebuild()
    keys = [target for target, _ in find(scene.city_officer, kind_of("task"), parse("雾炮")).keys]
    assert keys == [first.pk, third.pk, second.pk]


def test_a_document_is_found_by_its_number_in_any_brackets(scene: TwoCounties) -> None:
    policy = PolicyDocument.objects.create(number="豫环攻坚办〔2020〕15号", title="考核目标")
    indexing.rebuild()
    for typed in ("豫环攻坚办(2020)15号", "攻坚办 15号", "［２０２０］15", "考核目标"):
        assert found(scene.a.leader, typed, "policy") == {policy.pk}, typed


def test_evidence_is_found_by_its_name_and_note_by_whom_sees_it(scene: TwoCounties) -> None:
    evidence = scene.a.evidence[0]
    word = evidence.name.rsplit(".", 1)[0]
    assert evidence.pk in found(scene.a.officer, word, "evidence")
    nobody = person_with(Role.SYSTEM_ADMIN, name="系统管理员")
    assert not found(nobody, word, "evidence")


def test_more_than_the_most_is_said_and_not_counted(scene: TwoCounties) -> None:
    for n in range(4):
        TaskFactory.create(round=scene.round, problem=f"成堆事项{n}")
    indexing.rebuild()
    result = find(scene.city_officer, kind_of("task"), parse("成堆"), most=2)
    assert len(result.keys) == 2
    assert result.more
    page = client_of(scene.city_officer).get("/search/?q=扬&kind=task")
    assert page.status_code == 200


def test_the_page_costs_the_same_however_much_is_found(
    scene: TwoCounties, django_assert_max_num_queries
) -> None:
    client = client_of(scene.city_officer)
    client.get("/search/?q=扬尘")
    with django_assert_max_num_queries(60) as few:
        client.get("/search/?q=两县共有&kind=task")
    for n in range(12):
        task = TaskFactory.create(round=scene.round, problem=f"两县共有事项{n}")
        Measure.objects.create(task=task, order=1, text="两县共有措施")
    indexing.rebuild()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/search/?q=两县共有&kind=task")


def test_a_kind_of_which_nobody_said_who_sees_it_is_found_by_nobody(scene: TwoCounties) -> None:
    before = dict(registry._KINDS)
    try:
        registry.declare(
            Kind(
                "secret",
                "秘密",
                Task.objects.all,
                lambda t: [Text(t.problem)],
                lambda t, _: "/",
                {},
            )
        )
        indexing.rebuild()
        assert Entry.objects.filter(kind="secret").exists()
        assert not found(scene.city_officer, "扬尘", "secret")
        assert not hits(scene.city_officer, kind_of("secret"), parse("扬尘"), [(scene.shared.pk, 0)])
    finally:
        registry._KINDS.clear()
        registry._KINDS.update(before)


def test_without_an_index_the_page_says_so_instead_of_finding_nothing(scene: TwoCounties) -> None:
    State.objects.all().delete()
    response = client_of(scene.city_officer).get("/search/?q=扬尘")
    assert "正在建立搜索索引" in response.content.decode()


def test_an_index_of_another_version_is_made_anew(scene: TwoCounties) -> None:
    State.objects.update(version="0")
    assert not indexing.is_current()
    assert indexing.wants_building()
    indexing.rebuild()
    assert indexing.is_current()
    assert not indexing.wants_building()


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_undone_leaves_nothing_in_the_index() -> None:
    task = TaskFactory.create(round=RoundFactory.create(), problem="保留的事项")
    indexing.rebuild()
    with transaction.atomic():
        task.problem = "被撤销的改写"
        task.save()
        record("task.edited", target=task, by=person_with(Role.CITY_OFFICE))
        transaction.set_rollback(True)
    assert not Entry.objects.filter(plain__contains="被撤销").exists()
    assert not list(indexing.differences())


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    """Kinds declared by a test do not stay."""
    before = dict(registry._KINDS)
    yield
    assert before == registry._KINDS
