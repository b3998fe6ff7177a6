"""Which state of a task a caller saw: the ETag he was given, and the If-Match he writes with."""

from django.http import HttpRequest

from sansan.errors import Missing, Stale
from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.rectification.presentation.timeline import changed_since
from sansan.trail.queries import history_of


def version(task: Task) -> str:
    """The task as it stands: when its row last changed, and the last event of its trail."""
    last = history_of(task).order_by("-seq").values_list("seq", flat=True).first() or 0
    return f"{int(task.updated_at.timestamp() * 1_000_000):x}-{last}"


def ensure_seen(request: HttpRequest, person: Person, task_id: int) -> None:
    """Stale, saying what was done since, where the caller's If-Match is not the task as it stands.

    Belongs inside the transaction of the write: the task is locked from here on.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return
    rows = Task.objects.visible_to(person).select_related("round").select_for_update(of=("self",))
    task = rows.filter(pk=task_id).first()
    if task is None:
        raise Missing("未找到该整改任务，或不在您的权限范围内。", pk=task_id)
    now = version(task)
    seen = [part.strip().removeprefix("W/").strip('"') for part in given.split(",")]
    if now in seen:
        return
    after = seen[0].rpartition("-")[2]
    number = int(after) if after.isdecimal() and len(after) < 19 else 0
    what = changed_since(person, task, number)
    raise Stale(
        f"您看到之后任务已有变化：{what or '内容已更新'}。没有办理，请重新读取后再定。",
        current={"version": now, "state": task.state, "state_label": task.place.label},
    )
