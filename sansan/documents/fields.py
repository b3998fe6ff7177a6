"""From the items of one task to its fields: problem, status, goal, deadline, units, measures, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sansan.documents import status
from sansan.documents.flow import EMPTY, Flow, join
from sansan.documents.items import Item
from sansan.documents.labels import (
    ANSWER,
    DEADLINE,
    GOAL,
    MEASURES,
    NOTICE,
    NUMBER,
    PROBLEM,
    STATUS,
    UNIT,
    details_of_a_problem,
)
from sansan.documents.measures import cut_points
from sansan.documents.problem import answer_behind_problem, joined, problem_and_rest, quoted
from sansan.documents.tree import RawTask

_SENTENCE_LENGTH = 15  # characters: shorter lines go on with the names
_RECEIPT = re.compile(
    r"((?:受理|信访|交办|转办|举报)编号)\s*:?\s*([A-Za-z]?[A-Za-z0-9〔〕-]{6,})\s*[:,;、。\s]\s*"
)
_YES_NO = {"是": "已完成", "否": "未完成"}
_RECEIPT_ALONE = re.compile(r"[A-Za-z][A-Za-z0-9]{7,}号?")
RECEIPT = "受理编号"
HEADING = "标题"  # a task's own heading beside its labelled problem


@dataclass(slots=True)
class Part:
    """One labelled part of a task with all its passages; `word` is the label as printed, empty where none is."""

    role: str
    word: str
    flows: list[Flow] = field(default_factory=list)
    whole: list[Flow] = field(default_factory=list)

    @property
    def text(self) -> Flow:
        return join(self.flows, "\n")


@dataclass(slots=True)
class Draft:
    """A task's fields as flows, before they become a `Task`."""

    raw: RawTask
    number: str | None
    problem: Flow = EMPTY
    status: Flow = EMPTY
    status_from: str = ""  # the label it was found behind, "(" for brackets
    goal: list[Flow] = field(default_factory=list)
    deadline: list[Flow] = field(default_factory=list)
    units: list[tuple[str, Flow]] = field(default_factory=list)
    measures: list[Flow] = field(default_factory=list)
    notices: list[Flow] = field(default_factory=list)
    extra: list[tuple[str, Flow]] = field(default_factory=list)
    answers: list[Part] = field(default_factory=list)
    class_label: Flow = EMPTY
    section_label: Flow = EMPTY


def draft_task(raw: RawTask) -> Draft:
    """Read the fields of one task."""
    marker = raw.opening.marker if raw.numbered else None
    draft = Draft(raw, marker.printed if marker else None)
    items = list(raw.items)
    closing = _closing_status(items)
    text, parts = parts_of(items)
    for part in parts:
        _take(draft, part)
    draft.number = draft.number or next(
        (item.label.number for item in items if item.label and item.role == PROBLEM), None
    )
    if raw.opening.lead is not None:
        draft.status, draft.status_from = raw.opening.lead, "【"
    _read_problem(draft, text, parts)
    if closing is not None:
        _set_status(draft, closing, "last")
    _read_answers(draft)
    return draft


def parts_of(items: Sequence[Item]) -> tuple[list[Item], list[Part]]:
    """The items before the first label, and the labelled parts after them."""
    text: list[Item] = []
    parts: list[Part] = []
    for item in items:
        if item.label is not None:
            # Rows of a table that go on with the same task: one column, one part.
            part = next((each for each in parts if item.cell and each.word == item.label.word), None)
            if part is not None:
                part.flows.append(item.body)
                part.whole.append(item.whole)
                continue
            part = Part(item.label.role, item.label.word, whole=[item.whole])
            if item.body:
                part.flows.append(item.body)
            parts.append(part)
        elif parts and not _story_behind(parts[-1], item):
            parts[-1].flows.append(item.whole)
            parts[-1].whole.append(item.whole)
        elif parts:
            parts.append(Part(ANSWER, "", [item.whole], [item.whole]))
        else:
            text.append(item)
    return text, parts


def _story_behind(part: Part, item: Item) -> bool:
    """Whether sentences begin behind a field of a few words (牵头单位：甲局) that has its value already."""
    short = part.role.startswith(UNIT) or part.role in (DEADLINE, STATUS)
    text = item.whole.text.rstrip()
    return short and bool(part.flows) and text.endswith(("。", ";")) and len(text) >= _SENTENCE_LENGTH


def _take(draft: Draft, part: Part) -> None:
    """File a part under its role."""
    flows = [flow for flow in part.flows if flow]
    if part.role in (ANSWER, MEASURES):
        draft.answers.append(part)
    elif part.role == STATUS:
        _take_status(draft, part)
    elif part.role == GOAL:
        draft.goal += flows
    elif part.role == DEADLINE:
        draft.deadline += flows
    elif part.role.startswith(UNIT):
        draft.units += [(part.role.removeprefix(UNIT), flow) for flow in flows]
    elif part.role == NOTICE:
        draft.notices.append(join(part.whole, "\n"))
    elif part.role == NUMBER and flows:
        draft.number = draft.number or flows[0].raw.strip(" 　。.、；;")
    elif part.role != PROBLEM and flows:
        draft.extra.append((part.word, part.text))
        if part.role == "class":
            draft.class_label = flows[0]
        elif part.role == "section":
            draft.section_label = flows[0]


def _take_status(draft: Draft, part: Part) -> None:
    flow = part.text
    if not flow:
        return
    found = status.leading(flow)
    if found and found[0]:
        _set_status(draft, found[0], part.word)
        if found[1]:
            draft.extra.append((part.word, found[1]))
    else:
        _set_status(draft, flow.strip("。;,() 【】"), part.word)


def _set_status(draft: Draft, flow: Flow, source: str) -> None:
    if not draft.status and flow:
        draft.status, draft.status_from = flow.strip(), source


def _read_problem(draft: Draft, text: list[Item], parts: list[Part]) -> None:
    own = [item.body if item is draft.raw.opening and draft.raw.numbered else item.whole for item in text]
    if text and text[0].lead is not None:
        own[0] = text[0].body
    labelled = [part for part in parts if part.role == PROBLEM]
    if any(flow for flow in own):
        # 一、甲。 具体表现：乙。 — the heading says the problem, the label only more of it.
        details = [part for part in labelled if part.word in details_of_a_problem()]
        draft.extra += [(part.word, part.text) for part in details if part.text]
        labelled = [part for part in labelled if part not in details]
    answered = any(part.role == MEASURES or (part.role == ANSWER and _narrates(part)) for part in parts)
    rest: list[Flow] = []
    if not labelled and not answered:
        own, rest = problem_and_rest(own, [item.marker is not None for item in text])
    told = text[0].lead is not None if text else False
    if not labelled and own and (inline := answer_behind_problem(own[0], answered=told)):
        own, rest = [inline[0]], [inline[1], *own[1:], *rest]
    if labelled:
        first = next((part for part in labelled if "问题" in part.word), labelled[0])
        draft.problem = join(first.flows)
        heading = join([flow for flow in own if flow])
        if heading and draft.problem:
            word = RECEIPT if _RECEIPT_ALONE.match(heading.text) else HEADING
            draft.extra.append((word, _without_status(draft, heading)))
        elif heading:
            draft.problem = heading
        draft.extra += [(part.word, part.text) for part in labelled if part is not first and part.text]
    else:
        draft.problem = joined(own)
    draft.problem = quoted(_without_status(draft, draft.problem))
    receipt = _RECEIPT.match(draft.problem.text)
    if receipt:
        draft.extra.append((receipt[1], draft.problem.cut(*receipt.span(2))))
        draft.problem = draft.problem.cut(receipt.end())
    if rest:
        draft.answers.insert(0, Part(ANSWER, "", rest, rest))


def _narrates(part: Part) -> bool:
    """Whether an answer says more than a status."""
    found = status.leading(part.text) if part.flows else None
    return bool(part.flows) and (found is None or bool(found[1]))


def _without_status(draft: Draft, flow: Flow) -> Flow:
    """The problem without the status in brackets at its end or start, or as its last sentence."""
    bracket = status.bracket_at_end(flow)
    if bracket and status.opens_with_status(bracket[1].text):
        _set_status(draft, bracket[1], "(")
        return bracket[0].strip()
    front = status.bracket_at_start(flow)
    if front:
        _set_status(draft, front[0], "【")
        return front[1].strip()
    return flow.strip()


def _closing_status(items: list[Item]) -> Flow | None:
    """A status alone on the task's last line, taken out of the items."""
    if len(items) < 2:
        return None
    last = items[-1]
    if last.label is not None or last.marker is not None:
        return None
    body = last.whole.strip("()【】[]。. ")
    if body and status.is_status(body.text):
        items.pop()
        return body
    found = status.leading(body) if len(body) < 24 else None
    if found and found[0] and status.opens_with_status(body.text) and not found[1]:
        items.pop()
        return found[0]
    return None


def _read_answers(draft: Draft) -> None:
    """Status and measures from the answer; where the measures have a label of their own the answer stays beside."""
    parts = draft.answers
    # A column of statuses tells the status, not the first words of the story beside it.
    for part in sorted(parts, key=lambda each: not status.is_status(each.text.text)):
        if part.role == ANSWER:
            _status_from(draft, part)
    labelled = [part for part in parts if part.role == MEASURES and part.flows]
    telling = [part for part in parts if part.flows and part.word != draft.status_from]
    for part in parts:
        if not part.text:
            continue
        # What a result adds to its status (办理结果：正在办理，预计6月完成) is no measure where others stand.
        if part.role == ANSWER and (labelled or (telling and part.word and part.word == draft.status_from)):
            draft.extra.append((part.word or ANSWER, part.text))
            continue
        before, points = cut_points(part.text)
        if before:
            draft.extra.append((part.word or ANSWER, before))
        draft.measures += points


def _status_from(draft: Draft, part: Part) -> None:
    if draft.status or not part.flows:
        return
    found = status.leading(part.flows[0])
    if found and found[0]:
        _set_status(draft, found[0], part.word)
        part.flows[0:1] = [found[1]] if found[1] else []
        return
    tail = status.trailing(part.flows[-1])
    if tail:
        _set_status(draft, tail[1], "last")
        part.flows[-1] = tail[0]


def yes_or_no(wording: str) -> str:
    """是否完成：是 answers with a word that is no status by itself."""
    return _YES_NO.get(wording, wording)
