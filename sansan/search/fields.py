"""The column that holds the grams of an entry: a tsvector on PostgreSQL, words with spaces under FTS5 on SQLite."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Lookup

TABLE = "search_gram"
"""The FTS5 index over `search_entry.grams`; triggers of the first migration keep it."""


class GramsField(models.Field[str, str]):
    """Written as words with spaces, none with a sign in it; asked with `grams__has`, never read.

    Migrations know it as text (they never import ours); the first one makes PostgreSQL's column a tsvector.
    """

    def deconstruct(self) -> Any:
        name, _path, arguments, keywords = super().deconstruct()
        return name, "django.db.models.TextField", arguments, keywords

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


@GramsField.register_lookup
class Has(Lookup[Any]):
    """`grams__has=["b车辆", "b15*"]`: all of them, a star for the beginning of a word."""

    lookup_name = "has"
    prepare_rhs = False

    def get_prep_lookup(self) -> Sequence[str]:
        return list(self.rhs)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[str]]:
        # The star stands outside the quotes: inside, the tokenizer takes it for a sign.
        words = " AND ".join(f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"' for word in self.rhs)
        entry = compiler.quote_name_unless_alias(self.lhs.alias)
        hits = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608 - a name of ours
        return f'{entry}."id" IN ({hits})', [words]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[str]]:
        column, _none = self.process_lhs(compiler, connection)
        words = " & ".join(f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'" for word in self.rhs)
        return f"{column} @@ %s::tsquery", [words]
