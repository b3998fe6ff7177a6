"""Keeping what a unit fills in before it is handed in: each row by itself, as often as somebody types.

No event in the trail: nothing is said yet, and the trail would hold a line for every pause at the keyboard. What is
handed in, by whom and when, is recorded by the action that hands it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from sansan.config import config
from sansan.dispatch.checks import Filled
from sansan.dispatch.models import Draft, DraftFile, Entry
from sansan.dispatch.queries import Row, filled_of, one_row, unit_rows
from sansan.dispatch.querysets import REPORT
from sansan.errors import Conflict, Invalid, Missing
from sansan.evidence import store
from sansan.evidence.kinds import accept
from sansan.evidence.models import Purpose
from sansan.evidence.scan import scan
from sansan.people.access import acts_for, require
from sansan.people.models import Person

LABELS = {
    "text": "本月情况",
    "claim": "进度",
    "percent": "完成进度",
    "cause": "滞后原因",
    "next_step": "下一步措施",
    "unchanged": "无变化",
    "figures": "数据",
    "answer": "数据说明",
}
MOST_FILES = 10


@dataclass(frozen=True)
class Change:
    """Where the row another person of the unit saved differs from one's own."""

    label: str
    mine: str
    theirs: str


class Overtaken(Conflict):
    """Somebody else of the unit saved the row first; nothing of this saving was kept."""

    def __init__(self, draft: Draft, changes: list[Change]) -> None:
        who = draft.saved_by.name
        at = timezone.localtime(draft.saved_at)
        super().__init__(f"{who} {at:%H:%M} 已改动本行，您这次的内容没有保存。", version=draft.version)
        self.draft = draft
        self.changes = changes


@transaction.atomic
def save_draft(*, by: Person, entry_id: int, filled: Filled, version: int) -> Draft:
    """Keep the row as filled in. `version` is the one the person's page shows; an older one is refused.
    The refusal says where the other person's row differs from this one.
    """
    entry = _locked_entry(entry_id, by)
    draft = Draft.objects.select_related("saved_by").filter(entry=entry).first()
    if draft is not None and draft.version != version:
        raise Overtaken(draft, changes_between(filled, filled_of(draft)))
    if draft is None:
        draft = Draft(entry=entry)
    for name in ("text", "claim", "percent", "cause", "next_step", "unchanged", "answer"):
        setattr(draft, name, getattr(filled, name))
    draft.figures = {key: value.strip() for key, value in filled.figures.items() if value.strip()}
    draft.version += 1
    draft.saved_by, draft.saved_at = by, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def copy_last(*, by: Person, entry_id: int) -> None:
    """Put what the unit said the time before into the row, to be changed where it has changed."""
    _locked_entry(entry_id, by)
    row = one_row(by, entry_id)
    if row is None or row.last is None:
        raise Missing("这一项上月没有填报，无可沿用。")
    version = row.draft.version if row.draft else 0
    save_draft(by=by, entry_id=entry_id, filled=_carried(row), version=version)


@transaction.atomic
def copy_all(*, by: Person, entry_ids: Mapping[int, int]) -> int:
    """The same for every untouched row of these (entry → version shown); how many were filled."""
    first = next(iter(entry_ids), 0)
    entry = Entry.objects.filter(pk=first).first()
    if entry is None:
        raise Missing("没有可以沿用上月的行。")
    count = 0
    for row in unit_rows(by, entry.month, entry.organisation_id):
        if row.entry.pk in entry_ids and row.open and row.last and row.filled.is_empty:
            save_draft(
                by=by,
                entry_id=row.entry.pk,
                filled=_carried(row),
                version=row.draft.version if row.draft else 0,
            )
            count += 1
    return count


@transaction.atomic
def begin_again(*, by: Person, entry_id: int) -> None:
    """Open a row that was reported, to correct it: the draft begins with what was said."""
    _locked_entry(entry_id, by)
    row = one_row(by, entry_id)
    if row is None or row.report is None or row.draft is not None:
        raise Conflict("该行已在更正，或还没有填报。请刷新页面。")
    said = row.statement
    text = row.report.text.removeprefix("本月无变化。") if said and said.unchanged else row.report.text
    filled = Filled(
        text=text,
        claim=said.claim if said else "",
        percent=said.percent if said else None,
        cause=said.cause if said else "",
        next_step=said.next_step if said else "",
        unchanged=bool(said and said.unchanged),
    )
    save_draft(by=by, entry_id=entry_id, filled=filled, version=0)


@transaction.atomic
def discard(*, by: Person, entry_id: int) -> None:
    """Throw the row's draft and its files away."""
    entry = _locked_entry(entry_id, by)
    Draft.objects.filter(entry=entry).delete()
    entry.files.all().delete()


@transaction.atomic
def add_file(*, by: Person, entry_id: int, upload: "UploadedFile[bytes]", purpose: str) -> DraftFile:
    """Keep a file with the row; it is checked now, and becomes evidence when the row is handed in."""
    require(by, "evidence.upload")
    entry = _locked_entry(entry_id, by)
    if purpose not in Purpose.values:
        raise Invalid("请选择材料的用途：整改前、整改后、文件资料或其他。", field="purpose")
    if entry.files.count() >= MOST_FILES:
        raise Invalid(f"每项最多附 {MOST_FILES} 份材料，其余请在任务页上传。", field="upload")
    name = (upload.name or "未命名").replace("\\", "/").rpartition("/")[2][-200:]
    limit = config().upload_max_bytes
    if (upload.size or 0) > limit or upload.file is None:
        raise Invalid(f"“{name}”超过 {limit / 1024 / 1024:g} MB 的上限，请压缩后再上传。", field="upload")
    kind = accept(upload.file, name, upload.size or 0)
    scan(upload.file, name)
    upload.file.seek(0)
    stored = store.keep(upload.file, media_type=kind.media_type)
    return DraftFile.objects.create(entry=entry, file=stored, name=name, purpose=purpose, by=by)


@transaction.atomic
def remove_file(*, by: Person, entry_id: int, file_id: int) -> None:
    entry = _locked_entry(entry_id, by)
    if not entry.files.filter(pk=file_id).delete()[0]:
        raise Missing("该材料已被移去，请刷新页面。")


@transaction.atomic
def note_opened(*, by: Person, rows: list[Row]) -> None:
    """The unit has its page of the month in hand: the office no longer asks whether it was noticed."""
    new = [row.entry.pk for row in rows if row.entry.seen_at is None]
    if new and acts_for(by, rows[0].entry.organisation_id):
        Entry.objects.filter(pk__in=new, seen_at=None).update(seen_at=timezone.now())


def changes_between(mine: Filled, theirs: Filled) -> list[Change]:
    found = []
    for name, label in LABELS.items():
        old, new = _said(getattr(mine, name)), _said(getattr(theirs, name))
        if old != new:
            found.append(Change(label, old, new))
    return found


def _said(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "是"
    if isinstance(value, Mapping):
        return "、".join(str(typed) for typed in value.values() if str(typed).strip())
    return str(value).strip()


def _carried(row: Row) -> Filled:
    """Last month's words, as a start. Figures stay empty: only those that changed are filled in."""
    said = row.last_statement
    return Filled(
        text=row.last_text.removeprefix("本月无变化。"),
        claim=said.claim if said else "",
        percent=said.percent if said else None,
        cause=said.cause if said else "",
        next_step=said.next_step if said else "",
    )


def _locked_entry(entry_id: int, by: Person) -> Entry:
    require(by, REPORT)
    entry = Entry.objects.visible_to(by, REPORT).select_for_update(of=("self",)).filter(pk=entry_id).first()
    if entry is None or not acts_for(by, entry.organisation_id):
        raise Missing("未找到该应报事项，或不是贵单位填报的。", pk=entry_id)
    return entry
