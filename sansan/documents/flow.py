"""Text that remembers where each of its characters stands in the source.

A flow is what the grammar reads: one logical paragraph, hard line breaks healed and page numbers left out, with
full-width digits and punctuation folded to half width one character for one, so that every match has its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansan.documents.model import Field, Span

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKES = {
    ord(odd): ord(plain)
    for plain, odds in {
        " ": "\u3000\u00a0\u2002\u2003\u2009\u202f\u200b\ufeff\u00ad\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2029",
        "〔": "﹝",
        "〕": "﹞",
        "。": "｡",
        "、": "､",
        "·": "•・‧",
        "(": "﹙",
        ")": "﹚",
        ":": "︰﹕∶",
        "—": "–―─",
    }.items()
    for odd in odds
}
_FOLD = _FULL_WIDTH | _LOOK_ALIKES


def fold(text: str) -> str:
    """`text` with full-width forms made half width. Same length: position i of one is position i of the other."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Flow:
    """`text` folded and `raw` as printed, of one length; `at[i]` is where character i stands in the source."""

    text: str
    raw: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Flow:
        raw = source[start:end]
        return cls(fold(raw), raw, tuple(range(start, end)))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def cut(self, start: int, end: int | None = None) -> Flow:
        return Flow(self.text[start:end], self.raw[start:end], self.at[start:end])

    def strip(self, extra: str = "") -> Flow:
        """Without white space, and without the characters of `extra`, at both ends."""
        drop = " \t\n\r\u2028" + extra
        start, end = 0, len(self.text)
        while start < end and (self.text[start] in drop or self.text[start].isspace()):
            start += 1
        while end > start and (self.text[end - 1] in drop or self.text[end - 1].isspace()):
            end -= 1
        return self.cut(start, end)

    def rstrip(self, extra: str) -> Flow:
        end = len(self.text)
        while end and (self.text[end - 1] in extra or self.text[end - 1].isspace()):
            end -= 1
        return self.cut(0, end)

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def end(self) -> int:
        return self.at[-1] + 1


EMPTY = Flow("", "", ())


def join(flows: Sequence[Flow], separator: str = "") -> Flow:
    """The flows one after the other. The separator borrows the place of the character before it."""
    text: list[str] = []
    raw: list[str] = []
    at: list[int] = []
    for flow in flows:
        if not len(flow):
            continue
        if at and separator:
            text.append(separator)
            raw.append(separator)
            at.extend([at[-1]] * len(separator))
        text.append(flow.text)
        raw.append(flow.raw)
        at.extend(flow.at)
    return Flow("".join(text), "".join(raw), tuple(at))


class Places:
    """Turns offsets of one source text into spans with line numbers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = list(_line_starts(text))

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def span(self, start: int, end: int) -> Span:
        return Span(self.line(start), start, end)

    def of(self, flow: Flow) -> Span:
        return self.span(flow.start, flow.end)

    def field(self, flow: Flow) -> Field:
        """The flow as a field: its value as printed, white space at the ends left out."""
        trimmed = flow.strip()
        return Field(trimmed.raw.replace("\u2028", "\n"), self.of(trimmed))


def _line_starts(text: str) -> Iterator[int]:
    yield 0
    for offset, char in enumerate(text):
        if char == "\n":
            yield offset + 1
