"""Bodies: founding, renaming, dissolving them, and loading a whole tree from a file."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from sansan.errors import Conflict, Invalid
from sansan.people.access import require
from sansan.people.models import Organisation
from sansan.people.organisations import OrganisationRow, read
from sansan.trail.record import Actor, record

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_FIELDS = ("name", "short_name", "kind", "area_code", "parent_id", "valid_from", "valid_to", "source")


def _parent(row: OrganisationRow) -> Organisation | None:
    if not row.parent:
        return None
    found = Organisation.objects.filter(code=row.parent).first()
    if found is None:
        raise Invalid(f"上级机构“{row.parent}”不存在，请先建立。", field="parent")
    if row.code in _line_of(found):
        raise Invalid("上级机构不能是本机构自己或其下级。", field="parent")
    return found


def _line_of(body: Organisation) -> set[str]:
    codes: set[str] = set()
    step: Organisation | None = body
    while step is not None and step.code not in codes:
        codes.add(step.code)
        step = step.parent
    return codes


def _check(row: OrganisationRow) -> None:
    if not _CODE.fullmatch(row.code) or row.code == "new":  # the address of the page that makes one
        raise Invalid(f"机构编码“{row.code}”只能由英文字母、数字、横线组成，不超过 64 位。", field="code")
    if not row.name.strip() or len(row.name) > 100:
        raise Invalid("请填写机构名称，不超过 100 个字。", field="name")
    if row.kind not in Organisation.Kind.values:
        raise Invalid(f"机构类别“{row.kind}”不在可选范围内。", field="kind")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Invalid("撤销日期不得早于设立日期。", field="valid_to")


@transaction.atomic
def create_organisation(*, by: Actor, row: OrganisationRow) -> Organisation:
    """A new body. Raises Invalid for a code in use, an unknown parent or kind, days out of order."""
    require(by, "people.manage")
    _check(row)
    if Organisation.objects.filter(code=row.code).exists():
        raise Invalid(f"机构编码“{row.code}”已被使用。", field="code")
    return _write(Organisation(code=row.code), row, by=by)


@transaction.atomic
def change_organisation(*, by: Actor, organisation: Organisation, row: OrganisationRow) -> Organisation:
    """New details for a body; its code stays. A body that ends keeps its record and its history."""
    require(by, "people.manage")
    _check(row)
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if found.code != row.code:
        raise Conflict("机构编码不能修改：任务和任职都以它为据。")
    return _write(found, row, by=by)


def _write(body: Organisation, row: OrganisationRow, *, by: Actor) -> Organisation:
    """Save the row into the body; an unchanged body is not written and leaves no event."""
    parent = _parent(row)
    before = {field: getattr(body, field) for field in _FIELDS} if body.pk else {}
    body.name, body.short_name, body.kind = row.name.strip(), row.short_name.strip(), row.kind
    body.area_code, body.parent, body.source = row.area_code, parent, row.source
    body.valid_from, body.valid_to = row.valid_from, row.valid_to
    after: dict[str, Any] = {field: getattr(body, field) for field in _FIELDS}
    if before == after:
        return body
    body.save()
    changed = [field for field in _FIELDS if before.get(field) != after[field]]
    record(
        "organisation.changed" if before else "organisation.created",
        target=body,
        by=by,
        area_code=body.area_code,
        before={field: before[field] for field in changed} if before else None,
        after={field: after[field] for field in changed},
    )
    return body


@transaction.atomic
def import_organisations(
    *, by: Actor, rows: Iterable[OrganisationRow] | None = None, path: Path | None = None
) -> int:
    """Create or update bodies by code, parents before children; returns how many were written.

    Without rows, the TOML file at `path` is read, by default the sample city's.
    """
    require(by, "people.manage")
    written = 0
    for row in parents_first(read(path) if rows is None else rows):
        _check(row)
        body = Organisation.objects.filter(code=row.code).first() or Organisation(code=row.code)
        before = tuple(getattr(body, field) for field in _FIELDS) if body.pk else None
        body = _write(body, row, by=by)
        written += before != tuple(getattr(body, field) for field in _FIELDS)
    return written


def parents_first(rows: Iterable[OrganisationRow]) -> list[OrganisationRow]:
    """The rows so that a parent in the same list comes before its children; raises Invalid on a circle."""
    waiting = {row.code: row for row in rows}
    done: list[OrganisationRow] = []
    while waiting:
        ready = [row for row in waiting.values() if row.parent not in waiting]
        if not ready:
            raise Invalid(f"机构的上下级关系成环：{'、'.join(waiting)}。", field="parent")
        done += ready
        for row in ready:
            del waiting[row.code]
    return done
