"""The ledger as a workbook, and both exports as verbs: what one may see, and who took it."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansan.documents.reading import read_bytes
from sansan.errors import Invalid, Missing, NotAllowed
from sansan.people.roles import Role
from sansan.rectification.actions.entries import add_task
from sansan.rectification.actions.exports import export_ledger, export_report
from sansan.rectification.exports.ledger import COLUMNS, write_ledger
from sansan.rectification.models import Task
from sansan.rectification.proposals import Heading, ProposedTask, ProposedUnit, propose
from sansan.rectification.snapshot import snapshots
from sansan.trail.queries import history_of
from tests.people.factories import person_with
from tests.rectification.factories import MeasureFactory, RoundFactory, TaskFactory

pytestmark = pytest.mark.django_db
QUESHAN, BIYANG = "411725", "411726"


@pytest.fixture
def office():
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def round_():
    return RoundFactory(name="省督察")


def content(file):
    with file:
        return file.read()


def sheet_of(file):
    return openpyxl.load_workbook(io.BytesIO(content(file))).active


def cell(sheet, row, title):
    titles = [each.value for each in sheet[1]]
    return sheet.cell(row, titles.index(title) + 1)


def ledger(tasks):
    return sheet_of(write_ledger(tasks, title="省督察整改任务台账", area_names={QUESHAN: "确山县"}))


def test_one_row_a_task_under_named_columns(round_):
    TaskFactory(
        round=round_,
        number="1",
        problem="扬尘。",
        deadline_wording="2024年底前",
        deadline_date=dt.date(2024, 12, 31),
        counties=[QUESHAN],
    )
    TaskFactory(round=round_, number="3-1")
    sheet = ledger(Task.objects.all())
    assert [each.value for each in sheet[1]] == [column.title for column in COLUMNS]
    assert sheet.max_row == 3
    assert (cell(sheet, 2, "序号").value, cell(sheet, 3, "序号").value) == (1, "3-1")
    assert cell(sheet, 2, "到期日").value.date() == dt.date(2024, 12, 31)
    assert (cell(sheet, 2, "涉及县区").value, cell(sheet, 2, "办理环节").value) == ("确山县", "待交办")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(round_, text):
    TaskFactory(round=round_, problem=text)
    found = cell(ledger(Task.objects.all()), 2, "反馈问题")
    assert (found.value, found.data_type, found.quotePrefix) == (text, "s", True)


def test_the_header_stays_on_screen_and_on_paper(round_):
    TaskFactory(round=round_)
    sheet = ledger(Task.objects.all())
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.oddHeader.center.text == "省督察整改任务台账"
    assert sheet.column_dimensions["E"].width == 52


def test_queries_grow_with_chunks_not_with_rows(round_):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            ledger(Task.objects.all())
        return len(captured)

    MeasureFactory(task=TaskFactory(round=round_))
    few = queries()
    for _ in range(10):
        MeasureFactory(task=TaskFactory(round=round_))
    assert queries() == few


def test_the_ledger_reads_back_to_the_tasks_it_was_made_from(office, round_):
    said = ProposedTask(
        key="1",
        number="7",
        klass=Heading(number="二", title="“散乱污”整治不彻底"),
        section=Heading(number="（一）", title="排查不全面"),
        problem="2021年以来，=号开头的台账没有更新。",
        status="已完成，持续推进",
        status_code="completed_ongoing",
        goal="全面清零。",
        deadline="2024年6月30日前",
        deadline_date=dt.date(2024, 6, 30),
        units=[ProposedUnit(name="市商务局", role="lead"), ProposedUnit(name="确山县人民政府")],
        measures=["按照第（2）项办理。", "逐家销号。"],
    )
    add_task(by=office, round_id=round_.pk, data=said)
    data = content(write_ledger(Task.objects.all(), title="台账", area_names={}))
    (found,) = propose(read_bytes(data, "台账.xlsx"))
    for name in (
        "number",
        "klass",
        "section",
        "problem",
        "status",
        "status_code",
        "goal",
        "deadline",
        "deadline_date",
        "units",
        "measures",
    ):
        assert getattr(found, name) == getattr(said, name), name


def test_an_export_leaves_its_mark_on_the_trail(office, round_):
    TaskFactory(round=round_)
    export_report(by=office, round_id=round_.pk)
    export_ledger(by=office, tasks=Task.objects.all()).close()
    events = [(event.verb, event.actor_name, event.after) for event in history_of(round_).order_by("seq")]
    assert events == [
        ("report.exported", office.name, {"tasks": 1}),
        ("ledger.exported", office.name, {"tasks": 1}),
    ]


def test_a_county_takes_out_its_own_tasks_only(round_):
    # numbers of one's own: the factory's go on from test to test, and a report's item has three digits at most
    TaskFactory(round=round_, number="1", problem="确山的问题。", counties=[QUESHAN])
    TaskFactory(round=round_, number="2", problem="泌阳的问题。", counties=[BIYANG])
    officer = person_with(Role.COUNTY_OFFICE, area_code=QUESHAN)
    problems = {
        row[4].value
        for row in sheet_of(export_ledger(by=officer, tasks=Task.objects.all())).iter_rows(min_row=2)
    }
    assert problems == {"确山的问题。"}
    found = propose(read_bytes(export_report(by=officer, round_id=round_.pk), "报告.docx"))
    assert [task.problem for task in found] == ["确山的问题。"]


def test_a_round_out_of_reach_is_as_if_it_were_not_there(round_):
    TaskFactory(round=round_, counties=[BIYANG])
    officer = person_with(Role.COUNTY_OFFICE, area_code=QUESHAN)
    with pytest.raises(Missing):
        export_report(by=officer, round_id=round_.pk)
    with pytest.raises(Invalid, match="没有可导出的任务"):
        export_ledger(by=officer, tasks=Task.objects.all())


@pytest.mark.parametrize("role", [Role.ACCEPTOR, Role.TOWNSHIP_OFFICER, Role.SYSTEM_ADMIN])
def test_who_may_not_export_gets_nothing(round_, role):
    TaskFactory(round=round_)
    person = person_with(role)
    with pytest.raises(NotAllowed):
        export_report(by=person, round_id=round_.pk)
    with pytest.raises(NotAllowed):
        export_ledger(by=person, tasks=Task.objects.all())


def test_the_report_of_the_ledger_is_what_the_snapshots_say(office, round_):
    for number in ("1", "2"):
        add_task(
            by=office,
            round_id=round_.pk,
            data=ProposedTask(
                key=number,
                number=number,
                problem=f"第{number}个问题。",
                status="已完成",
                status_code="completed",
                measures=["一。", "二。"],
            ),
        )
    found = propose(read_bytes(export_report(by=office, round_id=round_.pk), "报告.docx"))
    mine = list(snapshots(Task.objects.all()).values())
    assert [(t.number, t.problem, t.status, t.measures) for t in found] == [
        (t.number, t.problem, t.status, t.measures) for t in mine
    ]
