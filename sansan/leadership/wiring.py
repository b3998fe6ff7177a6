"""What the room tells the rooms below it at start-up: verbs, its place in the rail, its card on a task's page,
what can be found of it."""

from collections.abc import Collection
from typing import Any

from sansan.evidence import access as evidence_access
from sansan.leadership.verbs import FIELDS, KINDS, VERBS
from sansan.notify import kinds
from sansan.rectification import panels
from sansan.trail import registry
from sansan.ui import navigation


def declare() -> None:
    from sansan.leadership.presentation import task_panel
    from sansan.leadership.search import declare_kinds  # both read models, which are ready by now

    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    kinds.declare(KINDS)
    navigation.register(navigation.Entry(26, "组织领导", "sitemap", "leadership:bodies", "leadership.view"))
    panels.declare(panels.Panel("leadership", 10, "leadership/task_panel.html", task_panel))
    evidence_access.declare("leadership.agendaitem", visible_items)
    declare_kinds()


def visible_items(person: Any, item_ids: Collection[str]) -> set[str]:
    """Of these agenda items, those whose material the person may see: whoever sees the meeting."""
    from sansan.leadership.models import AgendaItem, Meeting

    rows = AgendaItem.objects.filter(pk__in=[int(pk) for pk in item_ids])
    seen = rows.filter(meeting__in=Meeting.objects.visible_to(person))
    return {str(pk) for pk in seen.values_list("pk", flat=True)}
