"""Order of dates: a period's start before its end, feedback before plan, work done before the report, milestones before
the deadline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sansan.documents.audit.context import Context
from sansan.documents.audit.notice_days import periods
from sansan.documents.audit.procedures import turned
from sansan.documents.dates import DateMention, Precision, find_dates
from sansan.documents.model import Finding, StatusCode
from sansan.documents.passages import Passage

RULE = "time_order"
_BEFORE = re.compile(r"^\s*(?:之)?前")
_DONE_LEAD = re.compile(r"(?:已于|已在|已经于)\s*$")
_DONE_TAIL = re.compile(r"^\s*[^，。；]{0,12}(?:已|完成了|办结了)(?!明确|计划|要求|列入|纳入|安排)")
_FUTURE = re.compile(r"计划|预计|拟|将|力争|确保|要求|前|争取|目标|待")
_FEEDBACK = re.compile(r"反馈")
_PLAN = re.compile(r"(?:印发|制定|出台|报送|公布|公开|上报)[^，。；]{0,24}(?:整改方案|实施方案)")
_LATER = re.compile(r"长期|持续|销号|验收|申请|后续|巩固|回头看|评估|总结|运行|试运行|每年|自评")


def check(context: Context) -> Iterable[Finding]:
    """Findings of the six orders."""
    yield from _on_schedule_after_deadline(context)
    for passage in context.passages:
        yield from _reversed_periods(context, passage)
        yield from _done_after_report(context, passage)
        yield from _plan_before_feedback(context, passage)
        yield from _steps_turned(context, passage)
        if passage.role in {"measure", "other", "goal", "extra"}:
            yield from _milestone_after_deadline(context, passage)


def _finding(
    context: Context, passage: Passage, message: str, mentions: list[DateMention], values: dict[str, str]
) -> Finding:
    first, last = min(m.start for m in mentions), max(m.end for m in mentions)
    sentence = next((s, e) for s, e in passage.sentences() if s <= first < e)
    return context.finding(
        RULE,
        passage.task,
        message,
        spans=[passage.span(m.start, m.end) for m in mentions],
        values=values,
        quote=passage.text[sentence[0] : max(last, min(sentence[1], last + 30))],
    )


def _reversed_periods(context: Context, passage: Passage) -> Iterator[Finding]:
    for first, last in periods(passage, context.year):
        turned = (
            not last.year_printed and last.date.month < first.date.month
        )  # 12月至1月 runs into the next year
        if last.date < first.date and not turned:
            yield _finding(
                context,
                passage,
                f"起始日{first.date}晚于截止日{last.date}。",
                [first, last],
                {"起": str(first.date), "止": str(last.date)},
            )


def _done_after_report(context: Context, passage: Passage) -> Iterator[Finding]:
    as_of = context.outline.as_of
    if as_of is None or passage.role == "problem":
        return
    text = passage.text
    for mention in find_dates(text, default_year=context.year):
        if mention.precision is not Precision.DAY or mention.date <= as_of or not mention.year_printed:
            continue
        before = re.split(r"[，。；：]", text[: mention.start])[-1]
        after = text[mention.end :]
        done = _DONE_LEAD.search(before) or (_DONE_TAIL.match(after) and not _BEFORE.match(after))
        if done and not _FUTURE.search(before + re.split(r"[，。；]", after)[0]):
            yield _finding(
                context,
                passage,
                f"称{mention.wording}已完成，而本文截至{as_of}。",
                [mention],
                {"完成日期": str(mention.date), "截止日期": str(as_of)},
            )


def _plan_before_feedback(context: Context, passage: Passage) -> Iterator[Finding]:
    """2021年3月5日…反馈…，2021年2月印发整改方案."""
    days = [d for d in find_dates(passage.text, default_year=context.year) if d.precision is Precision.DAY]
    told: dict[str, DateMention] = {}
    for mention in days:
        clause = re.split(r"[，。；]", passage.text[mention.end :], maxsplit=2)
        following = "，".join(clause[:2])
        if _PLAN.search(following) and not _FEEDBACK.search(following.split("印发")[0]):
            told.setdefault("plan", mention)
        elif _FEEDBACK.search(clause[0]) and "整改情况" not in clause[0]:
            told.setdefault("feedback", mention)
    if {"plan", "feedback"} <= told.keys() and told["plan"].date < told["feedback"].date:
        yield _finding(
            context,
            passage,
            f"整改方案日期{told['plan'].date}早于反馈日期{told['feedback'].date}。",
            [told["feedback"], told["plan"]],
            {"反馈": str(told["feedback"].date), "方案": str(told["plan"].date)},
        )


def _steps_turned(context: Context, passage: Passage) -> Iterator[Finding]:
    """3月12日核查取样；3月1日立案: a step before the one it must follow."""
    for earlier, later in turned(context, passage):
        mentions = sorted((earlier.mention, later.mention), key=lambda m: m.start)
        yield _finding(
            context,
            passage,
            f"{later.name}（{later.mention.wording}）早于{earlier.name}（{earlier.mention.wording}）。",
            mentions,
            {earlier.name: str(earlier.mention.date), later.name: str(later.mention.date)},
        )


def _on_schedule_after_deadline(context: Context) -> Iterator[Finding]:
    """达到序时进度 is said of work whose time is not over; after the deadline it is done or late."""
    as_of = context.outline.as_of
    for task in context.outline.tasks:
        if task.status_code not in {StatusCode.ON_SCHEDULE, StatusCode.AHEAD} or not task.status or not as_of:
            continue
        limit = task.deadline.date if task.deadline and not task.deadline.standing else None
        if limit and task.deadline and limit < as_of:
            yield context.finding(
                RULE,
                task.key,
                f"整改时限为{task.deadline.wording}，截至{as_of}已过，状态仍为“{task.status.value}”。",
                spans=[task.deadline.span, task.status.span],
                values={"整改时限": str(limit), "截止日期": str(as_of), "状态": task.status.value},
                quote=context.source.text[task.deadline.span.start : task.deadline.span.end],
            )


def _milestone_after_deadline(context: Context, passage: Passage) -> Iterator[Finding]:
    task = context.tasks.get(passage.task) if passage.task else None
    if task is None or task.deadline is None or task.deadline.date is None or task.deadline.standing:
        return
    limit = task.deadline.date
    for mention in find_dates(passage.text, default_year=context.year):
        after = passage.text[mention.end :]
        if mention.date <= limit or not _BEFORE.match(after) or not mention.year_printed:
            continue
        if task.deadline.span.start <= passage.offsets[mention.start] < task.deadline.span.end:
            continue
        clause = re.split(r"[，。；]", after)[0]
        if ("完成" not in clause and "建成" not in clause) or _LATER.search(clause):
            continue
        yield _finding(
            context,
            passage,
            f"措施期限{mention.wording}晚于整改时限{task.deadline.wording}。",
            [mention],
            {"措施期限": str(mention.date), "整改时限": str(limit)},
        )
