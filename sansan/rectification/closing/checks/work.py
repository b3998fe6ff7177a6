"""The work itself: measures, sub-tasks, who accepted it, what the audit still asks."""

from collections.abc import Mapping

from sansan.rectification.closing.facts import Facts
from sansan.rectification.closing.registry import Row, Verdict, contradicted, holds, unjudged


def measures_done(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Every measure ticked off, and evidence handed in."""
    if not facts.measures:
        return unjudged("没有登记整改措施，无法逐条核对。")
    need, total = parameters["evidence"], len(facts.measures)
    left = [m for m in facts.measures if not m.done]
    handed = f"佐证材料 {facts.evidence_count} 份（至少 {need} 份）"
    if left:
        rows = [Row("measure", m.pk, f"措施 {m.order} 没有办结") for m in left]
        return contradicted(f"整改措施 {total} 条，其中 {len(left)} 条没有办结；{handed}。", *rows)
    if facts.evidence_count < need:
        return contradicted(f"整改措施 {total} 条均已办结，但{handed}。")
    return holds(f"整改措施 {total} 条均已办结，{handed}。")


def parts_accepted(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Every sub-task accepted."""
    if not facts.parts:
        return unjudged("没有下级任务，无法核对。")
    left = [p for p in facts.parts if not p.accepted]
    if left:
        rows = [Row("task", p.pk, f"第 {p.number} 项" if p.number else "下级任务") for p in left]
        return contradicted(f"下级任务 {len(facts.parts)} 项，其中 {len(left)} 项没有验收。", *rows)
    return holds(f"下级任务 {len(facts.parts)} 项均已验收。")


def accepted_by_others(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """Whoever accepted neither did the work nor served a unit that did, on the day of acceptance."""
    if not facts.acceptances:
        return unjudged("没有验收记录，无法核对由谁验收。")
    same = [a for a in facts.acceptances if a.person_id in facts.doer_ids]
    insiders = [a for a in facts.acceptances if a not in same and a.unit_ids & facts.doing_unit_ids]
    total = f"验收 {len(facts.acceptances)} 次"
    if same or insiders:
        counted = ((len(same), "由办理人本人验收"), (len(insiders), "由承担整改的单位验收"))
        said = "、".join(f"{number} 次{word}" for number, word in counted if number)
        return contradicted(f"{total}，其中 {said}。")
    return holds(f"{total}，验收人与办理人、办理单位不同。")


def no_open_finding(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """No question of the figure audit waits for an answer; a report nobody confirmed may still ask some."""
    if facts.open_findings:
        rows = [Row("finding", pk, "待处置的疑点") for pk in facts.open_findings]
        return contradicted(f"有 {len(rows)} 条核查疑点没有处置。", *rows)
    if facts.waiting_sources:
        return unjudged(f"本次督察有 {facts.waiting_sources} 份报告还没有入账，其中的疑点无法核对。")
    return holds("没有待处置的核查疑点。")


def notice_served(facts: Facts, parameters: Mapping[str, int]) -> Verdict:
    """The notice ran its days, is over, and no objection is left without an answer."""
    notice = facts.notice
    if notice is None:
        return contradicted("没有公示记录。")
    days = f"{notice.starts_on} 至 {notice.ends_on} 公示"
    if facts.today <= notice.ends_on:
        return contradicted(f"{days}，还没有期满。")
    if notice.objected and not notice.answered:
        return contradicted(f"{days}，收到的异议还没有处理结果。")
    if notice.served is None:
        return unjudged(
            f"{days}，节假日历没有收录这段时间，无法核对是否满 {notice.required} {notice.counted}。"
        )
    if notice.served < notice.required:
        return contradicted(
            f"{days}，只有 {notice.served} {notice.counted}，应为 {notice.required} {notice.counted}。"
        )
    objection = "异议已处理" if notice.objected else "没有收到异议"
    return holds(f"{days}，满 {notice.required} {notice.counted}，{objection}。")
