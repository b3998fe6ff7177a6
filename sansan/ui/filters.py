"""Filters live in the address: what is in force, and the addresses that change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

CURSOR = "cursor"


@dataclass(frozen=True)
class Chip:
    """One filter in force and the address without it."""

    label: str
    value: str
    remove_url: str


def changed(parameters: QueryDict, changes: Mapping[str, Any]) -> str:
    """The query string with changes; None or "" removes. A changed filter begins at the first page again."""
    result = parameters.copy()
    result.pop(CURSOR, None)
    for name, value in changes.items():
        result.pop(name, None)
        if value not in (None, ""):
            result[name] = str(value)
    return f"?{result.urlencode()}" if result else "?"


def chips(form: forms.Form, parameters: QueryDict) -> list[Chip]:
    """One chip for each value in force; a choice shows its word, not its code."""
    result = []
    for bound in form:
        for value in filter(None, parameters.getlist(bound.html_name)):
            others = [other for other in parameters.getlist(bound.html_name) if other != value]
            rest = parameters.copy()
            rest.pop(CURSOR, None)
            rest.setlist(bound.html_name, others)
            label = str(bound.label or bound.name)
            result.append(Chip(label, _word(bound.field, value), f"?{rest.urlencode()}"))
    return result


def kept(form: forms.Form, parameters: QueryDict) -> list[tuple[str, str]]:
    """Parameters of the page that are not the form's own (an open tab, the area): sent along, hidden."""
    own = {bound.html_name for bound in form} | {CURSOR}
    return [(name, value) for name, values in parameters.lists() if name not in own for value in values]


def cleared(form: forms.Form, parameters: QueryDict) -> str:
    """The address with every filter of the form taken out."""
    return changed(parameters, {bound.html_name: None for bound in form})


def _word(field: forms.Field, value: str) -> str:
    for code, word in getattr(field, "choices", ()):
        if isinstance(word, (list, tuple)):
            found = dict(word).get(value)
            if found:
                return str(found)
        elif str(code) == value:
            return str(word)
    return value
