"""销号卷: everything on record of one task as a zip that anyone can check with a few lines of standard tools.

task.json      the task, its measures, reports, evidence, acceptances, notices, look-backs, requests and papers
events.jsonl   one event of the task a line, spelt exactly as its hash covers it
events.sha256  the hash of each line, as the chain holds it
evidence/      the files themselves, by number and name
SHA256SUMS     the hash of every file above, for `sha256sum -c`
check.py       the same and the events, with Python's standard library alone
说明.txt        how to check it
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import IO, Any

from sansan.evidence.models import Evidence
from sansan.evidence.store import path_of
from sansan.rectification.exports.bundle import Bundle
from sansan.rectification.models import Instrument, Task, TaskFigure
from sansan.trail.canonical import canonical, plain
from sansan.trail.models import Event

UNISSUED = (Instrument.State.DRAFTED, Instrument.State.WITHDRAWN)
"""Papers that never went out: no part of a file handed to others."""
NOTE = """{task}
销号卷，{at} 由{by}导出。

里面有什么
  task.json      任务、措施、填报、佐证、验收、公示、销号核对、回头看、申请和督办文书
  events.jsonl   本任务的操作轨迹，一行一条
  events.sha256  每一行的摘要，与系统轨迹中的摘要一致
  evidence/      佐证材料原件；系统里已经找不到原件的，在 task.json 里注明
  check.py       核对程序，只用 Python 标准库

怎样核对（不需要本系统）
  1. 在解压后的目录里执行（不解压也可以：python3 check.py 销号卷.zip）
       python3 check.py
     不符的文件会逐个列出。
  2. 不用这个程序，也可以用常见工具。文件是否完整、有没有被改动：
       sha256sum -c SHA256SUMS
     每条轨迹的摘要是否与内容相符：
       python3 -c "import hashlib; h=[l.split()[0] for l in open('events.sha256')]; \\
print(all(hashlib.sha256(l.rstrip(b'\\n')).hexdigest()==d for l,d in zip(open('events.jsonl','rb'),h,strict=True)))"
     输出 True 为相符。
  3. 轨迹是否就是系统里的那一条：请审计管理员按序号（seq）核对摘要；全市轨迹前后相连，sansan audit verify 可核验全部。
"""


def write_closing_file(
    target: IO[bytes],
    task: Task,
    *,
    events: Iterable[Event],
    evidence: Collection[Evidence],
    by: str,
    at: dt.datetime,
) -> None:
    """Write the zip. The task needs its relations readable; files are copied piece by piece, never held whole."""
    with Bundle(target, at) as bundle:
        bundle.text("说明.txt", NOTE.format(task=task, at=f"{at:%Y-%m-%d %H:%M}", by=by))
        add_task(bundle, "", task, events=events, evidence=evidence)


def add_task(
    bundle: Bundle, folder: str, task: Task, *, events: Iterable[Event], evidence: Collection[Evidence]
) -> int:
    """The files of one task under `folder`; how many events they hold."""
    lost = {item.pk for item in evidence if not path_of(item.file.sha256).is_file()}
    said = _task(task) | {"evidence": [_evidence(item, lost=item.pk in lost) for item in evidence]}
    bundle.text(f"{folder}task.json", canonical(plain(said)) + "\n")
    count = bundle.events(folder, events)
    for item in evidence:
        if item.pk not in lost:
            with path_of(item.file.sha256).open("rb") as handle:
                bundle.file(f"{folder}{_place(item)}", handle)
    return count


def evidence_of(task: Task) -> list[Evidence]:
    """What was handed in with its reports and taken at its look-backs."""
    kinds = {
        "rectification.progressreport": task.reports.values_list("pk", flat=True),
        "rectification.lookback": task.look_backs.values_list("pk", flat=True),
    }
    found: list[Evidence] = []
    for kind, keys in kinds.items():
        rows = Evidence.objects.filter(target_type=kind, target_id__in=[str(pk) for pk in keys])
        found += rows.select_related("file", "uploaded_by").order_by("pk")
    return found


def _place(item: Evidence) -> str:
    return f"evidence/{item.pk}-{item.name.replace('/', '_')}"


def _evidence(item: Evidence, *, lost: bool) -> dict[str, Any]:
    return {
        "file": None if lost else _place(item),
        "name": item.name,
        "sha256": item.file.sha256,
        "size": item.file.size,
        "purpose": item.get_purpose_display(),
        "by": item.uploaded_by.name,
        "at": item.uploaded_at,
        "taken_at": item.taken_at,
        "lon": item.lon,
        "lat": item.lat,
        "lost": lost,
    }


def _task(task: Task) -> dict[str, Any]:
    names = ("number", "problem", "goal", "claimed_status", "deadline_wording", "deadline_date", "standing")
    return {
        "round": task.round.name,
        **{name: getattr(task, name) for name in names},
        "state": task.get_state_display(),
        "accepted_at": task.accepted_at,
        "closed_at": task.closed_at,
        "kind": task.get_kind_display(),
        "recurrence_of": str(task.recurs) if task.recurs else None,
        "part_of": str(task.parent) if task.parent else None,
        "parts": [
            {
                "number": part.number,
                "units": [a.name for a in part.assignments.all()],
                "state": part.get_state_display(),
                "accepted_at": part.accepted_at,
            }
            for part in task.parts.prefetch_related("assignments").order_by("order")
        ],
        "plan": [
            {
                "version": item.plan.title,
                "state": item.plan.get_state_display(),
                "in_force_at": item.plan.in_force_at,
                "units": item.units,
                "goal": item.goal,
                "deadline": item.deadline,
                "deadline_date": item.deadline_date,
                "measures": item.measures,
            }
            for item in task.plan_items.filter(plan__in_force_at__isnull=False)
            .select_related("plan")
            .order_by("plan__version")
        ],
        "units": [{"name": a.name, "role": a.get_role_display()} for a in task.assignments.all()],
        "measures": [{"text": m.text, "done_at": m.done_at} for m in task.measures.all()],
        "figures": [_figure(f) for f in task.figures.all()],
        "identities": [
            {"total": i.total.name, "parts": [p.name for p in i.parts.all()], "withdrawn_at": i.withdrawn_at}
            for i in task.identities.select_related("total").prefetch_related("parts")
        ],
        "reports": [
            {
                "unit": r.organisation.name,
                "kind": r.get_kind_display(),
                "as_of": r.as_of,
                "text": r.text,
                "by": r.by.name,
                "review": r.get_review_display(),
            }
            for r in task.reports.select_related("organisation", "by").order_by("pk")
        ],
        "acceptances": [
            {
                "level": a.get_level_display(),
                "opinion": a.opinion,
                "visited_on": a.visited_on,
                "document_number": a.document_number,
                "by": a.by.name,
                "at": a.at,
                "withdrawn_at": a.withdrawn_at,
            }
            for a in task.acceptances.select_related("by")
        ],
        "notices": [
            {
                "place": n.place,
                "from": n.starts_on,
                "to": n.ends_on,
                "objection": n.objection,
                "answer": n.answer,
                "withdrawn_at": n.withdrawn_at,
            }
            for n in task.notices.all()
        ],
        "closing_requests": [
            {
                "text": q.text,
                "by": q.by.name,
                "at": q.at,
                "outcome": q.get_outcome_display(),
                "results": [
                    {"claim": r["label"], "judgement": r["judgement"], "found": r["sentence"]}
                    for r in q.results
                ],
                "overrides": [
                    {"claim": o.label, "reason": o.reason, "by": o.by.name, "at": o.at}
                    for o in q.overrides.all()
                ],
            }
            for q in task.closing_requests.select_related("by")
            .prefetch_related("overrides__by")
            .order_by("pk")
        ],
        "claims_chosen": [
            {"claim": c.claim, "applies": c.applies, "reason": c.reason, "by": c.by.name, "at": c.at}
            for c in task.claim_choices.select_related("by")
        ],
        "look_backs": [
            {"due_on": b.due_on, "done_on": b.done_on, "result": b.get_result_display(), "text": b.text}
            for b in task.look_backs.all()
        ],
        "requests": [
            {"what": str(r), "reason": r.reason, "answer": r.get_state_display(), "opinion": r.answer}
            for r in task.requests.select_related("organisation", "to")
        ],
        "papers": [
            {"number": p.number, "name": p.name, "to": p.organisation.name, "reply": p.reply}
            for p in task.instruments.select_related("organisation")
            .exclude(state__in=UNISSUED)
            .order_by("pk")
        ],
    }


def _figure(figure: TaskFigure) -> dict[str, Any]:
    """The value in force, and the whole series with what was put right and why."""
    values = figure.values.select_related("by", "source", "corrects").defer("source__text", "source__reading")
    return {
        "name": figure.name,
        "unit": figure.unit,
        "scope": figure.scope,
        "kind": figure.get_kind_display(),
        "value": figure.printed,
        "as_of": figure.as_of,
        "target": figure.target,
        "target_on": figure.target_on,
        "binding": figure.binding,
        "series": [
            {
                "value": v.value,
                "printed": v.printed,
                "bound": v.bound,
                "as_of": v.as_of,
                "origin": v.get_origin_display(),
                "source": v.source.name if v.source else None,
                "span": v.span,
                "by": v.by.name if v.by else None,
                "at": v.at,
                "corrects": v.corrects.printed if v.corrects else None,
                "reason": v.reason,
                "asked": v.asked,
                "answer": v.answer,
            }
            for v in values.order_by("as_of", "order", "pk")
        ],
    }
