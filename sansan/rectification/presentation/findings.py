"""An audit finding as a card: the numbers compared, where they stand, what was decided."""

from dataclasses import dataclass

from django.urls import reverse

from sansan.documents.audit.registry import rule_texts
from sansan.rectification.models import AuditFinding, Disposition
from sansan.ui.parts import Compared, Finding

RETIRED = "核查疑点（该规则已停用）"


@dataclass(frozen=True)
class Card:
    """The card and the row it was made of."""

    row: AuditFinding
    card: Finding


def card(finding: AuditFinding) -> Card:
    where = f"第 {finding.task.number} 项" if finding.task and finding.task.number else ""
    url = reverse("rectification:task", args=[finding.task_id]) + "#passage" if finding.task_id else ""
    return Card(
        finding,
        Finding(
            title=rule_name(finding.rule),
            message=finding.message,
            compared=[
                Compared(name, str(value), *((where, url) if _stands_in(str(value), finding.quote) else ()))
                for name, value in finding.values.items()
            ],
            innocent=finding.innocent,
            quote=finding.quote,
            disposition=""
            if finding.disposition == Disposition.OPEN
            else Disposition(finding.disposition).label,
            reason=finding.reason,
            who=finding.disposed_by.name if finding.disposed_by else "",
        ),
    )


def _stands_in(value: str, quote: str) -> bool:
    """Whether the number is printed in the passage quoted. A sum is not, nor is a number of another task."""
    return all(part in quote for part in value.split("、"))


def rule_name(key: str) -> str:
    """The rule in words. A rule that is no longer checked has none, and its key says nothing to a reader."""
    text = rule_texts().get(key)
    return text.name if text else RETIRED
