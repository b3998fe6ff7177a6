"""What became of what each acceptor let pass: a false closing counts against whoever accepted it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from sansan.errors import Conflict, Invalid
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.rectification.acceptors.queries import Outcome, acceptances, shares, standings
from sansan.rectification.actions import decisions
from sansan.rectification.actions.supervision import draft_paper, false_facts_of
from sansan.rectification.models import Acceptance, Instrument, LookBack, Task
from sansan.rectification.presentation.supervision import proposals
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db
QUESHAN = "411725"
NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
FOUND = dt.date(2026, 6, 1)
TODAY = dt.date(2026, 6, 15)


@pytest.fixture
def office() -> Person:
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def body() -> Organisation:
    return OrganisationFactory.create(name="市验收组", area_code="4117")


@pytest.fixture
def acceptor(body: Organisation) -> Person:
    return person_with(Role.ACCEPTOR, organisation=body, name="赵验收")


@pytest.fixture
def county() -> Organisation:
    return OrganisationFactory.create(name="确山县人民政府", area_code=QUESHAN)


def accepted(by: Person, county: Organisation, *results: str, level: str = "city", round_=None) -> Task:
    """A closed task this person accepted, looked back at with these results."""
    task = TaskFactory.create(
        round=round_ or RoundFactory.create(), units=[county], counties=[QUESHAN],
        state="closed", accepted_at=NOW, closed_at=NOW,
    )  # fmt: skip
    body = by.posts.get().organisation
    Acceptance.objects.create(task=task, level=level, opinion="同意", by=by, organisation=body)
    inspector = person_with(Role.ACCEPTOR)
    for n, result in enumerate(results):
        day = FOUND + dt.timedelta(days=n)
        LookBack.objects.create(
            task=task, due_on=day, done_on=day, result=result, text="夜间恢复生产。", by=inspector
        )
    LookBack.objects.create(task=task, due_on=dt.date(2027, 3, 2))  # the next one, not done yet
    return task


def record(person: Person, grouping: str = "person") -> dict[tuple[str, str], dict[str, int]]:
    return {(s.name or s.body, s.level): s.numbers for s in standings(acceptances(person), grouping)}


def test_each_acceptance_counts_once_by_the_worst_that_was_found(office, acceptor, county) -> None:
    accepted(acceptor, county)
    accepted(acceptor, county, "holds", "holds")
    accepted(acceptor, county, "holds", "relapsed")
    accepted(acceptor, county, "false", "holds", "relapsed")
    assert record(office) == {
        ("赵验收", "city"): {"unseen": 1, "held": 1, "relapsed": 1, "false": 1},
    }
    (line,) = standings(acceptances(office), "person")
    assert (line.accepted, line.looked_back) == (4, 3)
    assert shares(line.numbers[Outcome.FALSE], line.looked_back) == "1/3（33%）"
    assert shares(0, 0) == "—"


def test_every_level_answers_for_its_own_and_the_body_for_all_of_it(office, acceptor, body, county) -> None:
    task = accepted(acceptor, county, "false")
    colleague = person_with(Role.ACCEPTOR, organisation=body, name="钱验收")
    Acceptance.objects.create(task=task, level="county", opinion="同意", by=colleague, organisation=body)
    assert {key: n["false"] for key, n in record(office).items()} == {
        ("赵验收", "city"): 1,
        ("钱验收", "county"): 1,
    }
    assert {key: n["false"] for key, n in record(office, "organisation").items()} == {
        ("市验收组", "city"): 1,
        ("市验收组", "county"): 1,
    }


def test_a_withdrawn_acceptance_does_not_count(office, acceptor, county) -> None:
    task = accepted(acceptor, county, "false")
    task.acceptances.update(withdrawn_at=NOW)
    assert record(office) == {}


def test_the_look_back_itself_makes_it_count(office, acceptor, county) -> None:
    task = accepted(acceptor, county)
    other = person_with(Role.ACCEPTOR)
    decisions.look_back(by=other, task_id=task.pk, result="false", text="设备未拆。", done_on=FOUND)
    assert record(office)["赵验收", "city"]["false"] == 1


def test_an_acceptor_sees_his_own_and_nobody_elses(acceptor, county, client: PageClient) -> None:
    accepted(acceptor, county, "false")
    other = person_with(Role.ACCEPTOR, name="孙验收")
    accepted(other, county, "holds")
    assert set(record(acceptor)) == {("赵验收", "city")}
    client.force_login(acceptor)
    page = client.get(reverse("rectification:acceptors")).content.decode()
    assert "赵验收" in page
    assert "孙验收" not in page
    listed = client.get(reverse("rectification:acceptances"), {"by": other.pk})
    assert {row.by for row in listed.context["page"].rows} == {acceptor}, (
        "another's number opens nothing of his"
    )


def test_who_neither_accepts_nor_oversees_does_not_see_it(county, client: PageClient) -> None:
    client.force_login(person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=county))
    assert client.get(reverse("rectification:acceptors")).status_code == 403


def test_a_county_leader_sees_acceptances_of_his_county_only(acceptor, county) -> None:
    accepted(acceptor, county, "false")
    leader = person_with(Role.COUNTY_LEADER, area_code="411726")
    assert record(leader) == {}
    assert record(person_with(Role.COUNTY_LEADER, area_code=QUESHAN))["赵验收", "city"]["false"] == 1


def test_every_number_opens_exactly_its_rows(office, acceptor, county, client: PageClient) -> None:
    round_ = RoundFactory.create()
    for results in ((), ("holds",), ("false",), ("relapsed", "false")):
        accepted(acceptor, county, *results, round_=round_)
    accepted(acceptor, county, "false")
    client.force_login(office)
    for query in ({}, {"round": round_.pk}, {"group": "organisation", "level": "city"}):
        page = client.get(reverse("rectification:acceptors"), query)
        (line,) = page.context["table"].rows
        cells = [column.of(line) for column in page.context["table"].columns if column.kind == "number"]
        cells += [(stat.value, stat.url) for stat in page.context["stats"]]
        assert len(cells) == 10
        for number, address in cells:
            assert len(client.get(address).context["page"].rows) == number, address


# what follows from a false closing


def test_the_ladder_proposes_to_call_to_account_who_did_and_who_accepted(
    office, acceptor, body, county
) -> None:
    task = accepted(acceptor, county, "false")
    found = proposals(office, TODAY)
    assert {(p.unit, p.rung.key) for p in found} == {(county, "false_closing"), (body, "false_closing")}
    assert {p.why for p in found} == {"回头看 2026-06-01 发现虚假整改"}
    assert Instrument.objects.count() == 0, "a proposal, until a person acts"
    paper = draft_paper(
        by=office, task_id=task.pk, organisation_id=body.pk, rung="false_closing",
        facts=false_facts_of(task, body), demand="请反馈。",
    )  # fmt: skip
    assert (paper.state, paper.deadline, paper.name) == ("drafted", FOUND, "问责建议（虚假整改）")
    assert "贵单位验收的" in paper.facts
    assert "夜间恢复生产" in paper.facts
    assert [p.unit for p in proposals(office, TODAY)] == [county]
    with pytest.raises(Conflict, match="已就这次虚假整改向市验收组发过"):
        draft_paper(
            by=office, task_id=task.pk, organisation_id=body.pk, rung="false_closing", facts="x", demand="x"
        )


def test_a_relapse_alone_is_no_ground_and_a_third_body_no_addressee(office, acceptor, county) -> None:
    honest, false = accepted(acceptor, county, "relapsed"), accepted(acceptor, county, "false")
    assert {p.task for p in proposals(office, TODAY)} == {false}
    given = {"by": office, "rung": "false_closing", "facts": "x", "demand": "x"}
    with pytest.raises(Conflict, match="没有发现本任务虚假整改"):
        draft_paper(task_id=honest.pk, organisation_id=county.pk, **given)
    with pytest.raises(Invalid, match="没有承担或验收"):
        draft_paper(task_id=false.pk, organisation_id=OrganisationFactory.create().pk, **given)


def test_the_office_drafts_it_from_the_page(office, acceptor, body, county, client: PageClient) -> None:
    task = accepted(acceptor, county, "false")
    LookBack.objects.filter(task=task, result="false").update(done_on=timezone.localdate())
    client.force_login(office)
    assert "问责建议（虚假整改）" in client.get(reverse("rectification:papers")).content.decode()
    address = reverse("rectification:paper_new", args=[task.pk]) + f"?unit={body.pk}&rung=false_closing"
    form = client.get(address)
    assert "贵单位验收的" in form.content.decode()
    client.post(address, form.context["form"].initial)
    assert Instrument.objects.get().organisation == body
