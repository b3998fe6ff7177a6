"""All rules, in the order their findings are shown."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from sansan.documents.audit import (
    cumulative_order,
    declared_counts,
    from_to_by,
    listed_names,
    notice_days,
    part_exceeds_whole,
    per_unit,
    rate,
    same_figure,
    scope_conflict,
    status_against_text,
    time_order,
    whole_equals_parts,
    year_on_year,
)
from sansan.documents.audit.context import Context, RuleText
from sansan.documents.model import Finding

Rule = Callable[[Context], Iterable[Finding]]

RULES: Mapping[str, Rule] = {
    whole_equals_parts.RULE: whole_equals_parts.check,
    part_exceeds_whole.RULE: part_exceeds_whole.check,
    rate.RULE: rate.check,
    from_to_by.RULE: from_to_by.check,
    year_on_year.RULE: year_on_year.check,
    per_unit.RULE: per_unit.check,
    cumulative_order.RULE: cumulative_order.check,
    same_figure.RULE: same_figure.check,
    scope_conflict.RULE: scope_conflict.check,
    listed_names.RULE: listed_names.check,
    time_order.RULE: time_order.check,
    notice_days.RULE: notice_days.check,
    status_against_text.RULE: status_against_text.check,
    declared_counts.COUNTS: declared_counts.check_counts,
    declared_counts.TALLY: declared_counts.check_tally,
    declared_counts.TALLY_TOTAL: declared_counts.check_tally_total,
}


@cache
def rule_texts() -> Mapping[str, RuleText]:
    """What the data file says about each rule, by key."""
    raw = tomllib.loads(
        resources.files("sansan.documents").joinpath("data/audit_rules.toml").read_text("utf-8")
    )
    return {entry["key"]: RuleText(**entry) for entry in raw["rule"]}


def audit(context: Context) -> Sequence[Finding]:
    """Every finding of every rule, in order of the source; one question is asked once."""
    findings = [f for check in RULES.values() for f in check(context)]
    kept = [f for f in findings if not any(_asks_the_same(other, f) for other in findings)]
    return sorted(kept, key=lambda f: (f.spans[0].start if f.spans else 0, f.rule, f.message))


def _asks_the_same(stronger: Finding, weaker: Finding) -> bool:
    """The head's tally is also a sentence whose parts do not add up, and a part above its whole spoils the sum too:
    the declared total, and the sum, speak for both."""
    ranks = {
        declared_counts.TALLY_TOTAL: whole_equals_parts.RULE,
        whole_equals_parts.RULE: part_exceeds_whole.RULE,
    }
    if ranks.get(stronger.rule) != weaker.rule or stronger.task != weaker.task:
        return False
    return all(any(s.start < w.end and w.start < s.end for s in stronger.spans) for w in weaker.spans)
