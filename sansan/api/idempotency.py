"""Idempotency-Key: a request sent again is answered again, not done again.

The key is written in the transaction of what the request does, so a crash leaves both or neither. Of two that arrive
together the second waits for the first at the unique key, then gets its answer. Refusals are not kept: once put
right, the request may come under the same key.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from sansan.api.models import Kept, Token
from sansan.config import config
from sansan.errors import Invalid

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
LONGEST = 128
LARGEST_ANSWER = 2 * 1024 * 1024
"""Bytes. A larger answer is an export; sending that again does it again and changes nothing."""
_HEADERS = ("ETag", "Content-Disposition", "Location", "X-Content-Type-Options")


def once(request: HttpRequest, token: Token, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do it in one transaction, undone if the answer is a refusal; or give the answer of the first time."""
    key = _key(request)
    with transaction.atomic():
        if key is None:
            return _undone_if_refused(do())
        asked = _asked(request)
        kept, first = _claimed(token, key, asked)
        if not first:
            return _again(kept, asked)
        response = _undone_if_refused(do())
        if response.status_code < 400:
            _keep(kept, response)
        return response


def stale(now: dt.datetime) -> QuerySet[Kept]:
    """The keys that are too old to be repeated."""
    return Kept.objects.filter(created_at__lt=now - dt.timedelta(days=config().api_idempotency_days))


def sweep(now: dt.datetime | None = None) -> int:
    """Forget them; how many."""
    deleted, _ = stale(now or timezone.now()).delete()
    return deleted


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not key.strip() or len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Invalid(f"{HEADER} 应为 1 到 {LONGEST} 个可见的英文字符，如一个 UUID。", field=HEADER)
    return key


def _claimed(token: Token, key: str, asked: str) -> tuple[Kept, bool]:
    """The row of the key, and whether it is ours to fill. On PostgreSQL the insert waits for one under way."""
    found = Kept.objects.filter(token=token, key=key).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return Kept.objects.create(token=token, key=key, asked=asked), True
    except IntegrityError:
        return Kept.objects.get(token=token, key=key), False


def _again(kept: Kept, asked: str) -> HttpResponse:
    if kept.asked != asked:
        raise Invalid(f"该 {HEADER} 已用于另一次内容不同的请求，请换一个。", field=HEADER)
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.media_type)
    for name, value in kept.headers.items():
        response[name] = value
    response[REPLAYED] = "true"
    return response


def _undone_if_refused(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code >= 400:
        transaction.set_rollback(True)
    return response


def _keep(kept: Kept, response: HttpResponseBase) -> None:
    if isinstance(response, HttpResponse):
        body = response.content
    else:
        # A file of ours: read, so that it can be given again, and put back for this answer.
        body = b"".join(response)
        response.streaming_content = [body]  # type: ignore[attr-defined]  # as just read
    if len(body) > LARGEST_ANSWER:
        kept.delete()
        return
    kept.status, kept.media_type, kept.body = response.status_code, response["Content-Type"], body
    kept.headers = {name: response[name] for name in _HEADERS if response.has_header(name)}
    kept.save(update_fields=["status", "media_type", "body", "headers"])


def _asked(request: HttpRequest) -> str:
    """What was asked for, however it was wrapped: key order and the boundary of a form do not matter."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        for name in sorted(request.POST):
            digest.update(json.dumps([name, request.POST.getlist(name)]).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                digest.update(json.dumps([name, file.name]).encode())
                digest.update(hashlib.file_digest(file, "sha256").digest())
                file.seek(0)
    else:
        digest.update(_canonical(request.body))
    return digest.hexdigest()


def _canonical(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except ValueError:
        return body
