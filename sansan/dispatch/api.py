"""月调度 over HTTP: what a unit owes and hands in, how the months stand, frozen months with their rows, bulletins."""

from typing import Annotated, Any, TypeVar

from django.db import transaction
from django.utils import timezone
from ninja import Path, Query, Router

from sansan.dispatch import api_shapes as shapes
from sansan.dispatch import drafts, queries
from sansan.dispatch.actions.bulletins import sections_of
from sansan.dispatch.actions.handing_in import hand_in
from sansan.dispatch.bulletin import Paragraph, Section, Sheet
from sansan.dispatch.checks import Filled
from sansan.dispatch.content import ENTRIES, TASKS, Json
from sansan.dispatch.models import Bulletin, Entry, Period, Snapshot
from sansan.dispatch.presentation import viewer
from sansan.dispatch.querysets import REPORT
from sansan.dispatch.rules import month_of
from sansan.dispatch.views.bulletins import docx_of, read_bulletin, whole_period
from sansan.dispatch.views.office import find
from sansan.dispatch.views.snapshots import read
from sansan.errors import Invalid, Missing
from sansan.interface import Id, Paged, Rows, Shown, attachment, file_answer, rows_of
from sansan.people.models import Person
from sansan.people.request import PersonRequest
from sansan.rectification.views.exports import DOCX
from sansan.ui.keyset import keyset_page

router = Router(tags=["月调度"])
_Shape = TypeVar("_Shape", bound=Shown)
Month = Annotated[str, Path(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", description="月份，如 2026-11")]
_UNIT = "dispatch/months/{month}/units/{organisation_id}"


@router.get(
    "dispatch/months", response=list[shapes.DueShown], summary="本单位应报的月份", url_name="dispatch_months"
)
def months(request: PersonRequest) -> list[shapes.DueShown]:
    """以本人单位的名义须填报的月份，早的在前。"""
    person = viewer(request, REPORT)
    return [
        shapes.DueShown(
            month=f"{due.month:%Y-%m}",
            organisation_id=due.organisation.pk,
            organisation=due.organisation.name,
            due_on=due.due_on,
            asked=due.asked,
            missing=due.missing,
            returned=due.returned,
        )
        for due in queries.dues(person, timezone.localdate())
    ]


@router.get(
    f"{_UNIT}/rows", response=list[shapes.RowShown], summary="一个月的应报事项", url_name="dispatch_rows"
)
def unit_rows(request: PersonRequest, month: Month, organisation_id: Id) -> list[shapes.RowShown]:
    """本单位当月应报的各行，和上次填报的内容。"""
    person = viewer(request, REPORT)
    return [_row(row) for row in _unit_rows(person, month, organisation_id)]


@router.post(f"{_UNIT}/hand-in", response=shapes.HandedIn, summary="提交月报", url_name="dispatch_hand_in")
def hand_in_rows(
    request: PersonRequest, month: Month, organisation_id: Id, given: shapes.HandInGiven
) -> shapes.HandedIn:
    """一次提交各行，全部提交或全部不提交；errors 逐行写明须改正的内容。没有写到的行不变。

    页面上已填写、没有提交的行随同提交，须一并写明，否则答复 409。
    """
    person = viewer(request, REPORT)
    rows = {row.entry.pk: row for row in _unit_rows(person, month, organisation_id)}
    with transaction.atomic():
        seen: dict[int, int] = {}
        for one in given.rows:
            if one.entry_id not in rows or one.entry_id in seen:
                raise Invalid(f"应报事项 {one.entry_id} 不是本单位本月的，或写了两次。", field="rows")
            filled = _filled(rows[one.entry_id], one)
            draft = drafts.save_draft(by=person, entry_id=one.entry_id, filled=filled, version=one.version)
            seen[one.entry_id] = draft.version
        said = hand_in(by=person, month=month_of(month), organisation_id=organisation_id, seen=seen)
    left = sum(row.open for row in queries.unit_rows(person, month_of(month), organisation_id))
    return shapes.HandedIn(report_ids=[statement.report_id for statement in said], missing=left)


@router.get(
    "dispatch/periods", response=Rows[shapes.PeriodShown], summary="月调度列表", url_name="dispatch_periods"
)
def periods(request: PersonRequest, given: Query[Paged]) -> Rows[shapes.PeriodShown]:
    """本人可见的月调度，最近的在前。"""
    rows = Period.objects.visible_to(viewer(request)).select_related("round").prefetch_related("snapshots")
    page = keyset_page(rows, order=("-month", "-id"), size=given.limit, cursor=given.cursor or None)
    return rows_of(page, _period)


@router.get(
    "dispatch/periods/{period_id}",
    response=shapes.PeriodWhole,
    summary="一个月的填报情况",
    url_name="dispatch_period",
)
def period(request: PersonRequest, period_id: Id) -> shapes.PeriodWhole:
    """本人范围内各单位应报、已报、未报的项次，未报多的在前。"""
    person = viewer(request)
    found = find(person, period_id)
    units = queries.units(queries.rows(Entry.objects.visible_to(person).filter(period=found)))
    return shapes.PeriodWhole(
        **dict(_period(found)),
        units=[
            shapes.UnitCounts(
                organisation_id=unit.organisation.pk,
                organisation=str(unit.organisation),
                asked=len(unit.rows),
                reported=unit.reported,
                waiting=unit.waiting,
                returned=unit.returned,
                missing=unit.missing,
                unopened=unit.unopened,
                late=unit.late,
                behind=unit.behind,
            )
            for unit in units
        ],
    )


@router.get(
    "dispatch/periods/{period_id}/snapshots",
    response=list[shapes.SnapshotShown],
    summary="月度快照列表",
    url_name="dispatch_snapshots",
)
def snapshots(request: PersonRequest, period_id: Id) -> list[shapes.SnapshotShown]:
    """冻结过的各版，最近的在前。"""
    found = find(viewer(request), period_id)
    return [_snapshot(one) for one in found.snapshots.defer("content").order_by("-version")]


@router.get(
    "dispatch/snapshots/{snapshot_id}",
    response=shapes.SnapshotWhole,
    summary="一个月度快照",
    url_name="dispatch_snapshot",
)
def snapshot(request: PersonRequest, snapshot_id: Id) -> shapes.SnapshotWhole:
    """冻结时的全部数字；只看到部分任务的，数字按看到的重新计数，whole 为 false。"""
    found, month = read(viewer(request), snapshot_id)
    return shapes.SnapshotWhole(
        **dict(_snapshot(found)),
        whole=month.whole,
        numbers=[
            shapes.NumberShown(key=one.key, of=one.of, label=one.label, value=one.value, unit=one.unit)
            for one in month.numbers.values()
        ],
    )


@router.get(
    "dispatch/snapshots/{snapshot_id}/rows",
    response=shapes.NumberRows,
    summary="快照中一个数字的明细",
    url_name="dispatch_snapshot_rows",
)
def snapshot_rows(
    request: PersonRequest, snapshot_id: Id, given: Query[shapes.NumberGiven]
) -> shapes.NumberRows:
    """这个数字数的正是这些行，内容为冻结时的；按 of 分别列在 tasks、entries、papers 中。"""
    _, month = read(viewer(request), snapshot_id)
    number = month.number(given.number)
    if number is None:
        raise Missing("该数字不在本快照中，或没有您可以看到的明细。", pk=snapshot_id)
    rows = month.rows(number)
    return shapes.NumberRows(
        key=number.key,
        of=number.of,
        label=number.label,
        value=number.value,
        unit=number.unit,
        tasks=[_frozen_task(row) for row in rows] if number.of == TASKS else [],
        entries=[_picked(shapes.FrozenEntry, row) for row in rows] if number.of == ENTRIES else [],
        papers=[_picked(shapes.FrozenPaper, row) for row in rows]
        if number.of not in (TASKS, ENTRIES)
        else [],
    )


@router.get(
    "dispatch/periods/{period_id}/bulletins",
    response=list[shapes.BulletinShown],
    summary="月调度通报列表",
    url_name="dispatch_bulletins",
)
def bulletins(request: PersonRequest, period_id: Id) -> list[shapes.BulletinShown]:
    """各版通报，最近的在前；草稿只有拟稿和签发的人看得到。"""
    person = viewer(request)
    found = whole_period(person, period_id)
    rows = Bulletin.objects.visible_to(person).filter(period=found).order_by("-version")
    return [_bulletin(one) for one in rows]


@router.get(
    "dispatch/bulletins/{bulletin_id}",
    response=shapes.BulletinWhole,
    summary="一份月调度通报",
    url_name="dispatch_bulletin",
)
def bulletin(request: PersonRequest, bulletin_id: Id) -> shapes.BulletinWhole:
    """各节的文字和表格。"""
    found, month = read_bulletin(viewer(request), bulletin_id)
    return shapes.BulletinWhole(
        **dict(_bulletin(found)), sections=[_section(one) for one in sections_of(found, month)]
    )


@router.get(
    "dispatch/bulletins/{bulletin_id}/file",
    summary="下载月调度通报",
    url_name="dispatch_bulletin_file",
    openapi_extra=file_answer(DOCX),
)
def bulletin_file(request: PersonRequest, bulletin_id: Id) -> Any:
    """Word 文件，每个数字附注所据明细的地址。"""
    found, month = read_bulletin(viewer(request), bulletin_id)
    name = f"{found.title}{found.number or '（草稿）'}.docx"
    return attachment(docx_of(found, month), name=name, media_type=DOCX)


def _unit_rows(person: Person, month: str, organisation_id: int) -> list[queries.Row]:
    rows = queries.unit_rows(person, month_of(month), organisation_id)
    if not rows:
        raise Missing("本单位该月没有应报事项，或不是您的单位填报的。", pk=organisation_id)
    return rows


def _filled(row: queries.Row, given: shapes.RowGiven) -> Filled:
    keys = {indicator.figure_id: indicator.key for indicator in row.indicators}
    if odd := [one.figure_id for one in given.figures if one.figure_id not in keys]:
        raise Invalid(f"第 {row.number} 行：指标 {odd[0]} 不在该任务中，或由系统取数。", field="rows")
    return Filled(
        text=given.text,
        claim=given.claim,
        percent=given.percent,
        cause=given.cause,
        next_step=given.next_step,
        unchanged=given.unchanged,
        figures={keys[one.figure_id]: one.value for one in given.figures},
    )


def _row(row: queries.Row) -> shapes.RowShown:
    filled = row.filled
    return shapes.RowShown(
        entry_id=row.entry.pk,
        number=row.number,
        task_id=row.task.pk,
        task_number=row.task.number,
        problem=row.task.problem,
        state=row.state,
        state_label=row.badge[1],
        open=row.open,
        late=row.late,
        report_id=row.report.pk if row.report else None,
        review_note=row.report.review_note if row.report else "",
        version=row.draft.version if row.draft else 0,
        text=filled.text,
        claim=filled.claim,
        percent=filled.percent,
        cause=filled.cause,
        next_step=filled.next_step,
        unchanged=filled.unchanged,
        last_text=row.last_text,
        figures=[
            shapes.IndicatorShown(
                figure_id=one.figure_id,
                name=one.label,
                unit=one.unit,
                last=one.printed,
                as_of=one.as_of,
                typed=typed,
            )
            for one, typed in row.numbers
        ],
    )


def _period(row: Period) -> shapes.PeriodShown:
    return shapes.PeriodShown(
        id=row.pk,
        month=f"{row.month:%Y-%m}",
        area_code=row.area_code,
        round_id=row.round_id,
        what=row.what,
        due_on=row.due_on,
        freeze_on=row.freeze_on,
        versions=len(row.snapshots.all()),
    )


def _snapshot(row: Snapshot) -> shapes.SnapshotShown:
    return shapes.SnapshotShown(
        id=row.pk,
        period_id=row.period_id,
        version=row.version,
        as_of=row.as_of,
        frozen_at=row.frozen_at,
        reason=row.reason,
        digest=row.digest,
    )


def _frozen_task(row: Json) -> shapes.FrozenTask:
    """Of its figures nothing: they are the whole task's, whichever part of it the reader sees."""
    return _picked(shapes.FrozenTask, row | {"units": [unit["name"] for unit in row["units"]]})


def _picked(shape: type[_Shape], row: Json) -> _Shape:
    return shape(**{name: row[name] for name in shape.model_fields})


def _bulletin(row: Bulletin) -> shapes.BulletinShown:
    return shapes.BulletinShown(
        id=row.pk,
        period_id=row.period_id,
        snapshot_id=row.snapshot_id,
        version=row.version,
        title=row.title,
        number=row.number,
        state=row.state,
        state_label=row.get_state_display(),
        issued_at=row.issued_at,
    )


def _section(section: Section) -> shapes.SectionShown:
    return shapes.SectionShown(
        key=section.key,
        heading=section.heading,
        paragraphs=[_said(block.pieces) for block in section.blocks if isinstance(block, Paragraph)],
        tables=[
            [[_said(cell) for cell in row] for row in block.rows]
            for block in section.blocks
            if isinstance(block, Sheet)
        ],
    )


def _said(pieces: Any) -> str:
    return "".join(piece.text for piece in pieces)
