"""`python -m scripts.catalogue`: compile the command line's message catalogue (.po) into the form gettext reads (.mo).

The machine may lack GNU msgfmt; our catalogue uses little enough of the format to be compiled in a page.
"""

import ast
import struct
from pathlib import Path

from scripts.paths import ROOT

SOURCE = ROOT / "sansan" / "commands" / "locale" / "zh_CN" / "LC_MESSAGES" / "messages.po"
_MAGIC = 0x950412DE


def read(po: str) -> dict[str, str]:
    """msgid → msgstr; a plural pair is joined by NUL, as the compiled form wants it."""
    messages: dict[str, str] = {}
    for block in po.split("\n\n"):
        parts: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            quoted = line
            if not line.startswith('"'):
                keyword, _, quoted = line.partition(" ")
            parts[keyword] = parts.get(keyword, "") + ast.literal_eval(quoted)
        ids = [parts[name] for name in ("msgid", "msgid_plural") if name in parts]
        messages["\0".join(ids)] = parts.get("msgstr", parts.get("msgstr[0]", ""))
    return messages


def compiled(messages: dict[str, str]) -> bytes:
    """The .mo file: a header, two tables of (length, offset), the strings."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    table_bytes = 8 * len(pairs)
    header = struct.pack("<7I", _MAGIC, 0, len(pairs), 28, 28 + table_bytes, 0, 0)
    offset = 28 + 2 * table_bytes
    tables, strings = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<2I", len(pair[side]), offset + len(strings))
            strings += pair[side] + b"\0"
    return header + tables[0] + tables[1] + strings


def target() -> Path:
    return SOURCE.with_suffix(".mo")


if __name__ == "__main__":
    target().write_bytes(compiled(read(SOURCE.read_text(encoding="utf-8"))))
