"""Labels: the words that open a part of a task, with their synonyms from `data/labels.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sansan.documents.status import is_status

ANSWER, STATUS, MEASURES, GOAL, DEADLINE = "answer", "status", "measures", "goal", "deadline"
PROBLEM, NOTICE, NUMBER, CLASS, EXTRA, UNIT = "problem", "notice", "number", "class", "extra", "unit:"
#: Roles that can only stand inside one task, so that meeting one says a task is open.
OF_A_TASK = (ANSWER, STATUS, MEASURES, GOAL, DEADLINE, PROBLEM)


def is_task_field(role: str | None) -> bool:
    """Whether a label of this role stands inside a task only: those of `OF_A_TASK`, and units."""
    return role is not None and (role in OF_A_TASK or role.startswith(UNIT))


_STATUS_OF_LABEL = re.compile(r"\s*[(【]([^()【】]{2,24})[)】]\s*:")


@dataclass(frozen=True, slots=True)
class Label:
    """`word` is the label as printed, `start` where it begins, `end` where its value begins (after the colon)."""

    role: str
    word: str
    start: int
    end: int
    colon: bool
    number: str | None = None  # 审议意见一：


@cache
def vocabulary() -> dict[str, str]:
    """Label word → role."""
    data = tomllib.loads(files("sansan.documents").joinpath("data/labels.toml").read_text("utf-8"))
    return {word: entry["role"] for entry in data["label"] for word in entry["words"]}


@cache
def _free() -> tuple[tuple[str, ...], frozenset[str]]:
    data = tomllib.loads(files("sansan.documents").joinpath("data/labels.toml").read_text("utf-8"))["free"]
    return tuple(data["endings"]), frozenset(data["never"])


@cache
def details_of_a_problem() -> frozenset[str]:
    """Labels that say more of a problem its heading has named."""
    data = tomllib.loads(files("sansan.documents").joinpath("data/labels.toml").read_text("utf-8"))
    return frozenset(data["detail"]["words"])


@cache
def _words() -> str:
    # Longest first, so that 整改完成情况 is not read as 整改完成 and a rest; official documents pad short
    # labels with spaces (目　标), which is why white space may stand between the characters.
    ordered = sorted(vocabulary(), key=len, reverse=True)
    return "|".join(r"[ \u2028]?".join(map(re.escape, word)) for word in ordered)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<open>[【\[(]?)\s*(?P<word>{_words()})(?:\s*(?P<n>\(?[一二三四五六七八九十\d]{{1,2}}\)?)(?=\s*(?:[:】\])]|$)))?(?P<close>[】\])]?)"
        rf"(?:\s*(?P<colon>:))?(?P<gap>[ \t]*)"
    )


@cache
def _inner() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=[;。)）】\s(，,])|(?<=[】\]]))(?:(?P<open>[【\[]?)(?P<word>{_words()})(?P<close>[】\]]?)\s*:"
        rf"|【(?P<boxed>{_words()})】:?)\s*"
    )


@cache
def _free_opening() -> re.Pattern[str]:
    return re.compile(r"(?P<word>[\u4e00-\u9fff]{2,10}(?:\([\u4e00-\u9fff]{1,6}\))?)\s*:\s*")


def role_of(word: str) -> str | None:
    """The role of a word that is a label and nothing else (a heading, a column)."""
    clean = re.sub(r"\s|\u2028", "", word).strip(":：*【】[]")
    clean = re.sub(r"\([^)]*\)$|（[^）]*）$", "", clean)
    return vocabulary().get(clean)


def opening_label(text: str) -> Label | None:
    """The label `text` opens with: closed by a colon, by brackets, by wide space, or alone on its line."""
    match = _opening().match(text)
    if match is None:
        return None
    boxed = match["open"] in "【[" and match["open"] != "" and match["close"] != ""
    alone = match.end() == len(text)
    wide = len(match["gap"]) >= 1 and text[match.start("gap") : match.end()].strip(" ") == ""
    if match["open"] == "(" and not match["close"]:
        return None  # (责任单位:…) is cut out by `inner_labels`, which also finds where it ends
    if not match["open"] and _status_of_label(text, match.end("word")):
        word = re.sub(r"\s", "", match["word"])
        return Label(vocabulary()[word], word, match.start("word"), match.end("word"), True)
    if not (match["colon"] or boxed or alone or (wide and not match["n"] and _wide_enough(text, match))):
        return None
    word = re.sub(r"\s", "", match["word"])
    return Label(
        vocabulary()[word],
        word,
        match.start("word"),
        match.end(),
        bool(match["colon"]),
        _bare_number(match["n"]),
    )


def _status_of_label(text: str, end: int) -> bool:
    """Whether a status stands in brackets between a label and its colon: 整改成效(已完成): — it opens the value."""
    match = _STATUS_OF_LABEL.match(text, end)
    return match is not None and is_status(match[1])


def _bare_number(printed: str | None) -> str | None:
    return printed.strip("() ") or None if printed else None


def _wide_enough(text: str, match: re.Match[str]) -> bool:
    gap = match["gap"]
    return len(gap) >= 2 or "\t" in gap or len(match["word"]) >= 4


def free_label(text: str) -> Label | None:
    """A label the vocabulary lacks: a short phrase with a telling ending, before a colon, at the start of a line."""
    match = _free_opening().match(text)
    if match is None:
        return None
    endings, never = _free()
    word = match["word"]
    if word in never or not re.sub(r"\(.*\)$", "", word).endswith(endings):
        return None
    return Label(EXTRA, word, 0, match.end(), True)


def inner_labels(text: str, start: int = 0) -> list[Label]:
    """Labels further on in a line: after ； ; 。 a bracket or space, and always with a colon."""
    found = []
    for match in _inner().finditer(text, start):
        word = re.sub(r"\s", "", match["word"] or match["boxed"])
        found.append(Label(vocabulary()[word], word, match.start(), match.end(), True))
    return found
