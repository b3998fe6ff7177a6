"""What the room tells the rooms below it at start-up: verbs, its place in the rail, its card on a task's page.

It declares no evidence: its documents are handed out by itself alone, and leave a trace.
"""

from sansan.accountability.verbs import FIELDS, KINDS, VERBS
from sansan.notify import kinds
from sansan.rectification import panels
from sansan.trail import registry
from sansan.ui import navigation


def declare() -> None:
    from sansan.accountability.presentation import task_panel

    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    kinds.declare(KINDS)
    navigation.register(
        navigation.Entry(
            28, "问责", "shield-lock", "accountability:statistics", "accountability.statistics", phone=True
        )
    )
    panels.declare(panels.Panel("accountability", 20, "accountability/task_panel.html", task_panel))
