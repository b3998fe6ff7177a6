"""Fixtures every room may use."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference documents beside the repository; a test that needs them is skipped where they are not."""
    if not SHARED.is_dir():
        pytest.skip("reference documents are not beside the repository")
    return SHARED
