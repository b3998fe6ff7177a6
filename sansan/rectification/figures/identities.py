"""Whether a total is the sum of its parts on the days both are known. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sansan.rectification.figures.arithmetic import Addend, Fit, Refused, Sum, add, compare, plain

Series = Mapping[dt.date, Addend]  # the value in force of each day


@dataclass(frozen=True, slots=True)
class Check:
    """The newest day on which the identity can be looked at. `fit` is one of `Fit`; `says` names the numbers."""

    fit: str
    says: str
    as_of: dt.date | None = None
    total: Addend | None = None
    sum: Sum | None = None
    violated_on: tuple[dt.date, ...] = ()  # all days on which the numbers contradict each other


def check(total: Series, parts: Sequence[Series]) -> Check:
    """Look at every day that total and all parts have a value for; speak of the newest, or of one that fails."""
    days = sorted(set(total).intersection(*parts) if parts else ())
    if not days:
        return Check(Fit.OPEN, "总数和各分项没有同一天的数，无法核对。")
    checks = [_on(day, total[day], [part[day] for part in parts]) for day in days]
    violated = tuple(c.as_of for c in checks if c.fit == Fit.DIFFERS and c.as_of)
    shown = checks[-1] if not violated or checks[-1].fit == Fit.DIFFERS else _last_violated(checks)
    return Check(shown.fit, shown.says, shown.as_of, shown.total, shown.sum, violated)


def _last_violated(checks: Sequence[Check]) -> Check:
    return next(c for c in reversed(checks) if c.fit == Fit.DIFFERS)


def _on(day: dt.date, total: Addend, parts: Sequence[Addend]) -> Check:
    summed = add(parts, names_may_differ=True)
    if isinstance(summed, Refused):
        return Check(Fit.OPEN, f"{day}：{summed.why}", day, total)
    if total.unit != summed.unit:
        return Check(
            Fit.OPEN,
            f"{day}：总数以“{total.unit}”为单位，分项以“{summed.unit}”为单位，无法核对。",
            day,
            total,
        )
    fit = compare(total.amount, summed.amount)
    sides = f"{total.amount}{total.unit} 与 {' + '.join(str(p.amount) for p in parts)} = {summed.amount}{total.unit}"
    match fit:
        case Fit.AGREES:
            said = f"{total.amount} = {' + '.join(str(p.amount) for p in parts)}，相符（{day}）。"
        case Fit.DIFFERS:
            gap = plain(abs(total.amount.value - summed.amount.value))
            said = f"{sides} 不符，相差 {gap}{total.unit}（{day}）。"
        case _:
            said = f"{sides}，其中有约数，没有矛盾，也不能断定相等（{day}）。"
    return Check(fit, said, day, total, summed)
