"""What the database holds: nothing, the sample city, or work of the deployment's own."""

from enum import StrEnum

from django.db.models import Q

from sansan.people.models import Person
from sansan.trail.models import Event

_COMING_AND_GOING = (
    "login.",
    "password.",
    "mfa.",
    "identity.",
    "trail.",
    "accountability.read",
    "accountability.searched",
    "accountability.document_read",
)
"""Verbs that looking at the sample leaves behind; anything else after the loading is work."""


class Contents(StrEnum):
    """EMPTY: no account yet. SAMPLE: the sample city, untouched. OWN: anything else."""

    EMPTY = "empty"
    SAMPLE = "sample"
    OWN = "own"


def contents() -> Contents:
    if not Person.objects.exists():
        return Contents.EMPTY
    loaded = Event.objects.filter(verb="sample.loaded").order_by("seq").last()
    if loaded is None:
        return Contents.OWN
    looking = Q()
    for prefix in _COMING_AND_GOING:
        looking |= Q(verb__startswith=prefix)
    worked = Event.objects.filter(seq__gt=loaded.seq).exclude(looking).exists()
    return Contents.OWN if worked else Contents.SAMPLE
