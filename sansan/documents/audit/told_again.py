"""A number told again as a known one: 上述362家, 受问责的44人中, 与前述为同一批, against the number told before it.

The second mention must speak of the first: by a word that points back, by dividing it (…N处中), or by saying that both
are one. And the two must look like a slip of one number, since 上述3家 may mean three that were named one by one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from itertools import combinations

from sansan.documents.audit.arithmetic import interval
from sansan.documents.audit.context import Context, pairs, short
from sansan.documents.model import Bound, Finding
from sansan.documents.quantities import kin
from sansan.documents.statements import Item, Statement

_Told = tuple[Statement, Item]

_BEFORE = 4  # sentences in which the first mention may stand
_NEAR = Fraction(1, 5)
_NEAR_DIVIDED = Fraction(1, 10)  # what is only divided may be another set
_FEW = 10
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Words:
    back: re.Pattern[str]
    divided: re.Pattern[str]
    same: re.Pattern[str]
    idle: re.Pattern[str]


@cache
def _words() -> _Words:
    text = resources.files("sansan.documents").joinpath("data/told_again_words.toml").read_text("utf-8")
    raw = tomllib.loads(text)
    back, same, idle = ("|".join(raw[key]) for key in ("back", "same", "idle"))
    return _Words(re.compile(rf"(?:{back})$"), re.compile(raw["divided"]), re.compile(same), re.compile(idle))


def differences(context: Context, rule: str) -> Iterable[Finding]:
    """One finding for each number told again that is none of those told before, while one of them is nearly it."""
    for statement, before in pairs(context):
        items = list(statement.all_items())
        for item in items:
            if (
                item.quantity.bound is not Bound.EXACT
                or item.quantity.is_range
                or not _is_told_again(statement, item)
            ):
                continue
            told = _told_before(statement, item, before)
            first = _meant(statement, item, told)
            if first is not None and not _explained(statement, item, told, before):
                yield _finding(context, rule, statement, item, *first)


def _is_told_again(statement: Statement, item: Item) -> bool:
    words, behind = _words(), _behind(statement, item)
    return bool(words.back.search(item.gap) or words.divided.match(behind) or words.same.match(behind))


def _behind(statement: Statement, item: Item) -> str:
    """What stands behind a number in its sentence."""
    return statement.passage.text[item.quantity.end : statement.end]


def _told_before(statement: Statement, item: Item, before: Sequence[Statement]) -> list[_Told]:
    """The numbers told before this one, nearest first, that may count the same things."""
    own = [(statement, i) for i in statement.all_items() if i.quantity.start < item.quantity.start]
    near = [s for s in before[:_BEFORE] if statement.task or s.passage is statement.passage]
    earlier = [(s, i) for s in near for i in reversed(list(s.all_items()))]
    alike = [(s, i) for s, i in [*own[::-1], *earlier] if kin(i.quantity, item.quantity)]
    return [(s, i) for s, i in alike if i.quantity.bound is Bound.EXACT and not i.quantity.is_range]


def _meant(statement: Statement, item: Item, told: Sequence[_Told]) -> _Told | None:
    """The nearest number of the same things that looks like a slip of this one."""
    words = _words_of(statement, item)
    near = _NEAR if _words().back.search(item.gap) else _NEAR_DIVIDED
    for home, first in told:
        if words & _words_of(home, first) and _is_slip(item, first, near):
            return home, first
    return None


def _words_of(statement: Statement, item: Item) -> frozenset[str]:
    """The pairs of characters that name what a number counts: its own clause and what directly follows."""
    tail = re.split(r"[，。；：、（）()]", _behind(statement, item))[0]
    said = _words().idle.sub(" ", f"{item.label} {tail}")
    return frozenset(
        piece[n : n + _TWO] for piece in re.findall(r"[\u4e00-\u9fa5]+", said) for n in range(len(piece) - 1)
    )


def _is_slip(item: Item, first: Item, near: Fraction) -> bool:
    """326 and 362: the same digits in another order, or numbers so near that one is a misprint of the other."""
    one, other = item.quantity.amount, first.quantity.amount
    if one == other:
        return False
    if max(one, other) < _FEW:
        return abs(one - other) == 1
    digits = [sorted(re.sub(r"\D", "", q.printed)) for q in (item.quantity, first.quantity)]
    return digits[0] == digits[1] or abs(one - other) <= max(one, other) * near


def _explained(statement: Statement, item: Item, told: Sequence[_Told], before: Sequence[Statement]) -> bool:
    """Whether the number is one told before, a sum or difference of those, or the number of names just listed."""
    amount = item.quantity.amount
    if any(interval(i.quantity).meets(interval(item.quantity)) for _, i in told):
        return True
    amounts = [i.quantity.amount for _, i in told]
    if any(amount in (a + b, abs(a - b)) for a, b in combinations(amounts, 2)):
        return True
    running = Fraction(0)
    for each in amounts:
        running += each
        if running == amount:
            return True
    around = [s.text for s in before[:2]] + [statement.passage.text[statement.start : item.quantity.start]]
    return any(
        len(row.split("、")) == amount for text in around for row in re.findall(r"[^，。；：（）]+", text)
    )


def _finding(
    context: Context, rule: str, statement: Statement, item: Item, home: Statement, first: Item
) -> Finding:
    return context.finding(
        rule,
        statement.task,
        f"前文{short(first)}，后文同一事项为{short(item)}。",
        spans=[context.span(home, first.quantity), context.span(statement, item.quantity)],
        values={"前文": first.quantity.printed, "后文": item.quantity.printed},
        quote=statement.text,
    )
