"""From rows to what the interface says of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.people.models import Organisation, Person
from sansan.places.queries import area_name
from sansan.rectification.api import shapes
from sansan.rectification.board import WORDS, shown
from sansan.rectification.models import (
    Acceptance,
    Assignment,
    AuditFinding,
    FigureValue,
    Instrument,
    LookBack,
    Measure,
    Notice,
    ProgressReport,
    Proposal,
    Request,
    Round,
    SourceDocument,
    Task,
    TaskFigure,
)
from sansan.rectification.presentation.evidence import TARGET
from sansan.rectification.presentation.findings import rule_name
from sansan.rectification.presentation.offers import Offer, Offers
from sansan.rectification.presentation.parts import Rollup, share_of
from sansan.rectification.presentation.timeline import Happened
from sansan.rectification.procedures import procedures
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.workflow import KIND_LABELS, Kind

NAMESPACE = "api-v1"


def round_shown(row: Round) -> shapes.RoundShown:
    return shapes.RoundShown(**_round(row))


def round_whole(row: Round, numbers: Mapping[str, int]) -> shapes.RoundWhole:
    return shapes.RoundWhole(**_round(row), numbers=dict(numbers))


def _round(row: Round) -> dict[str, Any]:
    way = procedures()[row.procedure]
    return {
        "id": row.pk,
        "name": row.name,
        "level": row.level,
        "level_label": row.get_level_display(),
        "area_code": row.area_code,
        "area_name": area_name(row.area_code),
        "inspector": row.inspector,
        "feedback_on": row.feedback_on,
        "as_of": row.as_of,
        "procedure": shapes.ProcedureShown(key=way.key, name=way.name, summary=way.summary),
    }


def task_row(task: Task, today: dt.date) -> shapes.TaskRow:
    """A row of the ledger; what it shows should be prefetched (`queries.ledger_rows`)."""
    return shapes.TaskRow(**_task(task, today))


def _task(task: Task, today: dt.date) -> dict[str, Any]:
    display = shown(task, today)
    late = (today - task.deadline_date).days if display == "overdue" and task.deadline_date else 0
    return {
        "id": task.pk,
        "kind": task.kind,
        "kind_label": KIND_LABELS[Kind(task.kind)],
        "round": shapes.Named(id=task.round_id, name=task.round.name),
        "number": task.number,
        "problem": task.problem,
        "klass": task.klass.title if task.klass else "",
        "state": task.state,
        "state_label": task.place.label,
        "display": display,
        "display_label": WORDS[display],
        "claimed_status": task.claimed_status,
        "claimed_code": task.claimed_code,
        "deadline": task.deadline_wording,
        "deadline_date": task.deadline_date,
        "standing": task.standing,
        "late_days": late,
        "area_codes": sorted(area.area_code for area in task.areas.all()),
        "units": [unit(a) for a in task.assignments.all()],
        "office": named(task.office) if task.office else None,
        "updated_at": task.updated_at,
    }


def rolled_up(found: Rollup | None, today: dt.date) -> shapes.RollupShown | None:
    if found is None:
        return None
    split = found.split
    return shapes.RollupShown(
        whole=found.whole,
        sentence=found.sentence,
        goal=split.name if split else "",
        unit=split.unit if split else "",
        target=split.target if split else None,
        compared=found.compared,
        differs=found.differs,
        parts=[_part(part, today) for part in found.table.rows],
    )


def _part(task: Task, today: dt.date) -> shapes.PartShown:
    share, display = share_of(task), shown(task, today)
    return shapes.PartShown(
        id=task.pk,
        number=task.number,
        state=task.state,
        state_label=task.place.label,
        display=display,
        display_label=WORDS[display],
        area_codes=sorted(area.area_code for area in task.areas.all()),
        units=[unit(a) for a in task.assignments.all()],
        target=share.target if share else None,
        deadline_date=task.deadline_date,
        accepted_at=task.accepted_at,
        withdrawn_reason=share.withdrawn_reason if share else "",
    )


def unit(row: Assignment) -> shapes.UnitShown:
    return shapes.UnitShown(
        id=row.pk,
        organisation_id=row.organisation_id,
        name=row.name,
        role=row.role,
        role_label=row.get_role_display(),
    )


def named(body: Organisation) -> shapes.Named:
    return shapes.Named(id=body.pk, name=body.name)


def measure(row: Measure) -> shapes.MeasureShown:
    return shapes.MeasureShown(id=row.pk, order=row.order, text=row.text, done_at=row.done_at)


def figure(row: TaskFigure) -> shapes.FigureShown:
    return shapes.FigureShown(
        id=row.pk,
        name=row.name,
        value=row.value,
        printed=row.printed,
        unit=row.unit,
        bound=row.bound,
        as_of=row.as_of,
        scope=row.scope,
        kind=row.get_kind_display(),
        target=row.target,
        target_on=row.target_on,
        series=[value(one) for one in row.series],
    )


def value(row: FigureValue) -> shapes.ValueShown:
    return shapes.ValueShown(
        id=row.pk,
        value=row.value,
        printed=row.printed,
        bound=row.bound,
        as_of=row.as_of,
        origin=row.get_origin_display(),
    )


def reports(person: Person, rows: Iterable[ProgressReport]) -> list[shapes.ReportShown]:
    """Reports with what may be seen of their evidence; two queries."""
    found = list(rows)
    kept: defaultdict[str, list[Evidence]] = defaultdict(list)
    if found:
        every = Evidence.objects.filter(target_type=TARGET, target_id__in=[str(r.pk) for r in found])
        for piece in visible_to(person, every.select_related("file").order_by("pk")):
            kept[piece.target_id].append(piece)
    return [report(row, kept[str(row.pk)]) for row in found]


def report(row: ProgressReport, kept: Iterable[Evidence]) -> shapes.ReportShown:
    return shapes.ReportShown(
        id=row.pk,
        kind=row.kind,
        organisation=named(row.organisation),
        text=row.text,
        as_of=row.as_of,
        by=row.by.name,
        at=row.at,
        review=row.review,
        review_note=row.review_note,
        evidence=[evidence(piece) for piece in kept],
    )


def evidence(row: Evidence) -> shapes.EvidenceShown:
    return shapes.EvidenceShown(
        id=row.pk,
        name=row.name,
        purpose=row.purpose,
        sha256=row.file.sha256,
        size=row.file.size,
        media_type=row.file.media_type,
        taken_at=row.taken_at,
        lon=row.lon,
        lat=row.lat,
        uploaded_at=row.uploaded_at,
        href=reverse(f"{NAMESPACE}:evidence_file", args=[row.pk]),
    )


def acceptance(row: Acceptance) -> shapes.AcceptanceShown:
    return shapes.AcceptanceShown(
        id=row.pk,
        level=row.level,
        level_label=row.get_level_display(),
        opinion=row.opinion,
        visited_on=row.visited_on,
        document_number=row.document_number,
        by=row.by.name,
        organisation=row.organisation.name if row.organisation else "",
        at=row.at,
        withdrawn_at=row.withdrawn_at,
    )


def notice(row: Notice) -> shapes.NoticeShown:
    return shapes.NoticeShown(
        id=row.pk,
        place=row.place,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        days=row.days,
        counting=row.counting,
        contact=row.contact,
        objection=row.objection,
        answer=row.answer,
        withdrawn_at=row.withdrawn_at,
    )


def look_back(row: LookBack) -> shapes.LookBackShown:
    return shapes.LookBackShown(
        id=row.pk, due_on=row.due_on, result=row.result, text=row.text, done_on=row.done_on
    )


def request(row: Request) -> shapes.RequestShown:
    return shapes.RequestShown(
        id=row.pk,
        task_id=row.task_id,
        kind=row.kind,
        organisation=named(row.organisation),
        to=named(row.to) if row.to else None,
        deadline=row.deadline,
        reason=row.reason,
        at=row.at,
        state=row.state,
        answer=row.answer,
    )


def offered(task: Task, found: Offers) -> tuple[list[shapes.OfferShown], list[shapes.BarredShown]]:
    """What may be done now, each with the address that does it, and what others must do."""
    now = [found.primary, *found.steps, *found.upkeep]
    return (
        [
            shapes.OfferShown(key=offer.key, label=offer.label, href=_href(task, offer))
            for offer in now
            if offer is not None
        ],
        [
            shapes.BarredShown(key=offer.key, label=offer.label, why_not=offer.why_not)
            for offer in found.closed
        ],
    )


def _href(task: Task, offer: Offer) -> str | None:
    """By the name of the step; what is done on a page only has no address here."""
    try:
        return reverse(f"{NAMESPACE}:task_{offer.key}", args=[task.pk])
    except NoReverseMatch:
        return None


def happened(one: Happened) -> shapes.HappenedShown:
    """`one.moment` already hides what another county wrote."""
    return shapes.HappenedShown(
        seq=one.event.seq,
        at=one.event.at,
        verb=one.event.verb,
        label=one.moment.title,
        by=one.moment.who,
        text=one.moment.text,
    )


def paper(row: Instrument) -> shapes.PaperShown:
    return shapes.PaperShown(
        id=row.pk,
        task_id=row.task_id,
        name=row.name,
        number=row.number,
        rung=row.rung,
        organisation=named(row.organisation),
        area_code=row.area_code,
        state=row.state,
        state_label=row.get_state_display(),
        facts=row.facts,
        demand=row.demand,
        reply_by=row.reply_by,
        issued_at=row.issued_at,
        received_at=row.received_at,
        reply=row.reply,
        answered_at=row.answered_at,
        closing_note=row.closing_note,
    )


def finding(row: AuditFinding) -> shapes.FindingShown:
    return shapes.FindingShown(
        id=row.pk,
        round_id=row.round_id,
        task_id=row.task_id,
        rule=row.rule,
        rule_label=rule_name(row.rule),
        message=row.message,
        innocent=row.innocent,
        quote=row.quote,
        values={name: str(value) for name, value in row.values.items()},
        disposition=row.disposition,
        disposition_label=row.get_disposition_display(),
        reason=row.reason,
        disposed_at=row.disposed_at,
    )


def source(row: SourceDocument) -> shapes.SourceShown:
    return shapes.SourceShown(
        id=row.pk,
        round_id=row.round_id,
        name=row.name,
        sha256=row.file.sha256,
        state=row.state,
        state_label=row.get_state_display(),
        error=row.error,
        as_of=row.as_of,
        received_at=row.received_at,
        confirmed_at=row.confirmed_at,
        proposals=row.proposals.count(),
    )


def proposal(row: Proposal) -> shapes.ProposalShown:
    data = ProposedTask.model_validate(row.data)
    return shapes.ProposalShown(
        id=row.pk,
        order=row.order,
        decision=row.decision,
        task_id=row.task_id,
        refused=list(row.refused),
        number=data.number,
        problem=data.problem,
        status=data.status,
        status_code=data.status_code.value if data.status_code else None,
        goal=data.goal,
        deadline=data.deadline,
        deadline_date=data.deadline_date,
        units=[one.name for one in data.units],
        measures=data.measures,
        area_codes=data.area_codes,
    )
