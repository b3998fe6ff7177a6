"""What can be done to many rows at once: each over the single verb of the page of one row."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from sansan.documents.model import UnitRole
from sansan.errors import Conflict, Missing
from sansan.lists.bulk import BulkVerb, declare
from sansan.people.models import Organisation, Person
from sansan.rectification import queries
from sansan.rectification.actions import supervision
from sansan.rectification.actions.deadlines import MOVE, move_deadline
from sansan.rectification.actions.offices import ENTRUST, entrust, offices
from sansan.rectification.actions.steps import REVIEW, assign, review_progress
from sansan.rectification.actions.upkeep import dispose_finding
from sansan.rectification.filters import LedgerFilter
from sansan.rectification.forms import AssignForm, DispositionForm, EntrustForm, ReasonForm, text_field
from sansan.rectification.ladder import rungs
from sansan.rectification.models import AuditFinding, Disposition, Instrument, ProgressReport, Task
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.views.findings import AUDIT, FindingFilter
from sansan.rectification.views.papers import PaperFilter
from sansan.rectification.workflow import STEPS, Step

LEDGER, PAPERS, FINDINGS = "rectification.ledger", "rectification.papers", "rectification.findings"


class DeadlineForm(forms.Form):
    """The new day for all of them."""

    deadline = forms.DateField(label="新的期限", widget=forms.DateInput(attrs={"type": "date"}))
    reason = text_field("理由和依据", 3, help_text="如批准延期的文号")


class RungForm(forms.Form):
    """Which paper; its words are made of each task and the rule, as on the page of one."""

    rung = forms.ChoiceField(label="文种")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["rung"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(r.key, f"{r.label}{'（须领导签发）' if r.signed else ''}") for r in rungs()]


class ReviewForm(forms.Form):
    """One word on all reports that wait."""

    good = forms.TypedChoiceField(
        label="审核意见",
        coerce=lambda value: value == "yes",
        choices=[("yes", "审核通过"), ("no", "审核退回")],
        widget=forms.RadioSelect,
    )
    note = text_field("说明", 3, required=False, help_text="退回的须写明理由")


# --- tasks -----------------------------------------------------------------------------------------------------


def _tasks(person: Person) -> "QuerySet[Task]":
    return Task.objects.visible_to(person)


def _ledger(person: Person, query: Any) -> "QuerySet[Task]":
    return LedgerFilter(query, person=person).apply(timezone.localdate()).order_by("-round_id", "order")


def _assign(*, by: Person, pk: int, organisation: Organisation, role: str, note: str) -> str:
    made = assign(by=by, task_id=pk, organisation_id=organisation.pk, role=UnitRole(role), note=note)
    return f"交办给{organisation.name}（{made.get_role_display()}）"


def _entrust(*, by: Person, pk: int, organisation: int) -> str:
    task = Task.objects.visible_to(by, ENTRUST).filter(pk=pk).first()
    if task is not None and task.office_id == organisation:
        raise Conflict("已由该专项办主管。")
    done = entrust(by=by, task_id=pk, organisation_id=organisation)
    return f"由{done.office}主管"


def _move(*, by: Person, pk: int, deadline: dt.date, reason: str) -> str:
    before = Task.objects.filter(pk=pk).values_list("deadline_date", flat=True).first()
    move_deadline(by=by, task_id=pk, deadline=deadline, reason=reason)
    return f"期限由 {before or '无'} 调整为 {deadline}"


def _draft(*, by: Person, pk: int, rung: str) -> str:
    """A paper to each unit that does the work."""
    today = timezone.localdate()
    task = Task.objects.visible_to(by, supervision.SUPERVISE).select_related("round").filter(pk=pk).first()
    if task is None:
        raise Missing("不在您督办的范围内。", pk=pk)
    if task.deadline_date is None:
        raise Conflict("任务没有期限，不能督办。")
    found = task.assignments.filter(role__in=DOING_ROLES, organisation__isnull=False)
    units = list(dict.fromkeys(found.values_list("organisation", flat=True)))
    if not units:
        raise Conflict("任务还没有交办给单位。")
    step = next(step for step in rungs() if step.key == rung)
    papers = [
        supervision.draft_paper(
            by=by,
            task_id=pk,
            organisation_id=unit,
            rung=rung,
            facts=supervision.facts_of(task, today),
            demand=supervision.demand_of(step, today),
        )
        for unit in units
        if unit is not None
    ]
    return "；".join(f"{p.organisation.name}：{p.number or '送领导签发'}" for p in papers)


def _review(*, by: Person, pk: int, good: bool, note: str) -> str:
    """Every report of the task that waits for a word."""
    waiting = ProgressReport.objects.visible_to(by, REVIEW).filter(
        task=pk, review="", kind=ProgressReport.Kind.PROGRESS
    )
    reports = list(waiting.select_related("organisation").order_by("pk"))
    if not reports:
        raise Conflict("没有等待审核的填报。")
    for report in reports:
        review_progress(by=by, report_id=report.pk, good=good, note=note)
    word = "审核通过" if good else "审核退回"
    return f"{word} {len(reports)} 次填报（{'、'.join(dict.fromkeys(r.organisation.name for r in reports))}）"


# --- papers and findings ---------------------------------------------------------------------------------------


def _papers(person: Person) -> "QuerySet[Instrument]":
    return Instrument.objects.visible_to(person).select_related("organisation")


def _all_papers(person: Person, query: Any) -> "QuerySet[Instrument]":
    form = PaperFilter(query)
    rows = _papers(person).order_by("-drafted_at", "pk")
    state = form.cleaned_data["state"] if form.is_valid() else ""
    return rows.filter(state=state) if state else rows


def _sign(*, by: Person, pk: int) -> str:
    return f"签发并发出{supervision.sign_paper(by=by, paper_id=pk).number}"


def _close_paper(*, by: Person, pk: int, reason: str) -> str:
    supervision.close_paper(by=by, paper_id=pk, reason=reason)
    return "办结"


def _findings(person: Person) -> "QuerySet[AuditFinding]":
    return AuditFinding.objects.visible_to(person)


def _all_findings(person: Person, query: Any) -> "QuerySet[AuditFinding]":
    seen = _findings(person)
    rules = list(seen.order_by("rule").values_list("rule", flat=True).distinct())
    form = FindingFilter(query, rows=seen, rounds=queries.visible_rounds(person), rules=rules)
    return form.apply().order_by("pk")


def _dispose(*, by: Person, pk: int, disposition: str, reason: str) -> str:
    """Only what is still open: an answer given one by one is not written over by the heap."""
    found = AuditFinding.objects.visible_to(by, AUDIT).filter(pk=pk).first()
    if found is not None and found.disposition != Disposition.OPEN:
        raise Conflict(f"已处置为“{found.get_disposition_display()}”，如须更改请逐条办理。")
    made = dispose_finding(by=by, finding_id=pk, disposition=disposition, reason=reason)
    return f"处置为“{made.get_disposition_display()}”"


def declare_verbs() -> None:
    declare(
        BulkVerb(
            "rectification.assign", LEDGER, "交办给单位", "交办后该单位即可看到任务并填报。",
            STEPS[Step.ASSIGN].permission,
            lambda data, person: AssignForm(data, organisations=queries.assignable_organisations(person)),
            _tasks, _ledger, _assign,
        ),
        BulkVerb(
            "rectification.entrust", LEDGER, "指定主管专项办", "主管的专项办随后可以分派和督办这些任务。",
            ENTRUST, lambda data, _: EntrustForm(data, offices=offices(), now=None), _tasks, _ledger, _entrust,
        ),
        BulkVerb(
            "rectification.move_deadline", LEDGER, "调整期限", "只调整到期日，方案中的时限用语不变。",
            MOVE, lambda data, _: DeadlineForm(data), _tasks, _ledger, _move,
        ),
        BulkVerb(
            "rectification.supervise", LEDGER, "发出督办文书", "向每项任务的每个办理单位各发一份，内容按规则写成。",
            supervision.SUPERVISE, lambda data, _: RungForm(data), _tasks, _ledger, _draft,
        ),
        BulkVerb(
            "rectification.review", LEDGER, "审核进展", "对每项任务尚未审核的进展填报给出同一意见。",
            REVIEW, lambda data, _: ReviewForm(data), _tasks, _ledger, _review,
        ),
        BulkVerb(
            "rectification.sign_papers", PAPERS, "签发", "签发后立即编号发出，并通知主送单位。",
            supervision.SIGN, lambda data, _: forms.Form(data), _papers, _all_papers, _sign, unit="份",
        ),
        BulkVerb(
            "rectification.close_papers", PAPERS, "办结", "对答复没有异议的，予以办结。",
            supervision.SUPERVISE, lambda data, _: ReasonForm(data, label="办结意见"),
            _papers, _all_papers, _close_paper, unit="份",
        ),
        BulkVerb(
            "rectification.dispose_findings", FINDINGS, "处置疑点", "对选中的疑点给出同一结论和理由。",
            AUDIT, lambda data, _: DispositionForm(data), _findings, _all_findings, _dispose, unit="条",
        ),
    )  # fmt: skip
