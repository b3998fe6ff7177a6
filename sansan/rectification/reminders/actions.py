"""Sending the reminders of the day: one message a person, and on each task an event that says who was told what."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sansan.notify.models import Message
from sansan.notify.notice import notify
from sansan.people.models import Organisation, Person
from sansan.rectification.models import Task
from sansan.rectification.reminders.audience import Letter, Line, plan
from sansan.rectification.reminders.due import due_on
from sansan.rectification.reminders.rules import A_DAY, About, Stage, is_working, rules
from sansan.trail.models import Event
from sansan.trail.record import SYSTEM, Entry, record_all

KIND = "rectification.reminder"
VERB = "task.reminded"
MOST_LINES = 20
ORDER = (Stage.LATE, Stage.ON, Stage.AHEAD)


def send_reminders(*, today: dt.date) -> int:
    """Write the messages of the day that are not written yet; returns how many.

    Safe to run twice or by two workers at once: persons are locked, and who has his message is left alone. Each group
    of persons who share a body is one transaction, so that message and event come together or not at all.
    """
    if not is_working(today):
        return 0
    found = plan(due_on(today, since=since(today)))
    return sum(_send(letters, today) for letters in _groups(found.letters))


def since(today: dt.date) -> dt.date:
    """The last day before `today` on which reminders were written: what fell in between was missed and is made good."""
    start = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    last = Event.objects.filter(verb=VERB, at__lt=start).order_by("-seq").values_list("at", flat=True).first()
    if last is None:
        return today - A_DAY
    return max(timezone.localdate(last), today - A_DAY * rules().catch_up_days)


def _groups(letters: Sequence[Letter]) -> Iterable[list[Letter]]:
    """Letters so grouped that no two groups speak for the same body: an event names all its persons at once."""
    root: dict[int, int] = {}

    def find(body: int) -> int:
        while root.setdefault(body, body) != body:
            body = root[body]
        return body

    for letter in letters:
        first, *others = {line.organisation.pk for line in letter.lines}
        for other in others:
            root[find(other)] = find(first)
    groups: defaultdict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        groups[find(letter.lines[0].organisation.pk)].append(letter)
    return groups.values()


def _send(letters: Sequence[Letter], today: dt.date) -> int:
    key = f"reminder-{today.isoformat()}"
    with transaction.atomic():
        wanted = [letter.person.pk for letter in letters]
        # Without the key: who writes a message to one of them meanwhile holds the chain we are about to wait for.
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        has_it = set(
            Message.objects.filter(recipient__in=wanted, kind=KIND, key=key).values_list(
                "recipient", flat=True
            )
        )
        fresh = [letter for letter in letters if letter.person.pk not in has_it]
        for letter in fresh:
            notify(
                kind=KIND,
                to=[letter.person],
                title=f"整改提醒：{summary(letter.lines)}",
                body=_body(letter.lines),
                url=reverse("rectification:reminders"),
                key=key,
            )
        record_all(_events(fresh), by=SYSTEM)
    return len(fresh)


def _events(letters: Iterable[Letter]) -> list[Entry]:
    """One event for each task and body: whom of the body was told, and of what."""
    told: defaultdict[tuple[int, Organisation], list[tuple[str, str]]] = defaultdict(list)
    for letter in letters:
        for line in letter.lines:
            told[line.task.pk, line.organisation].append((letter.person.name, line.due.says))
    tasks = Task.objects.in_bulk({task_id for task_id, _ in told})
    return [
        Entry(
            VERB,
            tasks[task_id],
            area_code=body.area_code,
            after={
                "unit": body.name,
                "to": "、".join(dict.fromkeys(name for name, _ in said)),
                "text": "；".join(dict.fromkeys(says for _, says in said)),
            },
        )
        for (task_id, body), said in told.items()
        if task_id in tasks
    ]


def summary(lines: Sequence[Line]) -> str:
    """超期 2 项，今日到期 1 项，临期 3 项，其他待办 1 项."""
    deadlines = [line.due.stage for line in lines if line.due.about is About.DEADLINE]
    words = {Stage.LATE: "超期", Stage.ON: "今日到期", Stage.AHEAD: "临期"}
    parts = [f"{word} {deadlines.count(stage)} 项" for stage, word in words.items() if stage in deadlines]
    others = len(lines) - len(deadlines)
    return "，".join(parts + ([f"其他待办 {others} 项"] if others else []))


def in_order(lines: Iterable[Line]) -> list[Line]:
    """The most pressing first: late, today, ahead; the older anchor before the younger."""
    return sorted(lines, key=lambda line: (ORDER.index(line.due.stage), line.due.anchor, line.task.pk))


def _body(lines: Sequence[Line]) -> str:
    said = [f"{line.task.label}：{line.due.says}。" for line in in_order(lines)[:MOST_LINES]]
    more = len(lines) - len(said)
    return "\n".join(said + ([f"另有 {more} 项，请在系统的“提醒”页面查看。"] if more else []))
