"""The order of a printed report: classes, their sections, their tasks; what has no class stands first."""

from collections.abc import Hashable, Iterable, Sequence

from sansan.rectification.proposals import Heading, ProposedTask

Name = tuple[str, str]


def arranged(tasks: Sequence[ProposedTask]) -> list[ProposedTask]:
    """The tasks grouped under their headings, each group where its first task stands, order kept within.

    A task added later by hand stands at the end of the ledger but under its class on paper. Tasks without class or
    section come first: after a heading they would be read as belonging to it. Parts follow the task they are parts of.
    """
    classes = _places(name_of(task.klass) for task in tasks)
    sections = _places((name_of(task.klass), name_of(task.section)) for task in tasks)
    order = {task.key: place for place, task in enumerate(tasks)}

    def place(task: ProposedTask) -> tuple[int, int, int, int]:
        klass, own = name_of(task.klass), order[task.key]
        return (
            classes[klass] if task.klass else -1,
            sections[klass, name_of(task.section)] if task.section else -1,
            order.get(task.parent or "", own),
            own,
        )

    return sorted(tasks, key=place)


def name_of(heading: Heading | None) -> Name | None:
    return (heading.number, heading.title) if heading else None


def _places(names: Iterable[Hashable]) -> dict[Hashable, int]:
    """Each name and where it first stands."""
    places: dict[Hashable, int] = {}
    for name in names:
        places.setdefault(name, len(places))
    return places
