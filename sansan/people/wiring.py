"""What the room tells the rooms below it at start-up: its verbs, its place in the rail, the gate, the area switch."""

from sansan.people import accounts, lockout, scope, second_factor
from sansan.people.access import may
from sansan.people.verbs import FIELDS, VERBS
from sansan.trail import registry
from sansan.ui import navigation

LISTENERS = (accounts, lockout, second_factor)
"""Imported so that their signal receivers listen."""


def declare() -> None:
    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    navigation.set_gate(may)
    navigation.set_scope(scope.switch)
    navigation.register(navigation.Entry(90, "系统", "settings", "people:home", "system.view", phone=True))
    navigation.register_personal(
        navigation.Entry(10, "我的账号", "user", "people:me", phone=True, short="我")
    )
