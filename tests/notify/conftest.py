"""Channels that lead to servers on this machine, set up for the length of a test."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from pydantic import SecretStr

from sansan.config import config
from tests.notify.servers import Mailbox, Site, mail_server, web_server

Configure = Callable[..., None]
NOON = dt.datetime(2026, 7, 17, 4, 0, tzinfo=dt.UTC)
"""12:00 in Beijing."""


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Settings of this test; secrets are given as text."""

    def given(**values: Any) -> None:
        for name, value in values.items():
            secret = isinstance(getattr(config(), name), SecretStr)
            monkeypatch.setattr(config(), name, SecretStr(value) if secret else value)

    return given


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still at noon of 17 July 2026, Beijing time, until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mailbox(configure: Configure) -> Iterator[Mailbox]:
    with mail_server() as box:
        configure(
            notify_smtp_host="127.0.0.1",
            notify_smtp_port=box.port,
            notify_smtp_security="plain",
            notify_smtp_from="sansan@example.gov.cn",
            site_url="https://sansan.example.gov.cn/",
        )
        yield box


@pytest.fixture
def dingtalk(configure: Configure) -> Iterator[Site]:
    with web_server('{"errcode": 0, "errmsg": "ok"}') as site:
        configure(
            notify_dingtalk_token="abc123",
            notify_dingtalk_secret="SEC0123456789",
            notify_dingtalk_address=site.address,
        )
        yield site


@pytest.fixture
def wecom(configure: Configure) -> Iterator[Site]:
    with web_server('{"errcode": 0, "errmsg": "ok"}') as site:
        configure(notify_wecom_key="key-1", notify_wecom_address=site.address)
        yield site


@pytest.fixture
def webhook(configure: Configure) -> Iterator[Site]:
    with web_server() as site:
        configure(
            notify_webhook_address=site.address,
            notify_webhook_secret="a secret",
            notify_webhook_private=True,
        )
        yield site
