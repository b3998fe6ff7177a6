"""Handing in evidence."""

import io
from collections.abc import Iterable
from pathlib import PurePath
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone

from sansan.config import config
from sansan.errors import Invalid, NotAllowed
from sansan.evidence import store
from sansan.evidence.fingerprint import bands
from sansan.evidence.kinds import accept
from sansan.evidence.models import Evidence, Purpose
from sansan.evidence.photo import Photo, study
from sansan.evidence.scan import scan
from sansan.evidence.thumbnail import SUFFIX
from sansan.people.access import Grant, require
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.places.scope import contains
from sansan.trail.canonical import clean
from sansan.trail.record import record
from sansan.trail.target import key_of


@transaction.atomic
def attach(
    *,
    by: Person,
    upload: "UploadedFile[bytes]",
    target: models.Model,
    area_code: str,
    organisation_id: int | None,
    purpose: str,
    note: str = "",
) -> Evidence:
    """Check a file, keep it and tie it to a row. The caller has checked that `by` may work on that row.

    Raises NotAllowed, and Invalid for a file that is too large, empty, damaged, hostile or not what its name says;
    then nothing is kept.
    """
    if not _reaches(require(by, "evidence.upload"), area_code, organisation_id):
        raise NotAllowed("您不能为该区域或该单位上传佐证材料。", verb="evidence.upload")
    if purpose not in Purpose.values:
        raise Invalid("请选择材料的用途：整改前、整改后、文件资料或其他。", field="purpose")
    name = _name(upload.name)
    handle = _opened(upload, name)
    kind = accept(handle, name, upload.size or 0)
    scan(handle, name)
    photo = study(handle, name, now=timezone.now()) if kind.family == "image" else None
    stored = store.keep(handle, media_type=kind.media_type)
    target_type, target_id = key_of(target)
    evidence = Evidence.objects.create(
        file=stored,
        name=name,
        purpose=purpose,
        target_type=target_type,
        target_id=target_id,
        area_code=area_code,
        organisation_id=organisation_id,
        uploaded_by=by,
        note=clean(note.strip())[:500],
        **_learnt(photo),
    )
    if photo:
        store.write_derived(stored.sha256, SUFFIX, photo.thumbnail)
    after = {
        "证据": evidence.pk,
        "文件名": name,
        "用途": evidence.get_purpose_display(),
        "sha256": stored.sha256,
    }
    record("evidence.attached", target=target, by=by, area_code=area_code, reason=note, after=after)
    return evidence


def _reaches(grants: Iterable[Grant], area_code: str, organisation_id: int | None) -> bool:
    def one(grant: Grant) -> bool:
        if grant.reach in (Reach.OFFICE, Reach.OWN):
            return grant.organisation_id == organisation_id
        return grant.reach is Reach.ALL or contains(grant.area_code, area_code)

    return any(one(grant) for grant in grants)


def _name(given: str | None) -> str:
    """The file's own name without folders, short enough to keep, its extension preserved."""
    path = PurePath(clean(given or "").replace("\\", "/").strip())
    stem = "".join(letter for letter in path.stem if letter.isprintable()) or "未命名"
    suffix = path.suffix[:12]
    return stem[: 200 - len(suffix)] + suffix


def _opened(upload: "UploadedFile[bytes]", name: str) -> IO[bytes]:
    limit = config().upload_max_bytes
    if (upload.size or 0) > limit:
        raise Invalid(
            f"“{name}”超过 {limit / 1024 / 1024:g} MB 的上限，请压缩或分开后再上传。", field="upload"
        )
    return upload.file if upload.file is not None else io.BytesIO()


def _learnt(photo: Photo | None) -> dict[str, Any]:
    if photo is None:
        return {}
    lon, lat = photo.shot.position or (None, None)
    facts: dict[str, Any] = {
        "taken_at": photo.shot.taken_at,
        "lon": lon,
        "lat": lat,
        "camera": photo.shot.camera,
    }
    if photo.fingerprint is not None:
        facts["perceptual_hash"] = f"{photo.fingerprint:016x}"
        facts |= {f"band_{number}": band for number, band in enumerate(bands(photo.fingerprint))}
    return facts
