"""Questions of the audit: who sees them and how they are answered."""

import pytest

from sansan.errors import Invalid, NotAllowed
from sansan.people.roles import Role
from sansan.rectification.actions.confirm import confirm_report
from sansan.rectification.actions.upkeep import dispose_finding
from sansan.rectification.models import AuditFinding, Disposition
from sansan.trail.queries import history_of
from tests.people.factories import person_with
from tests.rectification.factories import (
    AuditFindingFactory,
    RoundFactory,
    SourceDocumentFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db
QUESHAN, BIYANG = "411725", "411726"


@pytest.fixture
def office():
    return person_with(Role.CITY_OFFICE)


def county(code):
    return person_with(Role.COUNTY_OFFICE, area_code=code)


def test_a_question_that_quotes_a_neighbours_task_is_not_shown_to_the_county(office):
    mine, theirs = TaskFactory(counties=[QUESHAN]), TaskFactory(counties=[BIYANG])
    finding = AuditFindingFactory(task=mine)
    assert AuditFinding.objects.visible_to(county(QUESHAN)).exists()
    finding.others.add(theirs)
    assert not AuditFinding.objects.visible_to(county(QUESHAN)).exists()
    assert not AuditFinding.objects.visible_to(county(BIYANG)).exists()
    assert AuditFinding.objects.visible_to(office).exists()


def test_a_question_about_the_whole_document_is_the_citys(office):
    AuditFindingFactory(task=None)
    assert not AuditFinding.objects.visible_to(county(QUESHAN)).exists()
    assert AuditFinding.objects.visible_to(office).exists()


def test_confirming_remembers_every_task_a_question_compares(office):
    round_ = RoundFactory()
    text = "一、甲县查扣油品9吨。\n二、乙县查扣油品8吨。\n"
    stretches = {"1": (0, 11), "2": (11, 23)}
    tasks = [
        {"key": key, "number": key, "problem": text[start:end], "spans": {"task": [(1, start, end)]}}
        for key, (start, end) in stretches.items()
    ]
    finding = {
        "rule": "scope_conflict",
        "task": "1",
        "quote": "查扣油品9吨",
        "values": {"甲": "9吨", "乙": "8吨"},
        "message": "相差1吨。",
        "innocent": "口径不同。",
        "spans": [(4, 10), (15, 21)],
    }
    source = SourceDocumentFactory(
        round=round_, state="read", text=text, reading={"title": "", "findings": [finding]}
    )
    for order, data in enumerate(tasks, 1):
        source.proposals.create(order=order, data=data)
    first, second = confirm_report(by=office, source_id=source.pk)
    kept = AuditFinding.objects.get()
    assert kept.task == first
    assert list(kept.others.all()) == [second]


def test_a_disposition_needs_a_reason_and_is_kept(office):
    finding = AuditFindingFactory(task=TaskFactory())
    with pytest.raises(Invalid, match="理由"):
        dispose_finding(by=office, finding_id=finding.pk, disposition=Disposition.AGREED, reason=" ")
    dispose_finding(by=office, finding_id=finding.pk, disposition=Disposition.AGREED, reason="漏计2个工地")
    finding.refresh_from_db()
    assert (finding.disposition, finding.reason, finding.disposed_by) == (
        Disposition.AGREED,
        "漏计2个工地",
        office,
    )
    assert history_of(finding).get(verb="finding.disposed").reason == "漏计2个工地"


def test_an_answered_question_is_not_opened_again_by_hand(office):
    finding = AuditFindingFactory(task=TaskFactory())
    with pytest.raises(Invalid, match="结论"):
        dispose_finding(by=office, finding_id=finding.pk, disposition=Disposition.OPEN, reason="再看看")


def test_a_county_does_not_dispose_of_questions():
    finding = AuditFindingFactory(task=TaskFactory(counties=[QUESHAN]))
    with pytest.raises(NotAllowed):
        dispose_finding(
            by=county(QUESHAN), finding_id=finding.pk, disposition=Disposition.DISMISSED, reason="不属实"
        )
