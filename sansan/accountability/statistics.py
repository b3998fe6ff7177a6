"""How many were held to account: counted for the whole city, as of the end of last month, and masked.

One table for all readers, never narrowed to the area somebody looks at and never by two things at once: the difference
of two such tables would point at persons. What was decided this month is not counted yet: the difference of yesterday's
table and today's would as well.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sansan.accountability.models import Subject
from sansan.accountability.rules import NONE, Rules, rules
from sansan.accountability.suppression import Masked, masked
from sansan.accountability.workflow import DECIDED
from sansan.places.queries import area_name
from sansan.places.scope import within

CITY_DIGITS = 4
COUNTY_DIGITS = 6
OF_THE_CITY = "市本级"


@dataclass(frozen=True)
class Breakdown:
    """One table: by what, its numbers, and how they are shown to whoever may not see the records."""

    key: str
    label: str
    counts: Mapping[str, int]
    words: Mapping[str, str]
    shown: Masked


@dataclass(frozen=True)
class Statistics:
    as_of: dt.date
    persons: int
    bodies: int
    records: int
    tables: Sequence[Breakdown]
    k: int

    @property
    def shown_total(self) -> int | None:
        """The number of persons as everybody may know it."""
        return self.persons if all(table.shown.total is not None for table in self.tables) else None


def last_month_end(today: dt.date) -> dt.date:
    return today.replace(day=1) - dt.timedelta(days=1)


def statistics(area_code: str, today: dt.date) -> Statistics:
    """Of the city the area lies in; one query."""
    said, as_of = rules(), last_month_end(today)
    counted = (
        Subject.objects.filter(
            within("record__area_code", area_code[:CITY_DIGITS]),
            record__state__in=[state.value for state in DECIDED],
            record__decided_on__lte=as_of,
        )
        .exclude(kind=NONE)
        .values_list("is_body", "kind", "level", "record__area_code", "record__decided_on", "record_id")
    )
    rows = list(counted)
    persons = [row for row in rows if not row[0]]
    areas = [row[3][:COUNTY_DIGITS] for row in persons]
    years = [f"{row[4]:%Y}" for row in persons]
    tables = [
        _table("group", "按问责方式", [_group(kind, said) for _, kind, *_ in persons], _groups(said), said.k),
        _table("level", "按级别", [row[2] for row in persons], said.levels, said.k),
        _table("county", "按区域", areas, _named(areas), said.k),
        _table("year", "按年份", years, {year: f"{year}年" for year in sorted(set(years))}, said.k),
    ]
    return Statistics(
        as_of=as_of,
        persons=len(persons),
        bodies=len(rows) - len(persons),
        records=len({row[5] for row in rows}),
        tables=tables,
        k=said.k,
    )


def _group(kind: str, said: Rules) -> str:
    """What the kind is summed up under; a kind that left the file stands for itself."""
    found = said.kinds.get(kind)
    return found.group if found else kind


def _groups(said: Rules) -> dict[str, str]:
    """In the order of the file, which is that of their weight."""
    return {kind.group: kind.group for kind in said.kinds.values()}


def _named(codes: Sequence[str]) -> dict[str, str]:
    return {
        code: area_name(code) if len(code) >= COUNTY_DIGITS else OF_THE_CITY for code in sorted(set(codes))
    }


def _table(key: str, label: str, values: Sequence[str], words: Mapping[str, str], k: int) -> Breakdown:
    """In the order of `words`, then of the values themselves."""
    found = Counter(values)
    order = [*(value for value in words if value in found), *sorted(found.keys() - words.keys())]
    counts = {value: found[value] for value in order}
    return Breakdown(
        key, label, counts, {value: words.get(value, value) for value in order}, masked(counts, k)
    )


def sentences(found: Statistics) -> Iterator[str]:
    """The masked tables in words, for the report."""
    total = found.shown_total
    if not found.persons:
        yield f"截至{_day(found.as_of)}，没有作出问责决定。"
        return
    if total is None:
        yield f"截至{_day(found.as_of)}，受到问责的人员较少，为不指向个人，不列具体数字。"
    else:
        yield f"截至{_day(found.as_of)}，共问责{total}人次。"
    for table in found.tables:
        if total is None or table.shown.total is None:
            continue
        said = [f"{table.words[name]}{number}人次" for name, number in table.shown.cells.items() if number]
        if table.shown.hidden:
            said.append(f"其余各项合计{_rest(table)}人次，因人数较少不单列")
        yield f"{table.label}：{'，'.join(said)}。"


def _rest(table: Breakdown) -> int:
    """What the hidden cells add up to: at least k, which is what makes it safe to say."""
    return sum(table.counts[name] for name, number in table.shown.cells.items() if number is None)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
