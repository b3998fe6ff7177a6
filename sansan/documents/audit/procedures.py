"""Steps of one procedure in their order: no penalty before the case, no acceptance before the work is done.

Told in order, the dates must not run back: 3月12日核查取样；3月1日立案. Told otherwise, as a second round may be, the
steps are only compared where one points back at the other (7月5日完成该方案征求意见稿, after 6月28日印发整改方案).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations, pairwise
from typing import Any

from sansan.documents.audit.context import Context
from sansan.documents.dates import DateMention, Precision, find_dates
from sansan.documents.passages import Passage

_ANY_YEAR = 2000
_NOT_THAT_DAY = re.compile(r"^(?:之|以)?(?:前|底前|以来|起至|内)")
_LABEL = re.compile(r"(?:日期|时间)(?:均?为|是)?[：:]?$")
_RUNS_ON = re.compile(r"(?:至|到|—|-|~|～)$")
_MARK = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,3}[）)]|(?:^|[。；\s])\d{1,2}[.．、](?!\d)|[一二三四五六七八九]是"
)
_TURN_OF_YEAR = 180  # days; further back without a year printed, the next year is meant


@dataclass(frozen=True, slots=True)
class Step:
    """A dated step of a passage: its place in its chain and the clause that tells it."""

    chain: int
    place: int
    name: str
    mention: DateMention
    clause: str


@cache
def _words() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/procedure_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _chains() -> Sequence[Sequence[tuple[str, re.Pattern[str]]]]:
    chains = [chain["steps"] for chain in _words()["chain"]]
    return [[(name, re.compile("|".join(patterns))) for name, *patterns in steps] for steps in chains]


@cache
def _clause(key: str) -> re.Pattern[str]:
    return re.compile("|".join(_words()["clause"][key]))


def turned(context: Context, passage: Passage) -> Iterator[tuple[Step, Step]]:
    """Pairs of steps, in the order of their chain, whose dates say the contrary; one pair for each chain."""
    steps = list(_steps(passage, context.year or _ANY_YEAR))
    if len(steps) < 2:
        return
    asked: set[int] = set()
    for first, last in _windows(passage):
        inside = [s for s in steps if first <= s.mention.start < last]
        for chain in {s.chain for s in inside} - asked:
            pair = _first_turned(passage, [s for s in inside if s.chain == chain])
            if pair:
                asked.add(chain)
                yield pair


def _windows(passage: Passage) -> Iterator[tuple[int, int]]:
    """Each sentence, then each two that follow one another."""
    sentences = list(passage.sentences())
    yield from sentences
    yield from ((a[0], b[1]) for a, b in pairwise(sentences))


def _steps(passage: Passage, year: int) -> Iterator[Step]:
    text = passage.text
    dates = find_dates(text, default_year=year)
    for n, mention in enumerate(dates):
        if mention.precision is not Precision.DAY or _NOT_THAT_DAY.match(text[mention.end :]):
            continue
        before = re.split(r"[，。；：（）\n]", text[max(0, mention.start - 40) : mention.start])[-1]
        if _RUNS_ON.search(before):
            continue
        stop = dates[n + 1].start if n + 1 < len(dates) else len(text)
        clause = _told(before, text[mention.end : stop])
        if _clause("not_done").search(before + clause) or _clause("another").search(before + clause):
            continue
        for chain, steps in enumerate(_chains()):
            found = [
                (m.start(), place, name) for place, (name, p) in enumerate(steps) if (m := p.search(clause))
            ]
            if found:
                _, place, name = min(found)
                yield Step(chain, place, name, mention, before + clause)


def _told(before: str, after: str) -> str:
    """What happened on a day: the clause behind it, or before it where that names the date (下发日期为…)."""
    if label := _LABEL.search(before):
        return before[: label.start()]
    clause = re.split(r"[，。；（(]", after.lstrip("，"))[0]
    return clause.strip()


def _first_turned(passage: Passage, steps: Sequence[Step]) -> tuple[Step, Step] | None:
    times = Counter(s.place for s in steps)
    single = [s for s in steps if times[s.place] == 1]
    for one, other in combinations(single, 2):
        earlier, later = sorted((one, other), key=lambda s: s.place)
        if later.mention.date < earlier.mention.date and _may_be_compared(passage, earlier, later):
            return earlier, later
    return None


def _may_be_compared(passage: Passage, earlier: Step, later: Step) -> bool:
    """Whether two steps, in the order of their chain, are of one case and told so that their dates bind."""
    behind = earlier if earlier.mention.start > later.mention.start else later
    before = later if behind is earlier else earlier
    days = (earlier.mention.date - later.mention.date).days
    if not behind.mention.year_printed and days > _TURN_OF_YEAR:
        return False
    if _MARK.search(passage.text[before.mention.end : behind.mention.start]):
        return False
    if behind is earlier and not _clause("same").search(earlier.clause):
        return False
    some, every = _clause("some"), _clause("all")
    if some.search(later.clause) or (some.search(earlier.clause) and not every.search(later.clause)):
        return False
    named = [_named(s.clause) for s in (earlier, later)]
    return not all(named) or bool(named[0] & named[1])


def _named(clause: str) -> set[str]:
    """The last characters of each body a clause names."""
    return {m[0] for m in re.finditer(rf"[\u4e00-\u9fa5]{{2}}(?:{_clause('bodies').pattern})", clause)}
