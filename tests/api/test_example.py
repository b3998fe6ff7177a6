"""The client printed in the manual works against a real server."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from sansan.notify.channels.webhook import signature
from sansan.people.roles import Role
from sansan.rectification.models import ProgressReport
from scripts.paths import ROOT
from tests.api.conftest import machine_of
from tests.people.factories import OrganisationFactory, person_with
from tests.rectification.factories import TaskFactory
from tests.rectification.two_counties import picture

SCRIPT = ROOT / "docs" / "examples" / "client.py"


def _client() -> Any:
    spec = importlib.util.spec_from_file_location("example_client", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(server: LiveServer, token: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "SANSAN_URL": server.url, "SANSAN_TOKEN": token, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_it_lists_what_is_late_reports_with_a_photo_once_and_says_what_was_refused(
    live_server: LiveServer, tmp_path: Path
) -> None:
    bureau = OrganisationFactory.create(name="市住建局")
    doer = machine_of(person_with(Role.BUREAU_OFFICER, organisation=bureau))
    token = doer.headers["Authorization"].removeprefix("Bearer ")
    task = TaskFactory.create(units=[bureau], state="rectifying", deadline_date="2020-06-30")
    TaskFactory.create(units=[bureau], state="rectifying", deadline_date="2199-01-01")
    listed = _run(live_server, token, "late")
    assert listed.returncode == 0, listed.stderr
    (line,) = listed.stdout.splitlines()
    assert line.startswith(f"{task.pk}\t超期 ")
    assert "市住建局" in line
    photo = tmp_path / "整改后.jpg"
    photo.write_bytes(picture())
    reported = _run(live_server, token, "report", str(task.pk), "已覆盖 12 处。", str(photo))
    assert reported.returncode == 0, reported.stderr
    assert "整改中" in reported.stdout
    client = _client()
    mine = client.Client(live_server.url, token)
    first, again = (client.report(mine, task.pk, "又覆盖 3 处。", photo, key="n-1") for _ in range(2))
    assert again == first, "sent again under the same key: done once"
    assert [r.text for r in ProgressReport.objects.order_by("pk")] == ["已覆盖 12 处。", "又覆盖 3 处。"]
    refused = _run(live_server, "sansan_wrong", "late")
    assert refused.returncode == 1
    assert "接口令牌无效" in refused.stderr


def test_it_tells_a_genuine_push_from_a_forged_one() -> None:
    client = _client()
    now = str(int(client.time.time()))
    body = '{"id": 1, "label": "销号"}'.encode()
    secret = "push_abc"
    signed = {"X-Sansan-Timestamp": now, "X-Sansan-Signature": signature(secret, now, body)}
    both = signed | {
        "X-Sansan-Signature": f"{signature('former', now, body)}, {signature(secret, now, body)}"
    }
    assert client.genuine(secret, signed, body)
    assert client.genuine(secret, both, body)
    assert not client.genuine("another", signed, body)
    assert not client.genuine(secret, signed, body + b" ")
    assert not client.genuine(secret, {}, body)
    old = str(int(now) - 301)
    stale = {"X-Sansan-Timestamp": old, "X-Sansan-Signature": signature(secret, old, body)}
    assert not client.genuine(secret, stale, body), "an old one may be a repetition"
