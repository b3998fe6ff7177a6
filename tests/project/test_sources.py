"""What must never stand in a tracked file: machine paths, registries, remote addresses, inline scripts."""

import re

import pytest

from scripts.paths import ROOT
from tests.project.tree import files, shown, tracked

# Spelled in pieces, so that this file does not find itself.
_REGISTRIES = (
    "pypi" + ".org",
    "files.python" + "hosted",
    "registry." + "npmjs",
    "npm" + "mirror",
    "deb." + "debian",
)
_MACHINE = (r"/(?:home|root|work|opt|Users)/(?!\.\.)[\w.-]+",)
_TEXT = {
    ".py",
    ".ts",
    ".js",
    ".mjs",
    ".css",
    ".html",
    ".json",
    ".toml",
    ".txt",
    ".md",
    ".yml",
    ".yaml",
    ".cfg",
    "",
}
_REMOTE = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
_INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")(?![^>]*\bnonce=)", re.IGNORECASE
)
_INLINE_HANDLER = re.compile(r"<[^>]+\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)


@pytest.mark.parametrize("word", _REGISTRIES)
def test_no_file_names_a_package_registry(word: str) -> None:
    assert not [shown(file) for file in tracked() if file.suffix in _TEXT and word in _read(file)]


def test_no_file_names_a_path_of_somebody_s_machine() -> None:
    pattern = re.compile("|".join(_MACHINE))
    assert not [
        f"{shown(file)}: {found[0]}"
        for file in tracked()
        if file.suffix in _TEXT and file.name != "test_sources.py" and (found := pattern.search(_read(file)))
    ]


def test_locked_requirements_and_packages_carry_no_download_address() -> None:
    lists = [*files(".txt", under="requirements"), *files(".json", under="frontend")]
    assert lists
    assert not [
        shown(file)
        for file in lists
        if re.search(r'"resolved"|^--(?:extra-)?index-url|@ https?:', _read(file), re.M)
    ]


def test_no_page_asks_another_host_for_anything() -> None:
    sources = [*files(".html", under="sansan"), *files(".ts", ".css", ".scss", under="frontend")]
    assert not [f"{shown(file)}: {found[0]}" for file in sources if (found := _REMOTE.search(_read(file)))]


def test_no_template_carries_a_script_of_its_own() -> None:
    templates = files(".html", under="sansan")
    assert templates
    assert not [
        shown(file)
        for file in templates
        if _INLINE_SCRIPT.search(_read(file)) or _INLINE_HANDLER.search(_read(file))
    ]


def test_every_page_stands_in_the_frame_and_every_other_template_is_a_part() -> None:
    """A page extends another template down to the frame; a part has no <html> and is included by someone."""
    frames = {"ui/base.html"}
    loose = []
    for file in files(".html", under="sansan"):
        name = str(file).split("/templates/")[1]
        text = _read(file)
        whole = "<html" in text
        if whole and name not in frames and name != "500.html":
            loose.append(name)
    assert not loose


def _read(file: object) -> str:
    return (ROOT / str(file)).read_text(encoding="utf-8", errors="replace")
