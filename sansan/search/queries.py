"""Asking the index, as a person who may see some rows and not others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace, StrIndex
from django.db.models.lookups import GreaterThan

from sansan.search.models import Entry
from sansan.search.registry import Kind, Text
from sansan.search.snippets import Bit, Snippet, marked, snippet
from sansan.search.words import Query, Term

MOST = 500
SNIPPETS = 2


def matching(kind: Kind, query: Query) -> "QuerySet[Entry]":
    """The entries of a kind that hold every term. Not limited to anybody: join it with what a person may see."""
    words = [f"k{kind.key}", *(word for term in query.terms for word in _words("b", term))]
    rows = Entry.objects.filter(kind=kind.key, grams__has=words)
    for term in query.terms:
        if not term.is_exact:
            squeezed = Replace("plain", Value(" "), Value(""))
            rows = rows.filter(GreaterThan(StrIndex(squeezed, Value(term.text)), 0))
    return rows


def _words(where: str, term: Term) -> list[str]:
    return [f"{where}{gram}" for gram in term.grams] + (
        [f"{where}{term.beginning}*"] if term.beginning else []
    )


@dataclass(frozen=True)
class Found:
    """The first hits of a kind, best first: (row, part). `more` when there are more than these."""

    keys: Sequence[tuple[int, int]]
    more: bool

    @property
    def number(self) -> str:
        return f"{MOST}+" if self.more else str(len(self.keys))


def find(person: Any, kind: Kind, query: Query, *, most: int = MOST) -> Found:
    """What the person may see: hits in the title first, within each the latest text first. Two queries at most."""
    visible = kind.visible(person)
    if visible is None or not query:
        return Found([], more=False)
    seen = Exists(visible.order_by().filter(pk=OuterRef("target_id")))
    rows = matching(kind, query).filter(seen).order_by("-pk").values_list("target_id", "part")
    above = Q(grams__has=[word for term in query.terms for word in _words("t", term)])
    keys = list(rows.filter(above)[: most + 1])
    if len(keys) <= most:
        keys += list(rows.exclude(above)[: most + 1 - len(keys)])
    return Found(keys[:most], more=len(keys) > most)


@dataclass(frozen=True)
class Hit:
    """One result as it is shown."""

    kind: Kind
    title: Sequence[Bit]
    url: str
    about: str
    snippets: Sequence[Snippet]


def hits(person: Any, kind: Kind, query: Query, keys: Sequence[tuple[int, int]]) -> list[Hit]:
    """The results of one page, their texts read from the rows: what was just changed is shown as it is now."""
    visible = kind.visible(person)
    if visible is None or not keys:
        return []
    ids = {target for target, _ in keys}
    seen = visible.order_by().filter(pk__in=ids).values("pk")
    rows = {row.pk: row for row in kind.rows().filter(pk__in=seen)}
    texts = {(pk, text.part): text for pk, row in rows.items() for text in kind.texts(row)}
    return [
        _hit(kind, rows[target], texts[target, part], query)
        for target, part in keys
        if (target, part) in texts
    ]


def _hit(kind: Kind, row: Any, text: Text, query: Query) -> Hit:
    found = [s for label, value in text.fields if value and (s := snippet(label, value, query))]
    line = 0
    if text.line:
        at = found[0].at if found else 0
        line = text.line + text.fields[0][1].count("\n", 0, at)
    return Hit(
        kind, marked(text.title or str(row), query), kind.url(row, line), kind.about(row), found[:SNIPPETS]
    )
