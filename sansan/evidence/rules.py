"""The room's rules, read once from `data/`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"
_MB = 1024 * 1024


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be uploaded. `family` is image, document or video."""

    media_type: str
    label: str
    family: str
    extensions: tuple[str, ...]
    max_bytes: int


@dataclass(frozen=True)
class Limits:
    """See data/limits.toml for the reason of each."""

    image_max_pixels: int
    image_max_pixels_jpeg: int
    thumbnail_px: int
    archive_max_entries: int
    archive_max_unpacked_bytes: int
    archive_max_ratio: int
    reuse_max_distance: int
    reuse_min_set_bits: int
    reuse_max_listed: int
    scan_timeout_seconds: int
    sweep_grace_hours: int


@lru_cache
def file_types() -> dict[str, FileType]:
    """Media type → what is allowed of it."""
    content = tomllib.loads((_DATA / "file_types.toml").read_text(encoding="utf-8"))
    return {
        row["media_type"]: FileType(
            row["media_type"], row["label"], row["family"], tuple(row["extensions"]), row["max_mb"] * _MB
        )
        for row in content["type"]
    }


@lru_cache
def limits() -> Limits:
    """The limits in force."""
    content = tomllib.loads((_DATA / "limits.toml").read_text(encoding="utf-8"))
    return Limits(
        image_max_pixels=content["image"]["max_megapixels"] * 1_000_000,
        image_max_pixels_jpeg=content["image"]["max_megapixels_jpeg"] * 1_000_000,
        thumbnail_px=content["image"]["thumbnail_px"],
        archive_max_entries=content["archive"]["max_entries"],
        archive_max_unpacked_bytes=content["archive"]["max_unpacked_mb"] * _MB,
        archive_max_ratio=content["archive"]["max_ratio"],
        reuse_max_distance=content["reuse"]["max_distance"],
        reuse_min_set_bits=content["reuse"]["min_set_bits"],
        reuse_max_listed=content["reuse"]["max_listed"],
        scan_timeout_seconds=content["scan"]["timeout_seconds"],
        sweep_grace_hours=content["sweep"]["grace_hours"],
    )
