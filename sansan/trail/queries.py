"""Reading the trail."""

from django.db import models

from sansan.trail.models import Event
from sansan.trail.target import key_of


def history_of(target: models.Model) -> "models.QuerySet[Event]":
    """The events of one object, oldest first."""
    target_type, target_id = key_of(target)
    return Event.objects.filter(target_type=target_type, target_id=target_id).order_by("seq")
