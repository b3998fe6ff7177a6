"""The small picture of a photo; made at the upload, made again when the disk has lost it."""

import io
from pathlib import Path

from django.utils import timezone

from sansan.evidence import store
from sansan.evidence.models import StoredFile
from sansan.evidence.photo import study

SUFFIX = ".400.webp"
MEDIA_TYPE = "image/webp"


def thumbnail_of(stored: StoredFile) -> Path:
    """Where the thumbnail of a stored image lies. Raises Invalid when the image itself is lost."""
    place = store.path_of(stored.sha256, SUFFIX)
    if not place.exists():
        photo = study(io.BytesIO(store.read(stored)), str(stored), now=timezone.now())
        store.write_derived(stored.sha256, SUFFIX, photo.thumbnail)
    return place
