"""A running total never falls: 截至6月底累计完成120家 and 截至9月底累计完成110家 in one task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sansan.documents.audit.arithmetic import interval
from sansan.documents.audit.context import Context, short
from sansan.documents.audit.moments import Moment, moments
from sansan.documents.model import Finding
from sansan.documents.quantities import comparable
from sansan.documents.statements import Item, Statement

RULE = "cumulative_order"
_RUNNING = re.compile(
    r"^(?P<subject>.*?)(?P<since>今年|本年|当年|年内)?(?P<word>累计|共计|共|已经|已|现已)(?P<done>.*)$"
)
_ACTS = re.compile(
    r"排查|发现|查处|检查|完成|办结|整改|受理|立案|处罚|清理|清运|拆除|取缔|建成|新建|改造|安装|培训|发放|投入|拨付|兑付|淘汰|治理|验收|销号|"
    r"收缴|植树|造林|栽植|修复|整治|出动|督导|约谈|问责|交办|转办|关停|更换|硬化|铺设|签订|落实|争取|处置|回收"
)
_NO_TOTAL = re.compile(
    r"计划|预计|力争|目标|确保|拟|应|需|未|不|剩余|尚|其余|余下|当月|本月|当期|新增|同比|环比|较|比|减少|下降|降|由|占|平均|每|其中|\d月"
)
_NO_COUNT = frozenset({"percent", "percentage_point", "concentration"})
_FILLERS = re.compile(r"^(?:已经|已|共计|共|实际|实现)+|(?:达到|达|为|约|近|了)+$")
_AREA_WIDE = re.compile(r"^(?:全[市县区省镇乡]|我[市县区省]|目前|现|对|的)+")


@dataclass(frozen=True, slots=True)
class _Total:
    statement: Statement
    item: Item
    moment: Moment
    since: str
    subject: str
    lead: str  # what its own stretch says before the moment: 乙项目进展顺利，截至6月底
    done: str

    def is_like(self, other: _Total) -> bool:
        """Whether two totals count the same: one unit, one act, one subject, `other` being the later in the text."""
        if self.since != other.since or not comparable(self.item.quantity, other.item.quantity):
            return False
        if not _one_in_other(self.done, other.done, at_start=not other.subject):
            return False
        if self.item.tail and other.item.tail and not _one_in_other(self.item.tail, other.item.tail):
            return False
        if not other.subject and other.lead:
            return bool(self.subject) and self.subject in other.lead
        return _one_in_other(self.subject, other.subject)


def _one_in_other(first: str, second: str, *, at_start: bool = False) -> bool:
    short_one, long_one = sorted((first, second), key=len)
    return long_one.endswith(short_one) or (at_start and bool(short_one) and long_one.startswith(short_one))


def check(context: Context) -> Iterable[Finding]:
    """One finding for each later total below an earlier one of the same thing and task."""
    for totals in _by_place(context):
        for n, total in enumerate(totals):
            nearest = next((t for t in reversed(totals[:n]) if t.is_like(total)), None)
            if nearest:
                yield from _falls(context, *sorted((nearest, total), key=lambda t: t.moment.date))


def _by_place(context: Context) -> Iterator[Sequence[_Total]]:
    """The totals that may be compared: of one task, or outside of tasks of one paragraph."""
    known: dict[int, list[Moment]] = {}
    for task, statements in context.by_task.items():
        groups: dict[int, list[_Total]] = {}
        for statement in statements:
            key = id(statement.passage)
            if key not in known:
                known[key] = moments(context, statement.passage)
            if known[key]:
                groups.setdefault(0 if task else key, []).extend(_totals(statement, known[key]))
        yield from groups.values()


def _totals(statement: Statement, known: Sequence[Moment]) -> Iterator[_Total]:
    for item in statement.items:
        before = [m for m in known if m.end <= item.quantity.start]
        if not before or item.quantity.is_range or item.quantity.dimension in _NO_COUNT:
            continue
        moment = before[-1]
        label = item.label.strip()
        if moment.start >= statement.start:  # 截至6月底累计: the date is not part of what is counted
            label = label.replace(statement.passage.text[moment.start : moment.end], "")
        running = _RUNNING.match(label)
        if not running or _NO_TOTAL.search(label):
            continue
        done = _FILLERS.sub("", _FILLERS.sub("", running["done"]))
        if running["word"] == "累计" or _ACTS.search(done):
            since = f"{moment.date.year}年" if running["since"] else moment.since
            subject = _AREA_WIDE.sub("", running["subject"])
            yield _Total(statement, item, moment, since, subject, _lead(statement, moment), done)


def _lead(statement: Statement, moment: Moment) -> str:
    """The clauses of a stretch before its moment, behind the number before it."""
    ends = [i.quantity.end for i in statement.items if i.quantity.end <= moment.start]
    before = statement.passage.text[max([statement.start, *ends]) : max(statement.start, moment.start)]
    if ends:
        before = re.sub(r"^[^，、；;：:）]*", "", before)
    return re.split(r"[；;：:）]", before)[-1].strip("，、, ")


def _said(total: _Total) -> str:
    """A total with its moment: 截至6月底累计完成86座."""
    text = total.statement.passage.text[total.moment.start : total.moment.end]
    told = short(total.item)
    return told if text in told else f"{text}{told}"


def _falls(context: Context, earlier: _Total, later: _Total) -> Iterator[Finding]:
    high = interval(later.item.quantity).high
    if (
        earlier.moment.date == later.moment.date
        or high is None
        or high >= interval(earlier.item.quantity).low
    ):
        return
    yield context.finding(
        RULE,
        later.statement.task,
        f"{_said(earlier)}，{_said(later)}，累计数变小。",
        spans=[context.span(t.statement, t.item.quantity) for t in (earlier, later)],
        values={"较早": earlier.item.quantity.printed, "较晚": later.item.quantity.printed},
        quote=later.statement.text,
    )
