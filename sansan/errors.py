"""Errors of the domain: a stable code, a Chinese message that says what to do, and the data behind it.

Rooms raise them; the edge (page, command, API) turns them into a page, an exit status or a JSON problem.
"""

from typing import Any


class DomainError(Exception):
    """Something the user asked for cannot be done. `message` is shown to the user as it is."""

    code = "domain_error"

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class NotAllowed(DomainError):  # noqa: N818 - reads as the sentence it is: raise NotAllowed
    """The person may not do this."""

    code = "not_allowed"


class Invalid(DomainError):  # noqa: N818
    """The values given do not make sense; `data["field"]` names the form field where there is one."""

    code = "invalid"


class Conflict(DomainError):  # noqa: N818
    """The record is not in a state that allows this, often because someone else was faster."""

    code = "conflict"


class Stale(Conflict):
    """What the writer had seen of the record is no longer so; the message says what has changed."""

    code = "stale"


class Missing(DomainError):  # noqa: N818
    """There is no such record, or none this person may know of; which of the two is not said."""

    code = "missing"
