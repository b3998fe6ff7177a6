"""What has been done to the database of this deployment, known without starting Django.

Starting Django twice only to learn that nothing is to be done would cost a second start half its time. So for
SQLite, whose file nobody else migrates, what was done is noted beside it; any other database is asked itself.
"""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sansan.config import ROOT, config

_PACKAGES_WITH_TABLES = ("Django", "django-allauth", "django-axes", "django-tasks-db")


def fingerprint() -> str:
    """Changes when a migration of ours, or of a package with tables, may have come in."""
    total = hashlib.sha256(" ".join(version(name) for name in _PACKAGES_WITH_TABLES).encode())
    for file in sorted((ROOT / "sansan").glob("*/migrations/*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()


def noted(what: str) -> Any:
    """What was noted under this name, None where nothing was, or where the database is gone or not SQLite."""
    database = config().sqlite_file
    if database is None or not database.exists() or not _file().exists():
        return None
    return json.loads(_file().read_text(encoding="utf-8")).get(what)


def note(what: str, value: Any) -> None:
    known = json.loads(_file().read_text(encoding="utf-8")) if _file().exists() else {}
    _file().write_text(json.dumps({**known, what: value}), encoding="utf-8")


def forget() -> None:
    """To be called when the database is new."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return config().data_dir / "state.json"
