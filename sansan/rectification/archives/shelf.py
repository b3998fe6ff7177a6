"""Where archives lie on disk: DATA_DIR/archives, one file each, named by its claim; half-made ones end in .part."""

from pathlib import Path

from django.conf import settings

from sansan.rectification.models import RoundArchive

State = RoundArchive.State
LIVE = (State.QUEUED, State.RUNNING)


def shelf() -> Path:
    return Path(settings.DATA_DIR) / "archives"


def path_of(archive: RoundArchive) -> Path:
    return shelf() / f"{archive.claim}.zip"


def part_of(archive: RoundArchive) -> Path:
    return shelf() / f"{archive.claim}.part"


def tidy() -> None:
    """Remove what no row speaks of any more: replaced, cancelled, left behind by a worker that was killed."""
    if not shelf().is_dir():
        return
    kept = set(RoundArchive.objects.filter(state__in=[*LIVE, State.DONE]).values_list("claim", flat=True))
    for path in shelf().iterdir():
        if path.stem not in kept:
            path.unlink(missing_ok=True)
