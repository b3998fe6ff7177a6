"""What the trail may carry, each with the Chinese words a reader sees: verbs, and the fields events speak of."""

from collections.abc import Mapping

_LABELS: dict[str, str] = {}
_FIELDS: dict[str, str] = {}


def declare(verbs: Mapping[str, str]) -> None:
    """Add a room's verbs (code → Chinese label). Two rooms may not give one code two meanings."""
    for code, label in verbs.items():
        if _LABELS.setdefault(code, label) != label:
            raise ValueError(f"the verb {code} is declared twice: {_LABELS[code]!r} and {label!r}")


def declare_fields(fields: Mapping[str, str]) -> None:
    """Words for what a room's events record beside the columns of its rows (the unit a task was handed to …)."""
    _FIELDS.update(fields)


def field(name: str) -> str:
    """The Chinese word; what no room has a word for keeps the name it was recorded under."""
    return _FIELDS.get(name, name)


def is_declared(verb: str) -> bool:
    return verb in _LABELS


def label(verb: str) -> str:
    """The Chinese label; a verb of a room that no longer exists is shown by its code."""
    return _LABELS.get(verb, verb)


def declared() -> dict[str, str]:
    """Every verb with its label, in order of code."""
    return dict(sorted(_LABELS.items()))
