"""What a text says by the audit's own rules: unfinished work, numbers that do not reconcile, document numbers. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sansan.documents.analysis import analyse
from sansan.documents.audit import status_against_text
from sansan.documents.flow import Places
from sansan.documents.model import Declared, Field, Outline, Source, StatusCode, Task
from sansan.documents.references import find_references

_STATUS = "已完成"
_HEAD = "1.整改（" + _STATUS + "）\n"
_OTHER_FORMS = re.compile(r"令|公告|^[A-Z]")
NUMBERS = frozenset({"文号括号", "文号内断行"})
NUMBER_LOST = "文号缺"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A passage and what is odd about it."""

    quote: str
    says: str


@dataclass(frozen=True, slots=True)
class Said:
    """`unfinished`: work called unfinished; `sums`: numbers that do not fit; `numbers`: malformed document numbers."""

    unfinished: tuple[Doubt, ...] = ()
    sums: tuple[Doubt, ...] = ()
    numbers: tuple[Doubt, ...] = ()
    cited: int = 0  # document numbers met


@lru_cache(maxsize=512)
def read(text: str) -> Said:
    """Read a text as the answer to one finished task, which is what a closing takes it for."""
    whole = f"{_HEAD}{text}\n"
    places = Places(whole)
    head = places.span(0, len(_HEAD))
    task = Task(
        "t1",
        "1",
        "一",
        None,
        None,
        Field("整改", places.span(2, 4)),
        places.span(0, len(whole) - 1),
        Field(_STATUS, head),
        StatusCode.COMPLETED,
        measures=(Field(text, places.span(len(_HEAD), len(whole) - 1)),),
    )
    analysis = analyse(Source("", "text/plain", whole, ""), Outline("", "", Declared(), (), (task,)), None)
    unfinished = [
        Doubt(f.quote, f.values["文字"]) for f in analysis.findings if f.rule == status_against_text.RULE
    ]
    sums = [
        Doubt(f.quote, f.message.partition("：")[2] or f.message)
        for f in analysis.findings
        if f.rule != status_against_text.RULE
    ]
    references, _ = find_references(text)
    return Said(
        tuple(unfinished), tuple(sums), malformed(text), sum(r.number is not None for r in references)
    )


def malformed(text: str) -> tuple[Doubt, ...]:
    """Document numbers not written as GB/T 9704 has them, each with the form it should have."""
    _, repairs = find_references(text)
    return tuple(
        Doubt(r.before, f"应写作“{r.after}”")
        for r in repairs
        if r.kind in NUMBERS or r.kind.startswith(NUMBER_LOST)
    )


def is_number(text: str) -> bool:
    """Whether the whole text is one well-formed number; orders, announcements and standards have forms of their own."""
    if _OTHER_FORMS.search(text):
        return True
    references, repairs = find_references(text)
    return not repairs and [r.number for r in references] == [text]
