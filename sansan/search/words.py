"""Text as it is searched, and what a person typed as terms. Pure.

Chinese has no spaces, so every character and every pair of neighbours is a gram; Latin letters and digits are whole
words. Width, case and the shape of brackets do not matter: 〔2020〕, [2020] and （２０２０） are one thing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

VERSION = "2"
"""Of the grams and of the kinds there are: an index made by another version is made anew."""

LONGEST_WORD = 40
MOST_TERMS = 8
_RUN = re.compile(r"[0-9a-z]+|[^0-9a-z ]+")
_TERM = re.compile(r"[\"“”「『](?P<quoted>[^\"“”」』]*)[\"“”」』]?|(?P<word>[^\s\"“”「『]+)")


@dataclass(frozen=True)
class Plain:
    """A text with nothing but letters and digits, where each came from, and after which of them the text was broken."""

    text: str
    origins: Sequence[int]
    breaks: frozenset[int]

    @property
    def spaced(self) -> str:
        """The same with a space wherever signs or spaces stood."""
        return "".join(" " + c if i in self.breaks else c for i, c in enumerate(self.text))


def plain(text: str) -> Plain:
    """Half width, lower case, signs left out."""
    letters: list[str] = []
    origins: list[int] = []
    breaks: set[int] = set()
    for at, original in enumerate(text):
        for letter in original if original.isascii() else unicodedata.normalize("NFKC", original):
            if letter.isalnum():
                for low in letter.lower():
                    if low.isalnum():
                        letters.append(low)
                        origins.append(at)
            elif letters:
                breaks.add(len(letters))
    breaks.discard(len(letters))
    return Plain("".join(letters), origins, frozenset(breaks))


def grams(spaced: str) -> set[str]:
    """What a text is found by, from its spaced form."""
    found: set[str] = set()
    for run in _RUN.findall(spaced):
        if run[0].isascii():
            found.add(run[:LONGEST_WORD])
        else:
            found.update(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found


@dataclass(frozen=True)
class Term:
    """One word or phrase looked for. `text` must stand in the squeezed text; `grams` find the candidates.

    `beginning` is the Latin word or number the term ends with: its beginning is enough (20 finds 2020).
    """

    text: str
    grams: Sequence[str]
    beginning: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the grams alone prove it, without a look at the text."""
        return len(self.grams) + bool(self.beginning) == 1


@dataclass(frozen=True)
class Query:
    """All of the terms must be there. `text` is what was typed."""

    text: str
    terms: Sequence[Term]

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse(typed: str) -> Query:
    """Words parted by spaces; "…" or “…” is a phrase. What holds neither letter nor digit is passed over."""
    terms: dict[str, Term] = {}
    for match in _TERM.finditer(typed):
        quoted = match["quoted"]
        said = plain(quoted if quoted is not None else match["word"])
        if said.text:
            terms.setdefault(said.text, _term(said, whole=quoted is not None))
    return Query(typed.strip(), list(terms.values())[:MOST_TERMS])


def _term(said: Plain, *, whole: bool) -> Term:
    runs = _RUN.findall(said.spaced)
    beginning = runs.pop()[:LONGEST_WORD] if runs[-1][0].isascii() and not whole else ""
    wanted = [gram for run in runs for gram in _wanted(run)]
    return Term(said.text, list(dict.fromkeys(wanted)), beginning)


def _wanted(run: str) -> Iterator[str]:
    """The fewest grams that hold the run: pairs, or the one character there is."""
    if run[0].isascii():
        yield run[:LONGEST_WORD]
    elif len(run) == 1:
        yield run
    else:
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the terms stand in a text, as (start, end), in order and without overlap."""
    said = plain(text)
    found = sorted(
        (said.origins[at], said.origins[at + len(term.text) - 1] + 1)
        for term in query.terms
        for at in _places(said.text, term.text)
    )
    return list(_merged(found))


def _places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _merged(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in found:
        if last and start <= last[1]:
            last = (last[0], max(last[1], end))
        else:
            if last:
                yield last
            last = (start, end)
    if last:
        yield last
