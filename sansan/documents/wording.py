"""Words that tell how a number belongs to its neighbours: 其中, 其余, 共, 以上, and the classes of part words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from sansan.documents.model import StatusCode
from sansan.documents.statements import Item, Statement
from sansan.documents.status import code_of

PART = re.compile(r"其中|分别(?:为|是|有|达)?|[^\d集发心]中[，,：:]|：|:")
SHARED_OUT = re.compile(r"分别")
NESTED = re.compile(r"其中")
REMAINDER = re.compile(
    r"(?:其余|剩余|余下|其他|其它|剩下|尚余|还剩|尚剩|另外|另)(?:的|有)?[^，。；、：\d]{0,10}$"
)
BESIDES = re.compile(r"另(?:有|外|)[^，。；、：\d]{0,10}$")
TOTAL = re.compile(
    r"^(?:(?:[一二三四五六七八九十两]+[\u4e00-\u9fa5]{0,3}|以上|前[一二三四]+季度|全年|当年|[上下]半年)?(?:共|共计|合计|总计|累计|总共|计|总数|总长|总面积|总投资|总))(?:为|达|达到|约|近)?$"
)
TOTAL_OF = re.compile(
    r"^(?:[一二三四五六七八九两年批轮次以上]*(?:共|共计|合计|总计|累计))(?P<verb>[\u4e00-\u9fa5]{2,4})$"
)
TOTAL_WITH_VERB = re.compile(r"共|合计|总计|累计")
BACK_REFERENCE = re.compile(
    r"(?:(?:^|[，。；：、对将实])以上|上述|前述|该|这|此|对|将|每|按照|按|全部|所有)$"
)
NEW_TOPIC = re.compile(
    r"共(?!同)|累计|合计|总计|同时|此外|下一步|印发|召开|投入|出动|开展|组织|今年|截至|目前|处罚金额|罚款|新增|"
    r"另外|并对|还|再|届时|力争|年底前|移送|约谈|问责|追责"
)
ET_CETERA = re.compile(r"^[^，。；、]{0,6}等(?!级|待|于|同)|等等|及其他")


@cache
def _words() -> dict[str, Any]:
    text = resources.files("sansan.documents").joinpath("data/part_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((c["key"], re.compile("|".join(map(re.escape, c["patterns"])))) for c in _words()["class"])


def part_class(item: Item) -> str | None:
    """The class of state a part's own clause tells of: a status, or done, pending, penalty …; None for none."""
    status = code_of(item.label)
    if status is not StatusCode.UNKNOWN:
        return status.value
    for text in (item.label, item.tail):
        for key, pattern in _classes():
            if pattern.search(text):
                return key
    return None


def are_distinct_states(parts: Sequence[Item]) -> bool:
    """Whether each part is in another state, so that no thing is counted in two of them."""
    keys = [part_class(p) for p in parts]
    return None not in keys and len(set(keys)) == len(keys)


_PAIR = 2
_AREA = re.compile(r"^(?:涉及|其中)?[\u4e00-\u9fa5]{1,8}(?:县|区|市|镇|乡|街道|办事处|村)$")


def are_areas(parts: Sequence[Item]) -> bool:
    """Whether the parts are places: 望川区2件、清坪县2件、柳湾县1件."""
    return all(_AREA.match(p.label.strip()) for p in parts)


def may_overlap(parts: Sequence[Item], around: str) -> bool:
    """Whether one thing may be counted in several parts: kinds of pollution, or the text says so."""
    overlap = _words()["overlap"]
    if any(note in around for note in overlap["notes"]):
        return True
    named = [p for p in parts if any(p.label.strip().endswith(w) for w in overlap["labels"])]
    return len(named) >= max(2, len(parts) - 1)


def share_word(first: str, second: str) -> bool:
    """Whether two wordings have two characters in a row in common."""
    return any(a + b in second for a, b in pairwise(first))


def without_plain(subject: str) -> str:
    """What is left of a name without words that stand for anything: 年度任务, 问题."""
    return re.sub("|".join(_words()["plain"]["words"]), "", subject)


def count_both(items: Iterable[Item], excess: Fraction) -> bool:
    """涉水523家、涉气1417家（其中同时涉水涉气的246家），共1694家: the excess is what is told as counted twice."""
    both = re.compile("|".join(_words()["overlap"]["both"]))
    return any(both.search(i.label) and i.quantity.amount == excess for i in items)


def is_of_handed_on(item: Item, previous: Item) -> bool:
    """转交部门394条、办结389条: what is done of those just handed on."""
    chain = _words()["chain"]
    handed = any(w in previous.label for w in chain["given"])
    done = re.match(rf"^[，、]?(?:均?已)?(?:{'|'.join(chain['then'])})", item.gap.strip())
    return handed and bool(done) and item.quantity.amount <= previous.quantity.amount


def is_aim(item: Item) -> bool:
    """年度计划3.6亿元: a number to be reached, of which more than all may be done."""
    return any(w in item.label for w in _words()["aims"]["words"])


def names_others(statement: Statement, last: Item) -> bool:
    """…、台账不规范96个，其他类型若干: behind the last number stand others without one."""
    words = "|".join(_words()["partial"]["others"])
    behind = statement.passage.text[last.quantity.end : statement.end]
    return bool(
        re.match(
            rf"^[^，、；。\d]{{0,8}}[，、；](?:以及|及|和)?(?:{words})[^\d，、；。]{{0,20}}(?:[，。；]|$)",
            behind,
        )
    )


def are_attributes(parts: Sequence[Item]) -> bool:
    """女性136名，党员92名: what one person may be at once divides nothing."""
    words = tuple(_words()["overlap"]["attributes"])
    return sum(p.label.strip().endswith(words) for p in parts) >= max(_PAIR, len(parts) - 1)


def names_only_some(gap: str, last: Item) -> bool:
    """Whether a list says itself that it is not complete: 其中主要…, …等."""
    lead = re.search(r"(?:其中|[，：:])([^，：:]*)$", gap)
    opening = lead[1] if lead else gap
    return any(opening.startswith(w) for w in _words()["partial"]["words"]) or bool(
        ET_CETERA.search(last.tail)
    )
