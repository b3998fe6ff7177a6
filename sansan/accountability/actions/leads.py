"""What asks for accountability: it arrives by itself, is received, and is filed, declined or passed on."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sansan.accountability.actions.records import start_record
from sansan.accountability.models import Lead
from sansan.accountability.querysets import HANDLE
from sansan.accountability.sealing import seal
from sansan.errors import Conflict, Invalid, Missing
from sansan.notify.notice import notify
from sansan.people.access import require
from sansan.people.models import Person
from sansan.people.queries import holders_over
from sansan.rectification.models import Instrument, LookBack
from sansan.trail.record import Actor, record

RUNG = "accountability"
"""The rung of the ladder whose papers are proposals to this room."""
_SENT = ("issued", "received", "answered", "closed")
Decision = Lead.Decision
_CAUSE_OF = {"instrument": "slow", "look_back": "false"}


def waiting() -> tuple[list[Instrument], list[LookBack]]:
    """Proposals sent out and closings found false that have not arrived here yet."""
    papers = Instrument.objects.filter(rung=RUNG, state__in=_SENT, lead=None).select_related("task__round")
    found_false = LookBack.objects.filter(result=LookBack.Result.FALSE, lead=None)
    return list(papers.order_by("pk")), list(found_false.select_related("task__round").order_by("pk"))


@transaction.atomic
def collect_leads(*, by: Actor) -> list[Lead]:
    """Take in what is waiting, and tell those who handle it. Run by the clock."""
    require(by, HANDLE)
    papers, found_false = waiting()
    made = [
        Lead.objects.create(area_code=paper.area_code, instrument=paper, task=paper.task) for paper in papers
    ]
    made += [
        Lead.objects.create(area_code=found.task.round.area_code, look_back=found, task=found.task)
        for found in found_false
    ]
    for lead in made:
        record(
            "lead.arrived",
            target=lead,
            by=by,
            area_code=lead.area_code,
            after={"instrument": lead.instrument_id, "look_back": lead.look_back_id},
        )
        notify(
            kind="accountability.lead",
            to=holders_over(lead.area_code, HANDLE, timezone.localdate()),
            title=f"收到问责线索：{lead.source}",
            body="请接收并作出处理：立案、不予立案或转办。",
            url=reverse("accountability:lead", args=[lead.pk]),
            area_code=lead.area_code,
            urgent=True,
            key=f"lead-{lead.pk}",
        )
    return made


@transaction.atomic
def receive_lead(*, by: Person, lead_id: int) -> Lead:
    lead = _locked(lead_id, by)
    if lead.decision != Decision.WAITING:
        raise Conflict(f"该线索{lead.get_decision_display()}，可能刚有人办过。请刷新页面。")
    lead.decision, lead.received_by, lead.received_at = Decision.RECEIVED, by, timezone.now()
    lead.save(update_fields=["decision", "received_by", "received_at"])
    _recorded("lead.received", lead, by)
    return lead


@transaction.atomic
def decide_lead(*, by: Person, lead_id: int, decision: str, reason: str, passed_to: str = "") -> Lead:
    """立案 opens a record about the task; 不予立案 and 转办 end here, with the reason."""
    lead = _locked(lead_id, by)
    if lead.decision != Decision.RECEIVED:
        raise Conflict(f"该线索{lead.get_decision_display()}，不能处理。请刷新页面。")
    if decision not in (Decision.FILED, Decision.DECLINED, Decision.PASSED_ON):
        raise Invalid("请选择处理意见。", field="decision")
    if not reason.strip():
        raise Invalid("请填写理由。", field="reason")
    if decision == Decision.PASSED_ON and not passed_to.strip():
        raise Invalid("请填写转往的机关。", field="passed_to")
    lead.decision, lead.reason_sealed = decision, seal(reason.strip())
    lead.passed_to = passed_to.strip() if decision == Decision.PASSED_ON else ""
    lead.decided_by, lead.decided_at = by, timezone.now()
    if decision == Decision.FILED:
        lead.record = start_record(
            by=by,
            area_code=lead.area_code,
            cause=_CAUSE_OF["instrument" if lead.instrument_id else "look_back"],
            facts=_facts(lead),
            found_on=timezone.localdate(lead.arrived_at),
            tasks=[lead.task],
        )
    lead.save()
    _recorded("lead.decided", lead, by, outcome=decision, record=lead.record_id)
    return lead


def _facts(lead: Lead) -> str:
    if lead.instrument is not None:
        return f"{lead.source}：{lead.instrument.facts}"
    assert lead.look_back is not None  # a lead has one of the two
    return f"{lead.source}：{lead.look_back.text}"


def _locked(lead_id: int, by: Person) -> Lead:
    require(by, HANDLE)
    rows = Lead.objects.visible_to(by, HANDLE).select_for_update(of=("self",))
    lead = rows.select_related("instrument", "look_back", "task__round").filter(pk=lead_id).first()
    if lead is None:
        raise Missing("未找到该线索，或不在您的权限范围内。", pk=lead_id)
    return lead


def _recorded(verb: str, lead: Lead, by: Actor, **said: object) -> None:
    record(verb, target=lead, by=by, area_code=lead.area_code, after=said)
