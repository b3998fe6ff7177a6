"""Background work of the room."""

import datetime as dt

from django.utils import timezone
from django_tasks import task

from sansan.leadership.reminders import remind_units

_asked: set[dt.date] = set()
"""The days for which this process has had reminders sent; asking again after a restart tells nobody twice."""


@task()
def remind() -> None:
    """Call to mind the decisions whose day it is."""
    remind_units(timezone.localdate())


def tick() -> None:
    """For the worker's clock: once a day, have units reminded."""
    today = timezone.localdate()
    if today not in _asked:
        remind.enqueue()
        _asked.clear()
        _asked.add(today)
