"""Headings become classes and sections; those that only frame the tasks become chapters and drop out."""

from __future__ import annotations

from collections.abc import Sequence

from sansan.documents import chapters
from sansan.documents.flow import Flow, Places
from sansan.documents.markers import (
    ARABIC,
    ASPECT,
    CHINESE_BRACKET,
    CHINESE_DOT,
    Marker,
    level_name,
    read_marker,
)
from sansan.documents.model import Section, TaskClass
from sansan.documents.tree import Heading, RawTask, Tree


def drop_chapters(tree: Tree) -> list[Heading]:
    """Take headings that are no class out of the tree and return them.

    Dropped are headings without tasks, and the outer level as a whole where it only frames the tasks: one chapter of
    several holds them all, and its title says no more than 整改情况 or the others are prose.
    """
    outer = [heading for heading in tree.headings if heading.depth == 0]
    holding = [heading for heading in outer if heading.tasks]
    dropped = [heading for heading in outer if not heading.tasks]
    frames = len(holding) == 1 and (
        chapters.is_whole(holding[0].title) or (bool(dropped) and _prose(dropped))
    )
    if frames:
        dropped = outer
    kept = [heading for heading in tree.headings if heading not in dropped]
    kept_sections = [
        heading
        for heading in kept
        if heading.depth == 0 or heading.tasks or heading.parent not in dropped or frames
    ]
    dropped += [heading for heading in kept if heading not in kept_sections]
    if frames:
        for heading in kept_sections:
            heading.depth, heading.parent = 0, None
        dropped += [heading for heading in kept_sections if not heading.tasks]
        kept_sections = [heading for heading in kept_sections if heading.tasks]
    tree.headings = kept_sections
    return dropped


def _prose(headings: list[Heading]) -> bool:
    return all(heading.notes or chapters.is_prose(heading.title) for heading in headings)


def number_of(heading: Heading) -> str:
    """How tasks refer to a class or section: its marker, or its title where it has none."""
    return level_name(heading.item.marker) if heading.item.marker else heading.title.strip()


def place_of(task: RawTask, tree: Tree) -> tuple[Heading | None, Heading | None]:
    """(class, section) of a task."""
    heading = task.heading
    while heading is not None and not any(heading is kept for kept in tree.headings):
        heading = heading.parent
    if heading is None:
        return None, None
    if heading.depth == 0:
        return heading, None
    return heading.parent, heading


def classes_of(tree: Tree, places: Places) -> list[TaskClass]:
    """The classes in order, each with its sections."""
    found = []
    for heading in tree.headings:
        if heading.depth == 0:
            sections = [
                Section(number_of(inner), _title(inner, places), places.of(inner.item.whole))
                for inner in tree.headings
                if inner.depth == 1 and inner.parent is heading
            ]
            number = level_name(heading.item.marker) if heading.item.marker else None
            found.append(
                TaskClass(number, _title(heading, places), places.of(heading.item.whole), tuple(sections))
            )
    return found


def column_classes(labels: Sequence[tuple[Flow, Flow | None]], places: Places) -> list[TaskClass]:
    """Classes told by a column of their own, with the sections of a second: (class cell, section cell) row by row.

    一、思想认识 has its number, a bare title none.
    """
    classes: dict[str, Flow] = {}
    sections: dict[str, dict[str, Flow]] = {}
    for outer, inner in labels:
        if outer:
            name = places.field(outer).value
            classes.setdefault(name, outer)
            if inner:
                sections.setdefault(name, {}).setdefault(places.field(inner).value, inner)
    return [
        TaskClass(
            *_in_cell(flow, places),
            places.of(flow.strip()),
            tuple(
                Section(*_in_cell(inner, places), places.of(inner.strip()))
                for inner in sections.get(name, {}).values()
            ),
        )
        for name, flow in classes.items()
    ]


def _in_cell(flow: Flow, places: Places) -> tuple[str | None, str]:
    """The number and the title of a heading that stands in a cell."""
    marker = _marker_in_cell(flow)
    title = flow.strip().cut(marker.length) if marker else flow
    return (level_name(marker) if marker else None), places.field(title).value


def number_in_cell(flow: Flow, places: Places) -> str:
    """How a task refers to the class in its row: 一 of 一、思想认识, or the title where it has no number."""
    marker = _marker_in_cell(flow)
    return level_name(marker) if marker else places.field(flow).value


def _marker_in_cell(flow: Flow) -> Marker | None:
    marker = read_marker(flow.strip().text)
    numbering = marker and marker.style in (ASPECT, CHINESE_DOT, CHINESE_BRACKET, ARABIC)
    return marker if numbering and marker and marker.length < len(flow.strip()) else None


def _title(heading: Heading, places: Places) -> str:
    whole = heading.item.whole
    body = whole.cut(heading.item.marker.length) if heading.item.marker else whole
    return places.field(body).value.rstrip("。：:") if body else ""
