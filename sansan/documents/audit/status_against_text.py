"""The claimed status against the words of the answer: 已完成 beside 尚未, 正在整改 or 剩余…正在办理."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.audit.context import Context
from sansan.documents.model import Finding, StatusCode
from sansan.documents.passages import Passage

RULE = "status_against_text"
_DONE = {StatusCode.COMPLETED, StatusCode.CLOSED}
_OPEN = {StatusCode.NOT_COMPLETED, StatusCode.NOT_STARTED, StatusCode.BEHIND}
_ANSWER = {"measure", "other", "extra"}
_HISTORY = re.compile(r"问题描述|反馈问题|交办问题|调查核实|基本情况|整改目标|目标")


@cache
def _words() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/unfinished_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _words()[name]))


def check(context: Context) -> Iterable[Finding]:
    """One finding for each task whose answer says another thing than its status."""
    for task in context.outline.tasks:
        if task.status is None or task.status_code is None:
            continue
        history = [f.span for label, f in task.extra.items() if _HISTORY.search(label)]
        answers = [
            p
            for p in context.passages
            if p.task == task.key
            and p.role in _ANSWER
            and not any(h.start <= p.offsets[0] < h.end for h in history)
        ]
        hits = _unfinished(answers) if task.status_code in _DONE else ()
        if task.status_code in _OPEN:
            hits = _finished(answers)
        hit = next(iter(hits), None)
        if hit:
            passage, start, end, sentence = hit
            words = passage.text[start:end]
            yield context.finding(
                RULE,
                task.key,
                f"状态为“{task.status.value}”，而整改情况写有“{words}”。",
                spans=[task.status.span, passage.span(start, end)],
                values={"状态": task.status.value, "文字": words},
                quote=passage.text[sentence[0] : sentence[1]],
            )


_Hit = tuple[Passage, int, int, tuple[int, int]]


def _unfinished(answers: Iterable[Passage]) -> Iterator[_Hit]:
    for passage in answers:
        for start, end in passage.sentences():
            for m in _pattern("unfinished").finditer(passage.text, start, end):
                if not _is_harmless(passage.text, start, m):
                    yield passage, m.start(), m.end(), (start, end)


def _is_harmless(text: str, start: int, m: re.Match[str]) -> bool:
    clause = re.split(r"[，。；：]", text[start : m.start()])[-1]
    tail = text[m.end() :]
    return (
        any(word in clause for word in _words()["past"])
        or bool(_pattern("harmless").search(clause))
        or any(re.match(p, tail) for p in _words()["harmless_tail"])
        or text[max(0, m.start() - 1) : m.start()] in {"“", "《"}
    )


def _finished(answers: Iterable[Passage]) -> Iterator[_Hit]:
    """Only where nothing else in the answer is unfinished: one of two stations may be done, the task is not."""
    answers = list(answers)
    if any(True for _ in _unfinished(answers)):
        return
    for passage in answers:
        for start, end in passage.sentences():
            if m := _pattern("finished").search(passage.text, start, end):
                yield passage, m.start(), m.end(), (start, end)
