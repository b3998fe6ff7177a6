"""Names of areas for the trail's page. The trail lies below `places`, which says the names at start-up."""

from collections.abc import Callable

_name_of: Callable[[str], str] = str
_choices_of: Callable[[], list[tuple[str, str]]] = list


def declare(name_of: Callable[[str], str], choices_of: Callable[[], list[tuple[str, str]]]) -> None:
    """`name_of(code)` gives an area's name, `choices_of()` the (code, name) pairs to filter by."""
    global _name_of, _choices_of
    _name_of, _choices_of = name_of, choices_of


def name(code: str) -> str:
    """The area's name; "" for events that belong to no area."""
    return _name_of(code) if code else ""


def choices() -> list[tuple[str, str]]:
    """The areas to filter by."""
    return _choices_of()
