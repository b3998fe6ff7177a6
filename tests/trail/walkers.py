"""Run as a program: a chain on a file is walked by several processes, whole and broken; prints what was found."""

import django


def main() -> None:
    from django.core.management import call_command
    from django.db import connection

    from sansan.trail import registry, segments
    from sansan.trail.verify import verify
    from tests.trail.conftest import write_chain
    from tests.trail.guards import lifted

    segments.PAYS_FROM, segments.SEGMENT = 1, 30
    registry.declare({"test.done": "试验"})
    call_command("migrate", "trail", verbosity=0, skip_checks=True)
    write_chain(100)
    for tampering in (
        "",
        "UPDATE trail_event SET reason = 'x' WHERE seq = 77",
        "DELETE FROM trail_event WHERE seq > 90; UPDATE trail_event SET reason = '事由 77' WHERE seq = 77",
    ):
        with lifted(), connection.cursor() as cursor:
            for sql in filter(None, tampering.split("; ")):
                cursor.execute(sql)
        verdict = verify()
        print(verdict.broken_seq, verdict.count)  # noqa: T201


if __name__ == "__main__":
    django.setup()
    main()
