"""Names listed = number stated: 甲、乙、丙3家; 7个县区; 其余3家分别位于遂平县、上蔡县和平舆县."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sansan.documents.audit.context import Context
from sansan.documents.audit.name_rows import NameRow, are_kinds, rows, words
from sansan.documents.model import Bound, Finding
from sansan.documents.statements import Item, Statement

RULE = "listed_names"
_LONGEST = 600  # characters of a list of names


def _any(key: str) -> str:
    return "|".join(words()[key])


_AREA = rf"(?:[\u4e00-\u9fa5]{{1,8}}?(?:{_any('area_endings')}))"
_FIRM = rf"(?:[\u4e00-\u9fa5A-Za-z0-9“”（）()]{{2,30}}?(?:{_any('body_endings')}))"
_JOIN = rf"(?:{_any('joins')})"
_AREA_LIST = re.compile(rf"(?P<list>{_AREA}(?:{_JOIN}{_AREA})+)(?P<etc>等)?(?:共|共计)?$")
_FIRM_LIST = re.compile(rf"(?P<list>{_FIRM}(?:{_JOIN}{_FIRM})+)(?P<etc>等)?(?:共|共计)?$")
_AREA_AFTER = re.compile(
    rf"^(?:[^，。；：]{{0,12}}?(?:分别|位于|为|是|即|在)+|[（(：:])\s*(?P<list>{_AREA}(?:{_JOIN}{_AREA})+)(?P<etc>等)?"
)
_NAMES_AFTER = re.compile(
    r"^[\u4e00-\u9fa5]{0,8}?(?:[：:，]?(?:分别为|分别是)[：:]?|[：:])\s*"
    r"(?P<list>[^，。；：（）()\d]{2,30}(?:[、和][^，。；：（）()\d]{2,30})+?)(?P<etc>等)?(?=[，。；）)]|$)"
)
_NAMES_IN_BRACKET = re.compile(
    r"^[\u4e00-\u9fa5]{0,8}[（(](?P<list>[^（）()，。；：\d]{2,30}(?:、[^（）()，。；：\d]{2,30})+)(?P<etc>等)?[）)]"
)
_NO_NOUN = re.compile(_any("not_the_noun"))
_AREA_UNITS = frozenset(words()["area_units"])
_AREA_NOUN = re.compile(rf"^(?:{_any('area_nouns')})")


def check(context: Context) -> Iterable[Finding]:
    """One finding for each number that differs from the names standing directly before or after it."""
    for statement in context.statements:
        for item in statement.all_items():
            if item.quantity.bound is not Bound.EXACT or item.quantity.is_range or item.quantity.amount > 60:
                continue
            for listed in _lists(statement, item):
                counts = listed.counts
                stated = int(item.quantity.amount)
                wrong = stated < min(counts) if listed.open_ended else stated not in counts
                if wrong:
                    yield _finding(context, statement, item, listed, counts)


def _counts_places(statement: Statement, item: Item) -> bool:
    after = statement.passage.text[item.quantity.end :]
    return item.quantity.unit.name in _AREA_UNITS or (
        item.quantity.unit.name == "个" and bool(_AREA_NOUN.match(after))
    )


def _lists(statement: Statement, item: Item) -> Iterator[NameRow]:
    text = statement.passage.text
    earlier = [i.quantity.end for i in statement.all_items() if i.quantity.end <= item.quantity.start]
    before = text[max([statement.start, *earlier]) : item.quantity.start]
    if earlier and not re.match(r"[，。；：、（）(),;:]", before):
        before = re.sub(
            r"^[\u4e00-\u9fa5]{1,6}(?=[，、；]|$)", "", before
        )  # 3个村、石梁镇5个: 村 is the unit's noun
    after = text[item.quantity.end : min(statement.end, item.quantity.end + _LONGEST)]
    unit = item.quantity.unit.name
    clause = re.split(r"[，。；：,;:]", before)[-1][-_LONGEST:]
    if _counts_places(statement, item):
        match = _AREA_LIST.search(clause)
    elif (unit in {"家", "部门"} or re.match(r"部门|单位", after)) and (
        clause.endswith("等") or _NO_NOUN.match(after)
    ):
        match = _FIRM_LIST.search(clause)
        match = None if match and are_kinds(re.split("[、和及与]", match["list"])) else match
    else:
        match = None
    if match:
        yield NameRow(match["list"], bool(match["etc"]))
        return
    if unit in {"家", "个"} or unit in _AREA_UNITS:
        found = _AREA_AFTER.match(after) or (_NAMES_AFTER.match(after) if unit == "家" else None)
        if found is None and unit == "家":
            found = _NAMES_IN_BRACKET.match(after)
        if found and not re.match(r"\d", after[found.end() :]):
            yield NameRow(found["list"], bool(found["etc"]))
            return
    yield from rows(statement, item, clause)


def _finding(
    context: Context, statement: Statement, item: Item, listed: NameRow, counts: set[int]
) -> Finding:
    number = "或".join(str(c) for c in sorted(counts))
    at = statement.passage.text.find(listed.names, statement.start)
    names = statement.passage.span(at, at + len(listed.names))
    return context.finding(
        RULE,
        statement.task,
        f"写明{item.quantity.printed}，所列名称“{listed.names}”为{number}个。",
        spans=[context.span(statement, item.quantity), names],
        values={"写明": item.quantity.printed, "所列": number, "名称": listed.names},
        quote=statement.text,
    )
