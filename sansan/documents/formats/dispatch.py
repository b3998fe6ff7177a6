"""Which reader a file is for. For now: text."""

from __future__ import annotations

import hashlib

from sansan.documents.errors import DocumentError
from sansan.documents.formats.text import decode, one_line_end
from sansan.documents.grids import tables_in
from sansan.documents.model import Source


def read_source(data: bytes, name: str) -> Source:
    """The text and tables of a file."""
    if not data:
        raise DocumentError("empty")
    text, encoding = decode(data)
    text = one_line_end(text)
    return Source(name, "text/plain", text, hashlib.sha256(data).hexdigest(), encoding, tuple(tables_in(text)))
