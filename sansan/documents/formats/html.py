"""Web pages: the text of the article, tables as tables, without menus and scripts."""

from __future__ import annotations

import re

from lxml import etree, html

from sansan.documents.errors import DocumentError
from sansan.documents.formats.sources import Builder
from sansan.documents.formats.text import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LOOKS = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|div|table|p|article|section|h1|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_DROPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "nav",
        "footer",
        "aside",
        "form",
        "select",
        "button",
        "iframe",
        "svg",
        "head",
        "template",
        "object",
    }
)
_FRAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|breadcrumb|crumb|share|sidebar|copyright|toolbar|pager|related|top-?bar|bottom|position|channel|prevnext|prev-?next|friend-?link|login|search)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MENUS = frozenset({"ul", "ol", "div", "p", "dl", "table", "td", "header"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "table",
        "header",
        "main",
        "center",
        "body",
        "figure",
        "figcaption",
        "address",
    }
)


def looks_like_html(text: str) -> bool:
    return bool(_LOOKS.match(text[:4000]))


def decode_html(data: bytes) -> tuple[str, str]:
    """By the charset the page declares (GB2312 read as its superset), else by its content."""
    declared = _CHARSET.search(data[:4096])
    if declared:
        name = declared[1].decode("ascii").lower()
        name = "gb18030" if name in ("gb2312", "gbk", "gb18030") else name
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


def read_html(text: str) -> Builder:
    """The article of a page."""
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise DocumentError("no_text") from error
    body = root.find("body")
    walk = _Walk()
    walk.element(body if body is not None else root)
    walk.flush()
    return walk.builder


class _Walk:
    """Goes through the tree, a line for each block."""

    def __init__(self) -> None:
        self.builder = Builder()
        self._pieces: list[str] = []

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\f]*\n[ \t\r\f]*", "\n", "".join(self._pieces)).strip("\n")
        self._pieces = []
        for line in text.split("\n"):
            if line.strip():
                self.builder.line(line.strip("\r"))

    def element(self, element: etree._Element, depth: int = 0) -> None:
        if _dropped(element) or depth > 200:
            return
        if element.tag == "h1":
            self._restart()
        if element.tag == "table" and not _layout_table(element):
            self.flush()
            self.builder.table(_grid(element))
            return
        if element.tag == "br":
            self._pieces.append("\n")
            return
        block = element.tag in _BLOCKS
        if block:
            self.flush()
        self._pieces.append(_number(element))
        self._say(element.text)
        for child in element:
            self.element(child, depth + 1)
            self._say(child.tail)
        if block:
            self.flush()

    def _restart(self) -> None:
        """The article begins at its heading: what stood before is the frame of the page."""
        if sum(len(line) for line in self.builder.text().split("\n")) < 600:
            self.builder = Builder()
            self._pieces = []

    def _say(self, text: str | None) -> None:
        if text:
            self._pieces.append(
                re.sub(r"[ \t\r\n\f]+", " ", text)
                if text.strip()
                else " "
                if self._pieces and " " in text
                else ""
            )


def _dropped(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    if _menu(element):
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return "display:none" in style or element.get("hidden") is not None or bool(_FRAMES.search(names))


def _menu(element: etree._Element) -> bool:
    """A block of little but links: a menu, whatever its class is called."""
    if element.tag not in _MENUS:
        return False
    links = [_letters(link) for link in element.iter("a")]
    text, linked = _letters(element), sum(map(len, links))
    return len(links) >= 3 and len(text) < 400 and linked >= 0.7 * len(text)


def _letters(element: etree._Element) -> str:
    return "".join("".join(map(str, element.itertext())).split())


def _number(element: etree._Element) -> str:
    """The number a browser prints before an item of an ordered list."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    place = [child for child in parent if child.tag == "li"].index(element)
    start = parent.get("start") or "1"
    value = element.get("value") or str(place + (int(start) if start.isdigit() else 1))
    return f"{value}."


def _layout_table(table: etree._Element) -> bool:
    """A table that only arranges the page: one cell, or blocks of text in few cells, or tables inside."""
    cells = table.findall(".//td") + table.findall(".//th")
    if len(cells) <= 1 or table.find(".//table") is not None:
        return True
    return len(cells) <= 3 and any(len(cell.findall(".//p")) > 3 for cell in cells)


def _grid(table: etree._Element) -> list[list[str | tuple[int, int]]]:
    """Rows of cells; what rowspan and colspan cover points at the cell that covers it."""
    grid: list[list[str | tuple[int, int]]] = []
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for number, row in enumerate(table.iter("tr")):
        cells: list[str | tuple[int, int]] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (number, len(cells)) in covered:
                cells.append(covered[number, len(cells)])
            origin = (number, len(cells))
            down, right = _spans(cell, "rowspan"), _spans(cell, "colspan")
            for lower in range(number, number + down):
                for further in range(len(cells), len(cells) + right):
                    covered[lower, further] = origin
            cells.append(_cell_text(cell))
            cells.extend([origin] * (right - 1))
        while (number, len(cells)) in covered:
            cells.append(covered[number, len(cells)])
        grid.append(cells)
    return grid


def _spans(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(1000, int(value))) if value.isdigit() else 1


def _cell_text(cell: etree._Element) -> str:
    walk = _Walk()
    walk.element(cell)
    walk.flush()
    return walk.builder.text()
