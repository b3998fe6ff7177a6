"""References, figures, places and the audit of one document: what `reading` adds to the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sansan.documents.audit import audit, rule_texts
from sansan.documents.audit.context import Context
from sansan.documents.model import Figure, Finding, Outline, PlaceMention, Reference, Repair, Source
from sansan.documents.passages import passages
from sansan.documents.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found. `repairs` are those made here (lost 号, brackets, dates); the reading adds them."""

    references: Sequence[Reference] = ()
    figures: Sequence[Figure] = ()
    places: Sequence[PlaceMention] = ()
    findings: Sequence[Finding] = ()
    repairs: Sequence[Repair] = ()


def analyse(source: Source, outline: Outline, gazetteer: Gazetteer | None) -> Analysis:
    """Everything said about `source` beyond its outline. Pure; `gazetteer` None leaves places unread."""
    context = Context(source, outline, passages(source, outline), gazetteer, (), rule_texts())
    return Analysis(findings=audit(context))
