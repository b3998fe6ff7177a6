"""Importing this sets Django up on a data folder of the measurement's own. Import it before the product's models."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansan.settings")
os.environ["SANSAN_DATA_DIR"] = tempfile.mkdtemp(prefix="sansan-bench-")
django.setup()


@contextmanager
def scratch_database() -> Iterator[str]:
    """An empty database of the kind `DATABASE_URL` chooses, removed afterwards; gives the vendor's name."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment(debug=False)
    if connection.vendor == "sqlite":  # in memory it would be faster than any deployment is
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        yield connection.vendor
    finally:
        runner.teardown_databases(old)
