"""A file goes to those who may see what it proves; everybody else finds nothing there."""

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse

from sansan.evidence import access, store
from sansan.evidence.models import Evidence
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from tests.evidence import samples
from tests.evidence.test_actions import hand_in
from tests.people.factories import PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(officer_a: Person, office_a: Organisation) -> Evidence:
    return hand_in(officer_a, office_a, samples.jpeg())


def fetch(person: Person | None, address: str, evidence: Evidence) -> FileResponse:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(reverse(f"evidence:{address}", args=[evidence.pk]))  # type: ignore[return-value]


def body(response: FileResponse) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def test_a_photo_is_shown_in_place_and_never_sniffed(officer_a: Person, photo: Evidence) -> None:
    response = fetch(officer_a, "file", photo)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert "private" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert body(response) == samples.jpeg()


def test_a_document_is_downloaded_under_its_own_name(officer_a: Person, office_a: Organisation) -> None:
    response = fetch(officer_a, "file", hand_in(officer_a, office_a, samples.PDF, "验收表.pdf"))
    assert response["Content-Disposition"].startswith("attachment")
    assert "%E9%AA%8C%E6%94%B6%E8%A1%A8.pdf" in response["Content-Disposition"]
    body(response)


def test_the_thumbnail_is_made_again_when_the_disk_lost_it(officer_a: Person, photo: Evidence) -> None:
    store.path_of(photo.file.sha256, ".400.webp").unlink()
    response = fetch(officer_a, "thumbnail", photo)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert body(response).startswith(b"RIFF")


@pytest.mark.parametrize("address", ["file", "thumbnail"])
def test_another_county_finds_nothing_there(officer_b: Person, photo: Evidence, address: str) -> None:
    assert fetch(officer_b, address, photo).status_code == 404


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_the_three_administrators_see_no_evidence(
    photo: Evidence, office_a: Organisation, role: Role
) -> None:
    admin = PostFactory.create(role=role, organisation=office_a).person
    assert fetch(admin, "file", photo).status_code == 404


def test_a_stranger_is_sent_to_log_in(photo: Evidence) -> None:
    assert fetch(None, "file", photo).status_code == 302


def test_rows_no_room_answers_for_are_seen_by_nobody(
    officer_a: Person, photo: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_VISIBLE", {})
    assert fetch(officer_a, "file", photo).status_code == 404


def test_a_document_has_no_thumbnail(officer_a: Person, office_a: Organisation) -> None:
    assert (
        fetch(officer_a, "thumbnail", hand_in(officer_a, office_a, samples.PDF, "a.pdf")).status_code == 404
    )
