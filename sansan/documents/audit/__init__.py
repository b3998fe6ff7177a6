"""The audit of figures: one small module per rule, each a pure function of the document's context.

A finding is a question to a person. What a rule compares, and why it may be innocent, is in `data/audit_rules.toml`.
"""

from sansan.documents.audit.registry import RULES, audit, rule_texts

__all__ = ["RULES", "audit", "rule_texts"]
