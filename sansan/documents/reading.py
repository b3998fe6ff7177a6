"""From a file to a reading: source, outline, and what the analysis adds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sansan.documents.analysis import analyse
from sansan.documents.errors import DocumentError
from sansan.documents.formats.dispatch import read_source
from sansan.documents.model import Reading
from sansan.documents.outline import read_outline
from sansan.documents.places import Gazetteer


def read_bytes(data: bytes, name: str, gazetteer: Gazetteer | None = None) -> Reading:
    """Read a report. `name` is the file's name (its suffix helps, the content decides). Raises `DocumentError`."""
    source = read_source(data, name)
    outline = read_outline(source)
    analysis = analyse(source, outline, gazetteer)
    repairs = sorted([*outline.repairs, *analysis.repairs], key=lambda repair: repair.span)
    return Reading(
        source,
        replace(outline, repairs=tuple(repairs)),
        analysis.references,
        analysis.figures,
        analysis.places,
        analysis.findings,
    )


def read_file(path: Path, gazetteer: Gazetteer | None = None) -> Reading:
    """Read a report from disk. Raises `DocumentError`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError("not_found", name=str(path)) from error
    except OSError as error:
        raise DocumentError("not_a_file", name=str(path)) from error
    return read_bytes(data, path.name, gazetteer)
