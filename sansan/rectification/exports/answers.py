"""A task's measures as one answer that is read back into the same measures.

Measures quote laws and lists of their own: 「按照第（2）项」 inside a measure would part it when the answer is marked
（1）（2）. So the marks are the first with which our own grammar cuts the answer into what it was made of.
"""

from collections.abc import Iterator, Sequence

from sansan.documents.flow import Flow
from sansan.documents.measures import cut_points

_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def answer(measures: Sequence[str]) -> str:
    """The measures in one text; a single one stands without a mark, as the reports have it."""
    candidates = list(_candidates(measures))
    return next(
        (text for text in candidates if _read(text) == list(measures)), candidates[0] if candidates else ""
    )


def _candidates(measures: Sequence[str]) -> Iterator[str]:
    if len(measures) == 1:
        yield measures[0]
    for separator in ("", "\n"):
        if measures:
            yield separator.join(f"（{n}）{text}" for n, text in enumerate(measures, 1))
        if 0 < len(measures) <= len(_CIRCLES):
            yield separator.join(f"{mark}{text}" for mark, text in zip(_CIRCLES, measures, strict=False))


def _read(text: str) -> list[str]:
    before, points = cut_points(Flow.of(text, 0, len(text)))
    return [before.raw] * bool(before) + [point.raw for point in points]
