"""Carrying out what a form asks for: what the action refuses becomes an error of the form."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.db import transaction
from django.http import QueryDict

from sansan.errors import Conflict, Invalid
from sansan.people.models import Person
from sansan.rectification.models import Task
from sansan.rectification.presentation.timeline import changed_since
from sansan.trail.queries import history_of

VERSION = "version"


def status_of(form: forms.Form) -> int:
    """422 where the form is shown again with errors."""
    return 422 if form.errors else 200


def carried_out(form: forms.Form, act: Callable[[], object]) -> bool:
    """Run the action with a form that holds; `Invalid` and `Conflict` stay with the form, other errors pass."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act()
    except (Invalid, Conflict) as error:
        field = error.data.get("field")
        form.add_error(field if field in form.fields else None, error.message)
        return False
    return True


def versioned(form: forms.Form, task: Task) -> forms.Form:
    """Let the form carry which state of the task its reader saw."""
    form.fields[VERSION] = forms.CharField(widget=forms.HiddenInput, required=False, initial=version(task))
    return form


def version(task: Task) -> str:
    """The task as shown: when it last changed, and the last event of its trail."""
    last = history_of(task).order_by("-seq").values_list("seq", flat=True).first() or 0
    return f"{task.updated_at.isoformat()}|{last}"


def ensure_unchanged(form: forms.Form, person: Person, task_id: int) -> None:
    """`Conflict` saying who did what since the form was shown; the form then carries the newer version.

    Belongs inside the transaction of the write: the task is locked from here on.
    """
    task = Task.objects.select_for_update(of=("self",)).filter(pk=task_id).first()
    seen_at, _, seen = str(form.cleaned_data.get(VERSION, "")).partition("|")
    if task is None or seen_at == task.updated_at.isoformat():
        return
    what = changed_since(person, task, int(seen) if seen.isdigit() else 0)
    data = cast("QueryDict", form.data).copy()
    data[VERSION] = version(task)
    form.data = data
    raise Conflict(
        f"打开本页之后任务已有变化：{what or '内容已更新'}。您填写的内容没有保存，请核对后再提交。"
    )
