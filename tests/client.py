"""A test client that reads every page it is given, so that every test that fetches a page also checks its form."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html
from django.test import Client
from lxml.html import HtmlElement

_UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}


class PageClient(Client):
    """Fails the test that fetches a page with a fault any page could have."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            text = response.content.decode()
            if text.strip():
                found = list(faults(text))
                assert not found, f"{request.get('PATH_INFO')}: {'; '.join(found)}"
        return response


def faults(html: str) -> Iterator[str]:
    """What is wrong with the form of a page or of a fragment of one."""
    document = lxml.html.fromstring(html)
    if "<html" in html:
        yield from _page_faults(document)
    yield from _label_faults(document)
    yield from _form_faults(document)
    yield from _script_faults(document)
    for table in document.iter("table"):
        if table.find("caption") is None:
            yield "a table has no caption"
    for image in document.iter("img"):
        if image.get("alt") is None:
            yield f"an image has no alt: {image.get('src')}"
    for name, count in Counter(element.get("id") for element in document.iter() if element.get("id")).items():
        if count > 1:
            yield f"the id {name} is given {count} times"


def _page_faults(document: HtmlElement) -> Iterator[str]:
    headings = [_words(heading) for heading in document.iter("h1")]
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
        return
    title = _words(document.find(".//title"))
    if not headings[0] or not title.startswith(headings[0]):
        yield f"the title {title!r} does not begin with the h1 {headings[0]!r}"
    if not document.get("lang"):
        yield "the page does not say its language"


def _label_faults(document: HtmlElement) -> Iterator[str]:
    labelled = {label.get("for") for label in document.iter("label")}
    for field in document.iter("input", "select", "textarea"):
        if field.get("type") in _UNLABELLED_TYPES or field.get("aria-label") or field.get("aria-labelledby"):
            continue
        if field.get("id") not in labelled and next(field.iterancestors("label"), None) is None:
            yield f"no label for the field {field.get('name')}"


def _form_faults(document: HtmlElement) -> Iterator[str]:
    for form in document.iter("form"):
        if form.get("action") is None:
            yield "a form has no action"
        if form.get("method", "get").lower() == "post" and not form.xpath(
            ".//input[@name='csrfmiddlewaretoken']"
        ):
            yield f"the form to {form.get('action')} has no CSRF token"


def _script_faults(document: HtmlElement) -> Iterator[str]:
    for script in document.iter("script"):
        if not script.get("src") and not script.get("nonce") and script.get("type") != "application/json":
            yield "an inline script without a nonce"
    for element in document.iter():
        if any(name.startswith("on") for name in element.keys()):  # noqa: SIM118 - lxml elements iterate children
            yield f"an inline handler on <{element.tag}>"


def _words(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())
