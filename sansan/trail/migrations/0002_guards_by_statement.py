"""On PostgreSQL the guards follow the links of a whole statement, so that many events can go in at once.

The first guards looked at each row and let the head go on by one only. In one transaction every step of the head
leaves a dead row behind that the next has to pass: a restored trail of millions of events would take days. What holds
now is not less: a statement's events must be linked one to the next and the first to the head, and the head can go on
only to an event that is there. SQLite has no guards by statement, and its head leaves nothing behind.
"""

from django.db import migrations

MESSAGE = "the trail is append-only"

BY_STATEMENT = (
    "DROP TRIGGER trail_event_insert ON trail_event",
    "DROP TRIGGER trail_head_update ON trail_head",
    """CREATE OR REPLACE FUNCTION trail_continue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM (
                    SELECT seq, previous_hash,
                        lag(seq) OVER (ORDER BY seq) AS before_seq, lag(hash) OVER (ORDER BY seq) AS before_hash
                    FROM added
                ) link LEFT JOIN trail_head ON link.before_seq IS NULL
                WHERE (link.seq = coalesce(link.before_seq, trail_head.seq) + 1
                    AND link.previous_hash = coalesce(link.before_hash, trail_head.hash)) IS NOT TRUE
            ) THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$""",
    """CREATE FUNCTION trail_advance() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.id <> OLD.id OR NEW.seq <= OLD.seq
                OR NOT EXISTS (SELECT 1 FROM trail_event WHERE seq = NEW.seq AND hash = NEW.hash)
            THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER trail_event_insert AFTER INSERT ON trail_event
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION trail_continue()""",
    """CREATE TRIGGER trail_head_update BEFORE UPDATE ON trail_head
        FOR EACH ROW EXECUTE FUNCTION trail_advance()""",
)
BY_ROW = (
    "DROP TRIGGER trail_event_insert ON trail_event",
    "DROP TRIGGER trail_head_update ON trail_head",
    "DROP FUNCTION trail_advance()",
    """CREATE OR REPLACE FUNCTION trail_continue() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT 1 FROM trail_head WHERE seq + 1 = NEW.seq AND hash = NEW.previous_hash) THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER trail_event_insert BEFORE INSERT ON trail_event
        FOR EACH ROW EXECUTE FUNCTION trail_continue()""",
    """CREATE TRIGGER trail_head_update BEFORE UPDATE ON trail_head
        FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1) EXECUTE FUNCTION trail_refuse()""",
)


def guard_by_statement(apps, schema_editor):
    """Replace the guards of the first migration."""
    _run(schema_editor, BY_STATEMENT)


def guard_by_row(apps, schema_editor):
    """The reverse of guard_by_statement."""
    _run(schema_editor, BY_ROW)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement.format(message=MESSAGE))


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [migrations.RunPython(guard_by_statement, guard_by_row)]
