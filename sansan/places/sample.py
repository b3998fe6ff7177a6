"""The files of the sample city, shipped with the product (see data/README.md)."""

from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"


def areas_csv() -> bytes:
    """The area table of 驻马店."""
    return (_DATA / "areas.csv").read_bytes()


def boundaries() -> bytes:
    """Its city and county boundaries (a sketch map), WGS-84."""
    return (_DATA / "boundaries.geojson").read_bytes()


def zones() -> bytes:
    """Its sample zones."""
    return (_DATA / "zones.geojson").read_bytes()
