"""The kinds of message, each declared at start-up by the room that sends it, with the word a person switches it by."""

from collections.abc import Mapping

_LABELS: dict[str, str] = {}


def declare(labels: Mapping[str, str]) -> None:
    """Add a room's kinds (`task.returned` → 整改任务退回). Two rooms may not give one code two meanings."""
    for code, label in labels.items():
        if _LABELS.setdefault(code, label) != label:
            raise ValueError(f"the kind {code} is declared twice: {_LABELS[code]!r} and {label!r}")


def require(kind: str) -> None:
    """Raises LookupError for a kind nobody declared: a person could not switch it off."""
    if kind not in _LABELS:
        raise LookupError(f"the kind {kind!r} is not declared; see sansan.notify.kinds.declare")


def label(kind: str) -> str:
    """The Chinese label; a kind of a room that no longer exists is shown by its code."""
    return _LABELS.get(kind, kind)


def declared() -> dict[str, str]:
    """Every kind with its label, in order of code."""
    return dict(sorted(_LABELS.items()))
