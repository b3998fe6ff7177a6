"""Writing tables of organisations, persons and posts: every row through the same actions as the pages.

A trial run does the whole work and takes it back, so what it reports is exactly what would happen.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from sansan.errors import DomainError, Invalid
from sansan.people import actions, passwords, sheets
from sansan.people.access import require
from sansan.people.models import Organisation, Person, Post
from sansan.people.organisations import OrganisationRow
from sansan.people.roles import Role
from sansan.people.sheets import Sheet
from sansan.places.models import Area
from sansan.trail.record import Actor

NEEDS = {"机构": "people.manage", "人员": "people.manage", "任职": "people.security"}
_KINDS = {str(label): value for value, label in Organisation.Kind.choices}
_ROLES = {role.label: role for role in Role}


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row, where it stands in the file."""

    sheet: str
    row: int
    message: str

    def __str__(self) -> str:
        return f"{self.sheet} 第 {self.row} 行：{self.message}"


@dataclass
class Outcome:
    """What was (or, `saved` false, would have been) written, and the first passwords of new persons."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    first_passwords: list[tuple[str, str, str]] = field(default_factory=list)
    saved: bool = False

    def summary(self) -> str:
        parts = [
            f"{kind} 新建 {self.created[kind]}、更新 {self.changed[kind]}、不变 {self.same[kind]}"
            for kind in sheets.COLUMNS
            if self.created[kind] + self.changed[kind] + self.same[kind]
        ]
        return "；".join([*parts, f"有错 {len(self.errors)} 行"])


def run(
    *,
    by: Actor,
    tables: Sequence[Sheet],
    dry_run: bool,
    skip_bad: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Write the rows. With an error nothing is kept, unless `skip_bad`; `progress` is told after each row.

    Raises NotAllowed when the person may not write one of the kinds of table at all.
    """
    for kind in {sheet.kind for sheet in tables}:
        require(by, NEEDS[kind])
    outcome = Outcome()
    with transaction.atomic():
        for sheet in tables:
            for number, row in sheet.rows:
                _write(sheet, number, row, by=by, outcome=outcome)
                if progress:
                    progress(1)
        outcome.saved = not dry_run and (skip_bad or not outcome.errors)
        if not outcome.saved:
            outcome.first_passwords.clear()
            transaction.set_rollback(True)
    return outcome


def _write(sheet: Sheet, number: int, row: dict[str, str], *, by: Actor, outcome: Outcome) -> None:
    try:
        missing = [
            name for name, needed in sheets.COLUMNS[sheet.kind].items() if needed and not row.get(name)
        ]
        if missing:
            raise Invalid(f"{'、'.join(missing)}没有填写。")
        with transaction.atomic():
            done = {"机构": _organisation, "人员": _person, "任职": _post}[sheet.kind](row, by, outcome)
    except DomainError as problem:
        outcome.errors.append(RowError(sheet.title, number, problem.message))
    else:
        getattr(outcome, done)[sheet.kind] += 1


def _organisation(row: dict[str, str], by: Actor, _: Outcome) -> str:
    kind = row["类别"]
    entry = OrganisationRow(
        code=row["机构编码"],
        name=row["机构名称"],
        kind=_KINDS.get(kind, kind),
        area_code=_area(row["所辖区域"]),
        short_name=row.get("简称", ""),
        parent=row.get("上级机构", ""),
        valid_from=sheets.day(row.get("设立日期", ""), "设立日期"),
        valid_to=sheets.day(row.get("撤销日期", ""), "撤销日期"),
        source=row.get("依据", ""),
    )
    existing = Organisation.objects.filter(code=entry.code).exists()
    if not actions.import_organisations(by=by, rows=[entry]):
        return "same"
    return "changed" if existing else "created"


def _person(row: dict[str, str], by: Actor, outcome: Outcome) -> str:
    details: dict[str, Any] = {
        "name": row["姓名"],
        "phone": row.get("手机", ""),
        "email": row.get("电子邮箱", ""),
    }
    person = Person.objects.filter(username=row["用户名"].lower()).first()
    if person is None:
        password = passwords.temporary(row["用户名"])
        created = actions.create_person(by=by, username=row["用户名"], password=password, **details)
        outcome.first_passwords.append((created.username, created.name, password))
        return "created"
    if {name: getattr(person, name) for name in details} == details:
        return "same"
    actions.change_person(by=by, person=person, **details)
    return "changed"


def _post(row: dict[str, str], by: Actor, _: Outcome) -> str:
    role = _ROLES.get(row["角色"])
    if role is None:
        raise Invalid(f"角色“{row['角色']}”不存在，可用的有：{'、'.join(_ROLES)}。")
    person = Person.objects.filter(username=row["用户名"].lower()).first()
    if person is None:
        raise Invalid(f"用户名“{row['用户名']}”不存在，请先导入人员。")
    organisation = _body(row["机构"])
    starts_on = sheets.day(row["任职日期"], "任职日期") or dt.date.max
    area = _area(row["区域"]) if row.get("区域") else organisation.area_code
    same = Post.objects.filter(
        person=person,
        organisation=organisation,
        role=role,
        area_code=area,
        starts_on=starts_on,
        revoked_at=None,
    )
    if same.exists():
        return "same"
    actions.appoint(
        by=by,
        person=person,
        organisation=organisation,
        role=role,
        area_code=area,
        title=row.get("职务", ""),
        starts_on=starts_on,
        ends_on=sheets.day(row.get("离任日期", ""), "离任日期"),
    )
    return "created"


def _body(given: str) -> Organisation:
    for name in ("code", "name", "short_name"):
        found = list(Organisation.objects.filter(**{name: given})[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise Invalid(f"叫“{given}”的机构不止一个，请改填机构编码。")
    raise Invalid(f"机构“{given}”不存在，请先建立或核对编码。")


def _area(given: str) -> str:
    """The code of an area given by its code or by a name that is borne only once."""
    if Area.objects.filter(code=given).exists():
        return given
    codes: Iterable[str] = Area.objects.filter(name=given).values_list("code", flat=True)[:2]
    match list(codes):
        case [code]:
            return str(code)
        case []:
            raise Invalid(f"区域“{given}”不在行政区划表中，请核对名称或改填代码。")
        case _:
            raise Invalid(f"叫“{given}”的区域不止一个，请改填行政区划代码。")
