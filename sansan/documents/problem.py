"""The words of a problem: where it ends and the answer begins, and what only introduces it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sansan.documents import status
from sansan.documents.flow import EMPTY, Flow, join

_COMPLETE = re.compile(
    r"(?:问题|意见|建议|方面|情况|不力|不够|不足|不严|不到位|不高|不实|突出|滞后|薄弱|缺失|较差|偏低|偏软|隐患|[。!?;)】])$"
)
_QUOTED = re.compile(
    r"(?:针对|关于|对|反馈)\s*[“\"]([^”\"]{2,}(?:[“\"][^“”\"]*[”\"][^“”\"]*)*)[”\"]\s*(?:的|等|方面|等方面的|方面的)?(?:问题|意见|建议|审议意见|要求)\s*[。:;]?"
)
_ONE_LINE = re.compile(r"((?:关于|对于|针对|对)[^。:;]{4,90}?问题[。:])(?=\s*[^\s(])")
_NAMED = re.compile(r"([^。:;]{4,90}?问题[。:])(?=\s*[^\s(])")
# 甲。已完成整改。… : a status with a sentence of its own behind the first one begins the answer.
_SENTENCE = re.compile(r"([^。]{4,160}。)")
_CLAIM = re.compile(r"\s*(?:已|正|基本|部分|阶段|达到|未达到|完成|尚未|未|持续|长期|按)")


def quoted(flow: Flow) -> Flow:
    """关于“甲”的问题。 quotes the problem: the quotation is the problem, the rest only introduces it."""
    match = _QUOTED.fullmatch(flow.text)
    return flow.cut(*match.span(1)) if match else flow


def problem_and_rest(own: list[Flow], marked: Sequence[bool]) -> tuple[list[Flow], list[Flow]]:
    """Where no label parts them: the problem is the first passage, and what its sentence still lacks.

    `marked` tells which passages open with a number: they begin something new.
    """
    for index, flow in enumerate(own):
        goes_on = index + 1 < len(own) and not marked[index + 1] and _unfinished(flow.text)
        if flow and not goes_on:
            return own[: index + 1], own[index + 1 :]
    return own, []


def answer_behind_problem(flow: Flow, *, answered: bool = False) -> tuple[Flow, Flow] | None:
    """关于甲的问题。已整改。…, or 甲。已整改。…, on one line: the problem, and the answer behind it.

    `answered`: the status stands before it (【已完成】甲问题。…), so what follows the problem is an answer.
    """
    match = _ONE_LINE.match(flow.text) or (_NAMED.match(flow.text) if answered else None)
    if match is None:
        match = _SENTENCE.match(flow.text)
        answer = flow.text[match.end() :].partition("。")[0] if match else ""
        if match is None or not _CLAIM.match(answer) or not status.is_status(answer):
            return None
    return flow.cut(0, match.end(1)), flow.cut(match.end(1))


def _unfinished(text: str) -> bool:
    """Whether a passage without a full stop reads as the first part of a sentence, and not as a heading."""
    bare = text.rstrip()
    return not _COMPLETE.search(bare) and ("," in bare or len(bare) >= 30)


def joined(flows: list[Flow]) -> Flow:
    pieces: list[Flow] = []
    for flow in flows:
        if pieces and pieces[-1].text.rstrip()[-1:] in "。;:!?）)":
            pieces[-1:] = [join([pieces[-1], flow], "\n")]
        elif pieces:
            pieces[-1:] = [join([pieces[-1], flow])]
        elif flow:
            pieces.append(flow)
    return pieces[0] if pieces else EMPTY
