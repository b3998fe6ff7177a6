"""What must hold for the look as a whole."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client, override_settings

from sansan.ui.icons import drawings
from sansan.ui.status import STATES
from sansan.ui.templatetags.ui import register

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "sansan"
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
REFERENCE = ROOT / "docs" / "reference" / "components.md"
GALLERY = ROOMS / "ui" / "templates" / "ui" / "gallery" / "gallery.html"
STYLES = sorted((ROOT / "frontend" / "src" / "styles").glob("*.css"))
NOT_A_PART = {"icon", "front_end", "block_text", "query", "day", "moment", "number", "error_summary"}
"""Words inside parts rather than parts; the summary of errors is shown with the forms."""


def test_every_tag_and_filter_is_in_the_reference() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    public = (set(register.tags) | set(register.filters)) - {"front_end", "block_text"}
    missing = {name for name in public if not re.search(rf"`(?:{{% )?{name}\b", text)}
    assert not missing


def test_every_part_is_shown_in_the_gallery() -> None:
    text = GALLERY.read_text(encoding="utf-8")
    missing = {name for name in set(register.tags) - NOT_A_PART if not re.search(rf"{{% {name}\b", text)}
    assert not missing


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOMS)))
def test_every_template_compiles_and_names_only_icons_that_are_shipped(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    get_template(str(template).split("/templates/", 1)[1])
    named = set(re.findall(r"""{%\s*icon\s+["']([\w-]+)["']""", text))
    assert named <= set(drawings())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOMS)))
def test_no_template_has_inline_script_or_names_another_host(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(
        r"\son(?:click|change|submit|load|input)\s*=|javascript:|<script(?![^>]*application/json)", text
    )
    assert not re.search(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", text)


def test_every_state_has_a_style_and_a_shape() -> None:
    styles = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    for state in STATES.values():
        assert f".status-{state.code}" in styles
        assert state.icon in drawings()


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(
    re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", (STYLES[0].parent / "tokens.css").read_text(encoding="utf-8"))
)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(("text", ground) for ground in ("bg", "surface", "sunken", "class-1", "class-2", "class-3")),
        *(("muted", ground) for ground in ("bg", "surface", "sunken", "grey-soft")),
        *(
            (colour, f"{colour}-soft")
            for colour in ("grey", "blue", "violet", "green", "red", "yellow", "accent")
        ),
        *(("surface", ground) for ground in ("accent", "green", "red", "class-4", "class-5")),
    ],
)
def test_text_reaches_the_contrast_people_need(text: str, ground: str) -> None:
    assert _contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/gallery/", "/gallery/message/", "/gallery/progress/", "/gallery/refused/"]
)
def test_the_gallery_is_for_development_only(address: str) -> None:
    with override_settings(ROOT_URLCONF="sansan.ui.urls", GALLERY=False):
        assert Client().get(address).status_code == 404
    with override_settings(ROOT_URLCONF="sansan.ui.urls", GALLERY=True):
        assert Client().get(address).status_code != 404
