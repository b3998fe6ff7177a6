"""A photo used twice is noticed anywhere in the archive; nobody learns more of it than he may."""

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sansan.evidence.fingerprint import bands
from sansan.evidence.models import Evidence
from sansan.evidence.queries import reuse_warning, reuse_warnings, reuses, uses_elsewhere
from sansan.people.models import Organisation, Person
from tests.evidence import samples
from tests.evidence.test_actions import hand_in

pytestmark = pytest.mark.django_db


def test_the_same_file_is_found_in_another_county(
    officer_a: Person, office_a: Organisation, officer_b: Person, office_b: Organisation
) -> None:
    first = hand_in(officer_a, office_a, samples.jpeg())
    second = hand_in(officer_b, office_b, samples.jpeg(), "改个名字.jpg")
    assert reuses(second) == [first]
    assert reuses(first) == [second]


def test_a_document_handed_in_twice_is_found_by_its_bytes(officer_a: Person, office_a: Organisation) -> None:
    first = hand_in(officer_a, office_a, samples.PDF, "验收表.pdf")
    second = hand_in(officer_a, office_a, samples.PDF, "验收表（二）.pdf")
    assert reuses(second) == [first]
    assert reuse_warning(officer_a, second).seen == [first]


def test_a_photo_saved_again_smaller_is_found(officer_a: Person, office_a: Organisation) -> None:
    first = hand_in(officer_a, office_a, samples.jpeg(3))
    again = samples.encoded(samples.scene(3).resize((400, 300)), "JPEG", quality=40)
    second = hand_in(officer_a, office_a, again, "转发.jpg")
    assert first.file_id != second.file_id
    assert reuses(second) == [first]


def test_another_scene_is_not_accused(officer_a: Person, office_a: Organisation) -> None:
    hand_in(officer_a, office_a, samples.jpeg(1))
    assert reuses(hand_in(officer_a, office_a, samples.jpeg(2))) == []


def test_a_blank_page_is_only_found_as_the_same_file(officer_a: Person, office_a: Organisation) -> None:
    blank = [samples.encoded(Image.new("RGB", (300, side), "white")) for side in (300, 301)]
    for content in blank:
        first = hand_in(officer_a, office_a, content)
    assert reuses(first) == []


def test_the_warning_names_what_the_viewer_may_see_and_only_counts_the_rest(
    officer_a: Person, office_a: Organisation, officer_b: Person, office_b: Organisation
) -> None:
    own = hand_in(officer_a, office_a, samples.jpeg())
    hand_in(officer_b, office_b, samples.jpeg())
    shown = hand_in(officer_a, office_a, samples.jpeg())
    warning = reuse_warning(officer_a, shown)
    assert warning
    assert (warning.seen, warning.hidden) == ([own], 1)
    assert warning.hidden_note == "另有 1 处（不在您的权限范围内）"


def test_a_photo_used_once_gives_no_warning(officer_a: Person, office_a: Organisation) -> None:
    warning = reuse_warning(officer_a, hand_in(officer_a, office_a, samples.jpeg()))
    assert not warning
    assert warning.hidden_note == ""


def test_warnings_for_a_page_take_the_same_queries_however_many_photos(
    officer_a: Person, office_a: Organisation
) -> None:
    def queries(shown: list[Evidence]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            reuse_warnings(officer_a, shown)
        return len(caught)

    photos = [hand_in(officer_a, office_a, samples.jpeg(seed)) for seed in range(6)]
    reuse_warnings(officer_a, photos)  # posts are read once and kept
    assert queries(photos[:1]) == queries(photos)


def test_near_photos_are_found_by_index_not_by_reading_the_archive(
    officer_a: Person, office_a: Organisation
) -> None:
    evidence = hand_in(officer_a, office_a, samples.jpeg())
    many: list[Any] = []
    for number in range(3000):
        value = number * 0x9E3779B97F4A7C15 % 2**64
        spread = {f"band_{at}": band for at, band in enumerate(bands(value))}
        many.append(_copy(evidence, f"{value:016x}", **spread))
    Evidence.objects.bulk_create(many)
    with CaptureQueriesContext(connection) as caught:
        assert reuses(evidence) == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(explain + caught.captured_queries[0]["sql"])
        plan = "\n".join(str(line) for line in cursor.fetchall())
    assert "evidence_evidence_band_0" in plan
    assert "SCAN evidence_evidence" not in plan


def _copy(evidence: Evidence, fingerprint: str, **spread: int) -> Evidence:
    return Evidence(
        file=_other_file(),
        name="x.jpg",
        purpose="other",
        target_type=evidence.target_type,
        target_id=evidence.target_id,
        area_code="411702",
        uploaded_by=evidence.uploaded_by,
        perceptual_hash=fingerprint,
        **spread,
    )


def _other_file() -> Any:
    from sansan.evidence.models import StoredFile

    return StoredFile.objects.get_or_create(
        sha256="0" * 64, defaults={"size": 1, "media_type": "image/jpeg"}
    )[0]


def test_four_hundred_photos_are_compared_with_the_archive_in_one_search(
    officer_a: Person, office_a: Organisation
) -> None:
    first = hand_in(officer_a, office_a, samples.jpeg(5))
    random = Random(1)
    shown = [
        Evidence(pk=10_000 + n, file_id=10_000 + n, perceptual_hash=f"{random.getrandbits(64):016x}")
        for n in range(400)
    ]
    shown.append(Evidence(pk=20_000, file_id=20_000, perceptual_hash=first.perceptual_hash))
    with CaptureQueriesContext(connection) as queries:
        found = uses_elsewhere(shown)
    assert len(queries) == 1
    assert {pk: again for pk, again in found.items() if again} == {20_000: [first]}
