"""销号卷: everything on record of one task as a zip that anyone can check with a few lines of standard tools.

task.json      the task, its measures, reports, acceptances, notices, look-backs, requests and papers
events.jsonl   one event of the task a line, spelt exactly as its hash covers it
events.sha256  the hash of each line, as the chain holds it
evidence/      the files themselves, by number and name
SHA256SUMS     the hash of every file above, for `sha256sum -c`
说明.txt        how to check it
"""

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from sansan.evidence.models import Evidence
from sansan.evidence.store import path_of
from sansan.rectification.models import Task
from sansan.trail.canonical import canonical, plain
from sansan.trail.models import Event
from sansan.trail.record import hashed_fields

CHUNK = 1024 * 1024
NOTE = """{task}
销号卷，{at} 由{by}导出。

里面有什么
  task.json      任务、措施、填报、验收、公示、回头看、申请和督办文书
  events.jsonl   本任务的操作轨迹，一行一条
  events.sha256  每一行的摘要，与系统轨迹中的摘要一致
  evidence/      佐证材料原件

怎样核对（不需要本系统）
  1. 文件是否完整、有没有被改动：在解压后的目录里执行
       sha256sum -c SHA256SUMS
  2. 每条轨迹的摘要是否与内容相符：
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
    evidence: Iterable[Evidence],
    by: str,
    at: dt.datetime,
) -> None:
    """Write the zip. The task needs its relations readable; files are copied piece by piece, never held whole."""
    sums: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        chain = [(event.hash, canonical(hashed_fields(event))) for event in events]
        note = NOTE.format(task=task, at=f"{at:%Y-%m-%d %H:%M}", by=by)
        for name, content in (
            ("说明.txt", note),
            ("task.json", canonical(plain(_task(task))) + "\n"),
            ("events.jsonl", "".join(f"{line}\n" for _, line in chain)),
            (
                "events.sha256",
                "".join(f"{digest}  {number}\n" for number, (digest, _) in enumerate(chain, 1)),
            ),
        ):
            _add(archive, name, [content.encode()], at, sums)
        for item in evidence:
            _add(archive, f"evidence/{item.pk}-{item.name}", _pieces(item), at, sums, stored=True)
        _add(archive, "SHA256SUMS", ["".join(sums).encode()], at, [])


def _add(
    archive: zipfile.ZipFile,
    name: str,
    pieces: Iterable[bytes],
    at: dt.datetime,
    sums: list[str],
    *,
    stored: bool = False,
) -> None:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = (
        zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    )  # photos are compressed already
    digest = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as entry:
        for piece in pieces:
            digest.update(piece)
            entry.write(piece)
    sums.append(f"{digest.hexdigest()}  {name}\n")


def _pieces(item: Evidence) -> Iterator[bytes]:
    with path_of(item.file.sha256).open("rb") as handle:
        while piece := handle.read(CHUNK):
            yield piece


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
        "figures": [
            {"name": f.name, "value": f.printed, "unit": f.unit, "as_of": f.as_of, "scope": f.scope}
            for f in task.figures.all()
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
            for p in task.instruments.select_related("organisation").exclude(state="withdrawn")
        ],
    }
