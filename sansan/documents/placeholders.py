"""Placeholders that stand where a date should: X月XX日. They are no dates and are shown to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sansan.documents.flow import Flow, Places
from sansan.documents.model import Unknown

REASON = "日期是占位符，没有读作日期"
_X = "[Xx×*]"
_PLACEHOLDER = re.compile(
    rf"(?:\d{{4}}年|{_X}{{2,4}}年)?(?:{_X}{{1,2}}月(?:[\dXx×*]{{1,2}}日)?|\d{{1,2}}月{_X}{{1,2}}日)|{_X}{{2,4}}年|\d{{2}}{_X}{{2}}年"
)


def placeholders(flows: Sequence[Flow], places: Places) -> list[Unknown]:
    """Every placeholder of a date in these passages."""
    found = []
    for flow in flows:
        for match in _PLACEHOLDER.finditer(flow.text):
            passage = flow.cut(*match.span())
            found.append(Unknown(REASON, places.of(passage), passage.raw))
    return found
