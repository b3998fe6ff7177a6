"""Reading evidence. What a person may see of it is decided in access.py."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet

from sansan.evidence.access import visible_to
from sansan.evidence.fingerprint import bands, distance, neighbours, radius_for
from sansan.evidence.models import Evidence
from sansan.evidence.rules import limits
from sansan.people.models import Person
from sansan.trail.target import key_of


@dataclass(frozen=True)
class ReuseWarning:
    """Where else a photo was used: the uses this person may see, and how many he may not."""

    seen: list[Evidence]
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.seen or self.hidden)

    @property
    def hidden_note(self) -> str:
        """What is said of the rest, without saying anything about it."""
        if not self.hidden:
            return ""
        return f"{'另有 ' if self.seen else '有 '}{self.hidden} 处（不在您的权限范围内）"


def evidence_of(target: models.Model) -> QuerySet[Evidence]:
    """All evidence of one row, oldest first. The caller has checked that the row may be seen."""
    target_type, target_id = key_of(target)
    found = Evidence.objects.filter(target_type=target_type, target_id=target_id)
    return found.select_related("file", "organisation", "uploaded_by").order_by("pk")


def reuses(evidence: Evidence) -> list[Evidence]:
    """Other evidence in the whole archive with the same bytes or nearly the same picture, oldest first.

    Not filtered by what anyone may see: show `reuse_warning` to a person instead.
    """
    same = Q(file_id=evidence.file_id)
    if evidence.perceptual_hash:
        same |= _near([int(evidence.perceptual_hash, 16)])
    candidates = Evidence.objects.filter(same).exclude(pk=evidence.pk).select_related("file", "organisation")
    return [item for item in candidates.order_by("pk") if _is_reuse(evidence, item)]


def reuse_warning(person: Person, evidence: Evidence) -> ReuseWarning:
    """The reuses of a piece of evidence as this person may know them."""
    return reuse_warnings(person, [evidence])[evidence.pk]


def reuse_warnings(person: Person, shown: list[Evidence]) -> dict[int, ReuseWarning]:
    """The same for a page of evidence (id → warning): one search, and one question for each kind of row."""
    uses = uses_elsewhere(shown)
    seen = {
        item.pk for item in visible_to(person, {u.pk: u for again in uses.values() for u in again}.values())
    }
    warnings = {}
    for pk, again in uses.items():
        visible = [item for item in again if item.pk in seen]
        warnings[pk] = ReuseWarning(visible[: limits().reuse_max_listed], len(again) - len(visible))
    return warnings


def uses_elsewhere(shown: list[Evidence]) -> dict[int, list[Evidence]]:
    """`reuses` for many at once (id → other uses, oldest first), in one search. Not filtered by who may see what."""
    found = _candidates(shown)
    return {
        evidence.pk: [item for item in found if item.pk != evidence.pk and _is_reuse(evidence, item)]
        for evidence in shown
    }


def _candidates(shown: list[Evidence]) -> list[Evidence]:
    if not shown:
        return []
    same = Q(file_id__in={evidence.file_id for evidence in shown})
    same |= _near({int(evidence.perceptual_hash, 16) for evidence in shown if evidence.perceptual_hash})
    return list(Evidence.objects.filter(same).select_related("file", "organisation").order_by("pk"))


def _near(fingerprints: Collection[int]) -> Q:
    """Rows with a band close to a band of one of these: few, found by index, and all near ones are among them.

    One list for each band, however many photos: a condition for each photo is deeper than SQLite reads.
    """
    radius = radius_for(limits().reuse_max_distance)
    close: dict[int, set[int]] = {}
    for fingerprint in fingerprints:
        for number, band in enumerate(bands(fingerprint)):
            close.setdefault(number, set()).update(neighbours(band, radius))
    condition = Q(pk__in=[])
    for number, wanted in close.items():
        condition |= Q(**{f"band_{number}__in": wanted})
    return condition


def _is_reuse(left: Evidence, right: Evidence) -> bool:
    if left.file_id == right.file_id:
        return True
    if not left.perceptual_hash or not right.perceptual_hash:
        return False
    apart = distance(int(left.perceptual_hash, 16), int(right.perceptual_hash, 16))
    return apart <= limits().reuse_max_distance
