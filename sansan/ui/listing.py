"""Every list page is one thing: rows under a filter, in an order, in columns, that can be taken away as a file.

A page says what it lists; choosing columns, saved views and taking the rows away as Excel come with that. What is kept
of them is kept by a room above, which fills in the `Keeper`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import islice
from typing import Any, Protocol
from urllib.parse import quote

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import get_resolver
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sansan.errors import Invalid, NotAllowed
from sansan.permission import require
from sansan.ui import navigation
from sansan.ui.filters import CURSOR, changed, chips
from sansan.ui.keyset import Page, keyset_page
from sansan.ui.sheet import NARROW, WIDE, WIDEST, WRITERS, Sheet
from sansan.ui.table import Column, Table

COLS, VIEW, SORT = "cols", "view", "sort"
EXPORT = "export"
BULK_FORM = "bulk"
OWN = "own"
"""Instead of a right, where the rows are the viewer's own and nobody else's."""
CHUNK = 500
MOST_PICKED = 500
_OWN = {COLS, VIEW, SORT, CURSOR}


@dataclass(frozen=True)
class Order:
    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """What a page lists. `rows` are filtered and limited to the viewer, not ordered; `orders` are the ways to sort
    them, the first one by default.

    `export` is the right it takes to take the rows away ("" = nobody may, OWN = they are the viewer's); `exported`
    narrows them to what the viewer may take; `taking` is told of rows before they go into a file. `prepare` completes
    rows as they are read. `cards` is for pages that show rows without a table: their columns are those of the file.
    """

    rows: "QuerySet[Any]"
    columns: Sequence[Column]
    orders: Mapping[str, Order]
    form: forms.Form | None = None
    row_url: Callable[[Any], str] | None = None
    empty: str = "没有符合条件的记录，请放宽筛选条件"
    empty_url: str = ""
    empty_action: str = ""
    actions: str = ""
    row_class: Callable[[Any], str] | None = None
    size: int = 50
    export: str = ""
    exported: Callable[["QuerySet[Any]"], "QuerySet[Any]"] = field(default=lambda rows: rows)
    taking: Callable[[Sequence[Any]], object] = field(default=lambda rows: None)
    prepare: Callable[[Sequence[Any]], object] = field(default=lambda rows: None)
    cards: bool = False


@dataclass(frozen=True)
class ViewLink:
    """A saved view as the list shows it."""

    pk: int
    name: str
    url: str
    current: bool
    own: bool
    shared: bool
    default: bool
    query: str = ""


class Keeper(Protocol):
    """What is kept of lists for a person."""

    def columns(self, person: Any, key: str) -> Sequence[str]: ...
    def views(self, person: Any, key: str) -> Sequence[Any]: ...
    def default_query(self, person: Any, key: str) -> str: ...
    def bulk(self, person: Any, key: str) -> Sequence[tuple[str, str]]: ...
    def shares(self, person: Any) -> bool: ...
    def exported(self, person: Any, key: str, title: str, said: Mapping[str, Any]) -> None: ...


_KEEPER: list[Keeper] = []
LISTS: dict[str, str] = {}
"""Every list of the product: key → title. Only these can have views and columns kept."""


def title_of(key: str) -> str:
    """The title of a list, "" where there is none. Pages declare themselves when the addresses are read."""
    assert get_resolver().url_patterns
    return LISTS.get(key, "")


def keep_with(keeper: Keeper) -> None:
    _KEEPER[:] = [keeper]


@dataclass(frozen=True)
class State:
    """The list as a page shows it, with its tools."""

    key: str
    title: str
    listing: Listing
    columns: Sequence[Column]
    sort: str
    views: Sequence[ViewLink]
    lost: Sequence[str]
    parameters: QueryDict
    may_export: bool
    may_share: bool
    bulk: Sequence[tuple[str, str]]  # key and label of what can be done to many rows

    @property
    def chosen(self) -> set[str]:
        return {column.name for column in self.columns}

    @property
    def offered(self) -> Sequence[Column]:
        """The chosen ones in their order, then the rest."""
        return [*self.columns, *(c for c in self.listing.columns if c.name not in self.chosen)]

    @property
    def query(self) -> str:
        """What a view saved now would keep."""
        return essence(self.parameters)

    @property
    def address(self) -> str:
        return "?" + self.parameters.urlencode() if self.parameters else "?"

    @property
    def current(self) -> ViewLink | None:
        return next((view for view in self.views if view.current), None)

    @property
    def everything(self) -> str:
        """The list without a view, also where one is shown by default."""
        return f"?{VIEW}=none"

    @property
    def sorts(self) -> Sequence[tuple[str, str, bool]]:
        return [
            (order.label, changed(self.parameters, {SORT: name}), name == self.sort)
            for name, order in self.listing.orders.items()
        ]


Build = Callable[..., tuple[Listing, dict[str, Any]]]


def list_page(key: str, title: str, template: str) -> Callable[[Build], Callable[..., HttpResponseBase]]:
    """The view of a list page, made of a function that gives the Listing and the rest of the page's context."""
    LISTS[key] = title

    def decorate(build: Build) -> Callable[..., HttpResponseBase]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(build)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST" and not request.GET:
                query = next((k.default_query(request.user, key) for k in _KEEPER), "")
                if query:
                    return redirect(f"{request.path}?{query}")
            listing, context = build(request, *args, **kwargs)
            state = _state(request, key, title, listing)
            if request.method == "POST":
                return _export(request, state)
            return _page(request, state, template, context)

        return view

    return decorate


def essence(parameters: QueryDict) -> str:
    """Filter, order and columns of an address."""
    kept = parameters.copy()
    for name in (CURSOR, VIEW):
        kept.pop(name, None)
    for name, values in list(kept.lists()):
        if not any(values):
            del kept[name]
    return kept.urlencode()


def _state(request: HttpRequest, key: str, title: str, listing: Listing) -> State:
    person = request.user
    views = [_link(view, request) for keeper in _KEEPER for view in keeper.views(person, key)]
    return State(
        key=key,
        title=title,
        listing=listing,
        columns=_columns(listing, request.GET.get(COLS, ""), _kept_columns(person, key)),
        sort=_sort(listing, request.GET.get(SORT, "")),
        views=views,
        lost=_lost(listing, request.GET) if any(view.current for view in views) else [],
        parameters=request.GET,
        may_export=bool(listing.export) and _may(person, listing.export),
        may_share=any(keeper.shares(person) for keeper in _KEEPER),
        bulk=[verb for keeper in _KEEPER for verb in keeper.bulk(person, key)],
    )


def _link(view: Any, request: HttpRequest) -> ViewLink:
    current = request.GET.get(VIEW) == str(view.pk)
    query = f"{view.query}&{VIEW}={view.pk}" if view.query else f"{VIEW}={view.pk}"
    return ViewLink(view.pk, view.name, f"?{query}", current, view.own, view.shared, view.default, view.query)


def _kept_columns(person: Any, key: str) -> Sequence[str]:
    return next((keeper.columns(person, key) for keeper in _KEEPER), ())


def _columns(listing: Listing, given: str, kept: Sequence[str]) -> Sequence[Column]:
    """Those of the address, else those the person chose once, else the usual ones. Unknown names are passed over."""
    known = {column.name: column for column in listing.columns}
    for names in (given.split(","), kept):
        found = [known[name] for name in dict.fromkeys(names) if name in known]
        if found and not listing.cards:
            return found
    return [column for column in listing.columns if not column.optional]


def _sort(listing: Listing, given: str) -> str:
    return given if given in listing.orders else next(iter(listing.orders))


def _lost(listing: Listing, parameters: QueryDict) -> Sequence[str]:
    """What a saved view asks for and the list does not know any more."""
    form = listing.form
    fields = dict(form.fields) if form else {}
    wrong = [str(fields[n].label or n) for n in (form.errors if form else ()) if n in fields]
    unknown = [name for name in parameters if name not in fields and name not in _OWN]
    columns = {column.name for column in listing.columns}
    gone = [n for n in parameters.get(COLS, "").split(",") if n and n not in columns]
    sort = parameters.get(SORT, "")
    return [*wrong, *unknown, *(f"列“{n}”" for n in gone)] + (
        ["排序"] if sort and sort not in listing.orders else []
    )


def _page(request: HttpRequest, state: State, template: str, context: dict[str, Any]) -> HttpResponse:
    listing = state.listing
    page = keyset_page(
        listing.rows,
        order=listing.orders[state.sort].fields,
        size=listing.size,
        cursor=request.GET.get(CURSOR),
    )
    listing.prepare(page.rows)
    made: dict[str, Any] = {"list": state, "form": listing.form, "page": page} | context
    if not listing.cards:
        made["table"] = _table(state, page)
    more = context.get("of_page")
    if callable(more):
        made |= more(page.rows)
    return render(request, template, made)


def _table(state: State, page: Page[Any]) -> Table:
    listing = state.listing
    return Table(
        state.columns,
        page.rows,
        state.title,
        row_url=listing.row_url,
        empty=listing.empty,
        empty_url=listing.empty_url,
        empty_action=listing.empty_action,
        actions=listing.actions,
        row_class=listing.row_class,
        pick=BULK_FORM if state.bulk else "",
    )


def _export(request: HttpRequest, state: State) -> HttpResponseBase:
    """All rows of the current filter, in the current order and columns."""
    form = request.POST.get(EXPORT, "")
    if not state.listing.export or form not in WRITERS:
        raise Invalid("这个列表不能导出。" if not state.listing.export else "请选择导出为 Excel 或 CSV。")
    if state.listing.export != OWN:
        require(request.user, state.listing.export)
    picked = _picked(request)
    media, write = WRITERS[form]
    conditions = f"选中的 {len(picked)} 行" if picked else _in_words(state)
    sheet = Sheet(
        title=state.title,
        facts=[
            ("范围", _scope(request)),
            ("截至", f"{timezone.localtime():%Y-%m-%d %H:%M}"),
            ("条件", conditions),
            ("导出人", str(getattr(request.user, "name", request.user))),
        ],
        heads=[f"{c.label}（{c.unit}）" if c.unit else c.label for c in state.columns],
        widths=[_width(column) for column in state.columns],
    )
    file, number = write(sheet, _rows(state, picked))
    said = {"rows": number, "format": form, "conditions": conditions, "columns": "、".join(sheet.heads)}
    for keeper in _KEEPER:
        keeper.exported(request.user, state.key, state.title, said)
    name = f"{state.title}-{timezone.localdate()}.{form}"
    response = FileResponse(file, content_type=media)
    response["Content-Disposition"] = f"attachment; filename=\"list.{form}\"; filename*=UTF-8''{quote(name)}"
    return response


def _picked(request: HttpRequest) -> list[int]:
    """The ticked rows where the file is asked for below the table; none for all of the filter."""
    if "query" not in request.POST or request.POST.get("whole") == "1":
        return []
    keys = [int(pk) for pk in request.POST.getlist("pk") if pk.isdecimal() and len(pk) < 19]
    if not keys:
        raise Invalid("没有选中任何一行。请先勾选，或选择当前条件下全部。")
    return keys[:MOST_PICKED]


def _rows(state: State, picked: Sequence[int]) -> Iterator[list[Any]]:
    """A chunk of rows in memory at a time, whatever the number."""
    listing = state.listing
    wanted = listing.rows.filter(pk__in=picked) if picked else listing.rows
    rows = keyset_rows(listing.exported(wanted), listing.orders[state.sort].fields)
    while chunk := list(islice(rows, CHUNK)):
        listing.taking(chunk)
        listing.prepare(chunk)
        for row in chunk:
            yield [column.text_of(row) for column in state.columns]


def keyset_rows(rows: "QuerySet[Any]", order: tuple[str, ...]) -> Iterator[Any]:
    """All rows, a page at a time: nothing is held open between two, and each page reads what it shows at once."""
    cursor: str | None = None
    while True:
        page = keyset_page(rows, order=order, size=CHUNK, cursor=cursor)
        yield from page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def _in_words(state: State) -> str:
    form = state.listing.form
    said = [f"{chip.label}：{chip.value}" for chip in chips(form, state.parameters)] if form else []
    order = state.listing.orders[state.sort].label
    return "；".join(said or ["全部"]) + (f"（{order}）" if order else "")


def _scope(request: HttpRequest) -> str:
    found = navigation.scope(request)
    return found.label if found else "全部"


def _width(column: Column) -> int:
    if column.link or column.template:
        return WIDEST if column.link else WIDE
    return NARROW if column.kind in {"number", "date", "status", "deadline"} else WIDE


def _may(person: Any, verb: str) -> bool:
    if verb == OWN:
        return True
    try:
        require(person, verb)
    except NotAllowed:
        return False
    return True
