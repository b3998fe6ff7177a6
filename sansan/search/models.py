"""The index: what can be found, and how far it has followed the trail. Both can be made anew from the rows."""

from django.db import models
from django.utils import timezone

from sansan.search.fields import GramsField


class Entry(models.Model):
    """One text that can be found: a row of some room, or one stretch (`part`) of a long one.

    `plain` is the spaced form of title, newline, all else. A text that changed gets a new entry, so a higher number
    is a later text.
    """

    kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    part = models.PositiveIntegerField(default=0)
    plain = models.TextField()
    grams = GramsField()

    class Meta:
        verbose_name = "搜索索引"
        constraints = [
            models.UniqueConstraint(fields=["kind", "target_id", "part"], name="search_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"


class State(models.Model):
    """One row: the last event whose rows are in the index. `version` is of the grams; "" while it is being built."""

    seq = models.BigIntegerField()
    version = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "索引进度"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_state_is_one_row")]

    def __str__(self) -> str:
        return f"{self.seq}"
