"""Lists told clause by clause between semicolons, far behind their whole.

省定233家…任务。…已完成198家；不属于任务的1家；不具备能力的30家，均长期停产；正在建设3家：分别为…；拆除1家: the first
number of each stretch is a part. What is told of it in its stretch, or in a sentence put between, is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sansan.documents import wording
from sansan.documents.audit.groups import Group, is_back_reference, like, prefixes
from sansan.documents.statements import Item, Statement

_SHORTEST = 3
_TOLD_BEFORE = 12  # numbers of the task that may be the whole


def segments(statement: Statement, before: Sequence[Statement]) -> Iterator[Group]:
    """One group for a sentence whose stretches each tell a state, its last stretch running on into the next included:
    `before` are the sentences of the task before it, nearest first."""
    run = _heads(statement.items)
    joined = _heads(before[0].items) if before and goes_on(before[0], statement) else []
    run = [*joined, *run]
    if len(run) < _SHORTEST or not _tells_states(run):
        return
    told = [i for s in before for i in like(run[0], s.items) if i not in run][:_TOLD_BEFORE]
    own = like(run[0], statement.items[: _at(statement.items, run[0])])
    wholes = [w for w in (*own[::-1], *told) if w.quantity.amount >= max(p.quantity.amount for p in run)]
    if not wholes:
        return
    whole = min(wholes, key=lambda w: abs(w.quantity.amount - sum(p.quantity.amount for p in run)))
    readings: list[tuple[Sequence[Item], Sequence[Item]]] = [
        ([w], p) for w in wholes for p in prefixes(run, 2)
    ]
    yield Group(statement, whole, run, readings, "states", complete=False)


def _heads(items: Sequence[Item]) -> list[Item]:
    """The first number of each stretch between semicolons, as long as they count in one unit."""
    heads: list[Item] = []
    for n, item in enumerate(items):
        if (n == 0 or "；" in item.gap or ";" in item.gap) and not is_back_reference(item):
            if heads and not like(heads[0], [item]):
                break
            heads.append(item)
    return heads


def goes_on(statement: Statement, following: Statement) -> bool:
    """Whether a sentence goes on with the list of the one before it, behind a semicolon of its own."""
    first, heads = following.items[:1], _heads(statement.items)
    same = bool(first and heads) and statement.passage is following.passage
    return same and "；" in first[0].gap and bool(like(heads[0], first))


def _tells_states(run: Sequence[Item]) -> bool:
    """Whether most stretches tell how things stand (已完成, 不具备, 正在, 拆除), so that they divide one whole."""
    states = [key for key in map(wording.part_class, run) if key]
    return len(states) * 3 >= len(run) * 2 and len(set(states)) >= 2


def _at(items: Sequence[Item], item: Item) -> int:
    return next((n for n, i in enumerate(items) if i is item), 0)
