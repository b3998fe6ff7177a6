"""Which task of the ledger a newer report speaks of, and what it changes. Pure.

A report is re-read every month; its numbers shift, its wording is polished. A task is recognised by its problem,
first to the letter, then by number with a similar problem, then by a very similar problem alone. What is not
recognised is new.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sansan.rectification.proposals import ProposedTask

SAME_NUMBER_SIMILARITY = 0.5
OTHER_NUMBER_SIMILARITY = 0.75

FIELD_LABELS = {
    "problem": "反馈问题",
    "status": "状态",
    "goal": "整改目标",
    "deadline": "整改时限",
    "units": "责任单位",
    "measures": "整改措施",
    "figures": "数据",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field a newer report would change; before and after as a person reads them, one line an item."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return FIELD_LABELS[self.field]


def match(existing: Mapping[int, ProposedTask], proposed: Sequence[ProposedTask]) -> dict[str, int]:
    """Key of a proposed task → id of the task it speaks of. Each existing task is taken once; the rest are new."""
    free = dict(existing)
    found: dict[str, int] = {}

    def take(key: str, task_id: int) -> None:
        found[key] = task_id
        del free[task_id]

    by_text = {_letters(t.problem): i for i, t in reversed(list(free.items()))}
    for task in proposed:
        task_id = by_text.get(_letters(task.problem))
        if task_id in free:
            take(task.key, task_id)
    for same_number, threshold in ((True, SAME_NUMBER_SIMILARITY), (False, OTHER_NUMBER_SIMILARITY)):
        for task in proposed:
            if task.key in found:
                continue
            task_id = _nearest(task, free, same_number=same_number, threshold=threshold)
            if task_id is not None:
                take(task.key, task_id)
    return found


def differences(old: ProposedTask, new: ProposedTask) -> list[Change]:
    """What `new` would change in `old`. A field the newer report does not have changes nothing."""
    changes = []
    for field in FIELD_LABELS:
        before, after = _readable(_comparable(old, new), field), _readable(new, field)
        if after and before != after:
            changes.append(Change(field, before, after))
    return changes


def _comparable(old: ProposedTask, new: ProposedTask) -> ProposedTask:
    """The old task with those figures only that the new one speaks of: an indicator it is silent on does not change."""
    spoken_of = {(f.name, f.unit, f.scope) for f in new.figures}
    kept = [f for f in old.figures if (f.name, f.unit, f.scope) in spoken_of]
    return old.model_copy(update={"figures": kept})


def similarity(one: str, other: str) -> float:
    """Share of common pairs of neighbouring characters (Dice), 0 to 1; punctuation and digits' width do not count."""
    a, b = _pairs(one), _pairs(other)
    if not a or not b:
        return 1.0 if _letters(one) == _letters(other) else 0.0
    return 2 * len(a & b) / (len(a) + len(b))


def _nearest(
    task: ProposedTask, free: Mapping[int, ProposedTask], *, same_number: bool, threshold: float
) -> int | None:
    pairs = _pairs(task.problem)
    best: tuple[float, int] | None = None
    for task_id, candidate in free.items():
        if same_number and (_place(candidate) != _place(task) or not task.number):
            continue
        other = _pairs(candidate.problem)
        score = 2 * len(pairs & other) / (len(pairs) + len(other)) if pairs or other else 1.0
        if score >= threshold and (best is None or score > best[0]):
            best = (score, task_id)
    return best[1] if best else None


def _place(task: ProposedTask) -> tuple[str, str]:
    return (task.klass.number if task.klass else "", task.number)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _pairs(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def _readable(task: ProposedTask, field: str) -> str:
    match field:
        case "units":
            return "\n".join(sorted(f"{u.name}（{u.role}）" for u in task.units))
        case "measures":
            return "\n".join(task.measures)
        case "figures":
            return "\n".join(f"{f.name} {f.printed}{f.unit}" for f in task.figures)
        case _:
            return str(getattr(task, field))
