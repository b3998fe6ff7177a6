"""The outline of a document: head, declared counts, classes, sections, tasks, and what was mended or not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sansan.documents.annexes import tree_of_annexes
from sansan.documents.body import Layout, merge_lines, table_layout, table_tasks
from sansan.documents.build import Builder
from sansan.documents.counts import read_declared
from sansan.documents.drafts import settle
from sansan.documents.fields import Draft, draft_task
from sansan.documents.flow import Flow, Places, fold
from sansan.documents.foot import peel_foot
from sansan.documents.four_lists import add_fields
from sansan.documents.gaps import lost_openings
from sansan.documents.head import Head, as_of_in, read_head
from sansan.documents.items import Item, read_items
from sansan.documents.kinds import Kind, kind_of
from sansan.documents.labels import EXTRA, NOTICE, OF_A_TASK
from sansan.documents.levels import classes_of, column_classes, drop_chapters
from sansan.documents.lines import PAGE_NUMBER, Line, split_lines
from sansan.documents.model import Declared, Field, Note, Outline, Repair, Source, StatusCode, Task, Unknown
from sansan.documents.paragraphs import paragraphs, wrap_of
from sansan.documents.placeholders import placeholders
from sansan.documents.scheme import choose
from sansan.documents.strays import take_strays
from sansan.documents.subtasks import part_tasks
from sansan.documents.tree import Heading, Tree

_LONGEST_PREAMBLE = 12  # paragraphs
UNKNOWN_STATUS = "状态用语不在词表中"
NO_TASKS = "没有读出整改任务"
_NOTICE = re.compile(
    r"公示(?:期限|期间|时间|日期|期)(?:为|是|:|自|从)?\s*(?=[^。;]{0,12}\d)[^。;]+|(?:监督|举报|联系|受理|咨询)(?:举报)?电话(?:为|是|:)?\s*[\d()][\d()、,\s-]{5,}"
)
OUTSIDE = "字段不属于任何一项任务"


def read_outline(source: Source) -> Outline:
    """Read the shape of a document. Never fails: what is not understood stands in `unknown`."""
    places = Places(source.text)
    layout = table_layout(source)
    lines, pages = split_lines(
        source.text, layout.skip, bare_page_numbers=source.media_type == "application/pdf"
    )
    lines = merge_lines(lines, layout.cards)
    head = read_head(lines)
    body, repairs = paragraphs(lines[head.used :], wrap_of(lines), places)
    repairs += [Repair(PAGE_NUMBER, places.span(*page), source.text[slice(*page)], "") for page in pages]
    title = (
        re.sub(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])", "", places.field(head.title).value)
        if head.title
        else ""
    )
    kind = kind_of(title)
    items, closing = peel_foot(read_items(body))
    declaring, chapters = _before_tasks(items)
    declared = read_declared([*head.parts, *declaring], chapters, places)
    tree, table_notes = _tree(items, layout, declared, kind, source.text)
    framing = drop_chapters(tree)
    strays = take_strays(tree, places)
    drafts = [draft_task(raw) for raw in tree.tasks]
    settle(drafts, kind, fold(title))
    notices = _document_notices(drafts, tree, framing, closing, places)
    tasks = Builder(tree, places).tasks(drafts)
    notes, outside = _notes(tree, framing, closing, table_notes, places, bool(tasks), kind)
    return Outline(
        title=title,
        kind=kind.name,
        declared=declared,
        classes=(
            *classes_of(tree, places),
            *column_classes([(draft.class_label, draft.section_label) for draft in drafts], places),
        ),
        tasks=tuple(tasks),
        as_of=head.as_of or next(filter(None, (as_of_in(flow.text) for flow in declaring)), None),
        document_number=places.field(head.document_number).value if head.document_number else None,
        repairs=tuple(sorted(repairs, key=lambda repair: repair.span)),
        unknown=tuple(
            sorted(
                [
                    *source.unread,
                    *_unknown_statuses(tasks),
                    *outside,
                    *strays,
                    *lost_openings(tree.tasks, places),
                    *placeholders([line.flow for line in [*_head_lines(head), *body]], places),
                ],
                key=lambda each: each.span,
            )
        ),
        notes=tuple(sorted([*_head_notes(head, places), *notes], key=lambda note: note.span)),
        notices=tuple(notices),
        title_span=places.of(head.title) if head.title else None,
    )


def _tree(
    items: Sequence[Item], layout: Layout, declared: Declared, kind: Kind, text: str
) -> tuple[Tree, list[Flow]]:
    """The tasks of the task tables where there are any, else those of the best scheme."""
    if layout.tasks:
        tree, notes = table_tasks(layout.tasks, items, text)
        add_fields(tree, layout.sides, text)
        used = [heading.item for heading in tree.headings]
        tree.notes = [item for item in items if not any(item is each for each in used)]
        part_tasks(tree)
        if tree.tasks:
            return tree, notes
    chosen = tree_of_annexes(items, declared) or choose(items, declared, listed=kind.listed)
    if chosen is None:
        return Tree(notes=list(items)), []
    part_tasks(chosen)
    return chosen, []


def _before_tasks(items: Sequence[Item]) -> tuple[list[Flow], list[Flow]]:
    """In front of the first field of a task: the plain paragraphs of the preamble, and the points of prose chapters."""
    plain: list[Flow] = []
    points: list[Flow] = []
    for item in items:
        if item.role in OF_A_TASK and item.body:
            break
        if item.marker is not None:
            points.append(item.whole)
        elif item.role in (None, EXTRA) and len(plain) <= _LONGEST_PREAMBLE:
            plain.append(item.whole)
    return plain, points


def _head_lines(head: Head) -> list[Line]:
    flows = [*([head.title] if head.title else []), *head.parts]
    return [Line(flow, 0, False) for flow in flows]


def _head_notes(head: Head, places: Places) -> list[Note]:
    flows = [*head.parts, *([head.document_number] if head.document_number else [])]
    return [_note("head", flow, places) for flow in flows]


def _note(kind: str, flow: Flow, places: Places) -> Note:
    field = places.field(flow)
    return Note(kind, field.span, field.value)


def _notes(
    tree: Tree,
    framing: Sequence[Heading],
    closing: Sequence[Item],
    rows: Sequence[Flow],
    places: Places,
    found: bool,
    kind: Kind,
) -> tuple[list[Note], list[Unknown]]:
    """What stands outside the tasks: understood as prose, or a field nobody owns."""
    notes = [_note("closing", item.whole, places) for item in closing if item.role != NOTICE] + [
        _note("table", flow, places) for flow in rows
    ]
    unknown: list[Unknown] = []
    loose: list[tuple[str, Item]] = [
        (
            "preamble" if not tree.tasks or item.whole.start < tree.tasks[0].opening.whole.start else "prose",
            item,
        )
        for item in tree.notes
    ]
    # A section whose class lost its mark is under no class: its title is kept as text.
    loose += [("text", each.item) for each in tree.headings if each.depth and each.parent is None]
    for heading in framing:
        loose += [("prose", item) for item in (heading.item, *heading.notes)]
    loose += [("text", item) for heading in tree.headings for item in heading.notes]
    for name, item in loose:
        if item.role == NOTICE:
            continue
        if item.role in OF_A_TASK and item.body and found:
            field = places.field(item.whole)
            unknown.append(Unknown(OUTSIDE, field.span, field.value))
        else:
            notes.append(_note(name, item.whole, places))
    if not found and kind.listed and loose:
        first = places.field(loose[0][1].whole)
        unknown.append(Unknown(NO_TASKS, first.span, first.value))
    return notes, unknown


def _document_notices(
    drafts: Sequence[Draft], tree: Tree, framing: Sequence[Heading], closing: Sequence[Item], places: Places
) -> list[Field]:
    """公示时间、监督电话 said once speak for the whole document."""
    loose = [*tree.notes, *(item for heading in (*tree.headings, *framing) for item in heading.notes)]
    outside = [item.whole for item in (*loose, *closing) if item.role == NOTICE]
    prose = [item.whole for item in (*loose, *closing) if item.label is None]
    outside += [flow.cut(*match.span()) for flow in prose for match in _NOTICE.finditer(flow.text)]
    inside = [draft for draft in drafts if draft.notices]
    if len(drafts) > 1 and len(inside) * 2 <= len(drafts):
        for draft in inside:
            outside += draft.notices
            draft.notices = []
    return [places.field(flow) for flow in outside]


def _unknown_statuses(tasks: Iterable[Task]) -> list[Unknown]:
    return [
        Unknown(UNKNOWN_STATUS, task.status.span, task.status.value)
        for task in tasks
        if task.status and task.status_code is StatusCode.UNKNOWN
    ]
