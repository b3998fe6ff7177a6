"""Loading the sample's rounds. All of it or nothing; loaded once, the second time does nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from sansan.rectification.actions.confirm import confirm_report
from sansan.rectification.actions.intake import read_source, receive_report
from sansan.rectification.actions.rounds import edit_round, open_round
from sansan.rectification.actions.supervision import answer_paper, demand_of, draft_paper, facts_of
from sansan.rectification.actions.upkeep import cite_policy, dispose_finding, save_policy
from sansan.rectification.ladder import rung_of
from sansan.rectification.models import Disposition, Instrument, PolicyDocument, Round
from sansan.rectification.presentation.supervision import proposals
from sansan.rectification.sample import figures, planning
from sansan.rectification.sample.cast import Cast, gather, hire
from sansan.rectification.sample.files import content, table
from sansan.rectification.sample.plan import workbook
from sansan.rectification.sample.work import Work
from sansan.trail.record import SYSTEM, Actor

CITY = "4117"
FIRST_ROUND = "省“三散”污染治理专项督察（样例）"
FIRST_FEEDBACK = dt.date(2019, 12, 27)
FIRST_REPORT = dt.date(2020, 4, 20)
OIL_EXPLAINED = (
    "全市数为公安机关查扣量，正阳县数含商务、市场监管部门查扣的油品，统计口径不同；已请两部门核对后统一口径。"
)


@transaction.atomic
def load(*, by: Actor = SYSTEM, progress: Callable[[str], None] | None = None) -> None:
    """Two rounds with their work. Expects the city's areas, bodies and demo accounts; `by` makes the colleagues."""
    if Round.objects.filter(is_sample=True).exists():
        return
    tell = progress or (lambda part: None)
    hire(by=by)
    cast = gather()
    tell("省督察：第一份报告和交办")
    first = open_round(
        by=cast.city_office,
        name=FIRST_ROUND,
        area_code=CITY,
        inspector="省专项督察组",
        feedback_on=FIRST_FEEDBACK,
        is_sample=True,
    )
    work = Work(first, cast, table("work.toml")["task"])
    _take_in(first, cast, "整改完成情况（2020年4月）.txt", content("report-2020-04.txt"))
    work.play(until=FIRST_REPORT)
    tell("省督察：第二份报告、验收和销号")
    _take_in(first, cast, "整改完成情况（2020年7月）.txt", content("report-2020-07.txt"))
    work.play(until=dt.date.max)
    _register_policies(first, cast)
    _dispose(first, cast)
    figures.enter(first, cast)
    tell("市督察：任务清单")
    _second_round(cast)


def _take_in(round_: Round, cast: Cast, name: str, data: bytes) -> None:
    """Received, read and confirmed by the city office, as any report is."""
    source = receive_report(by=cast.city_office, round_id=round_.pk, upload=SimpleUploadedFile(name, data))
    read_source(source_id=source.pk)
    confirm_report(by=cast.city_office, source_id=source.pk)


def _register_policies(round_: Round, cast: Cast) -> None:
    tasks = {task.number: task.pk for task in round_.tasks.all()}
    for row in table("policies.toml")["policy"]:
        cited_by = row.pop("cited_by", ())
        key = "number" if "number" in row else "title"
        known = PolicyDocument.objects.filter(**{key: row[key]}).first()
        given = {"number": "", **row}
        policy = save_policy(by=cast.city_office, policy_id=known.pk if known else None, **given)
        for number in cited_by:
            if not policy.citations.filter(task=tasks[number]).exists():
                cite_policy(by=cast.city_office, task_id=tasks[number], policy_id=policy.pk)


def _dispose(round_: Round, cast: Cast) -> None:
    """One question answered, the others left for whoever tries the sample."""
    oil = round_.findings.filter(task__number__in=("12", "13")).first()
    if oil:
        dispose_finding(
            by=cast.city_office, finding_id=oil.pk, disposition=Disposition.EXPLAINED, reason=OIL_EXPLAINED
        )


def _second_round(cast: Cast) -> None:
    plan, today = table("plan.toml"), timezone.localdate()
    second = open_round(
        by=cast.city_office,
        name=plan["name"],
        area_code=CITY,
        level=Round.Level.CITY,
        inspector=plan["inspector"],
        feedback_on=today + dt.timedelta(days=plan["feedback"]),
        is_sample=True,
    )
    _take_in(second, cast, "市级督察整改任务清单.xlsx", workbook(plan, today=today))
    edit_round(by=cast.city_office, round_id=second.pk, as_of=today)
    planning.approve_first(second, cast, plan["preamble"], today)
    Work(second, cast, _stories(plan, today)).play(until=dt.date.max)
    planning.adjust(second, cast, plan["adjustment"], today)
    planning.split(second, cast, plan["split"], today)
    _supervise(cast, today)


def _supervise(cast: Cast, today: dt.date) -> None:
    """Papers to those who are late: one answered, one open, one waiting for the leader's hand; the rest are due."""
    sent: list[Instrument] = []
    for due in proposals(cast.city_office, today)[:3]:
        facts = facts_of(due.task, today)
        for rung in (due.rung, rung_of("circular"))[: 1 if sent else 2]:
            paper = draft_paper(
                by=cast.city_office,
                task_id=due.task.pk,
                organisation_id=due.unit.pk,
                rung=rung.key,
                facts=facts,
                demand=demand_of(rung, today),
            )
            sent.append(paper)
    answered = next((p for p in sent if p.number and p.organisation.code in cast.reporters), None)
    if answered:
        by = cast.reporters[answered.organisation.code]
        answer_paper(by=by, paper_id=answered.pk, reply="已约见施工单位负责人，增加人手，本周内完成。")


def _stories(plan: dict[str, Any], today: dt.date) -> list[dict[str, Any]]:
    """What became of the list's tasks; one without an office waits to be handed over."""
    return [
        {
            "number": str(number),
            "office": task["office"],
            "steps": [
                {**step, "as_of": today + dt.timedelta(days=step["days"])} for step in task.get("steps", ())
            ],
        }
        for number, task in enumerate(plan["task"], 1)
        if "office" in task
    ]
