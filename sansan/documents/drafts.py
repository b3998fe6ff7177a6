"""Second thoughts about a document's drafts as a whole: habits of its statuses, parallel lists, sub-tasks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sansan.documents import status
from sansan.documents.fields import Draft
from sansan.documents.flow import EMPTY, Flow
from sansan.documents.kinds import Kind
from sansan.documents.model import StatusCode

_BY_UNIT = re.compile(
    r"计划于?(?P<day>(?:[\dX]{4}年|今年|明年)?(?:[\dX]{1,2}月(?:份)?(?:[\dX]{1,2}日|[上中下]旬)?|年)?底?前)(?:全部|基本)?(?:完成|办结|整改)"
    r"|(?P<guess>预计(?:[\dX]{4}年)?[\dX]{1,2}月(?:[\dX]{1,2}日|底)?前?)(?:全部|基本)?(?:完成|办结|整改)"
)
_SHORT = 16
_NUMBER_IN_TITLE = re.compile(
    r"(?:序号|编号)\s*:?\s*(?P<a>[\d一二三四五六七八九十]{1,4})(?![\d年月])|第(?P<b>[\d一二三四五六七八九十]{1,4})(?:项|条|号)(?:整改)?(?:问题|任务|$|[)）])"
    r"|(?:问题|任务)(?P<c>[\d一二三四五六七八九十]{1,4})(?=[)）]|整改|完成|验收|销号)|(?P<d>\d{1,3})号(?:整改)?(?:问题|任务)"
)


def settle(drafts: Sequence[Draft], kind: Kind, title: str) -> None:
    """Fill in what only the whole document tells. `title` is folded."""
    _number_from_title(drafts, title)
    _bracket_habit(drafts)
    _answer_habit(drafts)
    if not kind.plan:
        for draft in drafts:
            _deadline_in_prose(draft)


def _number_from_title(drafts: Sequence[Draft], title: str) -> None:
    """A notice about one task alone says its number in the title: （序号五）整改完成情况公示."""
    if len(drafts) == 1 and drafts[0].number is None:
        found = {match[match.lastgroup or 0] for match in _NUMBER_IN_TITLE.finditer(title)}
        if len(found) == 1:
            drafts[0].number = found.pop()


def _bracket_habit(drafts: Sequence[Draft]) -> None:
    """Where most problems end with a status in brackets, a bracket of unknown wording is one too."""
    habit = sum(draft.status_from in ("(", "【") for draft in drafts)
    if habit * 2 < len(drafts) or habit < 2:
        return
    for draft in drafts:
        bracket = None if draft.status else status.bracket_at_end(draft.problem)
        if bracket and status.looks_like_status(bracket[1].text):
            draft.problem, draft.status, draft.status_from = bracket[0].strip(), bracket[1], "("


def _answer_habit(drafts: Sequence[Draft]) -> None:
    """Where most answers behind one label are statuses, a short one of unknown wording is one too."""
    words = Counter(draft.status_from for draft in drafts if draft.status_from not in ("", "(", "【", "last"))
    if not words:
        return
    word, count = words.most_common(1)[0]
    if count < 2 or count * 2 < len(drafts):
        return
    for draft in drafts:
        for part in [] if draft.status else draft.answers:
            flow = part.flows[0] if part.flows else EMPTY
            if part.word == word and status.looks_like_status(flow.text) and len(flow.text) <= _SHORT:
                _move_to_status(draft, flow)


def _move_to_status(draft: Draft, flow: Flow) -> None:
    draft.status, draft.status_from = flow.strip("。;,()【】"), "habit"
    draft.measures = [
        measure for measure in draft.measures if not (measure and measure.start == flow.strip().start)
    ]


def _deadline_in_prose(draft: Draft) -> None:
    """In reports with no plan behind them the unit says itself by when: 计划8月底前完成. Only where it says so once."""
    if draft.deadline or status.code_of(draft.status.text) in (StatusCode.COMPLETED, StatusCode.CLOSED):
        return
    found = [
        flow.cut(*match.span("day" if match["day"] else "guess"))
        for flow in [*draft.measures, *(flow for _, flow in draft.extra)]
        for match in _BY_UNIT.finditer(flow.text)
    ]
    if len(found) == 1:
        draft.deadline = found
