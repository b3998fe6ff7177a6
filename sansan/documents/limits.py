"""Limits of what is read, from `data/limits.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes; `ratio` is unpacked to packed and counts from `ratio_from_bytes` on."""

    file_bytes: int
    unpacked_bytes: int
    ratio: int
    ratio_from_bytes: int
    members: int
    cells: int
    pages: int
    characters: int


@cache
def limits() -> Limits:
    data = tomllib.loads(files("sansan.documents").joinpath("data/limits.toml").read_text("utf-8"))
    data.pop("version")
    return Limits(**data)


def in_words(size: int) -> str:
    """A size a person reads: 31.5 MB."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(size, 1) / 1024:.0f} KB"
