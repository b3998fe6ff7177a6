"""Handing in the month: every filled row of a unit in one transaction."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from sansan.dispatch import figures
from sansan.dispatch.models import Draft, DraftFile, Entry, Statement
from sansan.dispatch.queries import Row, unit_rows
from sansan.dispatch.querysets import REPORT
from sansan.errors import Conflict, Invalid, Missing
from sansan.evidence import store
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.actions.monthly import Told, report_progress_on_many
from sansan.trail.record import Entry as Said
from sansan.trail.record import record_all


@transaction.atomic
def hand_in(
    *, by: Person, month: dt.date, organisation_id: int, seen: Mapping[int, int] | None = None
) -> list[Statement]:
    """Report every row that is filled in; untouched rows stay to be reported. All rows or none.

    `seen`: entry → version of the draft the person's page shows. What a colleague has changed since is not handed in
    unread. What is wrong is said of every row at once: `Invalid` with `data["rows"]`, entry → sentences.
    """
    require(by, REPORT)
    entries = Entry.objects.visible_to(by, REPORT).filter(month=month, organisation=organisation_id)
    list(entries.select_for_update(of=("self",)).order_by("pk"))
    rows = [row for row in unit_rows(by, month, organisation_id) if row.draft and not row.filled.is_empty]
    if not rows:
        raise Missing("还没有填写任何一项，请先填写再提交。")
    _ensure_seen(rows, seen)
    _check(rows)
    reports = report_progress_on_many(
        by=by,
        rows=[
            Told(
                key=row.entry.pk,
                task_id=row.entry.task_id,
                organisation_id=organisation_id,
                text=row.filled.said,
                as_of=row.as_of,
                uploads=[(file.purpose, _upload(file)) for file in row.files],
            )
            for row in rows
        ],
    )
    statements = Statement.objects.bulk_create(
        [
            Statement(
                report=report,
                entry=row.entry,
                claim=row.filled.claim,
                percent=row.filled.percent,
                cause=row.filled.cause.strip(),
                next_step=row.filled.next_step.strip(),
                unchanged=row.filled.unchanged,
            )
            for row, report in zip(rows, reports, strict=True)
        ]
    )
    for row, report in zip(rows, reports, strict=True):
        if row.filled.figures:
            figures.enter(
                by=by,
                report=report,
                found=row.indicators,
                typed=row.filled.figures,
                answer=row.filled.answer,
            )
    Draft.objects.filter(entry__in=[row.entry.pk for row in rows]).delete()
    DraftFile.objects.filter(entry__in=[row.entry.pk for row in rows]).delete()
    Entry.objects.filter(pk__in=[row.entry.pk for row in rows], seen_at=None).update(seen_at=timezone.now())
    record_all(
        [
            Said(
                "dispatch.stated",
                target=row.task,
                area_code=row.entry.area_code,
                after={
                    "month": f"{month:%Y-%m}",
                    "claim": statement.get_claim_display(),
                    "percent": statement.percent,
                    "cause": statement.cause,
                    "next_step": statement.next_step,
                    "report": statement.report_id,
                },
            )
            for row, statement in zip(rows, statements, strict=True)
        ],
        by=by,
    )
    return statements


def _ensure_seen(rows: Sequence[Row], seen: Mapping[int, int] | None) -> None:
    if seen is None:
        return
    for row in rows:
        draft = row.draft
        if draft is not None and seen.get(row.entry.pk, 0) != draft.version:
            at = timezone.localtime(draft.saved_at)
            raise Conflict(
                f"第 {row.number} 行（{row.task.number or '无编号'}）{draft.saved_by.name} {at:%H:%M} 有改动，"
                "您还没有看到，未提交。请刷新页面核对后再提交。"
            )


def _check(rows: Sequence[Row]) -> None:
    wrong = {}
    for row in rows:
        found = [said for _, said in row.problems(row.filled)]
        if row.state == "excused":
            found.append("该任务已转入验收等环节，不再按月填报，请清空本行")
        if found:
            wrong[row.entry.pk] = f"第 {row.number} 行：" + "；".join(found)
    if wrong:
        raise Invalid(f"有 {len(wrong)} 行需要改正，本次都没有提交。", rows=wrong)


def _upload(file: DraftFile) -> "SimpleUploadedFile":
    return SimpleUploadedFile(file.name, store.read(file.file), content_type=file.file.media_type)
