"""The shape a document takes under one scheme: which items are headings, which open a task, what each task holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sansan.documents import chapters, status
from sansan.documents.items import Item
from sansan.documents.labels import ANSWER, EXTRA, MEASURES, NOTICE, OF_A_TASK, PROBLEM, is_task_field
from sansan.documents.markers import ASPECT, SUB
from sansan.documents.measures import numbers_in

#: Ways a task can open without a number.
BY_LABEL, BY_TEXT = "label", "text"


@dataclass(frozen=True, slots=True)
class Scheme:
    """`task` is a marker style, BY_LABEL or BY_TEXT; `uppers` are the styles of class and section, outermost first;
    `fields` the styles whose items are field headings (一、反馈问题); `opener` the label that opens a task."""

    task: str
    uppers: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    opener: str = ""
    above: str = ""  # the style of the tasks whose parts the task style numbers: 问题1 above 任务1-1


@dataclass(slots=True)
class Heading:
    item: Item
    depth: int  # 0 class, 1 section
    parent: Heading | None = None
    tasks: int = 0
    notes: list[Item] = field(default_factory=list)
    prose: bool = False  # a chapter about the work as a whole, or a part of one

    @property
    def title(self) -> str:
        return self.item.whole.text[self.item.marker.length :] if self.item.marker else self.item.whole.text


@dataclass(slots=True)
class RawTask:
    """A task before its fields are read: `opening` is the item that opened it, `items` all of them with the opening."""

    opening: Item
    heading: Heading | None
    items: list[Item] = field(default_factory=list)
    parent: RawTask | None = None
    numbered: bool = True
    row: bool = False  # rows of a table, where a cell may be shared with the task above

    @property
    def value(self) -> int | None:
        return self.opening.marker.value if self.numbered and self.opening.marker else None


@dataclass(slots=True)
class Tree:
    headings: list[Heading] = field(default_factory=list)
    tasks: list[RawTask] = field(default_factory=list)
    notes: list[Item] = field(default_factory=list)  # before the first heading or task, and prose chapters


@dataclass(slots=True)
class _Growth:
    scheme: Scheme
    tree: Tree
    heading: Heading | None = None
    task: RawTask | None = None
    prose: bool = False
    list_last: int | None = None  # the last number of a list inside the task, of the task's own style
    field_open: bool = False
    roles: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    last_value: int = 0


def grow(items: Sequence[Item], scheme: Scheme) -> Tree:
    """Lay the items out under a scheme."""
    growth = _Growth(scheme, Tree())
    for index, item in enumerate(items):
        _place(growth, item, items[index + 1] if index + 1 < len(items) else None)
    return growth.tree


def _place(growth: _Growth, item: Item, following: Item | None) -> None:
    scheme = growth.scheme
    if item.style in scheme.uppers and not (item.style in scheme.fields and item.role):
        _open_heading(growth, item, scheme.uppers.index(item.style))
    elif (
        item.style in scheme.fields
        and item.role == EXTRA
        and chapters.is_prose(item.label.word if item.label else "")
    ):
        growth.task, growth.prose = None, True
        growth.tree.notes.append(item)
    elif growth.prose and not _ends_prose(growth, item, following):
        growth.tree.notes.append(item)
    elif _opens_task(growth, item, following):
        _open_task(growth, item)
    elif growth.task is not None and not _behind_notice(growth.task, item):
        _add(growth, item)
    elif growth.heading is not None:
        growth.heading.notes.append(item)
    else:
        growth.tree.notes.append(item)


def _behind_notice(task: RawTask, item: Item) -> bool:
    """Plain words behind 监督电话：… are a signature or a closing phrase, no part of the notice."""
    last = task.items[-1]
    return last.role == NOTICE and bool(last.body) and item.marker is None and item.label is None


def _open_heading(growth: _Growth, item: Item, depth: int) -> None:
    parent = growth.heading
    while parent is not None and parent.depth >= depth:
        parent = parent.parent
    growth.heading = Heading(item, depth, parent)
    growth.task = None
    inherited = parent is not None and parent.prose
    growth.prose = inherited or (_may_be_prose(item) and chapters.is_prose(growth.heading.title))
    growth.heading.prose = growth.prose
    growth.tree.headings.append(growth.heading)


def _may_be_prose(item: Item) -> bool:
    """第三部分 may be a chapter of prose; 第三方面 is a class whatever its title says."""
    return item.style != ASPECT or bool(item.marker and item.marker.printed.endswith("部分"))


def _ends_prose(growth: _Growth, item: Item, following: Item | None) -> bool:
    """A prose chapter without a heading after it ends where a task with fields of its own opens."""
    if item.style in growth.scheme.fields and item.role in OF_A_TASK:
        return True
    if item.style != growth.scheme.task or following is None:
        return False
    return (
        _bracket_status(item)
        or item.role == PROBLEM
        or (following.marker is None and following.role in (ANSWER, PROBLEM))
    )


def _bracket_status(item: Item) -> bool:
    found = status.bracket_at_end(item.body)
    return bool(found and status.opens_with_status(found[1].text))


def _signals(item: Item, following: Item | None) -> bool:
    """Whether the item itself reads as a problem: with a status, or a field of a task right behind it."""
    if item.lead is not None or _bracket_status(item) or item.role == PROBLEM:
        return True
    return following is not None and following.marker is None and is_task_field(following.role)


def _opens_task(growth: _Growth, item: Item, following: Item | None) -> bool:
    scheme = growth.scheme
    if scheme.task == BY_LABEL:
        return item.label is not None and item.label.word == scheme.opener
    if scheme.task == BY_TEXT:
        return (
            item.first and item.marker is None and item.label is None and _text_opens(growth, item, following)
        )
    if item.style == SUB:
        return growth.task is not None and _follows_up(growth, item) and _signals(item, following)
    if item.style and item.style == scheme.above:
        return True
    if item.style == scheme.task:
        return _numbered_opens(growth, item, following)
    return item.marker is None and item.label is None and item.first and _unnumbered(growth, item, following)


def _numbered_opens(growth: _Growth, item: Item, following: Item | None) -> bool:
    """Whether an item of the task's style opens a task, and no field, chapter or measure."""
    if item.style in growth.scheme.fields and item.role:
        return False
    if chapters.is_prose(item.body.text) and not _signals(item, following):
        growth.prose, growth.task = True, None
        return False
    return growth.task is None or not _is_measure(growth, item, following)


def _follows_up(growth: _Growth, item: Item) -> bool:
    """Whether 3.1 stands in task 3."""
    return item.marker is not None and item.marker.value == growth.last_value


def _text_opens(growth: _Growth, item: Item, following: Item | None) -> bool:
    if item.lead is not None or _bracket_status(item):
        return True
    if (
        following is None
        or following.marker is not None
        or following.role not in (ANSWER, MEASURES, "goal", "status")
    ):
        return False
    return growth.task is None or following.role in growth.roles


def _unnumbered(growth: _Growth, item: Item, following: Item | None) -> bool:
    """A problem without a number among numbered ones: the fields begin anew behind it."""
    if status.is_status(item.whole.text) or item.whole.text.startswith("("):
        return False
    answered = growth.task is None or ANSWER in growth.roles
    if _bracket_status(item) and len(item.body) > 20 and answered and (growth.task or growth.heading):
        return following is not None and following.role == ANSWER
    if growth.task is None or following is None or following.marker is not None or following.label is None:
        return False
    repeated = following.role == ANSWER and following.label.word in growth.words
    return repeated and (item.blank or item.whole.text.endswith(("问题", "问题。", "。")))


def _is_measure(growth: _Growth, item: Item, following: Item | None) -> bool:
    """Whether an item of the task's own style is a point of a list inside the task."""
    marker = item.marker
    if marker is None or not growth.field_open or marker.sub is not None:
        return False
    next_task = growth.last_value + 1
    if growth.list_last is None:
        return marker.value == 1 and next_task != 1 and not _restarts(growth, item, following)
    if marker.value != growth.list_last + 1:
        return False
    return marker.value != next_task or not _begins_anew(growth, item, following)


def _begins_anew(growth: _Growth, item: Item, following: Item | None) -> bool:
    """Whether the fields start over behind the item: the next label is one the open task has already."""
    if item.lead is not None or _bracket_status(item):
        return True
    return following is not None and following.label is not None and following.label.word in growth.words


def _restarts(growth: _Growth, item: Item, following: Item | None) -> bool:
    """Whether number 1 begins a new round of tasks and not a list: it follows text, not a label left open."""
    last = growth.task.items[-1] if growth.task else None
    if last is not None and last.label is not None and not last.body:
        return False
    return _signals(item, following)


def _open_task(growth: _Growth, item: Item) -> None:
    numbered = growth.scheme.task not in (BY_LABEL, BY_TEXT) and item.style in (
        growth.scheme.task,
        growth.scheme.above,
        SUB,
    )
    task = RawTask(item, growth.heading, numbered=numbered)
    growth.task, growth.list_last, growth.field_open, growth.prose = task, None, False, False
    growth.roles, growth.words = set(), set()
    if numbered and item.marker:
        growth.last_value = item.marker.value
    growth.tree.tasks.append(task)
    heading = growth.heading
    while heading is not None:
        heading.tasks += 1
        heading = heading.parent
    _add(growth, item)


def _add(growth: _Growth, item: Item) -> None:
    task = growth.task
    if task is None:
        return
    task.items.append(item)
    if item.label is not None:
        growth.roles.add(item.label.role)
        growth.words.add(item.label.word)
        growth.field_open = item.label.role != NOTICE
        growth.list_last = None
        if item.body and (inner := _inner_number(item, growth.scheme.task)):
            growth.list_last = inner
    elif item is not task.opening and item.style == growth.scheme.task and item.marker:
        growth.list_last = item.marker.value


def _inner_number(item: Item, style: str) -> int | None:
    """整改措施：1.… : the list begins behind the label, on its line."""
    numbers = numbers_in(item.body, style)
    return numbers[-1] if numbers else None
