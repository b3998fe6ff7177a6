"""Fixtures every room may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import TransactionTestCase, override_settings

from tests.client import PageClient

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference documents beside the repository; a test that needs them is skipped where they are not."""
    if not SHARED.is_dir():
        pytest.skip("reference documents are not beside the repository")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def emptied_trail() -> Iterator[None]:
    """Tests that really commit empty every table afterwards; the tables that refuse that let them."""
    from tests.dispatch import guards as frozen
    from tests.trail import guards

    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def emptied(self: TransactionTestCase) -> None:
        with guards.lifted(), frozen.lifted():
            teardown(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


@pytest.fixture(autouse=True, scope="session")
def fast_passwords() -> Iterator[None]:
    """Hash passwords quickly: the product's own hasher is slow on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads of the tests go to a folder of their own, never into the deployment's store."""
    with override_settings(DATA_DIR=tmp_path_factory.mktemp("data")):
        yield


@pytest.fixture
def client() -> PageClient:
    """In place of Django's: every page a test fetches is checked for the faults any page could have."""
    return PageClient()
