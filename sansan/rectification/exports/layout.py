"""The numbers of the official layout, from `data/gbt9704.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Page:
    """Millimetres."""

    width: int
    height: int
    top: int
    left: int
    right: int
    bottom: int
    footer: int


@dataclass(frozen=True, slots=True)
class Layout:
    """`fonts` gives the East Asian typeface of title, body, section and class, best first; sizes in points."""

    page: Page
    fonts: Mapping[str, tuple[str, ...]]
    latin: str
    title_size_pt: float
    title_characters: int
    body_size_pt: float
    table_size_pt: float
    table_pitch_pt: float
    note_size_pt: float
    line_pitch_pt: float
    characters_per_line: int
    indent_characters: int
    number_form: str
    number_font: str
    number_size_pt: float
    number_edge_characters: int


@cache
def layout() -> Layout:
    data = tomllib.loads(files("sansan.rectification").joinpath("data/gbt9704.toml").read_text("utf-8"))
    fonts = dict(data["fonts"])
    grid, number = data["grid"], data["page_number"]
    return Layout(
        page=Page(**data["page"]),
        latin=fonts.pop("latin"),
        fonts={use: tuple(names) for use, names in fonts.items()},
        title_size_pt=data["title"]["size_pt"],
        title_characters=data["title"]["characters_per_line"],
        body_size_pt=data["body"]["size_pt"],
        table_size_pt=data["table"]["size_pt"],
        table_pitch_pt=data["table"]["pitch_pt"],
        note_size_pt=data["note"]["size_pt"],
        line_pitch_pt=grid["line_pitch_pt"],
        characters_per_line=grid["characters_per_line"],
        indent_characters=grid["first_line_indent_characters"],
        number_form=number["form"],
        number_font=number["font"],
        number_size_pt=number["size_pt"],
        number_edge_characters=number["edge_characters"],
    )
