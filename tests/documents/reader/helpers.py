"""Short ways to read a text and to say what came out."""

from __future__ import annotations

from typing import Any

from sansan.documents.jsonform import to_json
from sansan.documents.model import Outline, Reading
from sansan.documents.reading import read_bytes


def read(text: str, name: str = "sample.txt") -> Reading:
    return read_bytes(text.strip("\n").encode(), name)


def outline(text: str, name: str = "sample.txt") -> Outline:
    return read(text, name).outline


def tasks(text: str) -> list[dict[str, Any]]:
    return list(to_json(read(text))["tasks"])


def column(found: list[dict[str, Any]], name: str) -> list[Any]:
    return [task[name] for task in found]


def units(task: dict[str, Any], role: str = "responsible") -> list[str]:
    return [unit["name"] for unit in task["units"] if unit["role"] == role]
