"""The trail as a time line, without what another county wrote on a shared task."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from sansan.documents.model import Bound, UnitRole
from sansan.people.access import grants
from sansan.people.models import Person
from sansan.people.roles import Reach
from sansan.places.scope import contains
from sansan.rectification.figures.bindings import bindings
from sansan.rectification.matching import FIELD_LABELS
from sansan.rectification.models import ProgressReport, Task, TaskFigure
from sansan.rectification.models.figure import BOUND_LABELS
from sansan.rectification.models.task import ROLE_LABELS
from sansan.rectification.querysets import VIEW
from sansan.rectification.workflow import State
from sansan.trail.models import Event
from sansan.trail.queries import history_of
from sansan.trail.record import VIA
from sansan.trail.registry import field as field_label
from sansan.ui.parts import Moment

LONGEST = 240
TONES = {
    "task.accepted": "good",
    "task.closed": "good",
    "task.returned": "bad",
    "task.reopened": "bad",
    "task.recurred": "bad",
    "task.suspended": "bad",
    "progress.returned": "bad",
    "request.refused": "bad",
    "plan.approved": "good",
    "plan.consented": "good",
    "plan.returned": "bad",
    "part.withdrawn": "bad",
    "report.failed": "bad",
}
RETURNED_OR_NOT = frozenset({"task.returned", "task.submitted", "task.self_checked"})
OTHERS = {
    "task.reported": "其他单位填报进展",
    "task.self_checked": "其他单位自查",
    "task.submitted": "其他单位提交验收",
    "progress.reviewed": "审核其他单位的填报",
    "progress.returned": "退回其他单位的填报",
}
DRAFTING = frozenset(
    {
        "plan.drafted",
        "plan.completed",
        "plan.edited",
        "plan.filled",
        "plan.submitted",
        "plan.signed",
        "plan.returned",
        "plan.dropped",
    }
)
"""Of a plan that is not in force: for those who see the whole round, like the draft itself. They name its tasks."""
EDITED = FIELD_LABELS | {
    "number": "编号",
    "status_code": "状态归类",
    "deadline_date": "到期日",
    "standing": "长期坚持",
    "area_codes": "涉及县区",
    "name": "名称",
    "level": "级别",
    "inspector": "督察单位",
    "feedback_on": "反馈日期",
    "as_of": "情况截至",
    "report_title": "报告标题",
    "preamble": "报告引言",
}


@dataclass(frozen=True)
class Happened:
    """An event and what the reader sees of it."""

    event: Event
    moment: Moment


def happenings(
    person: Person, events: Iterable[Event], *, area_code: str, url_of: Callable[[Event], str] = lambda _: ""
) -> list[Happened]:
    """The events in the order given; `area_code` is the round's, whose own events every reader of it sees whole,
    but for a plan still being drafted.

    One query for all: which of the reports spoken of the reader may see.
    """
    rows = list(events)
    spoken_of = [e.after["report"] for e in rows if e.verb in OTHERS and "report" in e.after]
    mine: set[int] = set()
    if spoken_of:
        reports = ProgressReport.objects.visible_to(person).filter(pk__in=spoken_of)
        mine = set(reports.values_list("pk", flat=True))
    prefixes = [g.area_code for g in grants(person, VIEW) if g.reach is not Reach.OWN]

    def whole(event: Event) -> bool:
        if event.verb in OTHERS:
            return event.after.get("report") in mine
        if event.verb in DRAFTING:
            return over_area(person, event.area_code)
        return event.area_code == area_code or any(contains(p, event.area_code) for p in prefixes)

    return [Happened(e, _moment(e, url_of(e)) if whole(e) else _outline(e, url_of(e))) for e in rows]


def over_area(person: Person, area_code: str) -> bool:
    """Whether the person sees a round of this area whole: by his area, not by a task of his office or unit."""
    return any(
        grant.reach is Reach.ALL or (grant.reach is Reach.AREA and contains(grant.area_code, area_code))
        for grant in grants(person, VIEW)
    )


def changed_since(person: Person, task: Task, seen: int) -> str:
    """Who did what to a task after the event `seen`, the last three, as this person may know it."""
    since = history_of(task).filter(seq__gt=seen).order_by("-seq")[:3]
    return "；".join(
        f"{h.moment.who} {timezone.localtime(h.event.at):%m-%d %H:%M} {h.moment.title}".strip()
        for h in happenings(person, since, area_code=task.round.area_code)
    )


def returned(state: str, happened: Sequence[Happened]) -> Moment | None:
    """Why the task came back, while nothing has been handed in since (`happened` is newest first)."""
    if state != State.RECTIFYING:
        return None
    last = next((h for h in happened if h.event.verb in RETURNED_OR_NOT), None)
    return last.moment if last and last.event.verb == "task.returned" else None


def _moment(event: Event, url: str) -> Moment:
    details = _details(event)
    reason = event.reason.rstrip("。") if details else event.reason
    return Moment(
        at=event.at,
        title=event.verb_label,
        who=event.actor_name,
        text=_short("；".join(filter(None, [reason, details]))),
        tone=TONES.get(event.verb, ""),
        url=url,
    )


def _outline(event: Event, url: str) -> Moment:
    """That something happened, and nothing of it."""
    return Moment(at=event.at, title=OTHERS.get(event.verb, event.verb_label), url=url)


def _details(event: Event) -> str:
    say = _SAYS.get(event.verb)
    return say(event) if say else ""


def _unit(values: Mapping[str, Any]) -> str:
    role = values.get("role", "")
    label = ROLE_LABELS[UnitRole(role)] if role in set(UnitRole) else ""
    return f"{values.get('unit', '')}（{label}）" if label else str(values.get("unit", ""))


def _figure(values: Mapping[str, Any]) -> str:
    scope = f"，{values['scope']}" if values.get("scope") else ""
    bound = BOUND_LABELS[Bound(values.get("bound", Bound.EXACT))]
    number = f"{bound}{values.get('value')}{values.get('unit')}"
    return f"{values.get('name')} {number}（截至 {values.get('as_of')}{scope}）"


def _meaning(event: Event) -> str:
    changes = (
        f"{'口径' if name == 'kind' else field_label(name)}："
        f"{_word(name, event.before.get(name))} → {_word(name, after)}"
        for name, after in event.after.items()
        if name != "name"
    )
    return f"{event.after.get('name')}：{'；'.join(changes)}"


def _word(name: str, value: Any) -> str:
    labels: Mapping[str, type[models.TextChoices]] = {
        "kind": TaskFigure.Kind,
        "direction": TaskFigure.Direction,
    }
    if name in labels:
        return dict(labels[name].choices).get(value or "", str(value))
    return str(value) if value is not None else "无"


def _binding(values: Mapping[str, Any]) -> str:
    binding = bindings().get(values.get("binding", ""))
    return f"{values.get('name')}：{binding.said(values.get('parameters', {})) if binding else '人工填报'}"


def _identity(values: Mapping[str, Any]) -> str:
    return f"{values.get('name')} = {str(values.get('parts', '')).replace('、', ' + ')}"


def _change(name: str, before: Any, after: Any) -> str:
    label = EDITED.get(name, name)
    if isinstance(before, str) and isinstance(after, str) and len(before) + len(after) <= 120:
        return f"{label}：{before or '（空）'} → {after or '（空）'}"
    return f"修改了{label}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _changes(event: Event) -> str:
    changed = ((name, after) for name, after in event.after.items() if name != VIA)
    return "；".join(_change(name, event.before.get(name), after) for name, after in changed)


def _text(event: Event) -> str:
    return str(event.after.get("text", ""))


def _paper(event: Event) -> str:
    named = f"{event.after.get('name', '')} {event.after.get('number', '')}".strip()
    return f"{named}，{event.after.get('unit', '')}"


def _counted(event: Event) -> str:
    return f"{event.after.get('tasks', 0)} 项任务，{event.after.get('findings', 0)} 条疑点"


def _plan(event: Event) -> str:
    named = str(event.after.get("plan", ""))
    tasks = f"{event.after['tasks']} 项任务" if "tasks" in event.after else ""
    about = str(event.after.get("task") or event.after.get("unit") or event.after.get("place") or "")
    number = " ".join(filter(None, [str(event.after.get("number") or ""), str(event.after.get("day") or "")]))
    return "，".join(filter(None, [named, about, number, tasks]))


def _planned(event: Event) -> str:
    changed = "；".join(
        _change(name, event.before.get(name), after) for name, after in event.after.items() if name != "plan"
    )
    return "；".join(filter(None, [str(event.after.get("plan", "")), changed]))


def _share(event: Event) -> str:
    target, deadline = event.after.get("target"), event.after.get("deadline_date")
    return "，".join(
        filter(
            None,
            [
                str(event.after.get("area") or ""),
                f"目标数量 {Decimal(str(target)).normalize():f}" if target is not None else "",
                f"期限 {deadline}" if deadline else "",
            ],
        )
    )


_SAYS: Mapping[str, Callable[[Event], str]] = {
    "plan.drafted": _plan,
    "plan.completed": _plan,
    "plan.edited": _plan,
    "plan.filled": _plan,
    "plan.submitted": _plan,
    "plan.signed": _plan,
    "plan.approved": _plan,
    "plan.returned": _plan,
    "plan.consented": _plan,
    "plan.published": _plan,
    "plan.dropped": _plan,
    "task.planned": _planned,
    "task.split": lambda e: f"分解为 {e.after.get('parts')} 项",
    "task.part_withdrawn": lambda e: f"第 {e.after['number']} 项" if e.after.get("number") else "",
    "part.added": _share,
    "task.assigned": lambda e: _unit(e.after),
    "task.entrusted": lambda e: str(e.after.get("office", "")),
    "task.unassigned": lambda e: _unit(e.before),
    "task.reported": _text,
    "task.self_checked": _text,
    "task.submitted": _text,
    "task.accepted": lambda e: str(e.after.get("level", "")),
    "task.published": lambda e: (
        f"{e.after.get('place')}，{e.after.get('starts_on')} 至 {e.after.get('ends_on')}"
    ),
    "notice.objected": lambda e: "；".join(filter(None, [e.after.get("objection"), e.after.get("answer")])),
    "task.looked_back": lambda e: f"{e.after.get('result')}：{e.after.get('text')}",
    "task.reopened": lambda e: f"另立第 {e.after['number']} 项" if e.after.get("number") else "",
    "task.resumed": lambda e: f"期限顺延至 {e.after['deadline_date']}" if "deadline_date" in e.after else "",
    "progress.reviewed": lambda e: str(e.after.get("unit", "")),
    "progress.returned": lambda e: str(e.after.get("unit", "")),
    "request.made": lambda e: "".join(
        str(e.after.get(name) or "") for name in ("kind", "deadline_date", "unit")
    ),
    "measure.done": _text,
    "measure.undone": _text,
    "task.updated": _changes,
    "task.edited": _changes,
    "round.edited": _changes,
    "figure.added": lambda e: _figure(e.after),
    "figure.corrected": lambda e: f"{_figure(e.before)} → {_figure(e.after)}",
    "figure.described": _meaning,
    "figure.bound": lambda e: _binding(e.after),
    "figure.unbound": lambda e: _binding(e.after),
    "figure.taken": lambda e: _figure(e.after),
    "figure.identity_declared": lambda e: _identity(e.after),
    "figure.identity_withdrawn": lambda e: _identity(e.before),
    "paper.drafted": _paper,
    "paper.issued": _paper,
    "paper.received": _paper,
    "paper.answered": lambda e: f"{_paper(e)}：{_text(e)}",
    "paper.closed": _paper,
    "paper.withdrawn": _paper,
    "policy.cited": lambda e: str(e.after.get("policy", "")),
    "closing.claims_declared": lambda e: "；".join(e.after.get("claims", ())),
    "closing.requested": _text,
    "task.reminded": lambda e: f"{e.after.get('unit')} {e.after.get('to')}：{_text(e)}",
    "closing.overridden": lambda e: f"{e.after.get('claim')}：{e.after.get('found')}",
    "report.read": _counted,
    "report.confirmed": _counted,
}
