"""What a round's archive holds, put into the bundle piece by piece.

说明.txt, check.py, SHA256SUMS   how to check it, and with what
manifest.json                   what is in it, and where the city's chain stood
round.json                      the round, its classes and procedure
台账.xlsx, 整改完成情况.docx       the ledger as exported from the system
reports/                        the reports received, as they came
findings.jsonl                  the questions of the audit with their dispositions
papers/                         the papers of supervision that went out
events.jsonl, events.sha256     what happened to the round itself, its reports and findings
tasks/<order>-<number>/          a closing file for each task
"""

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from sansan.evidence.store import path_of as file_of
from sansan.people.models import Organisation
from sansan.places.queries import area_name
from sansan.rectification.exports.bundle import Bundle
from sansan.rectification.exports.closing_file import UNISSUED, add_task, evidence_of
from sansan.rectification.exports.instrument import paper_docx
from sansan.rectification.exports.ledger import write_ledger
from sansan.rectification.exports.report import report_docx
from sansan.rectification.models import AuditFinding, Instrument, Proposal, Round, Task, TaskArea
from sansan.rectification.procedures import procedures
from sansan.trail.canonical import canonical, plain
from sansan.trail.models import Event, Head
from sansan.trail.queries import history_of

FORMAT = "sansan-round-archive-1"
CHUNK = 500
NOTE = """{round}
督察卷，{at} 由{by}制作，共 {tasks} 项任务。

里面有什么
  manifest.json     目录：每项任务在哪个文件夹、几份佐证、几条轨迹；制作前后全市轨迹的链首
  round.json        督察、类别和整改程序
  台账.xlsx          整改台账
  整改完成情况.docx   整改完成情况报告
  reports/          收到的报告和方案原件
  findings.jsonl    数据核查的疑点和处置，一行一条
  papers/           发出的督办文书
  events.jsonl      督察、报告和疑点的操作轨迹；events.sha256 是每一行的摘要
  tasks/            每项任务一个文件夹，即该任务的销号卷：task.json、轨迹、佐证材料原件
  SHA256SUMS        以上每个文件的摘要
  check.py          核对程序，只用 Python 标准库

怎样核对（不需要本系统，不联网）
  1. 不解压：从压缩包里取出 check.py，执行
       python3 check.py 督察卷.zip 摘要
     摘要写在系统的“督察卷”页和操作轨迹里，可以不给；给了就连压缩包本身的每一个字节一并核对。
  2. 解压后：在解压的目录里执行
       python3 check.py
     或者用常见工具只核对文件：
       sha256sum -c SHA256SUMS
     不符的文件逐个列出；轨迹逐条核对摘要，序号相邻的核对前后相接。
  3. 轨迹是否就是系统里的那一条：请审计管理员按序号（seq）核对摘要；全市轨迹由 sansan audit verify 核验全部，
     manifest.json 里的链首应当在链上（sansan audit verify --head 摘要）。
"""


def add_round(
    bundle: Bundle, round_: Round, *, by: str, at: dt.datetime, tasks: QuerySet[Task]
) -> Iterator[Task]:
    """Write everything; yields each task when its files are in, so that the caller can tell how far it is and stop."""
    begin = _head()
    bundle.text("说明.txt", NOTE.format(round=round_, at=f"{at:%Y-%m-%d %H:%M}", by=by, tasks=tasks.count()))
    bundle.text("round.json", _json(_round(round_)))
    _exports(bundle, round_, at)
    _reports(bundle, round_)
    bundle.add("findings.jsonl", (_json(_finding(f)).encode() for f in _findings(round_)))
    _papers(bundle, round_, at)
    listed = []
    for task in tasks.select_related("round", "recurs").order_by("order").iterator(CHUNK):
        folder = folder_of(task)
        evidence = evidence_of(task)
        events = add_task(
            bundle, folder, task, events=history_of(task).order_by("seq").iterator(), evidence=evidence
        )
        listed.append(
            {
                "folder": folder,
                "number": task.number,
                "problem": task.problem,
                "state": task.get_state_display(),
                "events": events,
                "evidence": len(evidence),
            }
        )
        yield task
    events = bundle.events("", _own_events(round_))
    bundle.text(
        "manifest.json",
        _json(
            {
                "format": FORMAT,
                "round": round_.name,
                "by": by,
                "at": at,
                "chain": {"before": begin, "after": _head()},
                "events": events,
                "tasks": listed,
            }
        ),
    )


def folder_of(task: Task) -> str:
    number = "".join(c if c.isalnum() or c in "-." else "_" for c in task.number) or str(task.pk)
    return f"tasks/{task.order:04d}-{number}/"


def _json(value: Any) -> str:
    return canonical(plain(value)) + "\n"


def _head() -> dict[str, Any]:
    head = Head.objects.filter(pk=1).first()
    return {"seq": head.seq, "hash": head.hash} if head else {}


def _round(round_: Round) -> dict[str, Any]:
    names = ("name", "inspector", "area_code", "feedback_on", "as_of", "report_title", "preamble")
    return {
        **{name: getattr(round_, name) for name in names},
        "level": round_.get_level_display(),
        "procedure": procedures()[round_.procedure].summary,
        "classes": [
            {"number": c.number, "title": c.title, "under": str(c.parent) if c.parent else None}
            for c in round_.classes.select_related("parent").order_by("order")
        ],
    }


def _exports(bundle: Bundle, round_: Round, at: dt.datetime) -> None:
    codes = TaskArea.objects.filter(task__round=round_).values_list("area_code", flat=True).distinct()
    names = {code: area_name(code) for code in codes}
    with write_ledger(
        Task.objects.filter(round=round_), title=f"{round_}整改任务台账", area_names=names
    ) as book:
        book.seek(0)
        bundle.file("台账.xlsx", book)
    reported = Task.objects.filter(round=round_).reported()
    bundle.add("整改完成情况.docx", [report_docx(round_, reported, at=at)], stored=True)


def _reports(bundle: Bundle, round_: Round) -> None:
    """The files as received; one the disk has lost is named in the list."""
    listed = []
    sources = round_.sources.select_related("file", "received_by").defer("text", "reading").order_by("pk")
    for source in sources:
        name = f"reports/{source.pk}-{source.name.replace('/', '_')}"
        place = file_of(source.file.sha256)
        lost = not place.is_file()
        if not lost:
            with place.open("rb") as handle:
                bundle.file(name, handle)
        listed.append(
            {
                "file": None if lost else name,
                "name": source.name,
                "sha256": source.file.sha256,
                "state": source.get_state_display(),
                "as_of": source.as_of,
                "received_by": source.received_by.name,
                "received_at": source.received_at,
                "confirmed_at": source.confirmed_at,
                "lost": lost,
            }
        )
    bundle.text("reports/reports.json", _json(listed))


def _findings(round_: Round) -> Iterable[AuditFinding]:
    return round_.findings.select_related("task", "source", "disposed_by").order_by("pk").iterator(CHUNK)


def _finding(finding: AuditFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "message": finding.message,
        "quote": finding.quote,
        "values": finding.values,
        "innocent": finding.innocent,
        "task": finding.task.number if finding.task else None,
        "source": finding.source.name,
        "disposition": finding.get_disposition_display(),
        "reason": finding.reason,
        "by": finding.disposed_by.name if finding.disposed_by else None,
        "at": finding.disposed_at,
    }


def _papers(bundle: Bundle, round_: Round, at: dt.datetime) -> None:
    office = Organisation.objects.filter(kind=Organisation.Kind.CITY_OFFICE).order_by("pk").first()
    papers = Instrument.objects.filter(task__round=round_).exclude(state__in=UNISSUED)
    for paper in papers.select_related("task__round", "organisation").order_by("pk").iterator(CHUNK):
        content = paper_docx(paper, issuer=office.name if office else "", at=at)
        bundle.add(f"papers/{paper.number}.docx", [content], stored=True)


def _own_events(round_: Round) -> Iterator[Event]:
    """The events of the round, its reports, what was proposed from them, and its findings, in the chain's order.

    One question for each kind, so that each is answered from the index of targets, then merged.
    """
    kinds: list[QuerySet[Any]] = [
        Round.objects.filter(pk=round_.pk),
        round_.sources.all(),
        Proposal.objects.filter(source__round=round_),
        round_.findings.all(),
    ]
    return heapq.merge(*map(_events_of, kinds), key=lambda event: event.seq)


def _events_of(rows: QuerySet[Any]) -> Iterator[Event]:
    ids = rows.order_by().annotate(text_id=Cast("pk", CharField())).values("text_id")
    events = Event.objects.filter(target_type=rows.model._meta.label_lower, target_id__in=ids)
    return events.order_by("seq").iterator(CHUNK)
