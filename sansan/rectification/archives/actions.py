"""Asking for a round's archive, making it in the background, stopping it, fetching it."""

import datetime as dt
import hashlib
import uuid
from typing import IO

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from sansan.errors import Conflict, Missing
from sansan.people.access import require
from sansan.people.models import Person
from sansan.rectification.archives.contents import add_round
from sansan.rectification.archives.shelf import LIVE, part_of, path_of, shelf, tidy
from sansan.rectification.exports.bundle import Bundle
from sansan.rectification.models import Round, RoundArchive, Task
from sansan.trail.record import record

EXPORT = "rectification.export"
PATIENCE = dt.timedelta(minutes=10)
"""A making that has not come on for so long was killed with its worker, or its job was lost between commit and queue;
the clock has it made anew. One that only waits for its turn is asked for once more, which makes nothing twice."""
State = RoundArchive.State


class _StoppedError(Exception):
    """The archive was cancelled, or is being made by another worker by now."""


@transaction.atomic
def request_archive(*, by: Person, round_id: int) -> RoundArchive:
    """Have the round's archive made; for whoever may take out the whole round. One at a time for each round."""
    from sansan.rectification.jobs import make_round_archive

    round_ = _round(by, round_id)
    try:
        with transaction.atomic():
            archive = RoundArchive.objects.create(round=round_, by=by, total=round_.tasks.count())
    except IntegrityError:
        raise Conflict("这次督察的卷正在制作，请等它完成或先取消。") from None
    record("archive.requested", target=round_, by=by, area_code=round_.area_code)
    transaction.on_commit(lambda: make_round_archive.enqueue(archive.pk))
    return archive


@transaction.atomic
def cancel_archive(*, by: Person, archive_id: int) -> RoundArchive:
    """Stop the making; what is half made is thrown away."""
    archive = _archive(by, archive_id)
    if archive.state not in LIVE:
        raise Conflict(f"督察卷{archive.get_state_display()}，不能取消。")
    archive.state, archive.finished_at = State.CANCELLED, timezone.now()
    archive.save(update_fields=["state", "finished_at"])
    record("archive.cancelled", target=archive.round, by=by, area_code=archive.round.area_code)
    return archive


@transaction.atomic
def take_archive(*, by: Person, archive_id: int) -> IO[bytes]:
    """The file; the trail says who took it."""
    archive = _archive(by, archive_id)
    if archive.state != State.DONE:
        raise Conflict(f"督察卷{archive.get_state_display()}，现在不能下载。")
    try:
        handle = path_of(archive).open("rb")
    except FileNotFoundError:
        raise Missing("督察卷的文件已不在服务器上，请重新制作。") from None
    record(
        "archive.taken",
        target=archive.round,
        by=by,
        area_code=archive.round.area_code,
        after={"sha256": archive.sha256},
    )
    return handle


def make_archive(*, archive_id: int) -> None:
    """The background half of `request_archive`: whole on the shelf, or not there at all."""
    archive = _begin(archive_id)
    if archive is None:
        return
    part = part_of(archive)
    try:
        shelf().mkdir(parents=True, exist_ok=True)
        tidy()
        with part.open("wb") as target:
            _write(archive, target)
        with part.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        size = part.stat().st_size
        part.replace(path_of(archive))
        _finish(archive, digest, size)
    except _StoppedError:
        part.unlink(missing_ok=True)
    except Exception:
        part.unlink(missing_ok=True)
        _fail(archive)
        raise


def revive() -> list[int]:
    """Archives whose worker was killed or whose job was lost, set back to the queue under a new claim."""
    late = timezone.now() - PATIENCE
    found = []
    for archive in RoundArchive.objects.filter(state__in=LIVE, beat_at__lt=late):
        fresh = {"state": State.QUEUED, "claim": uuid.uuid4().hex, "beat_at": timezone.now()}
        same = RoundArchive.objects.filter(pk=archive.pk, state=archive.state, claim=archive.claim)
        if same.update(**fresh):
            found.append(archive.pk)
    return found


def _begin(archive_id: int) -> RoundArchive | None:
    """Ours from here on; None where another has it or nobody wants it any more."""
    now = timezone.now()
    waiting = RoundArchive.objects.filter(pk=archive_id, state=State.QUEUED)
    if not waiting.update(state=State.RUNNING, claim=uuid.uuid4().hex, done=0, beat_at=now):
        return None
    return RoundArchive.objects.select_related("round", "by").get(pk=archive_id)


def _write(archive: RoundArchive, target: IO[bytes]) -> None:
    at = timezone.localtime()
    tasks = Task.objects.filter(round=archive.round)
    with Bundle(target, at) as bundle:
        written = add_round(bundle, archive.round, by=archive.by.name, at=at, tasks=tasks)
        for done, _ in enumerate(written, 1):
            _beat(archive, done)


def _beat(archive: RoundArchive, done: int) -> None:
    """Say how far it is; stop where it is no longer ours."""
    if not _ours(archive).update(done=done, beat_at=timezone.now()):
        raise _StoppedError


@transaction.atomic
def _finish(archive: RoundArchive, digest: str, size: int) -> None:
    done = archive.round.tasks.count()
    finished = {"finished_at": timezone.now(), "sha256": digest, "size": size, "done": done, "total": done}
    if not _ours(archive).update(state=State.DONE, **finished):
        path_of(archive).unlink(missing_ok=True)
        raise _StoppedError
    older = RoundArchive.objects.filter(round=archive.round, state=State.DONE).exclude(pk=archive.pk)
    older.update(state=State.REPLACED)
    record(
        "archive.made",
        target=archive.round,
        by=archive.by,
        area_code=archive.round.area_code,
        after={"sha256": digest, "size": size, "tasks": done},
    )
    transaction.on_commit(tidy)


@transaction.atomic
def _fail(archive: RoundArchive) -> None:
    why = "制作时出现意外错误，已记录。请重新制作；仍不成功的，请联系系统管理员。"
    if _ours(archive).update(state=State.FAILED, error=why, finished_at=timezone.now()):
        record(
            "archive.failed",
            target=archive.round,
            by=archive.by,
            area_code=archive.round.area_code,
            after={"error": why},
        )


def _ours(archive: RoundArchive) -> models.QuerySet[RoundArchive]:
    return RoundArchive.objects.filter(pk=archive.pk, state=State.RUNNING, claim=archive.claim)


def _round(by: Person, round_id: int) -> Round:
    require(by, EXPORT)
    round_ = Round.objects.whole_to(by, EXPORT).select_for_update(of=("self",)).filter(pk=round_id).first()
    if round_ is None:
        raise Missing("未找到该督察，或不在您的权限范围内。", pk=round_id)
    return round_


def _archive(by: Person, archive_id: int) -> RoundArchive:
    require(by, EXPORT)
    rows = RoundArchive.objects.filter(round__in=Round.objects.whole_to(by, EXPORT))
    archive = rows.select_for_update(of=("self",)).select_related("round").filter(pk=archive_id).first()
    if archive is None:
        raise Missing("未找到该督察卷，或不在您的权限范围内。", pk=archive_id)
    return archive
