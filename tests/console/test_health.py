"""What a monitor asks and what it is told."""

from unittest.mock import patch

import pytest
from django.db import DatabaseError
from django.test import Client


@pytest.mark.django_db
def test_a_monitor_asks_without_logging_in(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "search_behind": None})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said_without_particulars(client: Client) -> None:
    with patch("sansan.console.health.connection.cursor", side_effect=DatabaseError("secret host refused")):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert "secret" not in response.content.decode()
