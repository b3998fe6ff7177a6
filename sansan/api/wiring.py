"""What the room tells the rooms below it at start-up: its verbs and its places in the menus."""

from sansan.api.verbs import FIELDS, VERBS
from sansan.trail import registry
from sansan.ui import navigation


def declare() -> None:
    registry.declare(VERBS)
    registry.declare_fields(FIELDS)
    navigation.register_personal(navigation.Entry(30, "接口令牌", "key", "interface:tokens", "api.tokens"))
    navigation.register(navigation.Entry(94, "接口令牌", "key", "interface:all_tokens", "people.security"))
