"""The verbs of plans, parts, figures, the month and meetings over HTTP: the pages' own actions, said in JSON."""

import pytest
from django.utils import timezone

from sansan.dispatch.actions.periods import open_period
from sansan.dispatch.models import Entry
from sansan.leadership.models import Body, Decision, Meeting, Seat, Term
from sansan.people.models import Organisation
from sansan.people.roles import Role
from sansan.rectification.models import Round, Task
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of
from tests.api.conftest import Machine, machine_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db
TODAY = "2020-07-17"


@pytest.fixture
def bureau() -> Organisation:
    return OrganisationFactory.create(name="市住建局")


@pytest.fixture
def doer(bureau: Organisation) -> Machine:
    return machine_of(person_with(Role.BUREAU_OFFICER, organisation=bureau))


@pytest.fixture
def city() -> Machine:
    office = OrganisationFactory.create(kind=Organisation.Kind.CITY_OFFICE)
    return machine_of(person_with(Role.CITY_OFFICE, organisation=office))


def test_a_task_is_put_right_by_its_named_fields_only(city: Machine) -> None:
    task = TaskFactory.create(problem="未覆盖。", goal="覆盖", number="3")
    seen = city.get(f"tasks/{task.pk}")
    assert {o["key"]: o["href"] for o in seen.json()["offers"]}["edit"] == f"/api/v1/tasks/{task.pk}/edit"
    done = city.post(f"tasks/{task.pk}/edit", {"goal": "全部覆盖", "reason": "漏字"}, If_Match=seen["ETag"])
    assert done.status_code == 200, done.content.decode()
    task.refresh_from_db()
    assert (task.problem, task.goal, task.number) == ("未覆盖。", "全部覆盖", "3")
    moved = city.post(f"tasks/{task.pk}/deadline", {"deadline": "2030-01-31", "reason": "省厅来函"})
    assert moved.status_code == 200
    assert "task.deadline_moved" in history_of(task).values_list("verb", flat=True)
    stale = city.post(f"tasks/{task.pk}/edit", {"goal": "x", "reason": "y"}, If_Match=seen["ETag"])
    assert stale.status_code == 412
    assert city.post(f"tasks/{task.pk}/edit", {"reason": "空"}).status_code == 422


def test_a_round_is_not_renamed_to_one_there_is(city: Machine) -> None:
    round_ = RoundFactory.create(name="甲")
    other = RoundFactory.create(name="乙", area_code=round_.area_code)
    assert city.post(f"rounds/{other.pk}/edit", {"inspector": "省督察组"}).json()["name"] == "乙"
    refused = city.post(f"rounds/{other.pk}/edit", {"name": "甲"})
    assert (refused.status_code, refused.json()["field"]) == (422, "name")
    assert Round.objects.get(pk=other.pk).name == "乙"


def test_figures_are_recorded_together_and_doubts_are_answered(doer: Machine, bureau: Organisation) -> None:
    task: Task = TaskFactory.create(units=[bureau], state=State.RECTIFYING)
    ids = []
    for name in ("已取缔", "已改造"):
        given = {"name": name, "value": "12", "unit": "家", "as_of": "2020-06-30"}
        ids.append(doer.post(f"tasks/{task.pk}/figures", given).json()["made"])
    described = doer.post(f"figures/{ids[0]}/describe", {"kind": "cumulative"})
    assert described.status_code == 200, described.content.decode()
    values = [{"figure_id": ids[0], "value": "5"}, {"figure_id": ids[1], "value": "20余"}]
    body = {"as_of": TODAY, "values": values}
    doubted = doer.post(f"tasks/{task.pk}/values", body)
    assert (doubted.status_code, doubted.json()["field"]) == (422, "answer")
    assert len(doer.get(f"figures/{ids[1]}").json()["versions"]) == 1, "all of them or none"
    made = doer.post(f"tasks/{task.pk}/values", body | {"answer": "上月误报。"})
    assert made.status_code == 201, made.content.decode()
    series = doer.get(f"tasks/{task.pk}/figures").json()["figures"]
    assert [(one["printed"], one["bound"]) for one in series] == [("5", "exact"), ("20", "at_least")]
    refused = doer.get("figure-sum", {"f": ids}).json()
    assert refused["value"] is None
    assert "不能相加" in refused["refused"]


def test_a_month_is_handed_in_row_by_row_or_not_at_all(doer: Machine, bureau: Organisation) -> None:
    tasks = [TaskFactory.create(units=[bureau], state=State.RECTIFYING) for _ in range(2)]
    month = timezone.localdate().replace(day=1)
    office = person_with(Role.CITY_OFFICE)
    open_period(by=office, month=month, area_code=tasks[0].round.area_code)
    (due,) = doer.get("dispatch/months").json()
    path = f"dispatch/months/{due['month']}/units/{bureau.pk}"
    rows = doer.get(f"{path}/rows").json()
    good = {"text": "已覆盖 12 处。", "claim": "on_time", "percent": 60}
    given = [
        {"entry_id": rows[0]["entry_id"], **good},
        {"entry_id": rows[1]["entry_id"], **good, "claim": "behind"},
    ]
    refused = doer.post(f"{path}/hand-in", {"rows": given})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == f"rows.{rows[1]['entry_id']}"
    assert all(row["open"] and row["version"] == 0 for row in doer.get(f"{path}/rows").json())
    given[1]["claim"] = "on_time"
    done = doer.post(f"{path}/hand-in", {"rows": given})
    assert done.status_code == 200, done.content.decode()
    assert done.json()["missing"] == 0
    counted = machine_of(office).get(f"dispatch/periods/{Entry.objects.first().period_id}").json()  # type: ignore[union-attr]  # there are two
    assert counted["units"][0]["reported"] == 2


def test_a_decision_is_reported_sent_back_and_closed(
    city: Machine, doer: Machine, bureau: Organisation
) -> None:
    office = person_with(Role.CITY_OFFICE)
    body = Body.objects.create(
        name="领导小组", kind="leading_group", area_code="4117", valid_from="2020-01-01"
    )
    seat = Seat.objects.create(body=body, title="组长", order=1)
    Term.objects.create(seat=seat, name="甲", starts_on="2020-01-01", ends_on="2020-05-31")
    Term.objects.create(seat=seat, name="乙", starts_on="2020-06-01")
    then = city.get(f"leading-bodies/{body.pk}", {"on": "2020-05-31"}).json()
    assert then["seats"][0]["holder"]["name"] == "甲"
    meeting = Meeting.objects.create(
        body=body, kind="group", area_code="4117", year=2020, serial=1, chair=seat, by=office,
        held_on="2020-07-01", place="会议室", subject="调度", words="攻坚纪", minutes_year=2020,
        minutes_serial=1, issued_at=timezone.now(), issued_by=office, minutes=[],
    )  # fmt: skip
    row = Decision.objects.create(meeting=meeting, order=1, text="月底前覆盖。", organisation=bureau)
    assert [one["id"] for one in doer.get("decisions", {"waits": "unit"}).json()["items"]] == [row.pk]
    path = f"decisions/{row.pk}"
    assert doer.post(f"{path}/report", {"text": "已覆盖。", "done": True}).json()["state"] == "reported"
    assert city.post(f"{path}/return", {"reason": "缺照片"}).json()["state"] == "open"
    assert doer.post(f"{path}/report", {"text": "已补。", "done": True}).status_code == 200
    assert city.post(f"{path}/close", {"reason": "属实"}).json()["state"] == "closed"


def test_statistics_are_masked_for_every_token(city: Machine) -> None:
    found = city.get("accountability/statistics")
    assert found.status_code == 200
    assert all(
        cell["count"] is None or cell["count"] >= 0 for t in found.json()["tables"] for cell in t["cells"]
    )
