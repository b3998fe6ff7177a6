"""The index. On SQLite an FTS5 table stands beside the entries and triggers keep it; on PostgreSQL the column is
a tsvector under GIN. A later migration that makes SQLite copy `search_entry` must make the triggers again."""

import django.utils.timezone
from django.db import migrations, models

SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_gram USING fts5("
        "grams, content='search_entry', content_rowid='id', detail=none, tokenize='ascii')"
    ),
    (
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
        " INSERT INTO search_gram(rowid, grams) VALUES (NEW.id, NEW.grams); END"
    ),
    (
        "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN"
        " INSERT INTO search_gram(search_gram, rowid, grams) VALUES ('delete', OLD.id, OLD.grams); END"
    ),
    (
        "CREATE TRIGGER search_entry_changed AFTER UPDATE OF grams ON search_entry BEGIN"
        " INSERT INTO search_gram(search_gram, rowid, grams) VALUES ('delete', OLD.id, OLD.grams);"
        " INSERT INTO search_gram(rowid, grams) VALUES (NEW.id, NEW.grams); END"
    ),
)
SQLITE_BACK = ("DROP TABLE search_gram",)
POSTGRESQL = (
    "ALTER TABLE search_entry ALTER COLUMN grams TYPE tsvector USING grams::tsvector",
    "CREATE INDEX search_entry_grams ON search_entry USING gin (grams) WITH (fastupdate = off)",
)


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _run(schema_editor, SQLITE_BACK)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("target_id", models.BigIntegerField()),
                ("part", models.PositiveIntegerField(default=0)),
                ("plain", models.TextField()),
                ("grams", models.TextField()),
            ],
            options={
                "verbose_name": "搜索索引",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "target_id", "part"), name="search_entry_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("version", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "索引进度",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(pk=1), name="search_state_is_one_row")
                ],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
