"""Adding and comparing figures without saying more than they say. Pure.

A figure is a value with a bound: 6300余 is at least 6300. What is computed from figures carries the weakest word of
them, and figures that do not belong together are not added: the refusal is a sentence that says why.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from sansan.documents.model import Bound
from sansan.rounding import rounded, rounded_down, rounded_up

MARKS = {Bound.EXACT: "", Bound.AT_LEAST: "≥ ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "约 "}
KINDS = {"": "未说明", "cumulative": "累计", "period": "当期", "point": "时点"}
PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and what it says about the true one."""

    value: Decimal
    bound: Bound = Bound.EXACT

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.value + other.value, together(self.bound, other.bound))

    def __str__(self) -> str:
        return f"{MARKS[self.bound]}{plain(self.value)}"


def plain(value: Decimal) -> str:
    """Thousands grouped, no zeros behind: 6,300, 105.7."""
    return f"{value.normalize():,f}"


def together(one: Bound, other: Bound) -> Bound:
    """What can still be said of a sum: an exact number adds nothing to doubt, opposite limits leave only 约."""
    limits = {one, other} - {Bound.EXACT}
    return limits.pop() if len(limits) == 1 else Bound.ABOUT if limits else Bound.EXACT


@dataclass(frozen=True, slots=True)
class Addend:
    """A figure to be added. `areas` are the codes its scope names, else those of its task (none: unknown); `words` the
    rest of its scope (口径 in words: 建成区); `key` tells addends apart and `label` is how a sentence calls it."""

    key: int
    label: str
    name: str
    unit: str
    amount: Amount
    as_of: dt.date | None
    kind: str = ""
    areas: tuple[str, ...] = ()
    words: str = ""
    task: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with what it is of; `cautions` say what had to be taken on trust."""

    amount: Amount
    unit: str
    as_of: dt.date
    parts: tuple[Addend, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why these figures are not added, as a sentence."""

    why: str


def add(addends: Sequence[Addend], *, names_may_differ: bool = False) -> Sum | Refused:
    """The sum, or why there is none.

    `names_may_differ` where somebody declared that the parts make a whole: then 中心城区 and 九县 lie apart.
    """
    if len(addends) < 2:
        return Refused("至少选择两个数才能相加。")
    refused = (
        _different_names(addends, names_may_differ)
        or _different_units(addends)
        or _different_kinds(addends, declared=names_may_differ)
        or _different_days(addends)
        or (None if names_may_differ else _different_words(addends))
        or next(filter(None, (_overlap(a, b) for a, b in combinations(addends, 2))), None)
    )
    if refused:
        return Refused(refused)
    total = addends[0].amount
    for addend in addends[1:]:
        total += addend.amount
    as_of = max(a.as_of for a in addends if a.as_of)
    return Sum(total, addends[0].unit, as_of, tuple(addends), tuple(_cautions(addends)))


def _different_names(addends: Sequence[Addend], may: bool) -> str | None:
    names = list(dict.fromkeys(a.name for a in addends))
    if may or len(names) == 1:
        return None
    return f"指标不同，不能相加：“{names[0]}”与“{names[1]}”。要说明总数等于几个分项，请在任务上登记合计关系。"


def _different_units(addends: Sequence[Addend]) -> str | None:
    units = list(dict.fromkeys(a.unit for a in addends))
    if len(units) == 1:
        return None
    said = "与".join(f"“{unit or '无单位'}”" for unit in units[:2])
    return f"单位不同，不能相加：{said}。请先换算成同一单位再登记。"


def _different_kinds(addends: Sequence[Addend], *, declared: bool) -> str | None:
    by_kind = _first(addends, lambda a: a.kind)
    # Who declares that 已取缔 (so far) and 正在处置 (today) make a whole knows what he adds; a month is neither.
    if len(by_kind) == 1 or (declared and PERIOD not in by_kind):
        return None
    (one, first), (other, second) = list(by_kind.items())[:2]
    return f"口径不同，不能相加：{first.label}{_of_kind(one)}，{second.label}{_of_kind(other)}。"


def _different_days(addends: Sequence[Addend]) -> str | None:
    undated = next((a for a in addends if a.as_of is None), None)
    if undated:
        return f"{undated.label}没有截至日期，不能与其他数相加。"
    periodic = addends[0].kind == PERIOD
    by_day = _first(addends, lambda a: f"{a.as_of:%Y-%m}" if periodic else str(a.as_of))
    if len(by_day) == 1:
        return None
    (one, first), (other, second) = list(by_day.items())[:2]
    what = "所属月份不同" if periodic else "截至日期不同"
    return f"{what}，不能相加：{first.label}为 {one}，{second.label}为 {other}。"


def _different_words(addends: Sequence[Addend]) -> str | None:
    by_words = _first(addends, lambda a: a.words)
    if len(by_words) == 1:
        return None
    (one, first), (other, second) = list(by_words.items())[:2]
    return f"范围不同，不能相加：{first.label}为“{one or '未注明'}”，{second.label}为“{other or '未注明'}”。"


def _overlap(one: Addend, other: Addend) -> str | None:
    """Why these two may count the same thing. Parts of different names of one area lie apart by declaration."""
    if one.key == other.key:
        return f"{one.label}被选了两次。"
    if one.areas and other.areas:
        return _overlapping_areas(one, other)
    if one.name == other.name and one.task == other.task:
        return f"{one.label}与{other.label}出自同一任务，没有注明各自的地区，不能断定不重复。"
    return None


def _overlapping_areas(one: Addend, other: Addend) -> str | None:
    if set(one.areas) == set(other.areas):
        same = (one.name, one.words) == (other.name, other.words)
        return f"{one.label}与{other.label}说的是同一地区，相加会重复计算。" if same else None
    for wider, narrower in ((one, other), (other, one)):
        if all(any(code.startswith(whole) for whole in wider.areas) for code in narrower.areas):
            return f"地区重叠，不能相加：{wider.label}已包含{narrower.label}。"
    if any(a.startswith(b) or b.startswith(a) for a in one.areas for b in other.areas):
        return f"地区重叠，不能相加：{one.label}与{other.label}有共同的地区。"
    return None


def _cautions(addends: Sequence[Addend]) -> Iterable[str]:
    unplaced = [a.label for a in addends if not a.areas]
    if unplaced:
        yield f"{len(unplaced)} 个数没有注明地区（{unplaced[0]}等），按互不重叠相加，请核对。"
    if not addends[0].kind:
        yield "各数都没有说明是累计还是当期，按同一口径相加，请核对。"


def _first(addends: Sequence[Addend], key: Callable[[Addend], str]) -> dict[str, Addend]:
    """The first addend of each value of `key`, in order."""
    found: dict[str, Addend] = {}
    for addend in addends:
        found.setdefault(key(addend), addend)
    return found


def _of_kind(kind: str) -> str:
    return f"是{KINDS[kind]}数" if kind else "没有说明口径"


class Fit:
    """What comparing two amounts says."""

    AGREES, DIFFERS, OPEN = "agrees", "differs", "open"


def compare(one: Amount, other: Amount) -> str:
    """Whether two statements of the same number can both be true: surely, not at all, or nobody can say.

    Two exact numbers agree or differ. A limit contradicts a number on its wrong side; 约 contradicts nothing.
    """
    if one.bound == other.bound == Bound.EXACT:
        return Fit.AGREES if one.value == other.value else Fit.DIFFERS
    low = max((a.value for a in (one, other) if a.bound in (Bound.EXACT, Bound.AT_LEAST)), default=None)
    high = min((a.value for a in (one, other) if a.bound in (Bound.EXACT, Bound.AT_MOST)), default=None)
    return Fit.DIFFERS if low is not None and high is not None and low > high else Fit.OPEN


@dataclass(frozen=True, slots=True)
class Completion:
    """How much of the target there is. `percent` carries the bound of the figure; `reached` None: cannot be said."""

    percent: Amount | None
    reached: bool | None

    def __str__(self) -> str:
        return f"{MARKS[self.percent.bound]}{self.percent.value:f}%" if self.percent else "—"


def completion(amount: Amount, target: Decimal, *, falling: bool = False, places: int = 1) -> Completion:
    """Against a target. Where lower is better there is no share of it, only reached or not."""
    percent = None
    if not falling and target > 0:
        percent = Amount(_share(amount, target, places), amount.bound)
    return Completion(percent, _reached(amount, target, falling))


def _share(amount: Amount, target: Decimal, places: int) -> Decimal:
    exact = Fraction(amount.value) * 100 / Fraction(target)
    match amount.bound:
        case Bound.AT_LEAST:
            return rounded_down(exact, places)
        case Bound.AT_MOST:
            return rounded_up(exact, places)
    return rounded(exact, places)


def _reached(amount: Amount, target: Decimal, falling: bool) -> bool | None:
    if amount.bound == Bound.ABOUT:
        return None
    there = amount.value <= target if falling else amount.value >= target
    if amount.bound == Bound.EXACT:
        return there
    # ≥ 93 reaches 90 whatever the true number is, but does not fail 100; the other way round for ≤.
    proves = there if (amount.bound == Bound.AT_MOST) == falling else not there
    return there if proves else None
