"""Which marker means what in this document: alternative schemes are laid out and the most consistent one wins.

How consistent a tree is, `consistency.py` says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from sansan.documents.consistency import score, signal
from sansan.documents.items import Item
from sansan.documents.labels import (
    ANSWER,
    CLASS,
    EXTRA,
    NUMBER,
    OF_A_TASK,
    PROBLEM,
    is_task_field,
    vocabulary,
)
from sansan.documents.markers import (
    ARABIC,
    ASPECT,
    BRACKET,
    CHINESE_BRACKET,
    CHINESE_DOT,
    CIRCLE,
    FIRSTLY,
    NAMED,
    SUB,
)
from sansan.documents.model import Declared
from sansan.documents.parallel import expand
from sansan.documents.tree import BY_LABEL, BY_TEXT, Scheme, Tree, grow

_RANK = {ASPECT: 0, CHINESE_DOT: 1, CHINESE_BRACKET: 2, NAMED: 2, ARABIC: 3, BRACKET: 4, CIRCLE: 5}
_PROBLEM_WORDS = ("的问题", "方面问题", "问题。", "问题")
_LEAST = 0.75  # below this nothing in the document reads as a task


def choose(items: Sequence[Item], declared: Declared, *, listed: bool) -> Tree | None:
    """The tree of the best scheme, None where the document holds no tasks. `listed`: its kind promises a list."""
    best: tuple[float, Tree] | None = None
    for scheme in candidates(items):
        tree = grow(items, scheme)
        expand(tree)
        worth = score(tree, declared, items)
        if best is None or worth > best[0]:
            best = worth, tree
    if best is None:
        return None
    speaking = any(signal(task) >= 0.5 for task in best[1].tasks)
    declared_fits = declared.tasks is not None and declared.tasks.value == len(best[1].tasks)
    return best[1] if best[0] >= _LEAST and (speaking or listed or declared_fits) else None


def candidates(items: Sequence[Item]) -> Iterator[Scheme]:
    """Every scheme worth trying: a task style with up to two styles above it."""
    styles = Counter(item.style for item in items if item.style)
    fields = field_styles(items)
    for task in styles:
        if task in (FIRSTLY, SUB):
            continue  # 一是、二是 are measures everywhere; 3.1 is a part of what 3 is
        rank = _rank(task)
        above = sorted(
            (style for style in styles if style != task and _rank(style) <= rank and _may_head(style)),
            key=_rank,
        )
        whole = _style_of_wholes(items, task)
        for uppers in _subsets(above):
            if whole not in uppers:
                yield Scheme(task, uppers, fields, above=whole)
    above = sorted((style for style in styles if _may_head(style) and _rank(style) <= 2), key=_rank)
    for opener in _openers(items):
        for uppers in _subsets(above):
            yield Scheme(BY_LABEL, uppers, fields, opener)
    if any(item.label is None and item.marker is None for item in items):
        for uppers in _subsets(above):
            yield Scheme(BY_TEXT, uppers, fields)


def _style_of_wholes(items: Sequence[Item], task: str) -> str:
    """The named style whose numbers the tasks' own numbers take up: 问题1 above 任务1-1 and 任务1-2; else empty."""
    parts = [item.marker for item in items if item.style == task and item.marker]
    if not task.startswith(NAMED) or not all(marker.sub for marker in parts):
        return ""
    taken_up = {marker.value for marker in parts}
    for style in dict.fromkeys(item.style for item in items if item.style and item.style.startswith(NAMED)):
        wholes = [item.marker for item in items if item.style == style and item.marker]
        whole = style != task and not any(marker.sub for marker in wholes)
        if whole and taken_up <= {marker.value for marker in wholes}:
            return style
    return ""


def _subsets(styles: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in (2, 1, 0):
        yield from combinations(styles, size)


def _may_head(style: str) -> bool:
    return style in (ASPECT, CHINESE_DOT, CHINESE_BRACKET, ARABIC)


def _rank(style: str) -> int:
    return _RANK[NAMED] if style.startswith(NAMED) else _RANK.get(style, 6)


def field_styles(items: Sequence[Item]) -> frozenset[str]:
    """Styles whose items are field headings: most of them are labels, and of more than one kind."""
    roles: dict[str, set[str]] = defaultdict(set)
    labelled: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for item in items:
        if item.style:
            total[item.style] += 1
            if item.role:
                labelled[item.style] += 1
            if is_task_field(item.role):
                roles[item.style].add(str(item.role))
    return frozenset(
        style
        for style in total
        if len(roles[style]) >= 2
        and labelled[style] >= max(2, 0.3 * total[style])
        and not _chapters(items, style)
    )


def _chapters(items: Sequence[Item], style: str) -> bool:
    """Whether headings that happen to be labels (二、整改目标) hold tasks with fields of their own below them."""
    heads = [index for index, item in enumerate(items) if item.style == style]
    words = [items[index].label.word for index in heads if items[index].label is not None]  # type: ignore[union-attr]
    if len(set(words)) < len(words):
        return False  # the same field again and again: one for each task
    for start, end in zip(heads, [*heads[1:], len(items)], strict=True):
        below = items[start + 1 : end]
        if sum(item.role in OF_A_TASK and item.style != style for item in below) >= 2:
            return True
    return len(words) < len(heads) * 0.6


def _openers(items: Sequence[Item]) -> list[str]:
    """Labels that may open a task without a number: the problem's, or one that always stands before it."""
    words = [item.label.word for item in items if item.label is not None]
    counts = Counter(words)
    problems = [item.label.word for item in items if item.label is not None and item.role == PROBLEM]
    if not problems:
        answers = [
            item.label.word for item in items if item.label is not None and item.role in (ANSWER, NUMBER)
        ]
        return [words[0]] if answers and counts[words[0]] > 1 else []
    main = Counter(problems).most_common(1)[0][0]
    before = [word for word in dict.fromkeys(words[: words.index(main)]) if counts[word] == counts[main]]
    earlier = [word for word in before if vocabulary().get(word) in (NUMBER, CLASS, EXTRA)]
    return [*earlier[:1], main] if earlier else [main]
