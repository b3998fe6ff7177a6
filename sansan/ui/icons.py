"""The shipped icons: the insides of SVG drawings by name, copied from Tabler Icons (MIT) by `npm run icons`."""

import json
from functools import lru_cache
from pathlib import Path

DRAWINGS = Path(__file__).parent / "data" / "icons.json"


@lru_cache
def drawings() -> dict[str, str]:
    """Name → the SVG elements inside a 24 × 24 view box."""
    content: dict[str, str] = json.loads(DRAWINGS.read_text(encoding="utf-8"))
    return content
