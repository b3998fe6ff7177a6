"""The worker sends on its own, its clock wakes it, and two of them never send the same thing twice."""

import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from sansan.commands import clock as worker_clock
from sansan.commands.quiet_worker import QuietWorker
from sansan.notify import jobs
from sansan.notify.command import notify as command
from sansan.notify.models import Delivery
from scripts.paths import ROOT
from tests.notify.factories import DeliveryFactory, MessageFactory
from tests.notify.servers import Mailbox, mail_server
from tests.people.factories import PersonFactory

SERVER = os.environ.get("SANSAN_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
COUNT = 24


@pytest.mark.django_db(transaction=True)  # the worker closes connections between jobs
def test_the_job_sends_what_is_due(mailbox: Mailbox) -> None:
    MessageFactory.create(recipient=PersonFactory.create(email="zhou@example.gov.cn"), planned_at=None)
    jobs.wake()
    jobs.wake()
    assert DBTaskResult.objects.count() == 1
    call_command(QuietWorker(), batch=True, startup_delay=False, interval=0)
    assert mailbox.recipients == ["zhou@example.gov.cn"]
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


@pytest.mark.django_db(transaction=True)  # the worker closes connections between jobs
def test_a_long_queue_leaves_room_for_other_jobs(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 2)
    for _ in range(5):
        person = PersonFactory.create(email="zhou@example.gov.cn")
        DeliveryFactory.create(recipient=person)
    jobs.wake()
    call_command(QuietWorker(), batch=True, startup_delay=False, interval=0)
    assert mailbox.asked == 5
    assert DBTaskResult.objects.count() == 3


@pytest.mark.django_db
def test_the_clock_asks_for_a_job_only_when_something_is_due() -> None:
    jobs.tick()
    assert not DBTaskResult.objects.exists()
    DeliveryFactory.create()
    jobs.tick()
    assert DBTaskResult.objects.count() == 1


def test_a_tick_that_fails_stops_neither_the_others_nor_the_clock() -> None:
    ticked, twice = [], threading.Event()

    def broken() -> None:
        raise RuntimeError("the database is away")

    def sound() -> None:
        ticked.append(1)
        if len(ticked) == 2:
            twice.set()

    stop = worker_clock.start([broken, sound], seconds=0)
    assert twice.wait(30)
    stop.set()


@pytest.mark.django_db
def test_the_command_sends_and_says_what_became_of_it(mailbox: Mailbox) -> None:
    MessageFactory.create(recipient=PersonFactory.create(email="zhou@example.gov.cn"), planned_at=None)
    dry = CliRunner().invoke(command, ["send", "--dry-run"])
    assert "1 条新消息待安排" in dry.output
    assert mailbox.asked == 0
    assert "已发送 1" in CliRunner().invoke(command, ["send"]).output
    mailbox.answers = ["550 no"]
    MessageFactory.create(recipient=PersonFactory.create(email="zhou@example.gov.cn"), planned_at=None)
    failed = CliRunner().invoke(command, ["send"])
    assert (failed.exit_code, "未发出 1" in failed.output) == (1, True)
    assert Delivery.objects.filter(state="failed").count() == 1


def test_the_command_lists_what_is_set_up(mailbox: Mailbox) -> None:
    said = CliRunner().invoke(command, ["channels"]).output.splitlines()
    assert said[0] == "电子邮件\t已启用"
    assert "SANSAN_NOTIFY_WECOM_KEY" in said[2]


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A database of its own on the server of SANSAN_TEST_POSTGRES."""
    psycopg = pytest.importorskip("psycopg")
    name = f"sansan_notify_{uuid.uuid4().hex[:8]}"
    try:
        server = psycopg.connect(
            f"postgresql://{urlsplit(SERVER).netloc}/postgres", autocommit=True, connect_timeout=3
        )
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server to test with (SANSAN_TEST_POSTGRES)")
    server.execute(f"CREATE DATABASE {name}")
    yield f"{SERVER}/{name}"
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


def _each_person_gets_one_mail(data_dir: Path, database_url: str = "") -> None:
    with mail_server() as box:
        box.seconds = 0.02  # so that the workers overlap
        environment = {
            **os.environ,
            "SANSAN_DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "sansan.settings",
            "SANSAN_NOTIFY_SMTP_HOST": "127.0.0.1",
            "SANSAN_NOTIFY_SMTP_PORT": str(box.port),
            "SANSAN_NOTIFY_SMTP_SECURITY": "plain",
            "SANSAN_NOTIFY_SMTP_FROM": "sansan@example.gov.cn",
        }
        said = subprocess.run(
            [sys.executable, "-m", "tests.notify.senders", str(COUNT)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        ).stdout.split()
    assert sorted(box.recipients) == sorted(f"p{number}@example.gov.cn" for number in range(COUNT))
    assert said[0] == str(COUNT), "deliveries"
    assert sum(map(int, said[1:])) == COUNT
    assert min(map(int, said[1:])) > 0, "every worker sent some"


def test_workers_at_once_send_each_mail_once_on_a_sqlite_file(tmp_path: Path) -> None:
    _each_person_gets_one_mail(tmp_path)


def test_workers_at_once_send_each_mail_once_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    _each_person_gets_one_mail(tmp_path, postgresql)
