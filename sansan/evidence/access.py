"""Who sees a piece of evidence: whoever sees the row it proves something about. The default is nobody."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from sansan.evidence.models import Evidence
from sansan.people.access import may
from sansan.people.models import Person

VisibleIds = Callable[[Person, Collection[str]], set[str]]
_VISIBLE: dict[str, VisibleIds] = {}


def declare(target_type: str, visible_ids: VisibleIds) -> None:
    """A room above says which of its rows (ids as text) a person may see; it is asked for many at once."""
    _VISIBLE[target_type] = visible_ids


def visible_to(person: Person, evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence this person may see, in the order given; one question for each kind of row."""
    wanted = list(evidence)
    if not may(person, "evidence.view"):
        return []
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for item in wanted:
        ids[item.target_type].add(item.target_id)
    seen = {kind: _VISIBLE[kind](person, group) for kind, group in ids.items() if kind in _VISIBLE}
    return [item for item in wanted if item.target_id in seen.get(item.target_type, ())]
