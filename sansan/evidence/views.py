"""Sending files, to those who may see what they prove."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sansan.evidence import store
from sansan.evidence.access import visible_to
from sansan.evidence.models import Evidence
from sansan.evidence.thumbnail import MEDIA_TYPE, thumbnail_of

# A browser may keep its copy, nobody between may; the content under an address never changes.
_KEEP = cache_control(private=True, max_age=3600)


@require_safe
@_KEEP
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself: pictures are shown, everything else is downloaded."""
    evidence = _visible(request, pk)
    path = store.path_of(evidence.file.sha256)
    if not path.exists():
        raise Http404
    inline = evidence.is_image and evidence.file.media_type != "image/heic"  # browsers cannot show HEIC
    return _sent(
        FileResponse(
            path.open("rb"),
            as_attachment=not inline,
            filename=evidence.name,
            content_type=evidence.file.media_type,
        )
    )


@require_safe
@_KEEP
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """The small picture of a photo."""
    evidence = _visible(request, pk)
    if not evidence.is_image:
        raise Http404
    return _sent(FileResponse(thumbnail_of(evidence.file).open("rb"), content_type=MEDIA_TYPE))


def _visible(request: HttpRequest, pk: int) -> Evidence:
    """The evidence, or 404 alike for what does not exist and what this person may not know of."""
    evidence = Evidence.objects.filter(pk=pk).select_related("file").first()
    if evidence is None or not visible_to(request.user, [evidence]):  # type: ignore[arg-type]
        raise Http404
    return evidence


def _sent(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
