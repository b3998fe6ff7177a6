"""Short readings of a row for the room's tables; related rows are expected to be prefetched."""

from django import template

from sansan.documents.model import UnitRole
from sansan.places.queries import area_name, county_of
from sansan.rectification.board import LOOKS, RARE
from sansan.rectification.models import Task
from sansan.rectification.presentation.findings import rule_name
from sansan.ui.status import state_of

register = template.Library()
register.filter("rule_name", rule_name)


@register.filter
def look(name: str) -> str:
    """The colour of a display state: that of the state it looks like where it has none of its own."""
    return LOOKS.get(name, name) if name in RARE else name


@register.filter
def area_names(task: Task) -> list[str]:
    """The counties a task concerns, each once; an area above the counties by its own name."""
    codes = dict.fromkeys(county_of(a.area_code) or a.area_code for a in task.areas.all())
    return [area_name(code) for code in codes]


@register.filter
def unit_names(task: Task) -> list[str]:
    """Who does the task, by short names where they are known bodies; who accepts it and who answers for it apart."""
    apart = (UnitRole.ACCEPT, UnitRole.LEADER)
    return list(
        dict.fromkeys(str(a.organisation or a.name) for a in task.assignments.all() if a.role not in apart)
    )


@register.inclusion_tag("ui/parts/status_badge.html")
def state_word(name: str, word: str) -> dict[str, object]:
    """The badge of a display state."""
    return {"state": state_of(LOOKS.get(name, name)), "word": word}
