"""Keeping views and columns, and the word in the trail that a list was taken away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.http import QueryDict

from sansan.errors import Conflict, Invalid, Missing, NotAllowed
from sansan.lists.models import ListChoice, SavedView
from sansan.lists.queries import seen
from sansan.people.access import acts_for, require
from sansan.people.models import Organisation, Person
from sansan.trail.record import record
from sansan.ui.listing import essence, title_of

SHARE = "lists.share"
LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 30, 2000, 30


@transaction.atomic
def save_view(
    *, by: Person, list_key: str, name: str, query: str, organisation_id: int | None = None
) -> SavedView:
    """Keep filter, order and columns under a name; the same name once more replaces one's own."""
    title = _title(list_key)
    name = _name(name)
    kept = essence(QueryDict(query))
    if len(kept) > LONGEST_QUERY:
        raise Invalid("筛选条件太多，无法保存为视图。")
    organisation = _shared_with(by, organisation_id)
    own = SavedView.objects.filter(person=by, list_key=list_key)
    old = own.filter(name=name).first()
    if old is None and own.count() >= MOST_VIEWS:
        raise Invalid(f"每个列表最多保存 {MOST_VIEWS} 个视图，请先删除不用的。", field="name")
    view, _ = SavedView.objects.update_or_create(
        person=by, list_key=list_key, name=name, defaults={"query": kept, "organisation": organisation}
    )
    record(
        "view.saved",
        target=view,
        by=by,
        before={"conditions": old.query} if old else {},
        after={
            "list": title,
            "name": name,
            "conditions": kept,
            "shared_with": organisation.name if organisation else "",
        },
    )
    return view


@transaction.atomic
def rename_view(*, by: Person, view_id: int, name: str) -> SavedView:
    """One's own only; a name one has already is refused."""
    view, name = _own(by, view_id), _name(name)
    if SavedView.objects.filter(person=by, list_key=view.list_key, name=name).exclude(pk=view.pk).exists():
        raise Conflict(f"您已有名为“{name}”的视图，请换一个名称。")
    before, view.name = view.name, name
    view.save(update_fields=["name"])
    record("view.renamed", target=view, by=by, before={"name": before}, after={"name": name})
    return view


@transaction.atomic
def delete_view(*, by: Person, view_id: int) -> str:
    """One's own only; whoever had it as the view to open with opens the whole list again. Gives the list's key."""
    view = _own(by, view_id)
    record("view.deleted", target=view, by=by, before={"name": view.name, "conditions": view.query})
    view.delete()
    return view.list_key


@transaction.atomic
def set_default_view(*, by: Person, list_key: str, view_id: int | None) -> None:
    """The view the list opens with for this person; None for the whole list."""
    title = _title(list_key)
    view = None
    if view_id is not None:
        view = seen(by, list_key).filter(pk=view_id).first()
        if view is None:
            raise Missing("未找到该视图，可能已被删除。", pk=view_id)
    choice, _ = ListChoice.objects.update_or_create(person=by, list_key=list_key, defaults={"view": view})
    record(
        "view.defaulted", target=choice, by=by, after={"list": title, "name": view.name if view else "全部"}
    )


@transaction.atomic
def choose_columns(*, by: Person, list_key: str, columns: Sequence[str]) -> None:
    """The columns this person wants of the list, in this order; none for the usual ones."""
    title = _title(list_key)
    kept = [name[:60] for name in dict.fromkeys(columns)][:60]
    choice, _ = ListChoice.objects.update_or_create(person=by, list_key=list_key, defaults={"columns": kept})
    record("columns.chosen", target=choice, by=by, after={"list": title, "columns": "、".join(kept)})


@transaction.atomic
def note_export(*, by: Person, title: str, said: Mapping[str, Any]) -> None:
    """That somebody took a list away: which rows, in words, and how many."""
    record("list.exported", target=by, by=by, after={"list": title, **said})


def _title(list_key: str) -> str:
    title = title_of(list_key)
    if not title:
        raise Missing("未找到该列表，请刷新页面。")
    return title


def _name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid("请给视图起个名称。", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"视图名称最多 {LONGEST_NAME} 个字。", field="name")
    return name


def _own(by: Person, view_id: int) -> SavedView:
    view = SavedView.objects.select_for_update().filter(pk=view_id, person=by).first()
    if view is None:
        raise Missing("未找到该视图，或不是您保存的视图。", pk=view_id)
    return view


def _shared_with(by: Person, organisation_id: int | None) -> Organisation | None:
    if organisation_id is None:
        return None
    require(by, SHARE)
    if not acts_for(by, organisation_id):
        raise NotAllowed("只能共享给您任职的单位。")
    return Organisation.objects.get(pk=organisation_id)
