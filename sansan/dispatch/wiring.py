"""What the room tells the rooms below it at start-up: its verbs, its messages, its place in the rail."""

from sansan.dispatch.verbs import FIELDS, KINDS, VERBS
from sansan.notify import kinds
from sansan.trail import registry
from sansan.ui import navigation


def declare() -> None:
    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    kinds.declare(KINDS)
    navigation.register(
        navigation.Entry(22, "月调度", "calendar", "dispatch:home", "dispatch.view", phone=True)
    )
