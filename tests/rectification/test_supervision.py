"""Papers of supervision, as the office, the leader and the unit on them act."""

import datetime as dt
import io

import pytest
import time_machine
from django.utils import timezone
from docx import Document

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.notify.models import Message
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.rectification.actions import parts, steps
from sansan.rectification.actions.parts import Share
from sansan.rectification.actions.supervision import (
    answer_paper,
    close_paper,
    draft_paper,
    receive_paper,
    sign_paper,
    withdraw_paper,
)
from sansan.rectification.exports.instrument import paper_docx
from sansan.rectification.models import Instrument, Task
from sansan.rectification.presentation.supervision import proposals
from sansan.trail.queries import history_of
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory
from tests.rectification.planned_city import planned_city

pytestmark = pytest.mark.django_db
QUESHAN = "411725"
TODAY = dt.date(2026, 6, 15)  # a Monday, one working day after the deadline


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def office() -> Person:
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def leader() -> Person:
    return person_with(Role.CITY_LEADER)


@pytest.fixture
def county() -> Organisation:
    return OrganisationFactory.create(name="确山县攻坚办", area_code=QUESHAN)


@pytest.fixture
def officer(county: Organisation) -> Person:
    return person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county)


@pytest.fixture
def task(office: Person, county: Organisation) -> Task:
    made = TaskFactory.create(deadline_date=dt.date(2026, 6, 12), number="4")
    steps.assign(by=office, task_id=made.pk, organisation_id=county.pk)
    made.refresh_from_db()
    return made


def drafted(task: Task, by: Person, county: Organisation, rung: str = "urge") -> Instrument:
    return draft_paper(
        by=by,
        task_id=task.pk,
        organisation_id=county.pk,
        rung=rung,
        facts="第4项已超期3天。",
        demand="请于6月18日前书面报告。",
    )


def test_a_paper_gets_the_next_number_of_its_kind_and_the_unit_is_told(task, office, officer, county) -> None:
    first = drafted(task, office, county)
    second = drafted(task, office, county, "urge_red")
    reminder = drafted(task, office, county, "remind")
    assert [p.number for p in (first, second, reminder)] == [
        "攻坚督〔2026〕1号",
        "攻坚督〔2026〕2号",
        "攻坚提〔2026〕1号",
    ]
    told = Message.objects.filter(recipient=officer)
    assert "攻坚督〔2026〕1号" in told.get(key=f"paper-{first.pk}").title
    assert history_of(task).filter(verb="paper.issued").count() == 3


def test_the_reply_is_due_so_many_working_days_on(task, office, county) -> None:
    assert drafted(task, office, county).reply_by == dt.date(2026, 6, 18)


def test_the_same_paper_goes_out_once_for_a_deadline_and_again_after_an_extension(
    task, office, county
) -> None:
    drafted(task, office, county)
    with pytest.raises(Conflict, match="发过督办单（黄牌）"):
        drafted(task, office, county)
    Task.objects.filter(pk=task.pk).update(deadline_date=dt.date(2026, 6, 11))
    assert drafted(task, office, county).number == "攻坚督〔2026〕2号"


def test_a_graver_paper_waits_for_the_leaders_hand(task, office, leader, officer, county) -> None:
    paper = drafted(task, office, county, "circular")
    assert (paper.state, paper.number) == ("drafted", "")
    assert not Instrument.objects.visible_to(officer).exists(), "a draft is not the unit's to see"
    assert not Message.objects.filter(recipient=officer).exists()
    assert "等待签发" in Message.objects.get(recipient=leader).title
    with pytest.raises(NotAllowed):
        sign_paper(by=office, paper_id=paper.pk)
    signed = sign_paper(by=leader, paper_id=paper.pk)
    assert (signed.number, signed.signed_by) == ("攻坚通〔2026〕1号", leader)
    assert Instrument.objects.visible_to(officer).get() == paper


def test_a_draft_may_be_taken_back_and_made_out_again(task, office, county) -> None:
    paper = drafted(task, office, county, "circular")
    with pytest.raises(Invalid, match="理由"):
        withdraw_paper(by=office, paper_id=paper.pk, reason=" ")
    withdraw_paper(by=office, paper_id=paper.pk, reason="事实需核对")
    assert drafted(task, office, county, "circular").state == "drafted"


def test_received_answered_and_closed_in_that_order(task, office, officer, county) -> None:
    paper = drafted(task, office, county)
    with pytest.raises(Conflict, match="已发出"):
        close_paper(by=office, paper_id=paper.pk, reason="可以")
    receive_paper(by=officer, paper_id=paper.pk)
    answer_paper(by=officer, paper_id=paper.pk, reply="管线迁改已完成，月底建成。")
    close_paper(by=office, paper_id=paper.pk, reason="同意")
    paper.refresh_from_db()
    assert (paper.state, paper.received_by, paper.answered_by) == ("closed", officer, officer)


def test_an_answer_counts_as_received(task, office, officer, county) -> None:
    paper = answer_paper(by=officer, paper_id=drafted(task, office, county).pk, reply="已整改。")
    assert (paper.state, paper.received_by) == ("answered", officer)


def test_nobody_answers_what_was_sent_to_another(task, office, county) -> None:
    paper = drafted(task, office, county)
    body = OrganisationFactory.create(area_code="411726")
    neighbour = person_with(Role.COUNTY_OFFICE, area_code="411726", organisation=body)
    with pytest.raises(Missing):
        answer_paper(by=neighbour, paper_id=paper.pk, reply="x")
    assert not Instrument.objects.visible_to(neighbour).exists()


def test_a_task_handed_in_is_not_urged(task, office, county) -> None:
    now = dt.datetime.now(dt.UTC)
    Task.objects.filter(pk=task.pk).update(state="closed", accepted_at=now, closed_at=now)
    with pytest.raises(Conflict, match="不再督办"):
        drafted(task, office, county)


def test_what_is_due_is_proposed_until_it_is_sent(task, office, county) -> None:
    (due,) = proposals(office, TODAY)
    assert (due.task, due.unit, due.rung.key, due.why) == (
        task,
        county,
        "urge",
        "期限 2026-06-12，已超期 3 天",
    )
    drafted(task, office, county)
    assert proposals(office, TODAY) == []


def test_proposals_cost_the_same_for_one_task_and_for_forty(
    office, county, django_assert_num_queries
) -> None:
    round_ = RoundFactory.create()
    for number in (1, 40):
        while Task.objects.count() < number:
            TaskFactory.create(
                round=round_, deadline_date=dt.date(2026, 6, 1), units=[county], state="rectifying"
            )
        fresh = Person.objects.get(pk=office.pk)
        with django_assert_num_queries(
            6
        ):  # posts, false closings, tasks, their units and papers, units of parts
            assert len(proposals(fresh, TODAY)) == number


def test_the_document_names_the_unit_the_number_the_facts_and_the_office(task, office, county) -> None:
    paper = drafted(task, office, county)
    data = paper_docx(paper, issuer="驻马店市攻坚办", at=dt.datetime(2026, 6, 15, tzinfo=dt.UTC))
    said = [p.text for p in Document(io.BytesIO(data)).paragraphs]
    assert said[0].endswith("整改任务第4项的督办单（黄牌）")
    assert said[1:] == [
        "攻坚督〔2026〕1号",
        "确山县攻坚办：",
        "第4项已超期3天。",
        "请于6月18日前书面报告。",
        "驻马店市攻坚办",
        "2026年6月15日",
    ]


def test_the_whole_way_of_a_paper_in_the_pages(task, office, leader, officer, client: PageClient) -> None:
    client.force_login(office)
    listed = client.get("/rectification/papers/")
    assert "1 份文书可以发出" in listed.content.decode()
    url = listed.context["due"][0].url.replace("rung=urge", "rung=circular")
    form = client.get(url).context["form"]
    assert "已超期3天（1个工作日）" in form.initial["facts"]
    assert client.post(url, form.initial).status_code == 302
    paper = Instrument.objects.get()
    base = f"/rectification/papers/{paper.pk}/"
    assert [name for name, _ in client.get(base).context["buttons"]] == ["withdraw"]
    client.force_login(leader)
    assert [name for name, _ in client.get(base).context["buttons"]] == ["sign"]
    assert client.post(f"{base}sign").status_code == 302
    client.force_login(officer)
    assert [name for name, _ in client.get(base).context["buttons"]] == ["receive", "reply"]
    empty = client.post(f"{base}reply", {"reply": ""})
    assert empty.status_code == 422
    client.post(f"{base}reply", {"reply": "本周内完成。"})
    client.force_login(office)
    assert "本周内完成。" in client.get(base).content.decode()
    client.post(f"{base}close", {"reason": "同意。"})
    paper.refresh_from_db()
    assert paper.state == "closed"
    assert client.get(f"{base}file")["Content-Type"].endswith("wordprocessingml.document")


def test_a_unit_is_urged_for_its_part_and_not_for_the_whole_as_well() -> None:
    city = planned_city("brief")
    late = timezone.localdate() - dt.timedelta(days=10)
    city.round.tasks.update(deadline_date=late)
    city.round.tasks.exclude(number="1").update(deadline_date=None)
    parts.split_task(by=city.office, task_id=city.task("1").pk, shares=[Share("411702", (city.yicheng.pk,))])
    due = {(d.task.number, d.unit.name) for d in proposals(city.office, timezone.localdate())}
    assert due == {("1-1", "驿城区攻坚办"), ("1", "确山县攻坚办")}


def test_nobody_is_urged_before_the_plan_is_approved() -> None:
    city = planned_city()
    city.round.tasks.update(deadline_date=timezone.localdate() - dt.timedelta(days=10))
    assert proposals(city.office, timezone.localdate()) == []
