"""The kinds of zones there are, from `data/zone_kinds.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class ZoneKind:
    """What the kind is called, what holds inside, and who draws it."""

    label: str
    description: str
    basis: str


@lru_cache
def zone_kinds() -> dict[str, ZoneKind]:
    """Code → kind, in the order of the file."""
    path = Path(__file__).resolve().parent / "data" / "zone_kinds.toml"
    return {code: ZoneKind(**row) for code, row in tomllib.loads(path.read_text(encoding="utf-8")).items()}
