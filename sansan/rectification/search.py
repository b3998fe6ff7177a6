"""What the room lets people find: tasks, reports on them, passages of received reports, papers, documents, evidence."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Prefetch, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode

from sansan.evidence.models import Evidence
from sansan.people.access import may
from sansan.rectification.models import (
    Assignment,
    Citation,
    Instrument,
    LookBack,
    Measure,
    Plan,
    PolicyDocument,
    ProgressReport,
    SourceDocument,
    Task,
)
from sansan.rectification.querysets import VIEW
from sansan.rectification.workflow import STATE_LABELS, State
from sansan.search.registry import Ids, Kind, Text, declare

PASSAGE = 1200
"""Characters of a passage, about: whole lines of a report are taken together up to here."""

TASK, REPORT, LOOK_BACK = "rectification.task", "rectification.progressreport", "rectification.lookback"
PLAN = "rectification.plan"
SOURCE, POLICY = "rectification.sourcedocument", "rectification.policydocument"
_READ = (SourceDocument.State.READ, SourceDocument.State.CONFIRMED)


def _same(ids: list[int]) -> Ids:
    return ids


# --- tasks -----------------------------------------------------------------------------------------------------


def _tasks() -> "QuerySet[Task]":
    return Task.objects.select_related("round").prefetch_related(
        Prefetch("measures", Measure.objects.order_by("order")),
        Prefetch("assignments", Assignment.objects.all()),
    )


def _task_texts(task: Task) -> Iterator[Text]:
    number = f"第{task.number}项 " if task.number else ""
    yield Text(
        f"{number}{task.problem}",
        (
            ("整改目标", task.goal),
            *(("整改措施", measure.text) for measure in task.measures.all()),
            ("责任单位", "、".join(dict.fromkeys(a.name for a in task.assignments.all()))),
        ),
    )


def _about_task(task: Task) -> str:
    return f"{task.round.name} · {STATE_LABELS[State(task.state)]}"


def _of_sources(ids: list[int]) -> Ids:
    """Tasks that came with a report: its confirmation writes more of them than its events name."""
    return Task.objects.filter(source__in=ids).values_list("pk", flat=True)


# --- what units wrote, and what they attached --------------------------------------------------------------------


def _reports() -> "QuerySet[ProgressReport]":
    return ProgressReport.objects.select_related("task", "organisation")


def _report_texts(report: ProgressReport) -> Iterator[Text]:
    kind = report.get_kind_display()
    yield Text(
        f"{report.organisation.name} {report.as_of} {kind}",
        (("情况说明", report.text), ("审核意见", report.review_note)),
    )


def _of_tasks(rows: "QuerySet[Any]") -> Any:
    return lambda ids: rows.filter(task__in=ids).values_list("pk", flat=True)


def _evidence() -> "QuerySet[Evidence]":
    return Evidence.objects.select_related("organisation")


def _evidence_texts(evidence: Evidence) -> Iterator[Text]:
    yield Text(evidence.name, (("用途", evidence.get_purpose_display()), ("说明", evidence.note)))


def _visible_evidence(person: Any) -> "QuerySet[Evidence] | None":
    """Evidence of what this room shows; what other rooms attach it to is theirs to declare."""
    if not may(person, "evidence.view"):
        return None
    looked = LookBack.objects.filter(task__in=Task.objects.visible_to(person).values("pk"))
    return Evidence.objects.filter(
        Q(target_type=REPORT, target_id__in=_as_text(ProgressReport.objects.visible_to(person)))
        | Q(target_type=LOOK_BACK, target_id__in=_as_text(looked))
        | Q(target_type=PLAN, target_id__in=_as_text(Plan.objects.visible_to(person)))
    )


def _as_text(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    found: QuerySet[Any] = rows.order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")
    return found


def _evidence_url(evidence: Evidence, _: int) -> str:
    return reverse("evidence:file", args=[evidence.pk])


def _about_evidence(evidence: Evidence) -> str:
    unit = str(evidence.organisation) if evidence.organisation else ""
    return " · ".join(filter(None, [unit, f"{evidence.uploaded_at:%Y-%m-%d} 上传"]))


def _attached_to(target_type: str) -> Any:
    return lambda ids: Evidence.objects.filter(
        target_type=target_type, target_id__in=[str(pk) for pk in ids]
    ).values_list("pk", flat=True)


# --- received reports -----------------------------------------------------------------------------------------


def _sources() -> "QuerySet[SourceDocument]":
    return SourceDocument.objects.select_related("round").defer("reading")


def _passages(source: SourceDocument) -> Iterator[Text]:
    """The text in stretches of whole lines."""
    if source.state not in _READ:
        return
    lines: list[str] = []
    first, length, part = 1, 0, 0
    for number, line in enumerate(source.text.split("\n"), start=1):
        if lines and length + len(line) > PASSAGE:
            yield Text(source.name if part == 0 else "", (("原文", "\n".join(lines)),), part, first)
            lines, first, length, part = [], number, 0, part + 1
        lines.append(line)
        length += len(line)
    yield Text(source.name if part == 0 else "", (("原文", "\n".join(lines)),), part, first)


def _visible_sources(person: Any) -> "QuerySet[SourceDocument]":
    """A report speaks of every task of its round: it is for those who see the whole of it."""
    return SourceDocument.objects.visible_to(person, VIEW)


def _source_url(source: SourceDocument, line: int) -> str:
    return f"{reverse('rectification:source_text', args=[source.pk])}?line={line}#L{line}"


# --- papers ------------------------------------------------------------------------------------------------------


def _papers() -> "QuerySet[Instrument]":
    return Instrument.objects.select_related("organisation", "task")


def _paper_texts(paper: Instrument) -> Iterator[Text]:
    yield Text(
        f"{paper} 致{paper.organisation.name}",
        (
            ("事由", paper.facts),
            ("要求", paper.demand),
            ("答复", paper.reply),
            ("办结意见", paper.closing_note),
        ),
    )


def _policies() -> "QuerySet[PolicyDocument]":
    return PolicyDocument.objects.all()


def _policy_texts(policy: PolicyDocument) -> Iterator[Text]:
    yield Text(str(policy), (("发文机关", policy.issuer),))


def _cited(condition: str) -> Any:
    return lambda ids: Citation.objects.filter(**{condition: ids}).values_list("policy", flat=True)


def _visible_policies(person: Any) -> "QuerySet[PolicyDocument] | None":
    return PolicyDocument.objects.all() if may(person, VIEW) else None


def _policy_url(policy: PolicyDocument, _: int) -> str:
    return f"{reverse('rectification:policies')}?{urlencode({'q': policy.number or policy.title})}"


def _page(name: str, of: str = "pk") -> Any:
    return lambda row, _: reverse(f"rectification:{name}", args=[getattr(row, of)])


def declare_kinds() -> None:
    declare(
        Kind(
            "task", "任务", _tasks, _task_texts, _page("task"),
            {TASK: _same, SOURCE: _of_sources},
            Task.objects.visible_to, _about_task, 10,
        ),
        Kind(
            "progress", "填报", _reports, _report_texts, _page("task", "task_id"),
            {TASK: _of_tasks(ProgressReport.objects.all()), REPORT: _same},
            ProgressReport.objects.visible_to, lambda report: str(report.task), 20,
        ),
        Kind(
            "passage", "原文段落", _sources, _passages, _source_url,
            {SOURCE: _same},
            _visible_sources, lambda source: f"{source.name} · {source.round.name}", 30,
        ),
        Kind(
            "policy", "文件", _policies, _policy_texts, _policy_url,
            {POLICY: _same, TASK: _cited("task__in"), SOURCE: _cited("task__source__in")},
            _visible_policies, lambda policy: policy.issuer, 40,
        ),
        Kind(
            "evidence", "佐证", _evidence, _evidence_texts, _evidence_url,
            {REPORT: _attached_to(REPORT), LOOK_BACK: _attached_to(LOOK_BACK), PLAN: _attached_to(PLAN)},
            _visible_evidence, _about_evidence, 50,
        ),
        Kind(
            "paper", "督办文书", _papers, _paper_texts, _page("paper"),
            {TASK: _of_tasks(Instrument.objects.all())},
            Instrument.objects.visible_to,
            lambda paper: f"{paper.get_state_display()} · {paper.task}", 60,
        ),
    )  # fmt: skip
