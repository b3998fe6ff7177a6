"""References, figures, places and the audit of one document: what `reading` adds to the outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansan.documents.audit import audit, rule_texts
from sansan.documents.audit.context import Context
from sansan.documents.dates import find_dates
from sansan.documents.flow import Places
from sansan.documents.model import Figure, Finding, Outline, PlaceMention, Reference, Repair, Source
from sansan.documents.passages import passages
from sansan.documents.places import Gazetteer, find_places
from sansan.documents.references import find_references


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found. `repairs` are those made here (lost 号, brackets, dates); the reading adds them."""

    references: Sequence[Reference] = ()
    figures: Sequence[Figure] = ()
    places: Sequence[PlaceMention] = ()
    findings: Sequence[Finding] = ()
    repairs: Sequence[Repair] = ()


def analyse(source: Source, outline: Outline, gazetteer: Gazetteer | None) -> Analysis:
    """Everything said about `source` beyond its outline. Pure; Without `gazetteer` places have no code."""
    references, repairs = find_references(source.text)
    places = find_places(source.text, gazetteer or Gazetteer(()))
    context = Context(
        source,
        outline,
        passages(source, outline),
        gazetteer,
        places,
        rule_texts(),
        _year(source.text, outline),
    )
    return Analysis(
        references,
        [told.figure for told in context.figures],
        places,
        audit(context),
        sorted([*repairs, *_date_repairs(source.text)], key=lambda r: r.span),
    )


def _year(text: str, outline: Outline) -> int | None:
    """The year a document is about: of its as-of date, else of a 截至 date, else the one it names most."""
    if outline.as_of:
        return outline.as_of.year
    dates = find_dates(text)
    stated = [
        d.date.year for d in dates if re.search(r"截[至止]到?\s*$", text[max(0, d.start - 4) : d.start])
    ]
    if stated:
        return max(stated)
    counts = Counter(d.date.year for d in dates if d.year_printed)
    return max(counts, key=lambda year: (counts[year], year)) if counts else None


def _date_repairs(text: str) -> Iterator[Repair]:
    places = Places(text)
    for mention in find_dates(text):
        if mention.repaired:
            after = f"{mention.date.year}年{mention.date.month}月{mention.date.day}日"
            yield Repair("日期缺“年”“月”", places.span(mention.start, mention.end), mention.wording, after)
