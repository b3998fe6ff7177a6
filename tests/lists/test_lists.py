"""Saved views, chosen columns and Excel: one mechanism under every list page."""

import csv
import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from sansan.errors import Invalid, Missing, NotAllowed
from sansan.lists.actions import choose_columns, delete_view, rename_view, save_view, set_default_view
from sansan.lists.models import SavedView
from sansan.people.models import Person
from sansan.people.roles import Role
from sansan.rectification.models import Task
from sansan.trail.models import Event
from sansan.ui import listing
from tests.client import PageClient
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import TaskFactory
from tests.rectification.two_counties import TwoCounties, two_counties

pytestmark = pytest.mark.django_db
LEDGER = "/rectification/ledger/"


@pytest.fixture
def scene() -> TwoCounties:
    return two_counties()


def client_of(person: Person) -> PageClient:
    client = PageClient()
    client.force_login(person)
    return client


def heads(response: Any) -> list[str]:
    return [column.label for column in response.context["table"].columns]


def sheet(response: Any) -> list[list[Any]]:
    assert response.status_code == 200
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


# --- columns ---------------------------------------------------------------------------------------------------


def test_the_address_says_which_columns_and_in_which_order(scene: TwoCounties) -> None:
    response = client_of(scene.city_officer).get(f"{LEDGER}?cols=state,goal,problem,nonsense")
    assert heads(response) == ["状态", "整改目标", "反馈问题"]


def test_columns_chosen_once_are_kept_for_the_person_and_nobody_else(scene: TwoCounties) -> None:
    client = client_of(scene.city_officer)
    answer = client.post(
        "/lists/columns",
        {"list": "rectification.ledger", "column": ["problem", "number"], "next": f"{LEDGER}?due=late"},
    )
    assert answer["Location"] == f"{LEDGER}?due=late&cols=problem%2Cnumber"
    assert heads(client.get(f"{LEDGER}?due=late")) == ["反馈问题", "编号"]
    assert len(heads(client_of(scene.a.leader).get(LEDGER))) > 2
    client.post("/lists/columns", {"list": "rectification.ledger", "usual": "1", "next": LEDGER})
    assert len(heads(client.get(f"{LEDGER}?due=late"))) > 2


def test_columns_nobody_knows_any_more_are_passed_over(scene: TwoCounties) -> None:
    choose_columns(by=scene.city_officer, list_key="rectification.ledger", columns=["gone"])
    assert len(heads(client_of(scene.city_officer).get(f"{LEDGER}?due=late"))) > 2


# --- views -----------------------------------------------------------------------------------------------------


def test_a_view_keeps_filter_order_and_columns_and_nothing_of_the_page(scene: TwoCounties) -> None:
    client = client_of(scene.city_officer)
    client.post(
        "/lists/views",
        {
            "list": "rectification.ledger",
            "name": "本周到期",
            "query": "due=soon&sort=deadline&cols=problem&cursor=x&q=&view=9",
            "next": LEDGER,
        },
    )
    view = SavedView.objects.get()
    assert view.query == "due=soon&sort=deadline&cols=problem"
    response = client.get(f"{LEDGER}?{view.query}&view={view.pk}")
    (chip,) = response.context["list"].views
    assert (chip.name, chip.current) == ("本周到期", True)
    assert heads(response) == ["反馈问题"]
    assert Event.objects.filter(verb="view.saved", actor_id=scene.city_officer.pk).count() == 1


def test_the_list_opens_with_its_default_view_and_can_still_be_seen_whole(scene: TwoCounties) -> None:
    view = save_view(
        by=scene.city_officer, list_key="rectification.ledger", name="超期", query="state=overdue"
    )
    set_default_view(by=scene.city_officer, list_key="rectification.ledger", view_id=view.pk)
    client = client_of(scene.city_officer)
    assert client.get(LEDGER)["Location"] == f"{LEDGER}?state=overdue&view={view.pk}"
    whole = client.get(f"{LEDGER}?view=none")
    assert whole.context["shown"] == Task.objects.count()
    delete_view(by=scene.city_officer, view_id=view.pk)
    assert client.get(LEDGER).status_code == 200


def test_a_view_is_private_unless_it_is_shared_with_ones_own_body(scene: TwoCounties) -> None:
    body = scene.a.office
    save_view(by=scene.a.officer, list_key="rectification.ledger", name="私用", query="due=late")
    shared = save_view(
        by=scene.a.officer,
        list_key="rectification.ledger",
        name="共用",
        query="due=soon",
        organisation_id=body.pk,
    )
    colleague = person_with(Role.COUNTY_OFFICE, organisation=body, area_code=scene.a.code)
    seen = client_of(colleague).get(f"{LEDGER}?view=none").context["list"].views
    assert [(view.name, view.own) for view in seen] == [("共用", False)]
    assert not client_of(scene.b.officer).get(f"{LEDGER}?view=none").context["list"].views
    for act in (
        lambda: delete_view(by=colleague, view_id=shared.pk),
        lambda: rename_view(by=colleague, view_id=shared.pk, name="改名"),
    ):
        with pytest.raises(Missing):
            act()


def test_only_who_may_share_shares_and_only_with_a_body_he_serves_in(scene: TwoCounties) -> None:
    wanted: dict[str, Any] = {"list_key": "rectification.ledger", "name": "共用", "query": ""}
    with pytest.raises(NotAllowed):
        save_view(by=scene.a.leader, organisation_id=scene.a.office.pk, **wanted)
    with pytest.raises(NotAllowed):
        save_view(by=scene.a.officer, organisation_id=OrganisationFactory.create().pk, **wanted)
    with pytest.raises(Invalid):
        save_view(by=scene.a.officer, **wanted | {"name": " "})
    with pytest.raises(Missing):
        save_view(by=scene.a.officer, **wanted | {"list_key": "no.such.list"})


def test_a_view_whose_filter_no_longer_applies_says_so(scene: TwoCounties) -> None:
    query = "round=987654&oldfield=1&cols=problem,gone&sort=gone"
    view = save_view(by=scene.city_officer, list_key="rectification.ledger", name="旧视图", query=query)
    response = client_of(scene.city_officer).get(f"{LEDGER}?{view.query}&view={view.pk}")
    assert "视图中有条件已不适用" in response.content.decode()
    assert response.context["list"].lost == ["督察", "oldfield", "列“gone”", "排序"]


# --- taking a list away ----------------------------------------------------------------------------------------


def test_the_sheet_holds_every_row_of_the_filter_in_the_pages_columns_and_order(
    scene: TwoCounties, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "CHUNK", 7)
    for n in range(60):
        TaskFactory.create(round=scene.round, problem=f"成批事项{n:02}", order=100_001 + n)
    TaskFactory.create(round=scene.round, problem="=1+1", order=100_000, number="@9")
    rows = sheet(
        client_of(scene.city_officer).post(f"{LEDGER}?sort=order&cols=number,problem", {"export": "xlsx"})
    )
    assert rows[0][0] == "整改台账"
    said = [row[0] for row in rows[1:5]]
    assert said[0].startswith("范围：")
    assert said[1].startswith("截至：20")
    assert said[2] == "条件：全部（按顺序）"
    assert said[3] == f"导出人：{scene.city_officer.name}"
    assert rows[5] == ["编号", "反馈问题"]
    expected = Task.objects.order_by("-round_id", "order").values_list("number", "problem")
    assert [tuple(row) for row in rows[6:]] == list(expected)
    event = Event.objects.get(verb="list.exported")
    assert (event.after["rows"], event.after["list"], event.actor_id) == (
        Task.objects.count(), "整改台账", scene.city_officer.pk,
    )  # fmt: skip


def test_the_sheet_is_never_a_formula(scene: TwoCounties) -> None:
    TaskFactory.create(round=scene.round, problem='=HYPERLINK("http://x")', number="+1")
    client = client_of(scene.city_officer)
    page = client.post(f"{LEDGER}?cols=number,problem", {"export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(page.streaming_content)))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    text = b"".join(client.post(f"{LEDGER}?cols=number,problem", {"export": "csv"}).streaming_content).decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["编号", "反馈问题"]
    assert ["'+1", '\'=HYPERLINK("http://x")'] in rows


def test_a_county_takes_away_its_own_rows_only(scene: TwoCounties) -> None:
    rows = sheet(client_of(scene.a.officer).post(LEDGER, {"export": "xlsx"}))
    text = str(rows)
    assert scene.a.mark in text
    assert scene.b.mark not in text


def test_who_may_look_but_not_take_out_takes_nothing(scene: TwoCounties) -> None:
    client = client_of(scene.acceptor)
    assert not client.get(LEDGER).context["list"].may_export
    assert client.post(LEDGER, {"export": "xlsx"}).status_code == 403
    viewer = client_of(scene.city_officer)
    assert viewer.get(reverse("people:persons")).status_code == 200
    assert viewer.post(reverse("people:persons"), {"export": "xlsx"}).status_code == 403
    assert not Event.objects.filter(verb="list.exported").exists()


def test_a_form_of_file_nobody_knows_is_refused(scene: TwoCounties) -> None:
    assert client_of(scene.city_officer).post(LEDGER, {"export": "exe"}).status_code == 400


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.CITY_OFFICE, LEDGER),
        (Role.CITY_OFFICE, "/rectification/papers/"),
        (Role.CITY_OFFICE, "/rectification/findings/"),
        (Role.CITY_OFFICE, reverse("people:organisations")),
        (Role.SYSTEM_ADMIN, reverse("people:persons")),
        (Role.SECURITY_ADMIN, reverse("people:posts")),
        (Role.SYSTEM_ADMIN, reverse("notify:deliveries")),
        (Role.AUDIT_ADMIN, reverse("trail:events")),
    ],
)
def test_every_list_can_be_taken_away_by_who_may(scene: TwoCounties, role: Role, address: str) -> None:
    client = client_of(person_with(role, name="持有权限的人"))
    page = client.get(address)
    state = page.context["list"]
    every = ",".join(column.name for column in state.listing.columns)
    assert client.get(f"{address}?cols={every}").status_code == 200
    rows = sheet(client.post(f"{address}?cols={every}", {"export": "xlsx"}))
    assert rows[0][0] == state.title
    assert len(rows[5]) == len(state.listing.columns)


def test_columns_of_a_list_have_names_of_their_own(scene: TwoCounties) -> None:
    state = client_of(scene.city_officer).get(f"{LEDGER}?view=none").context["list"]
    names = [column.name for column in state.listing.columns]
    assert len(names) == len(set(names))
    assert not [column.label for column in state.listing.columns if column.template and not _plain(column)]


def _plain(column: Any) -> bool:
    return column.plain is not None or column.value in {"problem", "round.short_name", "klass.title", "goal"}


def test_a_list_costs_the_same_however_many_rows(
    scene: TwoCounties, django_assert_max_num_queries: Any
) -> None:
    client = client_of(scene.city_officer)
    client.get(f"{LEDGER}?view=none")
    with django_assert_max_num_queries(60) as few:
        client.get(f"{LEDGER}?view=none")
    TaskFactory.create_batch(30, round=scene.round)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"{LEDGER}?view=none")
