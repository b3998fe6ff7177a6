"""The trail, and the guards that make the database itself refuse to change it."""

from django.db import migrations, models

MESSAGE = "the trail is append-only"

# SQLite drops a table's triggers when a later migration rebuilds the table: such a migration must run
# install_guards again. The insert guard also stops INSERT OR REPLACE, which deletes without a delete trigger.
SQLITE = {
    "event_insert": """CREATE TRIGGER trail_event_insert BEFORE INSERT ON trail_event
        WHEN NOT EXISTS (SELECT 1 FROM trail_head WHERE seq + 1 = NEW.seq AND hash = NEW.previous_hash)
        BEGIN SELECT RAISE(ABORT, '{message}'); END""",
    "event_update": """CREATE TRIGGER trail_event_update BEFORE UPDATE ON trail_event
        BEGIN SELECT RAISE(ABORT, '{message}'); END""",
    "event_delete": """CREATE TRIGGER trail_event_delete BEFORE DELETE ON trail_event
        BEGIN SELECT RAISE(ABORT, '{message}'); END""",
    "head_update": """CREATE TRIGGER trail_head_update BEFORE UPDATE ON trail_head
        WHEN NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1
        BEGIN SELECT RAISE(ABORT, '{message}'); END""",
    "head_delete": """CREATE TRIGGER trail_head_delete BEFORE DELETE ON trail_head
        BEGIN SELECT RAISE(ABORT, '{message}'); END""",
}
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE OR REPLACE FUNCTION trail_continue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM trail_head WHERE seq + 1 = NEW.seq AND hash = NEW.previous_hash) THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER trail_event_insert BEFORE INSERT ON trail_event
        FOR EACH ROW EXECUTE FUNCTION trail_continue()""",
    """CREATE TRIGGER trail_event_change BEFORE UPDATE OR DELETE ON trail_event
        FOR EACH ROW EXECUTE FUNCTION trail_refuse()""",
    """CREATE TRIGGER trail_event_truncate BEFORE TRUNCATE ON trail_event
        FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()""",
    """CREATE TRIGGER trail_head_update BEFORE UPDATE ON trail_head
        FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1) EXECUTE FUNCTION trail_refuse()""",
    """CREATE TRIGGER trail_head_delete BEFORE DELETE ON trail_head
        FOR EACH ROW EXECUTE FUNCTION trail_refuse()""",
    """CREATE TRIGGER trail_head_truncate BEFORE TRUNCATE ON trail_head
        FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()""",
)


def install_guards(apps, schema_editor):
    """Let the database refuse what the trail never does."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE.values()
    for statement in statements:
        schema_editor.execute(statement.format(message=MESSAGE))


def remove_guards(apps, schema_editor):
    """The reverse of install_guards; a test database lifts its guards with it to be emptied."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION trail_refuse() CASCADE")
        schema_editor.execute("DROP FUNCTION trail_continue() CASCADE")
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER trail_{name}")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("verb", models.CharField(max_length=64, verbose_name="动作")),
                ("actor_id", models.BigIntegerField(null=True, verbose_name="人员编号")),
                ("actor_name", models.CharField(max_length=64, verbose_name="人员")),
                ("target_type", models.CharField(max_length=64, verbose_name="对象类型")),
                ("target_id", models.CharField(max_length=64, verbose_name="对象编号")),
                ("target_label", models.CharField(max_length=200, verbose_name="对象")),
                ("area_code", models.CharField(blank=True, max_length=12, verbose_name="区划代码")),
                ("reason", models.TextField(blank=True, verbose_name="事由")),
                ("before", models.TextField(verbose_name="变更前")),
                ("after", models.TextField(verbose_name="变更后")),
                ("request_id", models.CharField(blank=True, max_length=32, verbose_name="请求编号")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="前一条摘要")),
                ("hash", models.CharField(max_length=64, verbose_name="摘要")),
            ],
            options={
                "verbose_name": "操作记录",
                "ordering": ("seq",),
                "indexes": [
                    models.Index(fields=["target_type", "target_id", "seq"], name="trail_event_target"),
                    models.Index(fields=["actor_id", "seq"], name="trail_event_actor"),
                    models.Index(fields=["verb", "seq"], name="trail_event_verb"),
                    models.Index(fields=["area_code", "seq"], name="trail_event_area"),
                    models.Index(fields=["at"], name="trail_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.BigIntegerField(verbose_name="最后序号")),
                ("hash", models.CharField(max_length=64, verbose_name="最后摘要")),
            ],
            options={
                "verbose_name": "链首",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="trail_head_is_one_row")
                ],
            },
        ),
        migrations.RunPython(install_guards, remove_guards),
    ]
