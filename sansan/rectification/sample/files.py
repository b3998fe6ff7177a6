"""The sample's own files."""

import tomllib
from importlib.resources import files
from typing import Any

_DATA = files("sansan.rectification.sample").joinpath("data")


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(_DATA.joinpath(name).read_text("utf-8"))


def content(name: str) -> bytes:
    return _DATA.joinpath(name).read_bytes()
