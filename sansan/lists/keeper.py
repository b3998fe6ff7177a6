"""What list pages ask: the person's columns and views. The look is below this room and knows only the questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sansan.lists.actions import SHARE, note_export
from sansan.lists.bulk import verbs_of
from sansan.lists.models import ListChoice
from sansan.lists.queries import choice_of, seen
from sansan.people.access import may
from sansan.people.models import Person
from sansan.ui.listing import VIEW


@dataclass(frozen=True)
class Kept:
    """A saved view as a list page takes it."""

    pk: int
    name: str
    query: str
    own: bool
    shared: bool
    default: bool


class ListKeeper:
    """Answers for whoever is logged in; nothing is kept for a stranger."""

    def columns(self, person: Any, key: str) -> Sequence[str]:
        choice = _choice(person, key)
        return choice.columns if choice else ()

    def views(self, person: Any, key: str) -> Sequence[Kept]:
        if not isinstance(person, Person):
            return []
        choice = _choice(person, key)
        default = choice.view_id if choice else None
        return [
            Kept(
                view.pk,
                view.name,
                view.query,
                view.person_id == person.pk,
                view.organisation_id is not None,
                view.pk == default,
            )
            for view in seen(person, key)
        ]

    def default_query(self, person: Any, key: str) -> str:
        """Of a view the person may still see."""
        choice = _choice(person, key)
        if choice is None or choice.view is None or not seen(person, key).filter(pk=choice.view.pk).exists():
            return ""
        query = choice.view.query
        return f"{query}&{VIEW}={choice.view_id}" if query else ""

    def shares(self, person: Any) -> bool:
        return may(person, SHARE)

    def bulk(self, person: Any, key: str) -> Sequence[tuple[str, str]]:
        return [(verb.key, verb.label) for verb in verbs_of(key) if may(person, verb.permission)]

    def exported(self, person: Any, key: str, title: str, said: Mapping[str, Any]) -> None:
        note_export(by=person, title=title, said=said)


def _choice(person: Any, key: str) -> ListChoice | None:
    return choice_of(person, key) if isinstance(person, Person) else None
