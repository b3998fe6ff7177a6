"""Evidence of progress reports as grids and pairs, with where else a picture was used."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from django.urls import reverse
from django.utils import timezone

from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence, Purpose
from sansan.evidence.queries import ReuseWarning, reuse_warnings
from sansan.people.models import Person
from sansan.rectification.models import ProgressReport, Task
from sansan.ui.parts import Photo

TARGET = "rectification.progressreport"


@dataclass(frozen=True)
class Reported:
    """A progress report with its evidence: pairs of before and after, and the rest."""

    report: ProgressReport
    pairs: list[tuple[Photo | None, Photo | None]] = field(default_factory=list)
    others: list[Photo] = field(default_factory=list)

    @property
    def reused(self) -> int:
        """How many pictures were used before, here or elsewhere."""
        shown = [*self.others, *(photo for pair in self.pairs for photo in pair if photo)]
        return sum(bool(photo.reused) for photo in shown)


def with_evidence(person: Person, reports: Sequence[ProgressReport]) -> list[Reported]:
    """Each report with what may be seen of its evidence; a fixed number of queries."""
    rows = Evidence.objects.filter(target_type=TARGET, target_id__in=[str(r.pk) for r in reports])
    seen = visible_to(person, rows.select_related("file", "organisation", "uploaded_by")) if reports else []
    warnings = reuse_warnings(person, seen) if seen else {}
    tasks = _tasks_of(w.seen for w in warnings.values())
    by_report: defaultdict[str, list[Evidence]] = defaultdict(list)
    for evidence in seen:
        by_report[evidence.target_id].append(evidence)
    return [_reported(report, by_report[str(report.pk)], warnings, tasks) for report in reports]


def _tasks_of(seen: Iterable[Iterable[Evidence]]) -> dict[str, Task]:
    """Report (as evidence names it) → the task it was written for, for the evidence a warning speaks of."""
    ids = {e.target_id for group in seen for e in group if e.target_type == TARGET}
    if not ids:
        return {}
    rows = ProgressReport.objects.filter(pk__in=ids).select_related("task__round")
    return {str(report.pk): report.task for report in rows}


def _reported(
    report: ProgressReport,
    rows: Sequence[Evidence],
    warnings: dict[int, ReuseWarning],
    tasks: dict[str, Task],
) -> Reported:
    photos = {e.pk: photo(e, _reused(warnings[e.pk], tasks)) for e in rows}
    before = [photos[e.pk] for e in rows if e.purpose == Purpose.BEFORE and e.is_image]
    after = [photos[e.pk] for e in rows if e.purpose == Purpose.AFTER and e.is_image]
    paired = bool(before and after)
    shown = {id(p) for p in (*before, *after)} if paired else set()
    return Reported(
        report=report,
        pairs=list(zip_longest(before, after)) if paired else [],
        others=[p for p in photos.values() if id(p) not in shown],
    )


def photo(evidence: Evidence, reused: str) -> Photo:
    """One piece of evidence; the time is the camera's where it has one."""
    organisation = str(evidence.organisation) if evidence.organisation else ""
    return Photo(
        url=reverse("evidence:file", args=[evidence.pk]),
        thumbnail_url=reverse("evidence:thumbnail", args=[evidence.pk]) if evidence.is_image else "",
        name=evidence.name,
        who=" ".join(filter(None, [organisation, evidence.uploaded_by.name])),
        at=evidence.taken_at or evidence.uploaded_at,
        where=_position(evidence),
        reused=reused,
        purpose=evidence.get_purpose_display(),
    )


def _position(evidence: Evidence) -> str:
    if evidence.lon is None or evidence.lat is None:
        return ""
    return f"东经 {evidence.lon:.5f}°，北纬 {evidence.lat:.5f}°"


def _reused(warning: ReuseWarning, tasks: dict[str, Task]) -> str:
    if not warning:
        return ""
    places = [_use(e, tasks.get(e.target_id)) for e in warning.seen]
    return "与已有材料相同或近似：" + "；".join(filter(None, [*places, warning.hidden_note]))


def _use(evidence: Evidence, task: Task | None) -> str:
    """Another use of a picture: for which task, by whom, when. The reader may see that use, see ReuseWarning."""
    who = f"{evidence.organisation or '未记单位'}，{timezone.localtime(evidence.uploaded_at):%Y-%m-%d} 上传"
    return f"{task.round.short_name}第 {task.number} 项（{who}）" if task and task.number else who
