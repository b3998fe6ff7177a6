"""What the reader may do with a task now, and why a step he holds the right for is closed to him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from sansan.people.models import Person
from sansan.rectification.actions.parts import SPLIT, SPLITTABLE, may_split
from sansan.rectification.actions.steps import may_accept
from sansan.rectification.actions.wholes import unaccepted, why_not
from sansan.rectification.models import Task
from sansan.rectification.workflow import AFTER_PARTS, STEPS, WORKABLE, Kind, State, Step, steps_from

OUTSIDERS = frozenset({Step.ACCEPT, Step.REVIEW, Step.CLOSE, Step.LOOK_BACK})
"""Steps nobody takes on what his own unit did."""
_ONWARDS = (Step.REVIEW, Step.PUBLISH, Step.CLOSE)
PRIMARY = {
    State.PLANNING: (Step.PLAN,),
    State.OPEN: (Step.ASSIGN,),
    State.RECTIFYING: (Step.REPORT,),
    State.CHECKED: (Step.SUBMIT,),
    State.SUBMITTED: (Step.ACCEPT,),
    State.ACCEPTED: _ONWARDS,
    State.REVIEWED: _ONWARDS,
    State.NOTICED: (Step.CLOSE,),
    State.SUSPENDED: (Step.RESUME,),
}  # what is done most in a state; a closed task waits for nothing
AUDIT = "rectification.audit"
UPKEEP = {
    "task_edit": ("修改任务", "rectification.intake", "edit"),
    "task_entrust": ("指定主管专项办", "rectification.intake", "building"),
    "task_figure": ("登记数据", "rectification.figures", "chart-bar"),
    "task_cite": ("引用政策文件", "rectification.intake", "link"),
    "task_split": ("分解到县区", SPLIT, "sitemap"),
    "task_extend": ("申请延期", "rectification.report", "clock"),
    "task_transfer": ("申请转办", "rectification.report", "arrow-forward-up"),
    "task_objection": ("登记公示异议", "rectification.close", "message-report"),
}
ONLY_IN: Mapping[str, tuple[State, ...]] = {
    "task_split": SPLITTABLE,
    "task_extend": WORKABLE,
    "task_transfer": WORKABLE,
    "task_objection": (State.NOTICED,),
}
"""Upkeep that makes sense in some states only."""
ICONS = {
    Step.PLAN: "clipboard-list",
    Step.ASSIGN: "send",
    Step.REPORT: "message-circle",
    Step.SELF_CHECK: "list-check",
    Step.SUBMIT: "checklist",
    Step.RETURN: "arrow-back-up",
    Step.ACCEPT: "circle-check",
    Step.REVIEW: "eye-check",
    Step.PUBLISH: "speakerphone",
    Step.CLOSE: "archive",
    Step.LOOK_BACK: "history",
    Step.REOPEN: "rotate-2",
    Step.SUSPEND: "player-pause",
    Step.RESUME: "player-play",
    Step.WITHDRAW: "ban",
}


@dataclass(frozen=True)
class Offer:
    """A button: where it leads, or why it is not there. `key` is the last part of its page's name."""

    key: str
    label: str
    url: str
    icon: str
    why_not: str = ""


@dataclass(frozen=True)
class Offers:
    """`primary` is the usual step of the state, `closed` those barred; `may` the permissions that reach it."""

    primary: Offer | None
    steps: Sequence[Offer]
    closed: Sequence[Offer]
    upkeep: Sequence[Offer]
    may: frozenset[str]


def permissions_on(person: Person, task: Task, verbs: frozenset[str]) -> frozenset[str]:
    """Which of the permissions reach this task, in one query."""
    names = {verb.replace(".", "_"): verb for verb in verbs}
    reach = {
        name: Exists(Task.objects.visible_to(person, verb).filter(pk=OuterRef("pk")))
        for name, verb in names.items()
    }
    row = Task.objects.filter(pk=task.pk).annotate(**reach).values(*names).get()
    return frozenset(verb for name, verb in names.items() if row[name])


def offers(person: Person, task: Task) -> Offers:
    """Steps the state allows and the reader's rights reach."""
    asked = {s.permission for s in STEPS.values()} | {verb for _, verb, _ in UPKEEP.values()} | {AUDIT}
    may = permissions_on(person, task, frozenset(asked))
    possible = [step for step in steps_from(task.place) if STEPS[step].permission in may]
    splits = may_split(person, task)
    possible = [step for step in possible if step is not Step.WITHDRAW or splits]
    closed = _barred(person, task, possible)
    open_steps = [step for step in possible if step not in closed]
    usual = PRIMARY.get(State(task.state), ())
    first = next((step for step in usual if step in open_steps), None)
    return Offers(
        primary=_offer(first, task) if first else None,
        steps=[_offer(step, task) for step in open_steps if step is not first],
        closed=[Offer(step.value, STEPS[step].label, "", ICONS[step], why) for step, why in closed.items()],
        upkeep=[
            Offer(name.removeprefix("task_"), label, reverse(f"rectification:{name}", args=[task.pk]), icon)
            for name, (label, verb, icon) in UPKEEP.items()
            if verb in may and task.state in ONLY_IN.get(name, (task.state,)) and _fits(name, task, splits)
        ],
        may=may,
    )


def _barred(person: Person, task: Task, possible: Sequence[Step]) -> dict[Step, str]:
    """Steps the state allows and something else forbids, each with why."""
    left = unaccepted(task) if AFTER_PARTS.intersection(possible) else 0
    closed = {step: why for step in possible if (why := why_not(step, left))}
    if OUTSIDERS.intersection(possible) and not may_accept(person, task):
        closed |= {
            step: f"本单位承担整改，须由其他单位{STEPS[step].label}。"
            for step in possible
            if step in OUTSIDERS
        }
    return closed


def _fits(name: str, task: Task, splits: bool) -> bool:
    """Only a whole is split, and by who may."""
    return name != "task_split" or (splits and task.kind in (Kind.TASK, Kind.RECURRENCE))


def _offer(step: Step, task: Task) -> Offer:
    key, label, icon = step.value, STEPS[step].label, ICONS[step]
    if step is Step.PLAN:  # a plan is the round's: the step is taken on its page
        return Offer(key, "整改方案", reverse("rectification:plan", args=[task.round_id]), icon)
    return Offer(key, label, reverse(f"rectification:task_{step.value}", args=[task.pk]), icon)
