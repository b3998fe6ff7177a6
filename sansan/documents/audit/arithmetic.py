"""Exact comparison of printed numbers: what 余, 近 and the last printed digit leave open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sansan.documents.model import Bound
from sansan.documents.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Interval:
    """What the true number may be, ends included; `high` None is open."""

    low: Fraction
    high: Fraction | None

    def __add__(self, other: Interval) -> Interval:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(self.low + other.low, high)

    def meets(self, other: Interval) -> bool:
        return (self.high is None or other.low <= self.high) and (
            other.high is None or self.low <= other.high
        )


def _slack(quantity: Quantity) -> Fraction:
    """How far a round number may be from the true one: 6300余 stays below 6400, 80余 below 90."""
    digits = str(int(abs(quantity.value))).rstrip("0")
    zeros = len(str(int(abs(quantity.value)))) - len(digits)
    return max(Fraction(10) ** zeros * quantity.unit.factor, quantity.fine)


def interval(quantity: Quantity) -> Interval:
    """The numbers a printed quantity may stand for. Exact ones are a point."""
    amount = quantity.amount
    match quantity.bound:
        case Bound.AT_LEAST:
            open_ended = not any(mark in quantity.printed for mark in "余多几来")
            return Interval(amount, None if open_ended else amount + _slack(quantity))
        case Bound.AT_MOST:
            return Interval(amount - max(_slack(quantity), amount / 5), amount)
        case Bound.ABOUT:
            return Interval(amount * Fraction(9, 10), amount * Fraction(11, 10))
    return Interval(amount, amount)


def rounded(quantity: Quantity) -> Interval:
    """As `interval`, and a number with decimals or in 万, 亿 may have been rounded at its last printed digit."""
    plain = interval(quantity)
    if quantity.bound is not Bound.EXACT or quantity.fine == quantity.unit.factor:
        return plain
    half = quantity.fine / 2
    return Interval(plain.low - half, None if plain.high is None else plain.high + half)


def total(parts: Iterable[Quantity]) -> Interval:
    result = Interval(Fraction(0), Fraction(0))
    for part in parts:
        result = result + interval(part)
    return result


def closes(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether the parts can add up to the whole as printed.

    Integers must fit exactly. Where the whole is printed coarser than a part, it may be a rounding of the sum; three or
    more parts with decimals may each have been rounded.
    """
    slack = Fraction(0)
    finest = min(p.fine for p in parts)
    if whole.fine > finest and whole.step != 1:  # 3.2万户 may be rounded, 7公里 is not
        slack = whole.fine / 2
    elif len(parts) >= 3 and whole.fine < whole.unit.factor:
        slack = finest * (len(parts) // 2)
    elif len(parts) >= 3 and whole.step > 1:
        slack = finest * (len(parts) // 2) / 2
    target = interval(whole)
    widened = Interval(target.low - slack, None if target.high is None else target.high + slack)
    return total(parts).meets(widened)


def _round_half_up(value: Fraction, step: Fraction) -> Fraction:
    return math.floor(value / step + Fraction(1, 2)) * step


def printed_as(value: Fraction, quantity: Quantity) -> bool:
    """Whether `value` (base unit) is printed as `quantity` under half-up, half-even or truncation."""
    step = quantity.fine
    readings = {_round_half_up(value, step), round(value / step) * step, math.floor(value / step) * step}
    return quantity.amount in readings


def rate_fits(rate: Quantity, numerator: Quantity, denominator: Quantity) -> bool:
    """Whether numerator / denominator can be printed as this percentage."""
    if denominator.amount == 0:
        return True
    value = float(numerator.amount) / float(denominator.amount) * 100
    printed, step = float(rate.amount), float(rate.fine)
    exact = {rate.bound, numerator.bound, denominator.bound} == {Bound.EXACT}
    if exact and abs(value - printed) > 2 * step + max(value, printed) / 2:
        return False  # far off, whatever the rounding; most pairs of numbers end here
    top, bottom = rounded(numerator), rounded(denominator)
    return percentage_fits(rate, _ratio(top, bottom), numerator.amount / denominator.amount)


def _ratio(top: Interval, bottom: Interval) -> Interval:
    low = Fraction(0) if bottom.high is None else max(top.low, Fraction(0)) / bottom.high
    high = None if top.high is None or bottom.low <= 0 else top.high / bottom.low
    return Interval(low * 100, None if high is None else high * 100)


def percentage_fits(rate: Quantity, possible: Interval, exact: Fraction) -> bool:
    """`possible` and `exact` (a fraction of one) against the printed percentage, its bound and its digits."""
    value = exact * 100
    if rate.bound is Bound.EXACT:
        step = rate.fine
        if printed_as(value, rate):
            return True
        open_ends = possible.high is None or possible.high != possible.low
        return open_ends and Interval(rate.amount - step / 2, rate.amount + step).meets(possible)
    near = max(Fraction(5), rate.amount / 10)
    wide = {
        Bound.AT_LEAST: Interval(rate.amount - rate.fine / 2, None),
        Bound.AT_MOST: Interval(rate.amount - near, rate.amount + rate.fine / 2),
        Bound.ABOUT: Interval(rate.amount - near / 2, rate.amount + near / 2),
    }[rate.bound]
    return wide.meets(possible) or wide.meets(Interval(value, value))


def plain(value: Fraction, quantity: Quantity) -> str:
    """A computed amount in the printed unit of `quantity`, with at most four decimals and no trailing zeros."""
    scale = next((m for m in ("亿", "百万", "千万", "万") if m in quantity.printed), "")
    per = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "": 1}[scale]
    number = value / quantity.unit.factor / per
    text = (
        f"{float(number):.4f}".rstrip("0").rstrip(".") if number.denominator != 1 else str(number.numerator)
    )
    return f"{text}{scale}{quantity.unit.name}"
