"""Which tables a backup holds is decided for each of them, and rows are read in one order everywhere."""

import pytest

from sansan.backup import tables
from sansan.places.models import Area
from sansan.rectification.models import Measure
from scripts.paths import ROOT
from tests.places.factories import AreaFactory
from tests.rectification.factories import MeasureFactory, TaskFactory

KEPT = {
    "account.emailaddress", "django_tasks_database.dbtaskresult", "evidence.evidence", "evidence.storedfile",
    "mfa.authenticator", "people.organisation", "people.passwordrecord", "people.person", "people.post",
    "places.area", "places.zone", "rectification.assignment", "rectification.auditfinding",
    "rectification.auditfinding_others", "rectification.citation", "rectification.measure",
    "rectification.policydocument", "rectification.progressreport", "rectification.proposal",
    "rectification.round", "rectification.sourcedocument", "rectification.task", "rectification.taskarea",
    "rectification.taskclass", "rectification.taskfigure", "socialaccount.socialaccount", "trail.event",
    "trail.head", "notify.delivery", "notify.delivery_messages", "notify.message", "notify.preference",
    "lists.savedview", "lists.listchoice", "lists.bulkrun",
    "rectification.acceptance", "rectification.lookback", "rectification.notice", "rectification.request",
    "rectification.instrument", "rectification.claimchoice", "rectification.closingrequest",
    "rectification.closingoverride",
}  # fmt: skip


def test_every_table_is_either_kept_or_left_out_for_a_reason() -> None:
    """A new model fails here until somebody has thought about it; it is kept unless LEFT_OUT says why not."""
    every = {tables.name_of(model) for model in tables.everything()}
    assert every == KEPT | tables.LEFT_OUT.keys(), (
        "a new table: add it to KEPT here, or to LEFT_OUT with a reason"
    )
    assert not KEPT & tables.LEFT_OUT.keys()
    assert {tables.name_of(model) for model in tables.kept()} == KEPT


def test_no_kept_table_points_at_one_that_is_left_out() -> None:
    kept = tables.kept()
    dangling = [
        f"{tables.name_of(model)}.{field.name}"
        for model in kept
        for field in model._meta.concrete_fields
        if field.remote_field and field.related_model not in kept
    ]
    assert not dangling


def test_the_manual_names_every_table_that_is_left_out_and_why() -> None:
    page = (ROOT / "docs" / "how-to" / "backup.md").read_text(encoding="utf-8")
    assert not [name for name, why in tables.LEFT_OUT.items() if f"| `{name}` | {why} |" not in page]


@pytest.mark.parametrize("model", tables.kept(), ids=tables.name_of)
def test_every_column_is_of_a_kind_the_backup_can_spell(model: tables.Model) -> None:
    assert tables.columns(model)


@pytest.mark.django_db
def test_keys_that_are_text_are_ordered_by_their_bytes_on_every_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the order of a dictionary, which PostgreSQL may keep, the letter would stand elsewhere."""
    codes = ["4117", "41-17", "4117A1", "4117a1", "411702", "4117-1", "4117é"]
    for code in codes:
        AreaFactory.create(code=code)
    monkeypatch.setattr(tables, "CHUNK", 2)
    place = [column.name for column in tables.columns(Area)].index("code")
    assert [row[place] for row in tables.rows(Area)] == sorted(codes, key=lambda code: code.encode())


@pytest.mark.django_db
@pytest.mark.parametrize("chunk", [1, 3, 4, 7, 100])
def test_every_row_is_read_once_however_the_pieces_fall(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    task = TaskFactory.create()
    made = [MeasureFactory.create(task=task, order=order).pk for order in range(7)]
    Measure.objects.filter(pk=made[2]).delete()
    monkeypatch.setattr(tables, "CHUNK", chunk)
    place = [column.name for column in tables.columns(Measure)].index("id")
    assert [row[place] for row in tables.rows(Measure)] == made[:2] + made[3:]


@pytest.mark.django_db
def test_the_last_number_counts_rows_that_are_gone() -> None:
    row = MeasureFactory.create(task=TaskFactory.create())
    pk = row.pk
    row.delete()
    assert tables.last_number(Measure) == pk
    tables.give_numbers_after(Measure, pk + 10)
    assert tables.last_number(Measure) == pk + 10
    assert MeasureFactory.create(task=TaskFactory.create()).pk == pk + 11


@pytest.mark.django_db
def test_numbers_are_never_given_out_below_a_row_that_is_there() -> None:
    row = MeasureFactory.create(task=TaskFactory.create())
    tables.give_numbers_after(Measure, 0)
    assert MeasureFactory.create(task=row.task).pk == row.pk + 1
