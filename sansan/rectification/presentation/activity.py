"""What happened lately in a round."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse

from sansan.people.models import Person
from sansan.rectification.models import Round
from sansan.rectification.presentation.timeline import DRAFTING, happenings, over_area
from sansan.rectification.querysets import TaskQuerySet
from sansan.rectification.reminders.actions import VERB as REMINDED
from sansan.trail.models import Event
from sansan.trail.target import key_of
from sansan.ui.parts import Moment

TASK = "rectification.task"


def recent(person: Person, round_: Round, tasks: TaskQuerySet, number: int) -> list[Moment]:
    """The last events of the round and of those of its tasks the person may see, newest first."""
    round_type, round_id = key_of(round_)
    ids = tasks.order_by().annotate(text_id=Cast("pk", CharField())).values("text_id")
    events = (
        Event.objects.filter(
            Q(target_type=round_type, target_id=round_id) | Q(target_type=TASK, target_id__in=ids)
        )
        .exclude(verb=REMINDED)  # one a task each morning would push out what persons did
        .order_by("-seq")
    )
    if not over_area(person, round_.area_code):
        events = events.exclude(verb__in=DRAFTING)
    found = happenings(person, events[:number], area_code=round_.area_code, url_of=_url)
    return [_about(h.event, h.moment) for h in found]


def _url(event: Event) -> str:
    return reverse("rectification:task", args=[event.target_id]) if event.target_type == TASK else ""


def _about(event: Event, moment: Moment) -> Moment:
    """The moment under the name of what it happened to."""
    if event.target_type != TASK:
        return moment
    label = event.target_label
    text = f"{label.rstrip('。')}：{moment.text}" if moment.text else label
    return Moment(moment.at, moment.title, moment.who, text, moment.tone, moment.url)
