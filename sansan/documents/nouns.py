"""The thing counted, read from the words around a number: its own clause before it, what follows it, or its neighbour.

The words are in `data/noun_words.toml`. Nothing here knows grammar: it cuts away who, when and how, and keeps the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents import wording
from sansan.documents.model import StatusCode
from sansan.documents.quantities import comparable
from sansan.documents.statements import Item
from sansan.documents.status import code_of
from sansan.documents.units import unit_table

_EDGES = " \u3000、“”\"'）)】]—-*·"
_LONGEST = 26  # a longer row of names says less than its last one


@cache
def _data() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/noun_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _any(key: str, shape: str) -> re.Pattern[str]:
    """The words of a list as one pattern, longest first; `shape` says where they stand."""
    words = sorted(_data()[key], key=len, reverse=True)
    return re.compile(shape.format("|".join(words)))


def _front(key: str) -> re.Pattern[str]:
    return _any(key, "^(?:{})")


def _end(key: str) -> re.Pattern[str]:
    return _any(key, "(?:{})$")


def is_area(label: str) -> bool:
    """Whether a clause is nothing but the name of an area, or of a kind of area: 望川区, 城区, 九县."""
    return bool(_any("areas", "^(?:涉及|其中)?(?:{})$").match(label.strip(_EDGES)))


def is_act(noun: str) -> bool:
    """Whether what was read as the thing counted only tells what was done to it: 整改, 完成治理."""
    return bool(_any("actions", "^(?:{})+$").match(noun))


def _without(pattern: re.Pattern[str], text: str) -> str:
    while (match := pattern.search(text)) and match.start() != match.end():
        text = (text[: match.start()] + text[match.end() :]).strip(_EDGES)
    return text


def _object(text: str) -> str:
    """What is left behind the verbs: 排查发现问题工地 → 问题工地, but 下发整改通知 → 整改通知."""
    if found := list(_any("strong_verbs", "(?:{})").finditer(text)):
        rest = text[found[-1].end() :].strip(_EDGES)
        relative = "的" in rest and not _any("finding_verbs", "^(?:{})$").match(found[-1][0])
        kept = len(rest) >= 2 and not relative and not _front("endings").match(rest)
        text = _without(_front("openings"), rest) if kept else text
    while match := _front("verbs").match(text):
        rest = _without(_front("openings"), text[match.end() :].strip(_EDGES))
        relative = "的" in rest and not _any("finding_verbs", "^(?:{})$").match(match[0])
        if (
            len(rest) < 2
            or relative
            or (_any("heads", "^(?:{})$").match(rest) and _end("compounds").search(match[0]))
        ):
            break
        text = rest
    return text


def _rate(text: str) -> str:
    """现场验收并检测合格率 → 合格率."""
    text = re.split(r"[并和与及、]|中的", text)[-1]
    while (match := _front("verbs").match(text)) and len(text) - match.end() >= 3:
        text = text[match.end() :]
    return text


def _clause(item: Item) -> str:
    """The last clause before a number, with the row of things that runs up to it: 厂矿、院落、企业."""
    row = re.split(r"[，；：。:,;()（）|\t]", item.gap.rstrip("（( "))[-1].lstrip("、 ")
    return row if len(row) <= _LONGEST else item.label


def _before(item: Item, previous: str) -> str:
    """The noun, or the act, that a number's own clause tells before it; empty for names, areas and 其余."""
    text = _clause(item).strip(_EDGES)
    if text.endswith("等") or _end("rests").search(text) or _any("empty", "^(?:{})$").match(text):
        return ""
    if previous and text.startswith(previous) and item.gap[:1] not in set("，、；：。,;:"):
        text = text[len(previous) :]  # 34台燃气锅炉已完成改造29台
    for who in ("openings", "agents"):
        text = _without(_end("closings"), _without(_front(who), text))
    if is_area(text) or _any("empty", "^(?:{})$").match(text):
        return ""
    return _told(text, item.quantity.dimension == "percent")


def _told(text: str, is_percent: bool) -> str:
    if is_percent and text.endswith(("率", "比例", "比重")):
        return _rate(text)
    if code_of(text) is not StatusCode.UNKNOWN:
        return text
    return _act(text) if _end("actions").search(text) else _object(text)


def _act(text: str) -> str:
    """完成整治取缔 → 整治取缔, 与智管中心调试联网 → 调试联网."""
    for light in ("light_verbs", "discovered"):
        front = _front(light).match(text)
        text = text[front.end() :] if front and len(text) - front.end() >= 2 else text
    text = _any("adverbs", "(?:{})").sub("", text)
    act = _end("actions").search(text)
    return act[0] if act and _front("relations").match(text) else text


def _after(item: Item) -> str:
    """The noun behind a number; empty where a verb follows."""
    tail = _front("closings_behind").sub("", item.tail.strip(_EDGES))
    noun = _any("stops", "(?:{})").split(tail)[0].strip(_EDGES)
    noun = re.sub(r"(?<!集)中$", "", noun)
    plain = _any("generic", "^(?:{})(?=[A-Za-z])").match(noun)
    return plain[0] if plain else noun if len(noun) >= 2 or noun in set("村镇乡县") else ""


def _predicate(item: Item) -> str:
    """What is said of the things counted: 正在按程序处置."""
    tail = _any("dates", "(?:{})").sub("", item.tail.strip(_EDGES))
    if kind := _front("is_a").match(tail):
        return tail[kind.end() :]  # 6家为水泥企业
    if _front("only_where").match(tail):
        return ""
    if "的" in tail:
        said, _, thing = tail.partition("的")
        return f"{said}的{_any('stops', '(?:{})').split(thing)[0]}"  # 未安装净化设施的单位
    tail = _without(_end("lasting"), _without(_front("done"), tail))
    light = _front("light_verbs").match(tail)
    tail = tail[light.end() :] if light and len(tail) - light.end() >= 2 else tail
    return tail[:16] if len(tail) >= 2 else ""


def _own(item: Item, previous: str) -> str:
    unit = item.quantity.unit.name
    if _any("unit_nouns", "^(?:{})$").match(unit) and not _after(item):
        return unit
    before, after = _before(item, previous), _after(item)
    if after and (item.quantity.dimension == unit or not before):  # a counter stands before what it counts
        return after
    if before and not (after and _any("actions", "^(?:{})$").match(before)):
        return before
    if after:
        return after  # 落实约5亿元治理工程项目
    if item.tail.startswith("的") and (noun := _any("stops", "(?:{})").split(item.tail[1:])[0].strip(_EDGES)):
        return noun
    return _predicate(item)


def nouns(items: Sequence[Item], owner: tuple[Item, str] | None = None) -> Iterator[tuple[Item, str]]:
    """Each number of a row with what it counts. One without words of its own takes the noun of the number before it in
    the same unit, `owner` (the number before the bracket) being the first."""
    seen: list[tuple[Item, str]] = [owner] if owner else []
    for item in items:
        noun = _quotes_closed(_named(item, seen))
        seen.append((item, noun))
        yield item, noun


def _named(item: Item, seen: Sequence[tuple[Item, str]]) -> str:
    if not seen:
        return _own(item, "") or _carried(item, seen) or _last_word(item)
    before, previous = seen[-1]
    label = item.label.strip(_EDGES)
    if _any("brackets_of_size", "^(?:{})$").match(label):
        return f"{before.quantity.printed}{label}"
    if _any("changes", "^(?:{})$").match(label):
        return f"{_level(seen)}{_without(_end('closings'), label)}"
    if before.quantity.is_range and not item.gap.strip():
        return before.quantity.printed  # 10—35蒸吨3台
    if wording.TOTAL.match(label) and "，" in item.gap and not _after(item):
        return _of_total(item, seen)
    said = _own(item, previous) or _carried(item, seen)
    grown_on = "" if re.search(r"[，；：。、]", item.gap) else previous  # 6类36项, 机组2台共计5万千瓦
    return said or grown_on or _last_word(item)


def _level(seen: Sequence[tuple[Item, str]]) -> str:
    """What rose or fell: the noun of the last number that is no change itself."""
    told = (n for _, n in reversed(seen) if not _end("changes").search(n))
    return next(told, "")


def _of_total(item: Item, seen: Sequence[tuple[Item, str]]) -> str:
    """共计7台 behind 洗扫车4台、雾炮车3台 is of neither alone."""
    parts = {n for i, n in seen if comparable(i.quantity, item.quantity)}
    return parts.pop() if len(parts) == 1 else "合计" if parts else _last_word(item)


def _quotes_closed(noun: str) -> str:
    if ("”" in noun) == ("“" in noun):
        return noun
    return f"“{noun}" if "”" in noun else f"{noun}”"


def _carried(item: Item, seen: Sequence[tuple[Item, str]]) -> str:
    if match := _any("others", "(?:{})$").search(item.label.strip(_EDGES)):
        return match[0]
    like = [_end("changes").sub("", n) for i, n in seen if n and comparable(i.quantity, item.quantity)]
    things = [n for n in like if n and not _any("actions", "(?:{})$").search(n)]
    if is_area(item.label):
        return next(iter([*things, *like]), "")  # 信访件5件，其中来信2件；望川区2件: of the whole
    return next(iter([*things[::-1], *like[::-1]]), "")


def _last_word(item: Item) -> str:
    """Better a rough word than none: the clause as it stands, then the counter's own name."""
    rough = _without(_end("closings"), item.label.strip(_EDGES))
    if len(rough) >= 2:
        return rough
    kind = unit_table().visits.get(item.quantity.unit.name, item.quantity.unit.name)
    return str(_data()["unit_words"].get(kind, ""))
