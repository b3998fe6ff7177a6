"""The search page, and what is suggested while one types."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sansan.search.indexing import is_current
from sansan.search.queries import MOST, Found, Hit, find, hits
from sansan.search.registry import Kind, kind_of, kinds
from sansan.search.words import Query, parse
from sansan.ui.filters import changed
from sansan.ui.parts import Tab

LONGEST = 80
PAGE_SIZE = 20
FIRST_FEW = 4
SUGGESTED, SUGGESTED_OF_A_KIND = 8, 3


@dataclass(frozen=True)
class Group:
    """The hits of one kind on the page of all kinds."""

    kind: Kind
    found: Found
    hits: Sequence[Hit]
    url: str

    @property
    def is_cut(self) -> bool:
        return len(self.found.keys) > len(self.hits)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every kind with its first few hits, or one kind a page at a time."""
    query = parse(request.GET.get("q", "")[:LONGEST])
    context = {
        "query": query,
        "typed": request.GET.get("q", "")[:LONGEST],
        "ready": is_current(),
        "most": MOST,
    }
    if not query or not context["ready"]:
        return render(request, "search/page.html", context)
    found = {kind.key: find(request.user, kind, query) for kind in kinds()}
    total = sum(len(one.keys) for one in found.values())
    chosen = kind_of(request.GET.get("kind", ""))
    context |= {
        "found": found,
        "total": f"{total}+" if any(one.more for one in found.values()) else total,
        "tabs": _tabs(request, found, chosen),
        "chosen": chosen,
    }
    if chosen:
        context |= _one_kind(request, chosen, query, found[chosen.key])
    else:
        context["groups"] = [
            Group(
                kind,
                found[kind.key],
                hits(request.user, kind, query, found[kind.key].keys[:FIRST_FEW]),
                changed(request.GET, {"kind": kind.key, "page": None}),
            )
            for kind in kinds()
            if found[kind.key].keys
        ]
    return render(request, "search/page.html", context)


def _tabs(request: HttpRequest, found: dict[str, Found], chosen: Kind | None) -> list[Tab]:
    """Kinds without a hit stay away, but for the one being looked at."""
    tabs = [Tab("全部", changed(request.GET, {"kind": None, "page": None}), current=chosen is None)]
    for kind in kinds():
        if found[kind.key].keys or kind is chosen:
            url = changed(request.GET, {"kind": kind.key, "page": None})
            tabs.append(Tab(f"{kind.label} {found[kind.key].number}", url, current=kind is chosen))
    return tabs


def _one_kind(request: HttpRequest, kind: Kind, query: Query, found: Found) -> dict[str, object]:
    given = request.GET.get("page", "1")
    last = max(1, -(-len(found.keys) // PAGE_SIZE))
    number = min(max(int(given), 1), last) if given.isdecimal() and len(given) < 6 else 1
    keys = found.keys[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return {
        "hits": hits(request.user, kind, query, keys),
        "of_kind": found,
        "number": number,
        "last": last,
        "previous": changed(request.GET, {"page": number - 1}) if number > 1 else "",
        "next": changed(request.GET, {"page": number + 1}) if number < last else "",
    }


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A short list under the search box: the first hits of each kind."""
    query = parse(request.GET.get("q", "")[:LONGEST])
    offered: list[Hit] = []
    if query and is_current():
        for kind in kinds():
            if len(offered) < SUGGESTED:
                found = find(request.user, kind, query, most=SUGGESTED_OF_A_KIND)
                offered += hits(request.user, kind, query, found.keys)
    return render(request, "search/suggest.html", {"query": query, "hits": offered[:SUGGESTED]})
