"""The parts of every page as template tags; a builtin, so no `{% load %}` is needed.

Names and arguments are listed in docs/reference/components.md; each part is shown in the gallery.
"""

import datetime as dt
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError, DjangoViteManifestError

from sansan.ui import choropleth as choropleths
from sansan.ui import difference, filters, passage, status, table
from sansan.ui.chart import Chart
from sansan.ui.deadline import light
from sansan.ui.icons import drawings
from sansan.ui.keyset import Page

register = template.Library()
Context = template.Context
F = TypeVar("F", bound=Callable[..., dict[str, Any]])


def part(name: str, **options: Any) -> Callable[[F], F]:
    """An inclusion tag whose template is `ui/parts/<name>.html`."""
    tag: Callable[[F], F] = register.inclusion_tag(f"ui/parts/{name}.html", **options)
    return tag


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A shipped icon; without `label` it is decoration and hidden from screen readers."""
    if name not in drawings():
        raise ImproperlyConfigured(
            f"icon {name!r} is not shipped: add it to frontend/icons.json, run npm run icons"
        )
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" {}>{}</svg>',
        name,
        said,
        mark_safe(drawings()[name]),  # noqa: S308
    )


@register.simple_tag
def front_end(entry: str) -> SafeString:
    """Script and style tags of a built entry, or a plain sentence saying how to build it."""
    try:
        return SafeString(DjangoViteAssetLoader.instance().generate_vite_asset(entry))
    except (DjangoViteAssetNotFoundError, DjangoViteManifestError):
        return mark_safe("<!-- the front end is not built: run npm ci && npm run build in frontend/ -->")


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> str:
    """A block of the page once more, as plain text: the title stands in <title> and in <h1>."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(" ".join(strip_tags(block.render(context)).split())) if block else ""  # noqa: S308 - rendered with escaping


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's address with some parameters changed; None or "" takes one out, any change takes the cursor out."""
    return filters.changed(context["request"].GET, changes)


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """2020-07-17; a dash where there is none. Moments are shown in local time."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return value.strftime("%Y-%m-%d") if value else "—"


@register.filter
def moment(value: dt.date | dt.datetime | None) -> str:
    """2020-07-17 08:30 where there is a time, else the day."""
    if not isinstance(value, dt.datetime):
        return day(value)
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")


@register.filter
def number(value: Any) -> str:
    """Thousands grouped, decimals as they are; a dash for nothing."""
    return "—" if value is None or value == "" else f"{value:,}" if not isinstance(value, str) else value


# --- the frame -------------------------------------------------------------------------------------------------


@part("breadcrumb")
def breadcrumb(crumbs: Sequence[Any] = ()) -> dict[str, Any]:
    """Where the page stands; the page itself is not in it."""
    return {"crumbs": crumbs}


@part("tabs")
def tabs(tabs: Sequence[Any], label: str = "分页") -> dict[str, Any]:
    """One tab alone leads nowhere, and is not shown. What is seldom opened stands behind 更多."""
    folded = [tab for tab in tabs if tab.folded]
    return {
        "tabs": [tab for tab in tabs if not tab.folded] if len(tabs) > 1 else [],
        "folded": folded,
        "open": next((tab for tab in folded if tab.current), None),
        "label": label,
    }


@part("filter_bar", takes_context=True)
def filter_bar(context: Context, form: Any, verb: str = "筛选") -> dict[str, Any]:
    """A GET form, the filters in force as removable chips, and a way back to everything."""
    parameters = context["request"].GET
    form.auto_id = "filter-%s"  # a page may hold another form with the same fields
    return {
        "form": form,
        "verb": verb,
        "chips": filters.chips(form, parameters),
        "kept": filters.kept(form, parameters),
        "clear_url": filters.cleared(form, parameters),
    }


@part("pager", takes_context=True)
def pager(context: Context, page: Page[Any], note: str = "") -> dict[str, Any]:
    parameters = context["request"].GET

    def address(cursor: str | None) -> str:
        return filters.changed(parameters, {"cursor": cursor}) if cursor else ""

    return {"next": address(page.next_cursor), "previous": address(page.previous_cursor), "note": note}


@part("list_views", takes_context=True)
def list_views(context: Context, of: Any) -> dict[str, Any]:
    """The saved views of a list as chips, above its filter bar; and what of the current one no longer applies."""
    return {"list": of, "request": context.get("request")}


@part("list_tools", takes_context=True)
def list_tools(context: Context, of: Any) -> dict[str, Any]:
    """Order, views, columns and taking the rows away: stands above the rows of a `ui.listing` page."""
    return {"list": of, "request": context.get("request"), "csrf_token": context.get("csrf_token")}


@part("list_bulk", takes_context=True)
def list_bulk(context: Context, of: Any) -> dict[str, Any]:
    """What can be done to the ticked rows of a list; stands below its table."""
    return {"list": of, "request": context.get("request"), "csrf_token": context.get("csrf_token")}


# --- rows and numbers ------------------------------------------------------------------------------------------


@part("stat_row")
def stat_row(stats: Sequence[Any]) -> dict[str, Any]:
    return {"stats": stats}


@part("data_table", takes_context=True)
def data_table(context: Context, table_of: table.Table) -> dict[str, Any]:
    return {
        "table": table_of,
        "rows": table.rows_of(table_of),
        "request": context.get("request"),
        "today": _today(context),
    }


@part("empty")
def empty(text: str, url: str = "", action: str = "") -> dict[str, Any]:
    return {"text": text, "url": url, "action": action}


@part("skeleton")
def skeleton(lines: int = 6, label: str = "正在读取") -> dict[str, Any]:
    """Stands where htmx will put rows that take a moment."""
    return {"lines": range(lines), "label": label}


@part("description_list")
def description_list(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Pairs of a term and its value."""
    return {"items": items}


@part("status_badge")
def status_badge(code: str, word: str = "") -> dict[str, Any]:
    """One of the states of `ui.status` by its code; `word` replaces the state's own word."""
    state = status.state_of(code)
    return {"state": state, "word": word or state.word}


@part("deadline_badge", takes_context=True)
def deadline_badge(
    context: Context, due: dt.date | None, today: dt.date | None = None, done: bool = False, word: str = ""
) -> dict[str, Any]:
    """The light of a deadline; `word` is the wording of the source, shown where there is no date."""
    return {"due": due, "light": light(due, today or _today(context), done=done), "word": word}


@part("person_chip")
def person_chip(person: Any, title: str = "") -> dict[str, Any]:
    """A person (anything with `name`) or a name."""
    return {"name": getattr(person, "name", person) or "—", "title": title}


@part("unit_chip")
def unit_chip(unit: Any, role: str = "") -> dict[str, Any]:
    """An organisation (anything with `name`) or a name; `role` such as 牵头."""
    return {"name": getattr(unit, "short_name", "") or getattr(unit, "name", unit), "role": role}


# --- what happened and what was seen ---------------------------------------------------------------------------


@part("timeline")
def timeline(moments: Iterable[Any], empty_text: str = "还没有记录") -> dict[str, Any]:
    return {"moments": moments, "empty_text": empty_text}


@part("stepper")
def stepper(steps: Sequence[Any], label: str = "办理进度") -> dict[str, Any]:
    return {"steps": steps, "label": label}


@part("evidence_grid")
def evidence_grid(photos: Sequence[Any], empty_text: str = "还没有上传佐证材料") -> dict[str, Any]:
    return {"photos": photos, "empty_text": empty_text}


@part("before_after")
def before_after(before: Any, after: Any, caption: str = "") -> dict[str, Any]:
    return {"before": before, "after": after, "caption": caption}


@part("source_passage")
def source_passage(
    text: str, marks: Iterable[Any] = (), first_line: int = 1, first_char: int = 0, label: str = "原文"
) -> dict[str, Any]:
    """Numbered lines of a source with spans marked; marks are `passage.Mark` or pairs (start, end)."""
    spans = [m if isinstance(m, passage.Mark) else passage.Mark(*m) for m in marks]
    return {"lines": passage.lines(text, spans, first_line=first_line, first_char=first_char), "label": label}


@part("diff")
def diff(before: str, after: str, label: str = "") -> dict[str, Any]:
    return {"pieces": difference.pieces(str(before or ""), str(after or "")), "label": label}


@part("progress")
def progress(job: Any) -> dict[str, Any]:
    return {"job": job}


@register.simple_block_tag(takes_context=True)
def finding(context: Context, content: str, of: Any) -> SafeString:
    """A finding card; the block holds the disposition buttons (empty where the viewer may not dispose)."""
    return _rendered("ui/parts/finding.html", context, finding=of, content=content)


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: str,
    title: str = "",
    note: str = "",
    flush: bool = False,
    fold: bool = False,
    id: str = "",  # noqa: A002
) -> SafeString:
    """A white surface with a title; `flush` for a table that reaches the edges, `fold` for what a phone folds away."""
    options = {"title": title, "note": note, "flush": flush, "fold": fold, "id": id}
    return _rendered("ui/parts/card.html", context, content=content, **options)


@register.simple_block_tag(takes_context=True)
def alert(context: Context, content: str, tone: str = "info", title: str = "") -> SafeString:
    """Something to read before going on; tone info, good, warn or bad."""
    return _rendered("ui/parts/alert.html", context, tone=tone, title=title, content=content)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    id: str,  # noqa: A002
    opener: str,
    title: str,
    verb: str,
    action: str,
    tone: str = "",
) -> SafeString:
    """A button that opens a dialog naming what will happen; the block holds that text and any fields of the form."""
    options = {"id": id, "opener": opener, "title": title, "verb": verb, "action": action, "tone": tone}
    return _rendered("ui/parts/confirm.html", context, content=content, **options)


# --- forms, charts, maps ---------------------------------------------------------------------------------------


@part("post_form", takes_context=True)
def post_form(
    context: Context,
    form: Any,
    verb: str = "保存",
    action: str = "",
    cancel_url: str = "",
    tone: str = "primary",
) -> dict[str, Any]:
    """A whole POST form: summary of errors, fields, one button that says what it does."""
    options = {"verb": verb, "action": action, "cancel_url": cancel_url, "tone": tone}
    return {"form": form, "csrf_token": context.get("csrf_token"), **options}


@part("error_summary")
def error_summary(form: Any) -> dict[str, Any]:
    """For forms laid out by hand: what is wrong, each line linked to its field."""
    return {"form": form}


@part("chart_card")
def chart_card(chart: Chart, id: str = "") -> dict[str, Any]:  # noqa: A002
    """A chart with its table; without JavaScript and on paper the table stands alone."""
    name = id or f"chart-{zlib.crc32(chart.title.encode()):x}"
    return {
        "chart": chart,
        "id": name,
        "payload": chart.payload(),
        "payload_id": f"{name}-data",
        "rows": chart.rows(),
    }


@part("map_card")
def map_card(choropleth: choropleths.Choropleth, id: str = "map") -> dict[str, Any]:  # noqa: A002
    """A choropleth with legend and list view."""
    return {"map": choropleth, "drawing": choropleths.draw(choropleth), "id": id}


def _rendered(name: str, context: Context, **values: Any) -> SafeString:
    request: HttpRequest | None = context.get("request")
    return render_to_string(name, {**values, "csrf_token": context.get("csrf_token")}, request=request)


def _today(context: Context) -> dt.date:
    """The page's own `today` where the view gives one, so that a page is of one day."""
    given = context.get("today")
    return given if isinstance(given, dt.date) else timezone.localdate()
