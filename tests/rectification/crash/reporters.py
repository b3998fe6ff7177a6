"""Run as a program against the database of the environment; says what it did as JSON on its last line.

prepare     units, a person who reports, tasks to submit
kill        submits one task for each point of POINTS in a process of its own, which kills itself there with SIGKILL
check       what is there: every task with its report, file, event and state; what the upkeep finds; the chain
"""

import datetime as dt
import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from sansan.evidence import actions as evidence  # noqa: E402
from sansan.evidence import store, upkeep  # noqa: E402
from sansan.evidence.models import Evidence, StoredFile  # noqa: E402
from sansan.evidence.rules import limits  # noqa: E402
from sansan.people.models import Person  # noqa: E402
from sansan.people.roles import Role  # noqa: E402
from sansan.rectification.actions import steps  # noqa: E402
from sansan.rectification.models import Task  # noqa: E402
from sansan.trail.queries import history_of  # noqa: E402
from sansan.trail.record import SYSTEM  # noqa: E402
from sansan.trail.verify import verify  # noqa: E402
from tests.people.factories import OrganisationFactory, person_with  # noqa: E402
from tests.rectification.factories import RoundFactory, TaskFactory  # noqa: E402

OFFICER, PASSWORD, QUESHAN = "crash.officer", "Sansan@2026", "411725"
POINTS: dict[str, tuple[Any, str, str]] = {
    "the file half written": (store, "_refuse_too_large", "after"),
    "the file placed, no row yet": (store, "place_file", "after"),
    "the file's row written, no evidence": (store, "keep", "after"),
    "the evidence written, not its event": (evidence, "record", "before"),
    "the evidence whole, the state not moved": (steps, "move", "before"),
    "the state moved, no event": (steps, "record", "before"),
    "everything written, not committed": (steps, "record", "after"),
}
"""Where a process dies: the function it is in, and on which side of it."""


def prepare() -> dict[str, Any]:
    body = OrganisationFactory.create(name="确山县攻坚办", area_code=QUESHAN)
    officer = person_with(Role.COUNTY_OFFICE, area_code=QUESHAN, organisation=body, username=OFFICER)
    officer.set_password(PASSWORD)
    officer.save()
    round_ = RoundFactory.create()
    tasks = [
        TaskFactory.create(round=round_, units=[body], counties=[QUESHAN], state="rectifying")
        for _ in range(60)
    ]
    return {"organisation": body.pk, "tasks": [task.pk for task in tasks]}


def content(task_id: int) -> bytes:
    """A file of its own for each task, larger than one piece of the store."""
    return f"第 {task_id} 项的材料\n".encode() * 60_000


def submit(task_id: int) -> None:
    officer = Person.objects.get(username=OFFICER)
    steps.submit(
        by=officer,
        task_id=task_id,
        organisation_id=officer.posts.get().organisation_id,
        text=f"第 {task_id} 项完成，申请验收。",
        as_of=timezone.localdate(),
        uploads=[("document", SimpleUploadedFile(f"{task_id}.txt", content(task_id), "text/plain"))],
    )


def kill(task_ids: list[int]) -> dict[str, Any]:
    """One task for each point, and one that is submitted whole before the process dies."""
    fates = dict(zip(POINTS, task_ids, strict=False))
    for point, task_id in fates.items():
        _in_a_process_of_its_own(lambda p=point, t=task_id: _die_at(p, t))
    last = task_ids[len(POINTS)]
    _in_a_process_of_its_own(lambda: _submit_and_die(last))
    return {"died": list(fates.values()), "acknowledged": [last]}


def _submit_and_die(task_id: int) -> None:
    submit(task_id)
    os.kill(os.getpid(), signal.SIGKILL)


def _in_a_process_of_its_own(act: Callable[[], object]) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(3)  # it was to be killed before
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the process lived on: {status}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _die_at(point: str, task_id: int) -> None:
    module, name, side = POINTS[point]
    real = getattr(module, name)

    @wraps(real)
    def deadly(*given: Any, **named: Any) -> Any:
        if side == "after":
            real(*given, **named)
        assert transaction.get_connection().in_atomic_block
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, deadly)
    submit(task_id)


def check() -> dict[str, Any]:
    tasks = {}
    for task in Task.objects.order_by("pk"):
        reports = list(task.reports.all())
        rows = Evidence.objects.filter(
            target_type="rectification.progressreport", target_id__in=[str(r.pk) for r in reports]
        )
        files = [
            hashlib.sha256(store.path_of(row.file.sha256).read_bytes()).hexdigest() == row.file.sha256
            for row in rows.select_related("file")
        ]
        tasks[task.pk] = {
            "state": task.state,
            "reports": len(reports),
            "evidence": files,
            "events": [event.verb for event in history_of(task).order_by("seq")],
        }
    later = timezone.now() + dt.timedelta(hours=limits().sweep_grace_hours + 1)
    swept = upkeep.sweep(by=SYSTEM, now=later)
    left = {p.name for p in store.root().rglob("*") if p.is_file()}
    verdict = verify()
    return {
        "tasks": tasks,
        "swept": len(swept),
        "left": len(left - set(StoredFile.objects.values_list("sha256", flat=True))),
        "rows_without_evidence": StoredFile.objects.exclude(pk__in=Evidence.objects.values("file")).count(),
        "damaged": len(upkeep.check()[1]),
        "intact": verdict.intact,
        "why": verdict.why,
    }


if __name__ == "__main__":
    act, *rest = sys.argv[1:]
    said = {"prepare": prepare, "check": check, "kill": lambda: kill([int(pk) for pk in rest])}[act]()
    print(json.dumps(said))  # noqa: T201
