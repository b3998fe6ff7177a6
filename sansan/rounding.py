"""Rounding of numbers for print, in one place: GB/T 8170-2008 《数值修约规则与极限数值的表示和判定》. Pure.

The half goes to the even digit (四舍六入五成双, 3.3 of the standard), and a number is rounded once, from all the
digits it has (3.4 forbids 连续修约). A number that is a limit ("at least") may not be made bolder by rounding: it
is cut towards the side on which the sentence stays true.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

PRECISION = 60  # digits: far beyond what a column of the database holds


def rounded(number: Decimal | Fraction | int, places: int = 0) -> Decimal:
    """To so many decimal places, the half to even."""
    return _to(number, places, ROUND_HALF_EVEN)


def rounded_down(number: Decimal | Fraction | int, places: int = 0) -> Decimal:
    """The largest number of so many places that is not above: for "at least"."""
    return _to(number, places, ROUND_FLOOR)


def rounded_up(number: Decimal | Fraction | int, places: int = 0) -> Decimal:
    """The smallest number of so many places that is not below: for "at most"."""
    return _to(number, places, ROUND_CEILING)


def _to(number: Decimal | Fraction | int, places: int, rounding: str) -> Decimal:
    exact = Fraction(number) * 10**places
    whole, rest = divmod(exact.numerator, exact.denominator)
    twice = 2 * rest - exact.denominator
    up = {
        ROUND_FLOOR: False,
        ROUND_CEILING: rest > 0,
        ROUND_HALF_EVEN: twice > 0 or (twice == 0 and whole % 2 == 1),
    }[rounding]
    with localcontext(prec=PRECISION):
        return Decimal(whole + up).scaleb(-places)
