"""What is written: figures with their dates, texts that fit the status, sums that add up, document numbers."""

from collections import defaultdict
from collections.abc import Mapping

from sansan.documents.model import Bound, StatusCode
from sansan.rectification.closing.facts import Facts, Figure, Identity
from sansan.rectification.closing.registry import Row, Verdict, contradicted, holds, unjudged
from sansan.rectification.closing.wording import Doubt, is_number, malformed, read
from sansan.rectification.figures.arithmetic import Fit

FINISHED = frozenset(
    {StatusCode.COMPLETED, StatusCode.COMPLETED_ONGOING, StatusCode.CLOSED, StatusCode.LONG_TERM}
)
NO_REPORT = "没有单位填报过进展，没有文字可以核对。"
OPINION = "销号意见"


def figures_dated(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Every figure has its as-of date, and one figure of one day and scope has one value."""
    if not facts.figures:
        return unjudged("没有登记数据，无法核对。")
    total = f"数据 {len(facts.figures)} 个"
    undated = [f for f in facts.figures if f.as_of is None]
    series: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in facts.figures:
        series[figure.name, figure.unit, figure.scope, figure.as_of].append(figure)
    several = [group for group in series.values() if len({f.value for f in group}) > 1]
    clashing = [group for group in several if all(f.bound == Bound.EXACT for f in group)]
    if undated or clashing:
        counted = (
            (len(undated), "个没有截至日期"),
            (len(clashing), "组同一指标、同一日期、同一范围而数值不同"),
        )
        said = "，".join(f"{number} {word}" for number, word in counted if number)
        rows = [Row("figure", f.pk, f"{f.name} {f.printed}{f.unit}：没有截至日期") for f in undated]
        rows += [Row("figure", group[0].pk, _clash(group)) for group in clashing]
        return contradicted(f"{total}，其中 {said}。", *rows)
    if several:
        rows = [Row("figure", group[0].pk, _clash(group)) for group in several]
        return unjudged(f"{total}，其中 {len(several)} 组同日数值不同，写作约数，无法核对。", *rows)
    last = max(f.as_of for f in facts.figures if f.as_of)
    return holds(f"{total}，都有截至日期（最近 {last}），同一指标同日数值一致。")


def identities_hold(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Every declared sum comes out on the newest day its numbers are all there."""
    if not facts.identities:
        return unjudged("没有登记合计关系，无法核对。")
    total = f"合计关系 {len(facts.identities)} 条"
    broken = [i for i in facts.identities if i.fit == Fit.DIFFERS]
    if broken:
        return contradicted(f"{total}，其中 {len(broken)} 条不成立。", *_identity_rows(broken))
    unsure = [i for i in facts.identities if i.fit != Fit.AGREES]
    if unsure:
        return unjudged(f"{total}，其中 {len(unsure)} 条无法断定。", *_identity_rows(unsure))
    return holds(f"{total}，都成立。")


def _identity_rows(identities: list[Identity]) -> list[Row]:
    """Linked to the total; where there is no day to look at, there is no value to link to."""
    return [Row("figure" if i.total_value else "opinion", i.total_value or 0, i.says) for i in identities]


def sums_reconcile(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """The numbers in what each unit reported last, and in the closing opinion, fit each other."""
    if not facts.reports:
        return unjudged(NO_REPORT)
    found = [(r.pk, d) for r in facts.reports for d in read(r.text).sums]
    own = read(facts.text).sums
    if found or own:
        return contradicted(
            f"最近填报 {len(facts.reports)} 份，文字中有 {len(found) + len(own)} 处数字对不上。",
            *_rows(found, own),
        )
    return holds(f"最近填报 {len(facts.reports)} 份，文字中的数字没有发现对不上的。")


def text_fits_status(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Neither the newest texts nor a newer report's status calls the work unfinished."""
    found = [(r.pk, d) for r in facts.reports for d in read(r.text).unfinished]
    own = read(facts.text).unfinished
    behind = _claims_unfinished(facts)
    if found or own or behind:
        said = []
        if found or own:
            said.append(
                f"最近填报 {len(facts.reports)} 份，{len(found) + len(own)} 处写有“尚未”“正在”一类未完成的话"
            )
        if behind:
            said.append(f"最近的报告状态为“{facts.claimed}”")
        return contradicted("；".join(said) + "，与销号不符。", *_rows(found, own))
    if not facts.reports:
        return unjudged(NO_REPORT)
    if facts.claimed_code == StatusCode.UNKNOWN and not _superseded(facts):
        return unjudged(f"最近的报告状态“{facts.claimed}”无法识别是否完成。")
    return holds(f"最近填报 {len(facts.reports)} 份，没有“尚未”“正在”一类与完成不符的话。")


def numbers_wellformed(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Numbers of documents are written as the standard has them: 驻政〔2020〕3号."""
    if not (facts.reports or facts.policies or facts.text):
        return unjudged("没有引用文件，也没有填报文字，无法核对。")
    found = [(r.pk, d) for r in facts.reports for d in read(r.text).numbers]
    own = malformed(facts.text)
    odd = [p for p in facts.policies if not is_number(p.number)]
    total = len(facts.policies) + sum(read(r.text).cited for r in facts.reports) + read(facts.text).cited
    wrong = len(found) + len(own) + len(odd)
    if wrong:
        rows = [*_rows(found, own), *(Row("policy", p.pk, f"“{p.number}”不合文号格式") for p in odd)]
        return contradicted(f"文号 {total} 处，其中 {wrong} 处格式有误。", *rows)
    return holds(f"文号 {total} 处，格式均正确。" if total else "没有引用文号。")


def _claims_unfinished(facts: Facts) -> bool:
    code = facts.claimed_code
    return (
        bool(code)
        and code != StatusCode.UNKNOWN
        and StatusCode(code) not in FINISHED
        and not _superseded(facts)
    )


def _superseded(facts: Facts) -> bool:
    """Whether a unit handed the work in after the day the report speaks of."""
    submitted, claimed = facts.submitted_as_of, facts.claimed_as_of
    return submitted is not None and (claimed is None or submitted > claimed)


def _rows(found: "list[tuple[int, Doubt]]", own: "tuple[Doubt, ...]") -> list[Row]:
    return [Row("report", pk, f"{d.says}（原文：{d.quote}）") for pk, d in found] + [
        Row("opinion", 0, f"{OPINION}：{d.says}（原文：{d.quote}）") for d in own
    ]


def _clash(group: "list[Figure]") -> str:
    values = "、".join(dict.fromkeys(f"{f.printed}{f.unit}" for f in group))
    return f"{group[0].name}（{group[0].as_of}）：{values}"
