"""Chapters: headings that hold prose, and headings that only say that the tasks follow."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(files("sansan.documents").joinpath("data/chapters.toml").read_text("utf-8"))
    return {name: re.compile(data[name]) for name in ("prose", "whole", "closing")}


def is_prose(title: str) -> bool:
    """Whether the (folded) heading opens a chapter about the work as a whole, without tasks."""
    bare = title.strip(" 。:")
    return (
        len(title) <= 30 and not bare.endswith(("方面", "问题")) and bool(_patterns()["prose"].search(bare))
    )


def is_whole(title: str) -> bool:
    """Whether the (folded) heading only announces the tasks, and is no class of them."""
    return len(title) <= 30 and bool(_patterns()["whole"].search(title.strip(" 。:")))


def closes(text: str) -> bool:
    """Whether the (folded) line belongs to the end of a document."""
    return bool(_patterns()["closing"].search(text))
