"""Status wordings: the code behind the words, the words kept. Negations are tried first (`data/statuses.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from sansan.documents.flow import Flow, fold
from sansan.documents.model import StatusCode

_PENDING = "pending_closure"
_NEGATIVE = ("not_started", "behind", "not_completed")
#: Said about a whole in passing as often as about a task, so they need a sentence of their own to be a status.
_WEAK = frozenset({"in_progress", "long_term"})
_CUT = re.compile(r"[,;、。.!]+|(?<=[成改结号实位])并(?=[长持常坚转纳巩])|\s+")
_STATUS_LIKE = re.compile(r"完成|整改|推进|落实|办结|销号|进度|启动|验收|长期|办理|到位|达标|移交|滞后|达序")
_ASIDE = re.compile(r"\d|含|详见|附|见|如|以下|以上|简称|包括|涉及|《|〔|:|指|即|名单|牵头|单位|第.+[批轮项]")
_PREAMBLE = re.compile(
    r"(?:\s*(?:截至目前|截止目前|止目前|目前|截[至止][\dX]+年[\dX]+月(?:[\dX]+日|底)?|经(?:核实|整改|核查|查)),)?"
    r"\s*(?:目前|现|本|该|此)?(?:项|条|个)?(?:问题|整改任务|任务|整改工作|工作|整改事项|事项|信访件|举报件)?"
)
_NOT_YET = re.compile(r"(?:尚|仍|还|暂)?未")
_FORECAST = re.compile(r"\s*(?:预计|计划|拟|待|将|力争)")


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    pattern: re.Pattern[str]
    marks: re.Pattern[str] | None


@cache
def _rules() -> tuple[_Rule, ...]:
    data = tomllib.loads(files("sansan.documents").joinpath("data/statuses.toml").read_text("utf-8"))
    return tuple(
        _Rule(
            entry["code"],
            re.compile(f"{data['prefix']}(?:{entry['pattern']}){data['suffix']}"),
            re.compile(entry["marks"]) if "marks" in entry else None,
        )
        for entry in data["rule"]
    )


def _clause_code(clause: str) -> str | None:
    for rule in _rules():
        if rule.pattern.fullmatch(clause) and (rule.marks is None or rule.marks.search(clause)):
            return rule.code
    return None


_LONGEST = 60  # characters: longer text is no status


@lru_cache(maxsize=4096)
def _codes(wording: str) -> tuple[str | None, ...]:
    if len(wording) > _LONGEST:
        return (None,)
    return tuple(_clause_code(clause) for clause in _CUT.split(wording) if clause)


def _combine(codes: tuple[str | None, ...], wording: str) -> StatusCode | None:
    """The code of a wording of several clauses; None where its first clause says nothing known."""
    known = [code for code in codes if code]
    if not known or codes[0] is None:
        return None
    negative = next((code for code in _NEGATIVE if code in known), None)
    if negative:
        return StatusCode(negative)
    first = known[0]
    if first in (_PENDING, "completed") and "closed" in known:
        return StatusCode.CLOSED
    if first == _PENDING:  # 待销号 claims the work done; 未销号 says no more than that it is not closed
        return StatusCode.NOT_COMPLETED if _NOT_YET.match(wording) else StatusCode.COMPLETED
    if first == "completed" and _WEAK.intersection(known):
        return StatusCode.COMPLETED_ONGOING
    return StatusCode.UNKNOWN if first in _WEAK and "completed" in known else StatusCode(first)


def code_of(wording: str) -> StatusCode:
    """The code of a wording that is known to be a status: UNKNOWN where the vocabulary does not have it."""
    return _combine(_codes(_clean(wording)), _clean(wording)) or StatusCode.UNKNOWN


def is_status(text: str) -> bool:
    """Whether the text is a status and nothing else."""
    codes = _codes(_clean(text))
    return bool(codes) and len(codes) <= 4 and None not in codes


def opens_with_status(text: str) -> bool:
    """Whether the first clause is a status: 未完成，因管网塌陷."""
    codes = _codes(_clean(text))
    return bool(codes) and codes[0] is not None


def looks_like_status(text: str) -> bool:
    """Whether a bracket in a status's place may be a status of unknown wording, and not an aside."""
    clean = _clean(text)
    return 2 <= len(clean) <= 16 and bool(_STATUS_LIKE.search(clean)) and not _ASIDE.search(clean)


def _clean(text: str) -> str:
    return fold(text).strip(" \t\n√✓✔☑■●。.;,、()【】[]\"“”'‘’:").replace("\n", "").replace("\u2028", "")


_TAIL_BRACKET = re.compile(r"[(【\[]([^()【】\[\]]{1,40})[)】\]]\s*[。.;]?\s*$")
_HEAD_BRACKET = re.compile(r"\s*[(【\[]([^()【】\[\]]{1,30})[)】\]]\s*")


def bracket_at_end(flow: Flow) -> tuple[Flow, Flow] | None:
    """The flow before a closing bracket and the bracket's content: (problem, content)."""
    match = _TAIL_BRACKET.search(flow.text)
    if match is None or not flow.text[: match.start()].strip():
        return None
    return flow.cut(0, match.start()), flow.cut(match.start(1), match.end(1))


def bracket_at_start(flow: Flow) -> tuple[Flow, Flow] | None:
    """A status in brackets the flow opens with, and the rest: 【已完成】1.…"""
    match = _HEAD_BRACKET.match(flow.text)
    if match is None or not is_status(match.group(1)):
        return None
    return flow.cut(match.start(1), match.end(1)), flow.cut(match.end())


_CLAUSE = re.compile(r"([^,;。.!、\u2028]*)([,;。.!、\u2028]|$)")


def leading(flow: Flow) -> tuple[Flow, Flow] | None:
    """The status an answer opens with, and the rest of the answer; None where it opens with something else."""
    boxed = bracket_at_start(flow)
    if boxed:
        return boxed[0].strip(), boxed[1].strip("。;,、:")
    position, end, stop = 0, 0, ""
    codes: list[str | None] = []
    position = lead = _lead(flow.text)
    while position < len(flow.text):
        match = _CLAUSE.match(flow.text, position)
        if match is None or not match.group(1).strip(" )】"):
            break
        found = _codes(_clean(match.group(1)))
        if not found or None in found:
            break
        codes.extend(found)
        end, stop = match.end(1), match.group(2)
        position = match.end()
        if stop in "。.;!\u2028":
            break
    if not codes:
        return None
    sentence_over = stop in ("。", ".", ";", "!", "\u2028", "")
    passing = codes[0] in _WEAK and not flow.text.startswith("正", lead)
    if passing and not sentence_over and not _FORECAST.match(flow.text, position):
        return None
    rest = flow.cut(position)
    return flow.cut(lead, end).strip(")】"), rest.cut(
        len(rest.text) - len(rest.text.lstrip("。;,、)】 "))
    ).strip()


def _lead(text: str) -> int:
    """Where the first word of an answer stands: after 目前，该项任务 and opening brackets."""
    start = len(text) - len(text.lstrip(" (【\t\n"))
    match = _PREAMBLE.match(text, start)
    return match.end() if match else start


def trailing(flow: Flow) -> tuple[Flow, Flow] | None:
    """A status that is the flow's last sentence, and what stands before it: (rest, status)."""
    bracket = bracket_at_end(flow)
    if bracket and is_status(bracket[1].text):
        return bracket
    body = flow.rstrip("。. ;\n")
    cut = max(body.text.rfind("。"), body.text.rfind("\n"), body.text.rfind("\u2028")) + 1
    if cut and is_status(body.text[cut:]):
        return flow.cut(0, cut), body.cut(cut).strip()
    return None
