"""Gathering the facts of one task in a fixed number of queries, over the whole archive and whoever reported them."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from sansan.documents.model import Bound, StatusCode, UnitRole
from sansan.evidence.models import Evidence
from sansan.evidence.queries import uses_elsewhere
from sansan.people.models import Post
from sansan.places.geometry import metres_outside
from sansan.places.models import Area
from sansan.places.queries import COUNTY, county_of
from sansan.places.scope import level
from sansan.rectification.closing import facts as plain
from sansan.rectification.figures.queries import identities_of
from sansan.rectification.models import (
    AuditFinding,
    Disposition,
    LookBack,
    ProgressReport,
    SourceDocument,
    Task,
)
from sansan.rectification.models.task import DOING_ROLES
from sansan.rectification.procedures import COUNTING_LABELS, Counting, NoticeRule
from sansan.rectification.workflow import State
from sansan.trail.models import Event
from sansan.trail.queries import history_of

TARGET = "rectification.progressreport"
ASSIGNED, TICKED = "task.assigned", "measure.done"
_HANGING_ON_IT = ("measures", "assignments", "areas", "figures", "parts", "citations__policy")
_WAITING = (SourceDocument.State.QUEUED, SourceDocument.State.READING, SourceDocument.State.READ)


def gather(task: Task, *, text: str = "", now: dt.datetime) -> plain.Facts:
    """Everything the room's own claims are judged by. Not limited to what anybody may see: verdicts name numbers."""
    prefetch_related_objects([task], *_HANGING_ON_IT)  # what a page has read already is not read again
    reports = list(task.reports.order_by("pk"))
    standing = [r for r in reports if r.review != ProgressReport.Review.RETURNED]
    evidence = list(
        Evidence.objects.filter(target_type=TARGET, target_id__in=[str(r.pk) for r in standing])
        .select_related("file")
        .order_by("pk")
    )
    events = list(history_of(task).filter(verb__in=(ASSIGNED, TICKED)))
    areas = _areas(task)
    done_by = [r.by_id for r in reports] + [e.uploaded_by_id for e in evidence]
    done_by += [e.actor_id for e in events if e.verb == TICKED and e.actor_id]
    doing = {r.organisation_id for r in reports}
    doing |= {
        a.organisation_id
        for a in task.assignments.all()
        if a.organisation_id and UnitRole(a.role) in DOING_ROLES
    }
    submitted = [r.as_of for r in reports if r.kind == ProgressReport.Kind.SUBMISSION]
    return plain.Facts(
        now=now,
        task_id=task.pk,
        text=text,
        begun_on=_begun_on(task, events),
        standing=task.standing or task.claimed_code == StatusCode.COMPLETED_ONGOING,
        claimed=task.claimed_status,
        claimed_code=task.claimed_code,
        claimed_as_of=task.source.as_of if task.source else None,
        area_names=tuple(a.name for a in areas if (level(a.code) or 0) >= COUNTY or a.functional),
        measures=tuple(plain.Measure(m.pk, m.order, m.done_at is not None) for m in task.measures.all()),
        evidence_count=len(evidence),
        photos=tuple(_photos(task, evidence, reports, areas)),
        parts=tuple(
            plain.Part(p.pk, p.number, p.accepted_at is not None)
            for p in task.parts.all()
            if p.state != State.WITHDRAWN
        ),
        figures=tuple(
            plain.Figure(v.pk, f.name, v.value, v.printed, f.unit, f.scope, v.as_of, Bound(v.bound))
            for f in task.figures.all()
            for v in f.series
        ),
        identities=tuple(_identities(task)),
        reports=tuple(_newest(standing)),
        submitted_as_of=max(submitted, default=None),
        open_findings=_open_findings(task),
        waiting_sources=SourceDocument.objects.filter(round=task.round_id, state__in=_WAITING).count(),
        acceptances=_acceptances(task),
        doer_ids=frozenset(done_by),
        doing_unit_ids=frozenset(doing),
        notice_due=task.place.procedure.notice is not None,
        notice=_notice(task),
        policies=tuple(
            plain.Policy(c.policy_id, c.policy.number) for c in task.citations.all() if c.policy.number
        ),
    )


def _identities(task: Task) -> Iterable[plain.Identity]:
    for row in identities_of([task]):
        total = row.check.total
        yield plain.Identity(total.key if total else None, row.check.fit, row.check.says)


def _begun_on(task: Task, events: Sequence[Event]) -> dt.date | None:
    """The day the problem was fed back; where nobody wrote it down, the day the task was first handed out.

    A problem that came back begins on the day somebody found it.
    """
    if task.recurs:
        found = task.recurs.look_backs.exclude(result__in=("", LookBack.Result.HOLDS)).last()
        return found.done_on if found else timezone.localdate(task.created_at)
    first = next((e.at for e in events if e.verb == ASSIGNED), None)
    return task.round.feedback_on or (timezone.localdate(first) if first else None)


def _acceptances(task: Task) -> tuple[plain.Acceptance, ...]:
    """Who accepted what was last handed in, level by level, each with the bodies he served that day."""
    found = list(task.acceptances.filter(withdrawn_at=None))
    posts = list(Post.objects.filter(person__in={a.by_id for a in found}))
    return tuple(
        plain.Acceptance(
            a.by_id,
            a.at,
            frozenset(
                p.organisation_id
                for p in posts
                if p.person_id == a.by_id and p.in_force(timezone.localdate(a.at))
            ),
        )
        for a in found
    )


def _notice(task: Task) -> plain.Notice | None:
    row = task.notices.filter(withdrawn_at=None).last()
    if row is None:
        return None
    rule = NoticeRule(row.days, Counting(row.counting))
    return plain.Notice(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        required=row.days,
        served=rule.served(row.starts_on, row.ends_on),
        counted=COUNTING_LABELS[rule.counting],
        objected=bool(row.objection),
        answered=bool(row.answer),
    )


def _areas(task: Task) -> list[Area]:
    """The areas the task lies in, each as the smallest one around it whose boundary is known.

    A township without a boundary is taken for its county, a functional area for the county it lies in, a task of the
    city as a whole for the city.
    """
    codes = {a.area_code for a in task.areas.all()} or {task.round.area_code}
    wanted = codes | {county_of(code) for code in codes} - {""}
    hosts = Area.objects.filter(code__in=wanted).exclude(host_code="").values("host_code")
    known = {a.code: a for a in Area.objects.filter(Q(code__in=wanted) | Q(code__in=hosts))}
    found = [_bounded(code, known) for code in sorted(codes)]
    return list({a.code: a for a in found if a}.values())


def _bounded(code: str, known: dict[str, Area]) -> Area | None:
    area = known.get(code)
    county = known.get(county_of(code))
    host = known.get(area.host_code) if area else None
    chain = [a for a in (area, county, host) if a]
    return next((a for a in chain if a.boundary), chain[0] if chain else None)


def _photos(
    task: Task, evidence: Iterable[Evidence], reports: Iterable[ProgressReport], areas: Collection[Area]
) -> list[plain.Photo]:
    pictures = [e for e in evidence if e.is_image]
    uses = uses_elsewhere(pictures)
    others = {u.target_id for again in uses.values() for u in again if u.target_type == TARGET}
    own = {str(r.pk): r.organisation_id for r in reports}
    elsewhere = ProgressReport.objects.filter(pk__in=[int(pk) for pk in others - own.keys()])
    tasks = {str(r.pk): r.task for r in elsewhere.select_related("task__round")}
    boundaries = [a.boundary for a in areas if a.boundary]

    def use(photo: Evidence, again: Evidence) -> plain.Use:
        return plain.Use(
            evidence_id=again.pk,
            same_task=again.target_type == TARGET and again.target_id in own,
            same_unit=own.get(again.target_id) == own[photo.target_id],
            purpose=again.purpose,
            earlier=again.pk < photo.pk,
            exact=again.file_id == photo.file_id,
            where=_where(again, tasks.get(again.target_id, task) if again.target_type == TARGET else None),
        )

    return [
        plain.Photo(
            pk=photo.pk,
            name=photo.name,
            purpose=photo.purpose,
            unit_id=own[photo.target_id],
            uploaded_at=photo.uploaded_at,
            taken_at=photo.taken_at,
            placed=photo.lon is not None,
            metres_outside=_outside(photo, boundaries),
            recognisable=bool(photo.perceptual_hash),
            uses=tuple(use(photo, again) for again in uses[photo.pk]),
        )
        for photo in pictures
    ]


def _where(again: Evidence, task: Task | None) -> str:
    """Another use in words: for which task, as what, by whom, when."""
    day = timezone.localdate(again.uploaded_at)
    number = f"第 {task.number} 项" if task and task.number else ""
    place = f"{task.round.short_name}{number}" if task else "回头看材料"
    who = again.organisation or "未记单位"
    return f"{place}，{again.get_purpose_display()}（{who}，{day} 上传）"


def _outside(photo: Evidence, boundaries: Sequence[dict[str, object]]) -> float | None:
    if photo.lon is None or photo.lat is None or not boundaries:
        return None
    return min(metres_outside(boundary, photo.lon, photo.lat) for boundary in boundaries)


def _newest(reports: Iterable[ProgressReport]) -> list[plain.Report]:
    """The last report of each unit, in the order in which the units first reported."""
    last = {r.organisation_id: r for r in reports}
    return [plain.Report(r.pk, r.organisation_id, r.text, r.as_of) for r in last.values()]


def _open_findings(task: Task) -> tuple[int, ...]:
    """Open questions about the task, also those that only compare it with another."""
    rows = AuditFinding.objects.filter(disposition=Disposition.OPEN)
    about = Q(task=task) | Q(
        pk__in=AuditFinding.others.through.objects.filter(task=task).values("auditfinding")
    )
    return tuple(rows.filter(about).order_by("pk").values_list("pk", flat=True))
