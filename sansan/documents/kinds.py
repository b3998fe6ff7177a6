"""The kind of a document of the family, by its title."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sansan.documents.flow import fold


@dataclass(frozen=True, slots=True)
class Kind:
    """`listed`: the kind promises a list of tasks. `plan`: dates in its prose are milestones of a plan."""

    name: str
    listed: bool = False
    plan: bool = True


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Kind], ...]:
    data = _data()
    return tuple(
        (re.compile(each["pattern"]), Kind(each["name"], each["listed"], each["plan"]))
        for each in data["kind"]
    )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("sansan.documents").joinpath("data/kinds.toml").read_text("utf-8"))


def kind_of(title: str) -> Kind:
    folded = fold(title)
    for pattern, kind in _rules():
        if pattern.search(folded):
            return kind
    return Kind(str(_data()["otherwise"]))
