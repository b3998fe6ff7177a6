"""Who answers for an object: the industry's authority and the government of the place. Nothing is unowned."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sansan.errors import Invalid
from sansan.people.models import Organisation
from sansan.people.queries import existing
from sansan.places.scope import contains

DATA = Path(__file__).parent / "data" / "responsibilities.toml"
_TERRITORIAL = {
    "county": (Organisation.Kind.GOVERNMENT,),
    "township": (Organisation.Kind.TOWNSHIP, Organisation.Kind.GOVERNMENT),
}


@dataclass(frozen=True)
class Rule:
    """One line of the matrix; codes of organisations, days included."""

    object_class: str
    label: str
    authority: str
    assisting: tuple[str, ...]
    owner: str
    valid_from: dt.date
    valid_to: dt.date | None
    sure: str

    def in_force(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Owners:
    """The two bodies that answer; `notes` says in Chinese where one of them only stands in."""

    authority: Organisation
    territorial: Organisation
    assisting: tuple[Organisation, ...] = ()
    notes: tuple[str, ...] = ()


@lru_cache
def source() -> str:
    """Where the matrix comes from, for the page."""
    return str(tomllib.loads(DATA.read_text(encoding="utf-8"))["source"])


@lru_cache
def rules() -> tuple[Rule, ...]:
    """The matrix as filed, every version."""
    document = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Rule(
            object_class=entry["class"],
            label=entry["label"],
            authority=entry["authority"],
            assisting=tuple(entry["with"]),
            owner=entry["owner"],
            valid_from=entry["valid_from"],
            valid_to=entry.get("valid_to"),
            sure=entry["sure"],
        )
        for entry in document["rule"]
    )


def responsible_for(object_class: str, area_code: str, on: dt.date) -> Owners:
    """The owners of an object of that class in that area on that day.

    What has no rule, or whose body does not exist that day, falls to the city's campaign office, and the notes say
    so. Raises Invalid only when there is no such office either.
    """
    rule = next((rule for rule in rules() if rule.object_class == object_class and rule.in_force(on)), None)
    codes = (rule.authority, *rule.assisting) if rule else ()
    bodies = {body.code: body for body in existing(Organisation.objects.filter(code__in=codes), on)}
    notes: list[str] = []
    authority = bodies.get(rule.authority) if rule else None
    if authority is None:
        authority = _campaign_office(area_code, on)
        what = f"“{rule.label}”的主管部门未建档" if rule else f"职责表没有“{object_class}”这一类"
        notes.append(f"{what}，暂由{authority}牵头并明确归属。")
    territorial = _territorial(rule.owner if rule else "county", area_code, on)
    if territorial is None:
        territorial = _campaign_office(area_code, on)
        notes.append(f"区域 {area_code or '（未填）'} 没有建档的属地政府，暂由{territorial}牵头。")
    assisting = tuple(bodies[code] for code in (rule.assisting if rule else ()) if code in bodies)
    return Owners(authority, territorial, assisting, tuple(notes))


def _territorial(owner: str, area_code: str, on: dt.date) -> Organisation | None:
    """The lowest government of the wanted kinds whose area contains the place."""
    prefixes = [area_code[:length] for length in range(2, len(area_code) + 1)]
    bodies = existing(Organisation.objects.filter(kind__in=_TERRITORIAL[owner], area_code__in=prefixes), on)
    return max(bodies, key=lambda body: len(body.area_code), default=None)


def _campaign_office(area_code: str, on: dt.date) -> Organisation:
    offices = list(
        existing(Organisation.objects.filter(kind=Organisation.Kind.CITY_OFFICE), on).order_by("code")
    )
    near = [office for office in offices if contains(office.area_code, area_code)]
    if not offices:
        raise Invalid("系统中还没有市攻坚办，请先导入机构。")
    return (near or offices)[0]
