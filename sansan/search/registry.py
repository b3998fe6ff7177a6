"""What can be found: each room declares its kinds of rows at start-up. Nobody sees a kind unasked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

Ids = Iterable[int]


@dataclass(frozen=True)
class Text:
    """What is searched of a row, or of one stretch of it. `line` is the number of its first line where lines count."""

    title: str
    fields: Sequence[tuple[str, str]] = ()  # label and text
    part: int = 0
    line: int = 0


def nobody(_: Any) -> None:
    """The default: a kind of which nobody has said who sees it is seen by nobody."""
    return


@dataclass(frozen=True)
class Kind:
    """A kind of rows that can be found.

    `rows` are all of them with what `texts` and `about` read; `visible` those a person may see. `concerns` says which
    rows an event may have changed: the event's target type → ids of targets → ids of rows.
    """

    key: str  # letters of the Latin alphabet only
    label: str
    rows: Callable[[], "QuerySet[Any]"]
    texts: Callable[[Any], Iterable[Text]]
    url: Callable[[Any, int], str]  # of a row and the line of the hit (0 = none)
    concerns: Mapping[str, Callable[[list[int]], Ids]]
    visible: Callable[[Any], "QuerySet[Any] | None"] = nobody
    about: Callable[[Any], str] = field(default=lambda _: "")
    order: int = 100

    @property
    def model(self) -> type[Model]:
        return self.rows().model


_KINDS: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """From a room's `AppConfig.ready`; declaring a key again replaces it."""
    for kind in kinds:
        if not kind.key.isascii() or not kind.key.isalpha():
            raise ValueError(f"the key {kind.key!r} of a kind must be of Latin letters")
        _KINDS[kind.key] = kind


def kinds() -> list[Kind]:
    """All kinds, in the order of the tabs."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.order, kind.key))


def kind_of(key: str) -> Kind | None:
    return _KINDS.get(key)


def target_types() -> set[str]:
    """Types of targets whose events change the index."""
    return {target for kind in _KINDS.values() for target in kind.concerns}
