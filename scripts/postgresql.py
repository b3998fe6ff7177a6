"""Finds a PostgreSQL on which the suite may make scratch databases."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
_SECONDS_TO_ANSWER = 3


def reachable() -> str | None:
    """Address of a server that answers: SANSAN_TEST_DATABASE_URL, or a local one that trusts us."""
    address = os.environ.get("SANSAN_TEST_DATABASE_URL", LOCAL)
    try:
        psycopg.connect(address, connect_timeout=_SECONDS_TO_ANSWER).close()
    except psycopg.OperationalError as error:
        if "SANSAN_TEST_DATABASE_URL" in os.environ:
            raise SystemExit(f"SANSAN_TEST_DATABASE_URL 指定的数据库连接失败：{error}") from error
        return None
    return address


def scratch_address(server: str) -> str:
    """The same server under a database name of this run; pytest-django makes it and drops it."""
    return urlunsplit((*urlsplit(server)[:2], f"/sansan_{os.getpid()}", "", ""))
