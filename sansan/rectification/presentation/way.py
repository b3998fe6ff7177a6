"""What happened to a task between being handed in and being looked back at, and what its units asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sansan.people.models import Person
from sansan.rectification.actions.requests import may_answer
from sansan.rectification.models import Acceptance, LookBack, Notice, Request, Task


@dataclass(frozen=True)
class Asked:
    """A request and whether the reader may answer it."""

    request: Request
    may_answer: bool


@dataclass(frozen=True)
class Way:
    """The rows of the card 验收与销号, oldest first; withdrawn ones stay to be seen."""

    acceptances: Sequence[Acceptance]
    notices: Sequence[Notice]
    look_backs: Sequence[LookBack]
    recurrences: Sequence[Task]
    requests: Sequence[Asked]

    @property
    def begun(self) -> bool:
        return bool(self.acceptances or self.notices or self.look_backs or self.recurrences)

    @property
    def passed_on(self) -> int:
        """How often units have asked that the task be another's (推诿 becomes visible)."""
        return sum(asked.request.kind == Request.Kind.TRANSFER for asked in self.requests)


def way_of(person: Person, task: Task) -> Way:
    """Five queries."""
    requests = task.requests.select_related("organisation", "to", "by", "answered_by")
    return Way(
        acceptances=list(task.acceptances.select_related("by", "organisation")),
        notices=list(task.notices.all()),
        look_backs=list(task.look_backs.select_related("by")),
        recurrences=list(task.recurrences.order_by("pk")),
        requests=[
            Asked(r, r.state == Request.State.WAITING and may_answer(person, r, task)) for r in requests
        ],
    )
