"""All rules, in the order their findings are shown."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from sansan.documents.audit import whole_equals_parts
from sansan.documents.audit.context import Context, RuleText
from sansan.documents.model import Finding

Rule = Callable[[Context], Iterable[Finding]]

RULES: Mapping[str, Rule] = {module.RULE: module.check for module in (whole_equals_parts,)}


@cache
def rule_texts() -> Mapping[str, RuleText]:
    """What the data file says about each rule, by key."""
    raw = tomllib.loads(
        resources.files("sansan.documents").joinpath("data/audit_rules.toml").read_text("utf-8")
    )
    return {entry["key"]: RuleText(**entry) for entry in raw["rule"]}


def audit(context: Context) -> Sequence[Finding]:
    """Every finding of every rule, in order of the source."""
    findings = [f for check in RULES.values() for f in check(context)]
    return sorted(findings, key=lambda f: (f.spans[0].start if f.spans else 0, f.rule, f.message))
