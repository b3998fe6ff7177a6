"""What a token may be allowed, in groups as the form shows them. Administrators' powers are not for machines."""

from sansan.people.access import may
from sansan.people.models import Person
from sansan.people.roles import PERMISSIONS

READS = (
    "rectification.view",
    "evidence.view",
    "dispatch.view",
    "leadership.view",
    "accountability.statistics",
    "people.view",
)
WRITES = (
    "rectification.export",
    "rectification.report",
    "evidence.upload",
    "rectification.figures",
    "rectification.assign",
    "rectification.accept",
    "rectification.close",
    "rectification.override",
    "rectification.audit",
    "rectification.supervise",
    "rectification.sign",
    "rectification.intake",
    "leadership.report",
    "leadership.meetings",
)


def grantable(person: Person) -> list[tuple[str, str]]:
    """The permissions the person could hand to a token today: (verb, label), reading first."""
    return [(verb, PERMISSIONS[verb]) for verb in (*READS, *WRITES) if may(person, verb)]


def labels(verbs: list[str]) -> list[str]:
    """In the user's words; a permission that no longer exists is shown by its name."""
    return [PERMISSIONS.get(verb, verb) for verb in verbs]
