"""Writing places: the tree as a whole, zones one version at a time."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from sansan.errors import Conflict, Invalid
from sansan.permission import require
from sansan.places import sample
from sansan.places.geometry import BadGeometryError, boundary, edges
from sansan.places.models import Area, Zone
from sansan.places.tables import read_areas, read_boundaries
from sansan.places.zone_kinds import zone_kinds
from sansan.trail.record import Actor, record

_SHOWN = 20


@dataclass(frozen=True)
class Imported:
    """What an import did, in rows."""

    added: int
    changed: int
    same: int


@transaction.atomic
def import_areas(
    *,
    by: Actor,
    areas_csv: bytes | None = None,
    boundaries: bytes | None = None,
    datum: str = "wgs84",
    dry_run: bool = False,
) -> Imported:
    """Take over an area table, a boundary file (GeoJSON in the named datum) or both: all of it or nothing.

    Areas the files do not name stay as they are; without any file the sample city's are taken. With `dry_run`
    everything is checked and nothing is written.
    Raises Invalid whose `data["errors"]` lists every mistake with its row.
    """
    require(by, "places.manage")
    if areas_csv is None and boundaries is None:
        areas_csv, boundaries = sample.areas_csv(), sample.boundaries()
    table = read_areas(areas_csv) if areas_csv is not None else None
    shapes, errors = read_boundaries(boundaries, datum=datum) if boundaries is not None else ({}, [])
    rows = table.rows if table else {}
    errors = [*(table.errors if table else []), *errors]
    present = Area.objects.in_bulk()
    errors += _loose_ends(rows, shapes, present.keys())
    if errors:
        raise _refused(errors)
    changes = _changes(rows, shapes, present)
    added = [code for code in changes if code not in present]
    result = Imported(len(added), len(changes) - len(added), len(rows.keys() | shapes.keys()) - len(changes))
    if changes and not dry_run:
        _save(changes, present)
        _remember(changes, present, by)
    return result


def _refused(errors: list[str]) -> Invalid:
    more = f"\n……另有 {len(errors) - _SHOWN} 处" if len(errors) > _SHOWN else ""
    listed = "\n".join(errors[:_SHOWN])
    return Invalid(f"发现 {len(errors)} 处错误，未导入任何内容：\n{listed}{more}", errors=errors)


def _loose_ends(
    rows: Mapping[str, Mapping[str, Any]], shapes: Iterable[str], present: Iterable[str]
) -> list[str]:
    """Parents, hosts and boundaries that point at an area nobody knows."""
    known = {*rows, *present}
    errors = []
    for code, row in rows.items():
        for heading, other in (("上级代码", row["parent_code"]), ("所在县区代码", row["host_code"])):
            if other and other not in known:
                errors.append(f"{code} {row['name']}：{heading} {other} 既不在表中也不在库中")
    errors += [f"边界的代码“{code}”既不在表中也不在库中" for code in shapes if code not in known]
    return errors


def _changes(
    rows: Mapping[str, Mapping[str, Any]], shapes: Mapping[str, Any], present: Mapping[str, Area]
) -> dict[str, dict[str, Any]]:
    """Code → the values that differ from what is stored, parents first."""
    found = {}
    for code in sorted(rows.keys() | shapes.keys()):
        values = dict(rows.get(code, {}))
        if code in shapes:
            values["boundary"] = shapes[code]
        area = present.get(code)
        differing = {
            name: value for name, value in values.items() if area is None or getattr(area, name) != value
        }
        if differing:
            found[code] = differing
    return found


def _save(changes: Mapping[str, Mapping[str, Any]], present: Mapping[str, Area]) -> None:
    Area.objects.bulk_create([Area(code=code, **new) for code, new in changes.items() if code not in present])
    for code, values in changes.items():
        if code in present:
            Area.objects.filter(pk=code).update(**values)


def _remember(changes: Mapping[str, Mapping[str, Any]], present: Mapping[str, Area], by: Actor) -> None:
    """One event for the import, on the topmost area it touched."""
    before = {
        code: {name: _short(getattr(present[code], name)) for name in values}
        for code, values in changes.items()
        if code in present
    }
    after = {
        code: {name: _short(value) for name, value in values.items()} for code, values in changes.items()
    }
    top = min(changes, key=lambda code: (len(code), code))
    record(
        "places.areas_imported",
        target=Area.objects.get(pk=top),
        by=by,
        area_code=top,
        before=before,
        after={code: values if code in present else values.get("name") for code, values in after.items()},
    )


def _short(value: Any) -> Any:
    """A boundary by its hash: the trail says that it changed, not its thousand corners."""
    if not isinstance(value, Mapping):
        return value
    content = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()[:16]}"


@transaction.atomic
def publish_zone(
    *,
    by: Actor,
    kind: str,
    name: str,
    area_code: str,
    geometry: Mapping[str, Any],
    valid_from: dt.date,
    source: str,
) -> Zone:
    """Publish a zone, or its next version: the one before ends the day before. Boundaries are WGS-84.

    Publishing the boundary and basis in force again changes nothing, whatever the day.

    Raises Invalid for an unknown kind, area or a bad
    boundary, Conflict when a version already begins on or after that day.
    """
    require(by, "places.manage")
    shown = _zone_boundary(kind, name, area_code, geometry, source)
    last = (
        Zone.objects.select_for_update()
        .filter(kind=kind, area_code=area_code, name=name)
        .order_by("-version")
        .first()
    )
    if last and last.valid_to is None and (last.boundary, last.source) == (shown, source):
        return last
    if last and last.valid_from >= valid_from:
        raise Conflict(f"“{name}”第 {last.version} 版自 {last.valid_from} 起执行，新版的启用日期须在其后")
    before = None
    if last:
        before = {"version": last.version, "boundary": _short(last.boundary), "valid_to": last.valid_to}
        day_before = valid_from - dt.timedelta(days=1)
        last.valid_to = min(last.valid_to or day_before, day_before)
        last.save(update_fields=["valid_to"])
    west, south, east, north = edges(shown)
    zone = Zone.objects.create(
        kind=kind,
        name=name,
        version=last.version + 1 if last else 1,
        area_code=area_code,
        boundary=shown,
        west=west,
        south=south,
        east=east,
        north=north,
        source=source,
        valid_from=valid_from,
    )
    after = {"version": zone.version, "boundary": _short(shown), "valid_from": valid_from, "source": source}
    record("places.zone_published", target=zone, by=by, area_code=area_code, before=before, after=after)
    return zone


def _zone_boundary(kind: str, name: str, area_code: str, geometry: object, source: str) -> dict[str, Any]:
    if kind not in zone_kinds():
        raise Invalid(f"没有“{kind}”这种管控区；可用：{'、'.join(zone_kinds())}", field="kind")
    if not name or len(name) > 100:
        raise Invalid("管控区名称应为 1 至 100 个字", field="name")
    if not source:
        raise Invalid(f"“{name}”须写明依据（划定文件或来源）", field="source")
    if not Area.objects.filter(pk=area_code).exists():
        raise Invalid(f"“{name}”所属区域 {area_code} 不在区划中", field="area_code")
    try:
        return boundary(geometry)
    except BadGeometryError as error:
        raise Invalid(f"“{name}”的边界：{error}", field="boundary") from error


@transaction.atomic
def close_zone(*, by: Actor, zone_id: int, valid_to: dt.date, reason: str) -> Zone:
    """End a zone without a successor; `valid_to` is its last day."""
    require(by, "places.manage")
    zone = Zone.objects.select_for_update().get(pk=zone_id)
    if zone.valid_to is not None:
        raise Conflict(f"“{zone}”已于 {zone.valid_to} 停用")
    if valid_to < zone.valid_from:
        raise Invalid(f"停用日期不能早于启用日期 {zone.valid_from}", field="valid_to")
    zone.valid_to = valid_to
    zone.save(update_fields=["valid_to"])
    record(
        "places.zone_closed",
        target=zone,
        by=by,
        area_code=zone.area_code,
        reason=reason,
        before={"valid_to": None},
        after={"valid_to": valid_to},
    )
    return zone
