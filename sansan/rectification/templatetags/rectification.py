"""Short readings of a row for the room's tables; related rows are expected to be prefetched."""

from django import template

from sansan.rectification.board import LOOKS, RARE
from sansan.rectification.presentation.board import area_names, unit_names
from sansan.rectification.presentation.findings import rule_name
from sansan.ui.status import state_of

register = template.Library()
register.filter("rule_name", rule_name)
register.filter("area_names", area_names)
register.filter("unit_names", unit_names)


@register.filter
def look(name: str) -> str:
    """The colour of a display state: that of the state it looks like where it has none of its own."""
    return LOOKS.get(name, name) if name in RARE else name


@register.inclusion_tag("ui/parts/status_badge.html")
def state_word(name: str, word: str) -> dict[str, object]:
    """The badge of a display state."""
    return {"state": state_of(LOOKS.get(name, name)), "word": word}
