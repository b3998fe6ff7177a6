"""From a received report to the ledger, and from the next report to the same ledger."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.people.roles import Role
from sansan.places.models import Area
from sansan.rectification.actions.confirm import confirm_report
from sansan.rectification.actions.intake import (
    cancel_reading,
    correct_proposal,
    drop_proposal,
    link_proposal,
    merge_proposals,
    read_source,
    receive_report,
    restore_proposal,
    split_proposal,
)
from sansan.rectification.models import AuditFinding, PolicyDocument, Proposal, SourceDocument, Task
from sansan.rectification.workflow import State
from sansan.trail.queries import history_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import RoundFactory

pytestmark = pytest.mark.django_db

REPORT = (Path(__file__).parent / "reports" / "county.txt").read_text(encoding="utf-8")
NEWER = (
    REPORT.replace("9月30日", "12月31日")
    .replace("（按照时序进度持续推进）", "（已完成）")
    .replace("拆除燃煤锅炉5台", "拆除燃煤锅炉8台")
)


@pytest.fixture(autouse=True)
def _ground(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    Area.objects.bulk_create(
        Area(code=code, name=name, kind=kind, level=level, parent_code=parent)
        for code, name, kind, level, parent in [
            ("4117", "驻马店市", "市", 2, "41"),
            ("411725", "确山县", "县", 3, "4117"),
            ("411726", "泌阳县", "县", 3, "4117"),
        ]
    )


@pytest.fixture
def office():
    return person_with(Role.CITY_OFFICE)


@pytest.fixture
def round_():
    return RoundFactory()


def upload(text=REPORT, name="整改情况.txt"):
    return SimpleUploadedFile(name, text.encode())


def received(office, round_, text=REPORT):
    source = receive_report(by=office, round_id=round_.pk, upload=upload(text))
    read_source(source_id=source.pk)
    source.refresh_from_db()
    return source


def test_a_report_becomes_proposals_and_the_ledger_stays_untouched(office, round_):
    source = received(office, round_)
    assert source.state == SourceDocument.State.READ
    assert source.as_of == dt.date(2021, 9, 30)
    assert [p.data["number"] for p in source.proposals.all()] == ["1", "2", "3"]
    assert not Task.objects.exists()


def test_the_problems_place_decides_the_county(office, round_):
    source = received(office, round_)
    assert [p.data["area_codes"] for p in source.proposals.all()] == [["411725"], ["411726"], []]


def test_confirming_enters_tasks_classes_measures_figures_and_citations(office, round_):
    tasks = confirm_report(by=office, source_id=received(office, round_).pk)
    first = Task.objects.get(number="1")
    assert [t.number for t in tasks] == ["1", "2", "3"]
    assert [t.klass.title for t in tasks] == ["扬尘管控不到位", "扬尘管控不到位", "散煤监管不严"]
    assert (first.claimed_status, first.claimed_code, first.state) == ("已完成", "completed", State.OPEN)
    assert first.measures.count() == 2
    assert {f"{v.printed}{f.unit}" for f in first.figures.all() for v in f.series} >= {"12个", "9个", "2个"}
    assert {f.as_of for f in first.figures.all()} == {dt.date(2021, 9, 30)}
    assert [str(c.policy) for c in first.citations.all()] == [
        "《确山县扬尘治理方案》（确环攻坚办〔2021〕8号）"
    ]
    assert history_of(first).get(verb="task.added").actor_id == str(office.pk) or history_of(first).exists()
    round_.refresh_from_db()
    assert round_.as_of == dt.date(2021, 9, 30)


def test_every_field_of_a_task_points_to_its_passage(office, round_):
    source = received(office, round_)
    confirm_report(by=office, source_id=source.pk)
    task = Task.objects.get(number="2")
    _, start, end = task.spans["problem"][0]
    assert source.text[start:end] == task.problem
    _, start, end = task.spans["status"][0]
    assert source.text[start:end] == "已完成，持续推进"


def test_the_number_that_does_not_add_up_becomes_a_question_of_its_task(office, round_):
    confirm_report(by=office, source_id=received(office, round_).pk)
    finding = AuditFinding.objects.get(rule="whole_equals_parts")
    assert finding.task.number == "1"
    assert "12" in finding.message


def test_a_report_is_entered_once(office, round_):
    source = received(office, round_)
    confirm_report(by=office, source_id=source.pk)
    with pytest.raises(Conflict, match="已入账"):
        confirm_report(by=office, source_id=source.pk)
    assert Task.objects.count() == 3


def test_the_same_report_again_changes_and_duplicates_nothing(office, round_):
    confirm_report(by=office, source_id=received(office, round_).pk)
    events = {t.pk: history_of(t).count() for t in Task.objects.all()}
    figures = {t.pk: t.figures.aggregate(n=Count("values"))["n"] for t in Task.objects.all()}
    questions = AuditFinding.objects.count()
    confirm_report(by=office, source_id=received(office, round_).pk)
    assert {t.pk: history_of(t).count() for t in Task.objects.all()} == events
    assert {t.pk: t.figures.aggregate(n=Count("values"))["n"] for t in Task.objects.all()} == figures
    assert AuditFinding.objects.count() == questions
    assert PolicyDocument.objects.count() == 1


def test_a_newer_report_updates_what_changed_and_nothing_else(office, round_):
    confirm_report(by=office, source_id=received(office, round_).pk)
    confirm_report(by=office, source_id=received(office, round_, NEWER).pk)
    task = Task.objects.get(number="3")
    assert Task.objects.count() == 3
    assert task.claimed_status == "已完成"
    assert task.state == State.OPEN, "a claim closes nothing"
    assert sorted(v.printed for f in task.figures.filter(unit="台") for v in f.series) == ["5", "8"]
    event = history_of(task).get(verb="task.updated")
    assert (event.before["status"], event.after["status"]) == ("按照时序进度持续推进", "已完成")


def test_a_refused_change_is_not_taken(office, round_):
    confirm_report(by=office, source_id=received(office, round_).pk)
    source = received(office, round_, NEWER)
    third = source.proposals.get(order=3)
    link_proposal(by=office, proposal_id=third.pk, task_id=third.task_id, refused=["status"])
    confirm_report(by=office, source_id=source.pk)
    assert Task.objects.get(number="3").claimed_status == "按照时序进度持续推进"


def test_a_question_answered_once_is_not_asked_again(office, round_):
    from sansan.rectification.actions.upkeep import dispose_finding

    confirm_report(by=office, source_id=received(office, round_).pk)
    finding = AuditFinding.objects.get(rule="whole_equals_parts")
    dispose_finding(by=office, finding_id=finding.pk, disposition="explained", reason="1个工地已停工")
    confirm_report(by=office, source_id=received(office, round_, NEWER).pk)
    assert AuditFinding.objects.filter(rule="whole_equals_parts").get().disposition == "explained"


def test_corrections_splits_and_drops_reach_the_ledger(office, round_):
    source = received(office, round_)
    first, second, third = source.proposals.all()
    correct_proposal(
        by=office, proposal_id=second.pk, problem="泌阳县3处停车场未硬化。", area_codes=["411726"]
    )
    split_proposal(
        by=office,
        proposal_id=first.pk,
        problems=("城区工地未落实措施。", "城区工地未建台账。"),
        second_measures=[1],
    )
    third.refresh_from_db()
    drop_proposal(by=office, proposal_id=third.pk)
    confirm_report(by=office, source_id=source.pk)
    assert list(Task.objects.order_by("order").values_list("problem", flat=True)) == [
        "城区工地未落实措施。",
        "城区工地未建台账。",
        "泌阳县3处停车场未硬化。",
    ]


def test_merged_proposals_enter_as_one_and_a_dropped_one_can_come_back(office, round_):
    source = received(office, round_)
    first, second, third = source.proposals.all()
    merge_proposals(by=office, proposal_ids=[second.pk, first.pk])
    drop_proposal(by=office, proposal_id=third.pk)
    restore_proposal(by=office, proposal_id=third.pk)
    tasks = confirm_report(by=office, source_id=source.pk)
    assert [t.number for t in tasks] == ["1", "3"]
    assert tasks[0].measures.count() == 3


def test_a_correction_leaves_what_it_changed_in_the_trail_and_nothing_else(office, round_):
    proposal = received(office, round_).proposals.first()
    correct_proposal(
        by=office,
        proposal_id=proposal.pk,
        klass={"number": "一", "title": "工地扬尘"},
        deadline_date="2021-12-31",
        status=proposal.data["status"],
    )
    event = history_of(proposal).get(verb="proposal.corrected")
    assert event.before["klass"]["title"] == "扬尘管控不到位"
    assert event.after == {"klass": {"number": "一", "title": "工地扬尘"}, "deadline_date": "2021-12-31"}


def test_a_problem_cannot_be_corrected_away(office, round_):
    proposal = received(office, round_).proposals.first()
    with pytest.raises(Invalid, match="不能为空"):
        correct_proposal(by=office, proposal_id=proposal.pk, problem="  ")


def test_a_cancelled_report_is_not_read_and_not_entered(office, round_):
    source = receive_report(by=office, round_id=round_.pk, upload=upload())
    cancel_reading(by=office, source_id=source.pk)
    read_source(source_id=source.pk)
    source.refresh_from_db()
    assert (source.state, source.text) == (SourceDocument.State.CANCELLED, "")
    with pytest.raises(Conflict, match="已取消"):
        confirm_report(by=office, source_id=source.pk)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4 broken", "a.pdf", "损坏"),
        (b"PK\x03\x04", "a.docx", "损坏"),
        (b"   \n ", "a.txt", "没有文字"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_its_reason_and_nothing_else(office, round_, content, name, said):
    source = receive_report(by=office, round_id=round_.pk, upload=SimpleUploadedFile(name, content))
    read_source(source_id=source.pk)
    source.refresh_from_db()
    assert source.state == SourceDocument.State.FAILED
    assert said in source.error
    assert not Proposal.objects.exists()


def test_an_empty_file_is_refused_at_once(office, round_):
    with pytest.raises(Invalid, match="空的"):
        receive_report(by=office, round_id=round_.pk, upload=SimpleUploadedFile("a.txt", b""))
    assert not SourceDocument.objects.exists()


def test_only_the_office_of_the_area_takes_reports_in(round_):
    county = OrganisationFactory(area_code="411725")
    with pytest.raises(NotAllowed):
        receive_report(
            by=person_with(Role.COUNTY_OFFICE, area_code="411725", organisation=county),
            round_id=round_.pk,
            upload=upload(),
        )
    stranger = person_with(Role.CITY_OFFICE, area_code="4101")
    with pytest.raises(Missing):
        receive_report(by=stranger, round_id=round_.pk, upload=upload())


@pytest.mark.shared
def test_the_citys_own_report_enters_whole(office, round_, shared):
    text = (shared / "documents" / "zhumadian-2020.txt").read_text(encoding="utf-8")
    tasks = confirm_report(by=office, source_id=received(office, round_, text).pk)
    counted = dict.fromkeys(("已完成", "已完成，持续推进", "按照时序进度持续推进"), 0)
    for task in tasks:
        counted[task.claimed_status] += 1
    assert len(tasks) == 36
    assert list(counted.values()) == [13, 11, 12]
    assert round_.classes.filter(parent=None).count() == 6
    again = confirm_report(by=office, source_id=received(office, round_, text).pk)
    assert {t.pk for t in again} == {t.pk for t in tasks}
