"""The pages of tokens and pushes: shown once, listed for ever, one's own only."""

import re

import pytest

from sansan.api import actions
from sansan.api.models import Push, Subscription, Token
from sansan.people.models import Person
from sansan.people.roles import Role
from tests.api.conftest import Machine
from tests.client import PageClient
from tests.notify.conftest import Configure, configure
from tests.people.factories import person_with

__all__ = ["configure"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: PageClient) -> Person:
    person = person_with(Role.CITY_OFFICE)
    client.force_login(person)
    return person


def test_a_token_is_made_on_a_page_shown_once_and_works(client: PageClient, officer: Person) -> None:
    given = {"name": "与平台对接", "kind": "service", "scopes": ["rectification.view"], "days": "30"}
    page = client.post("/interface/tokens/new/", given)
    (text,) = re.findall(r"sansan_[a-z0-9]{8}_[\w-]+", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    assert Machine(text).get("me").json()["username"] == officer.username
    listed = client.get("/interface/tokens/").content.decode()
    assert text not in listed
    assert Token.objects.get().prefix in listed
    assert "查看整改任务" in listed
    refused = client.post("/interface/tokens/new/", given | {"scopes": ["people.security"]})
    assert refused.status_code == 422
    assert "请从所列各项中选择许可" in refused.content.decode()
    assert (
        "最长" not in client.post("/interface/tokens/new/", given | {"days": "9999"}).content.decode()[:200]
    )
    assert Token.objects.count() == 1


def test_a_token_is_revoked_from_its_page(client: PageClient, officer: Person) -> None:
    token, text = actions.issue_token(
        by=officer, holder=officer, name="旧", scopes=["rectification.view"], days=1
    )
    assert client.post(f"/interface/tokens/{token.pk}/revoke/").status_code == 302
    assert Machine(text).get("me").status_code == 401
    assert "已吊销" in client.get("/interface/tokens/").content.decode()


def test_the_security_administrator_sees_and_revokes_all(client: PageClient, officer: Person) -> None:
    token, _ = actions.issue_token(
        by=officer, holder=officer, name="对接", scopes=["rectification.view"], days=1
    )
    assert client.get("/interface/tokens/all/").status_code == 403
    client.force_login(person_with(Role.SECURITY_ADMIN, area_code=""))
    page = client.get("/interface/tokens/all/", {"holder": officer.name, "state": "live"}).content.decode()
    assert token.prefix in page
    assert client.post(f"/interface/tokens/{token.pk}/revoke/").status_code == 400, "a reason is asked for"
    client.post(f"/interface/tokens/{token.pk}/revoke/", {"reason": "外泄"})
    client.get("/interface/tokens/all/")  # says what was done
    assert token.prefix not in client.get("/interface/tokens/all/", {"state": "live"}).content.decode()


def test_a_subscription_is_made_rotated_stopped_and_its_failures_pushed_again(
    client: PageClient, officer: Person, configure: Configure
) -> None:
    configure(notify_webhook_private=True)
    given = {"name": "市平台", "url": "http://10.0.0.8/hook?key=1", "verbs": ["task."]}
    page = client.post("/interface/pushes/new/", given).content.decode()
    (secret,) = re.findall(r"push_[0-9a-f]{64}", page)
    found = Subscription.objects.get()
    address = f"/interface/pushes/{found.pk}/"
    rotated = client.post(f"{address}secret/").content.decode()
    assert secret not in rotated
    assert "24 小时" in rotated
    push = Push.objects.create(subscription=found, event=1, verb="task.closed", state="failed",
                               error="对方系统没有接收（500）。", due_at=found.created_at)  # fmt: skip
    shown = client.get(address, {"state": "failed"}).content.decode()
    assert "对方系统没有接收（500）" in shown
    assert "任务办理" in shown
    assert "key=1" not in shown
    client.post(f"/interface/pushes/sent/{push.pk}/again/")
    push.refresh_from_db()
    assert push.state == "queued"
    client.post(f"{address}active/", {"active": "0"})
    assert "已停止" in client.get("/interface/pushes/").content.decode()
    edited = client.post(f"{address}edit/", given | {"name": "新平台"})
    assert edited.status_code == 302
    wrong = client.post(f"{address}edit/", given | {"url": "ftp://x"})
    assert wrong.status_code == 422
    client.force_login(person_with(Role.CITY_OFFICE))
    assert client.get(address).status_code == 404


def test_the_reference_names_every_operation_and_asks_no_other_host(
    client: PageClient, officer: Person
) -> None:
    page = client.get("/interface/reference/").content.decode()
    for words in ("POST /api/v1/tasks/{task_id}/report", "GET /api/v1/tasks", "填报进展", "情况截至"):
        assert words in page
    answer = client.get("/api/v1/openapi.json")
    assert answer.json()["openapi"].startswith("3.")
