"""How a task of several counties would be split by them: which county takes which units, or why not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sansan.people.models import Organisation
from sansan.rectification.models import Task

COUNTY_DIGITS = 6
FEWEST = 2  # a task of one county is that county's already


@dataclass(frozen=True)
class Cut:
    """One county's part: its units of the task, else the county's own office; none where neither is known."""

    area_code: str
    name: str
    units: tuple[Organisation, ...]


@dataclass(frozen=True)
class Division:
    """A task and the parts it would have; `why_not` where it cannot be split."""

    task: Task
    cuts: tuple[Cut, ...] = ()
    why_not: str = ""


def divide(
    task: Task,
    *,
    areas: Sequence[str],
    units: Sequence[Organisation],
    counties: Mapping[str, str],
    offices: Mapping[str, Organisation],
    has_parts: bool,
    ready: bool,
) -> Division:
    """`counties` are code → name in the order in which the parts shall stand."""
    if has_parts:
        return Division(task, why_not="已有下级任务")
    if not ready:
        return Division(task, why_not="尚未到可以分解的环节，或已提交验收")
    concerned = {code[:COUNTY_DIGITS] for code in areas}
    found = [code for code in counties if code in concerned]
    if len(found) < FEWEST:
        return Division(task, why_not="只涉及一个县区" if found else "没有写明县区")
    return Division(task, tuple(_cut(code, counties[code], units, offices) for code in found))


def _cut(code: str, name: str, units: Sequence[Organisation], offices: Mapping[str, Organisation]) -> Cut:
    own = tuple(dict.fromkeys(unit for unit in units if unit.area_code[:COUNTY_DIGITS] == code))
    office = offices.get(code)
    return Cut(code, name, own or ((office,) if office else ()))
