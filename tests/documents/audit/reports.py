"""Small documents made by hand, so that a rule is tested without the reader of outlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sansan.documents.analysis import Analysis, analyse
from sansan.documents.flow import Places
from sansan.documents.model import (
    Deadline,
    Declared,
    Field,
    Outline,
    Source,
    StatusCode,
    Task,
    TaskClass,
)
from sansan.documents.places import Gazetteer


def source(text: str) -> Source:
    return Source("报告.txt", "text/plain", text, "")


def report(
    answers: Sequence[str],
    *,
    statuses: Sequence[StatusCode | None] = (),
    problem: str = "部分点位治理不到位。",
    deadline: dt.date | None = None,
    declared: Declared | None = None,
    classes: Sequence[TaskClass] = (),
    as_of: dt.date | None = None,
    gazetteer: Gazetteer | None = None,
) -> Analysis:
    """A document of one task for each answer, each: number and problem on a line, the answer on the next."""
    text, tasks, position = "", [], 0
    for number, answer in enumerate(answers, 1):
        text += f"{number}.{problem}（已完成）\n整改情况：{answer}\n"
    places = Places(text)
    for number, answer in enumerate(answers, 1):
        start = text.index(f"{number}.{problem}", position)
        problem_at = start + len(f"{number}.")
        status_at = problem_at + len(problem) + 1
        answer_at = text.index("整改情况：", start) + len("整改情况：")
        position = answer_at + len(answer)
        code = statuses[number - 1] if statuses else None
        limit = places.span(start, start + 1)
        tasks.append(
            Task(
                f"t{number}",
                str(number),
                "一",
                None,
                None,
                Field(problem, places.span(problem_at, problem_at + len(problem))),
                places.span(start, position),
                Field("已完成", places.span(status_at, status_at + 3)) if code else None,
                code,
                deadline=Deadline("时限", deadline, standing=False, span=limit) if deadline else None,
                measures=(Field(answer, places.span(answer_at, position)),),
            )
        )
    outline = Outline("标题", "整改完成情况", declared or Declared(), classes, tasks, as_of)
    return analyse(source(text), outline, gazetteer)


def rules(analysis: Analysis) -> list[str]:
    return [f.rule for f in analysis.findings]
