"""Whether a rate speaks of the numbers it is tried on: 绿地率 and 回收率 may be told of none near."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sansan.documents import wording
from sansan.documents.nouns import is_act, nouns
from sansan.documents.statements import Item, Statement

_NAME = re.compile(r"(?P<subject>[\u4e00-\u9fa5]*?)(?P<verb>[\u4e00-\u9fa5]{2})率")
_PER_HEAD = re.compile(r"[人户亩]均")
_MARK = re.compile(r"[，、；：。,;（）()\s|]")
_OWN = re.compile(r"^(?:已|均|共|累计|其中)+|(?:的|了|已|均)+$")
_FAR = 2  # times: a slip of a digit is nearer


def is_per_head(item: Item) -> bool:
    """人均公园绿地11.2平方米: neither part nor whole."""
    return bool(_PER_HEAD.search(item.label))


def is_property(rate: Item, items: Sequence[Item]) -> bool:
    """抽查31家企业，22家废气收集率不足60%: the rate describes the things counted, it does not count them."""
    before = items[: items.index(rate)][-1:]
    name = _NAME.search(rate.label)
    if not before or name is None or _MARK.search(rate.gap):
        return False
    return before[0].quantity.dimension != "percent" and name["verb"] not in before[0].label


def are_other_things(statement: Statement, rate: Item, part: Item, whole: Item) -> bool:
    """Whether the two numbers tried for a rate are told of something else than the rate, or than each other."""
    return _has_other_subject(rate, part) or (
        _is_far_off(rate, part, whole) and not _of_one_thing(statement, part, whole)
    )


def _has_other_subject(rate: Item, part: Item) -> bool:
    """自行监测完成率100%，隐患排查完成61家: both are completed, each of its own."""
    name = _NAME.search(rate.label)
    if name is None or name["verb"] not in part.label:
        return False
    subject = wording.without_plain(name["subject"])
    own = _OWN.sub("", part.label.strip().replace(name["verb"], ""))
    both_told = min(len(subject), len(own)) > 1
    return both_told and not wording.share_word(subject, own + part.tail)


def _is_far_off(rate: Item, part: Item, whole: Item) -> bool:
    value = part.quantity.amount / whole.quantity.amount * 100
    return max(value, rate.quantity.amount) > _FAR * min(value, rate.quantity.amount)


def _of_one_thing(statement: Statement, part: Item, whole: Item) -> bool:
    """回收农膜2860吨 is no part of 化肥使用量41.7万吨, though both are weighed."""
    told = {id(item): noun for item, noun in nouns(statement.items)}
    first, second = (told.get(id(i)) or next(n for _, n in nouns([i])) for i in (part, whole))
    if not first or not second or is_act(first) or is_act(second):
        return True
    return wording.share_word(first, whole.about) or wording.share_word(second, part.about)
