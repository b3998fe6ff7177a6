"""Counties in the order of what they have settled. Pure; rounding is GB/T 8170 (half to even)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

EXPLANATION = (
    "完成率＝已销号（含“已完成，持续推进”）任务数÷任务总数，保留一位小数；一项任务涉及几个县区的，各县区各计一次；"
    "完成率相同的名次并列；没有任务的县区不排名。"
)


@dataclass(frozen=True, slots=True)
class Place:
    """`rate` in percent with one decimal; `rank` is shared by equals and the next one is skipped (1、2、2、4)."""

    code: str
    name: str
    total: int
    settled: int
    rate: Decimal
    rank: int


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def ranked(counties: Mapping[str, str], counts: Mapping[str, tuple[int, int]]) -> list[Place]:
    """`counts`: code → (settled, total). Ordered by the exact share, not by what rounding leaves of it."""
    shares = [(code, settled, total) for code, (settled, total) in counts.items() if total]
    shares.sort(key=lambda row: (-Decimal(row[1]) / row[2], row[0]))
    places: list[Place] = []
    for at, (code, settled, total) in enumerate(shares, 1):
        before = places[-1] if places else None
        same = before is not None and before.settled * total == settled * before.total
        rank = before.rank if before is not None and same else at
        places.append(Place(code, counties.get(code, code), total, settled, percent(settled, total), rank))
    return places


def unranked(counties: Mapping[str, str], places: Iterable[Place]) -> list[str]:
    """Counties without a task, by name."""
    known = {place.code for place in places}
    return [name for code, name in counties.items() if code not in known]
