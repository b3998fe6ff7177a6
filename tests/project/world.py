"""Two counties of one city, each with everything a county can have, for the walk of every route.

County A (驿城区) is where the walking county people serve. Every text of county B (新蔡县) carries MARK_B: an answer
given to a person of county A that contains it is a leak.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from sansan.accountability.models import Lead, Record, Subject
from sansan.accountability.sealing import seal
from sansan.dispatch.actions.bulletins import draft_bulletin
from sansan.dispatch.actions.freezing import freeze
from sansan.dispatch.actions.periods import open_period
from sansan.dispatch.models import Draft, DraftFile, Entry
from sansan.documents.jsonform import to_json
from sansan.documents.reading import read_bytes
from sansan.evidence.models import Evidence, Purpose
from sansan.evidence.store import keep
from sansan.leadership.models import AgendaItem, Attendance, Body, Charge, Decision, Meeting, Seat, Term
from sansan.lists.models import BulkRun, SavedView
from sansan.people.models import Organisation, Person
from sansan.people.roles import Role
from sansan.places.models import Area, Zone
from sansan.rectification.models import (
    FigureIdentity,
    Instrument,
    LookBack,
    Plan,
    PlanItem,
    PolicyDocument,
    Proposal,
    Request,
    Round,
    RoundArchive,
    SourceDocument,
    Task,
)
from sansan.rectification.planning import PlanState
from sansan.rectification.proposals import ProposedTask
from sansan.rectification.workflow import State
from sansan.search import indexing
from sansan.trail.record import record
from tests.api.factories import PushFactory, SubscriptionFactory, TokenFactory
from tests.notify.factories import DeliveryFactory, MessageFactory
from tests.people.factories import OrganisationFactory, PersonFactory, person_with
from tests.rectification.factories import (
    AuditFindingFactory,
    MeasureFactory,
    ProgressReportFactory,
    RoundFactory,
    SourceDocumentFactory,
    TaskFactory,
    TaskFigureFactory,
)

CITY, COUNTY_A, TOWNSHIP_A, COUNTY_B = "4117", "411702", "411702104", "411729"
_SQUARE = {
    "type": "Polygon",
    "coordinates": [[[114.0, 33.0], [114.1, 33.0], [114.1, 33.1], [114.0, 33.1], [114.0, 33.0]]],
}
MARK_A, MARK_B = "甲县事项", "乙县秘密"
SECRET = "被问责人"
"""Begins the name of everybody held to account, and the documents about him."""

LIMITED_TO_A = (
    Role.COUNTY_OFFICE,
    Role.COUNTY_LEADER,
    Role.TOWNSHIP_OFFICER,
    Role.BUREAU_OFFICER,
)
"""Roles whose post in this world reaches rows of county A only. A sister office's reaches the whole city."""


Things = dict[str, Any]


@dataclass
class World:
    """`people`: one person per role, plus one without a post. `a`, `b`: address arguments by kind of thing."""

    people: dict[str, Person] = field(default_factory=dict)
    a: Things = field(default_factory=dict)
    b: Things = field(default_factory=dict)


def build() -> World:
    """The whole world, in the database."""
    world = World()
    _places()
    bodies = {
        role: OrganisationFactory.create(name=f"甲方{role.label}", area_code=_area_of(role)) for role in Role
    }
    for role in Role:
        world.people[role] = person_with(
            role, area_code=_area_of(role), organisation=bodies[role], username=f"a.{role.value}"
        )
    world.people["nobody"] = PersonFactory.create(username="nobody")
    with transaction.atomic():
        round_ = RoundFactory.create(name="全市督察", area_code=CITY)
        source = _source(round_)
        policy = PolicyDocument.objects.create(number="驻政〔2020〕3号", title="攻坚方案")
        archive = RoundArchive.objects.create(round=round_, by=world.people[Role.CITY_OFFICE])
        common: Things = {
            "round": round_.pk,
            "archive": archive.pk,
            "source": source.pk,
            "policy": policy.pk,
            "provider": "none",
        }
        doing = [bodies[role] for role in (Role.TOWNSHIP_OFFICER, Role.COUNTY_OFFICE, Role.BUREAU_OFFICER)]
        world.a = common | _side(round_, source, MARK_A, TOWNSHIP_A, doing, office=bodies[Role.OFFICE_STAFF])
        body_b = OrganisationFactory.create(name="乙方攻坚办", area_code=COUNTY_B)
        world.b = common | _side(
            round_, source, MARK_B, COUNTY_B, [body_b], office=OrganisationFactory.create()
        )
        _report_on(world.a["task"], MARK_B, body_b)  # a task of county A on which county B has also reported
        _plan_of(round_, world)
        _dispatch(world, bodies[Role.TOWNSHIP_OFFICER], body_b)
        world.b["round"] = RoundFactory.create(name=f"{MARK_B}专项督察", area_code=COUNTY_B).pk
    zone = Zone.objects.create(
        kind="coal_ban", name="禁煤区", version=1, area_code=CITY, boundary=_SQUARE, source="示意",
        west=114.0, south=33.0, east=114.1, north=33.1, valid_from=dt.date(2020, 1, 1),
    )  # fmt: skip
    world.a |= {"area": COUNTY_A, "zone": zone.pk, "seq": 1}
    world.b |= {"area": COUNTY_B, "zone": zone.pk, "seq": 1}
    view = SavedView.objects.create(
        person=PersonFactory.create(),
        list_key="rectification.ledger",
        name="他人的视图",
        query="state=overdue",
    )
    run = BulkRun.objects.create(
        person=view.person, token="another", verb="rectification.assign", label="交办", keys=[1]
    )
    for things in (world.a, world.b):
        things["view"], things["run"] = view.pk, run.pk
    indexing.rebuild()
    return world


def _area_of(role: Role) -> str:
    match role:
        case Role.COUNTY_OFFICE | Role.COUNTY_LEADER:
            return COUNTY_A
        case Role.TOWNSHIP_OFFICER:
            return TOWNSHIP_A
    return CITY


def _places() -> None:
    for code, name, level in (
        (CITY, "驻马店市", 2),
        (COUNTY_A, "驿城区", 3),
        (COUNTY_B, "新蔡县", 3),
        (TOWNSHIP_A, "水屯镇", 4),
    ):
        Area.objects.create(
            code=code, name=name, short_name=name[:-1], kind="area", level=level, parent_code=code[:-2]
        )


def _source(round_: Round) -> SourceDocument:
    """The city's report, in which both counties' tasks stand on neighbouring lines."""
    text = f"1. {MARK_A}：工地未覆盖。\n2. {MARK_B}：工地未覆盖。\n"
    return SourceDocumentFactory.create(
        round=round_,
        name="全市报告.txt",
        state=SourceDocument.State.READ,
        text=text,
        reading=to_json(read_bytes(text.encode(), "全市报告.txt")),
    )


def _side(
    round_: Round,
    source: SourceDocument,
    mark: str,
    area: str,
    doing: list[Organisation],
    *,
    office: Organisation,
) -> dict[str, Any]:
    """A task with everything that hangs on a task, each text marked; address arguments by name."""
    task = TaskFactory.create(
        round=round_, problem=f"{mark}：工地未覆盖。", goal=mark, counties=[area], units=doing, office=office,
        deadline_date=dt.date(2020, 6, 30), state=State.RECTIFYING, source=source,
        spans={"problem": [_line_of(source.text, mark)]},
    )  # fmt: skip
    measure = MeasureFactory.create(task=task, text=f"{mark}措施")
    figure = TaskFigureFactory.create(task=task, name=f"{mark}数据")
    parts = [TaskFigureFactory.create(task=task, name=f"{mark}分项{n}", value=n) for n in (11, 20)]
    finding = AuditFindingFactory.create(
        round=round_, source=source, task=task, message=f"{mark}不符", quote=mark
    )
    proposal = Proposal.objects.create(
        source=source,
        order=source.proposals.count() + 1,
        data=ProposedTask(key=mark, problem=f"{mark}拟立").model_dump(mode="json"),
    )
    person = person_with(Role.COUNTY_OFFICE, area_code=area, organisation=doing[0], name=f"{mark}人")
    report, evidence = _report_on(task.pk, mark, doing[0], by=person)
    identity = FigureIdentity.objects.create(task=task, total=figure, by=person, note=mark)
    identity.parts.set(parts)
    record(
        "task.edited", target=task, by=person, area_code=area, reason=f"{mark}理由", after={"problem": mark}
    )
    message = MessageFactory.create(recipient=person, title=f"{mark}消息", body=f"{mark}正文")
    request = Request.objects.create(
        task=task,
        kind=Request.Kind.EXTENSION,
        organisation=doing[0],
        deadline=dt.date(2020, 12, 31),
        reason=f"{mark}延期理由",
        by=person,
    )
    paper = Instrument.objects.create(
        task=task,
        organisation=doing[0],
        area_code=doing[0].area_code,
        rung="urge",
        name="督办单（黄牌）",
        words="攻坚督",
        year=2020,
        serial=Instrument.objects.count() + 1,
        deadline=dt.date(2020, 6, 30),
        facts=f"{mark}超期",
        demand="请报告。",
        reply_by=dt.date(2020, 7, 5),
        state=Instrument.State.ISSUED,
        issued_at=dt.datetime(2020, 7, 1, tzinfo=dt.UTC),
        drafted_by=person,
    )
    return (
        _leaders(task, mark, area[:6], doing[0], person)
        | _accounts(task, mark, area[:6], person)
        | {
            "task": task.pk,
            "paper": paper.pk,
            "message": message.pk,
            "delivery": DeliveryFactory.create(messages=[message], state="failed").pk,
            "request": request.pk,
            "measure": measure.pk,
            "figure": figure.pk,
            "value": figure.values.get().pk,
            "identity": identity.pk,
            "finding": finding.pk,
            "proposal": proposal.pk,
            "assignment": task.assignments.order_by("pk")[0].pk,
            "report": report.pk,
            "evidence": evidence.pk,
            "organisation": doing[0].code,
            "doer": doing[0].pk,
            "token": TokenFactory.create(holder=person, name=f"{mark}令牌").pk,
            "subscription": (
                subscription := SubscriptionFactory.create(holder=person, name=f"{mark}平台")
            ).pk,
            "push": PushFactory.create(subscription=subscription).pk,
            "person": person.username,
            "post": person.posts.get().pk,
        }
    )


def _leaders(task: Task, mark: str, county: str, unit: Organisation, by: Person) -> Things:
    """A leading body of the county, a meeting with a decision for the unit, and one whose minutes are a draft."""
    body = Body.objects.create(
        name=f"{mark}领导小组", kind="leading_group", area_code=county, valid_from=dt.date(2020, 1, 1)
    )
    seat = Seat.objects.create(body=body, title="组长", order=1)
    term = Term.objects.create(seat=seat, name=f"{mark}组长", starts_on=dt.date(2020, 1, 1))
    charge = Charge.objects.create(task=task, seat=seat, starts_on=dt.date(2020, 1, 1))
    common: Things = {
        "body": body, "kind": "group", "area_code": county, "year": 2020, "chair": seat, "by": by,
        "held_on": dt.date(2020, 7, 1), "place": f"{mark}会议室", "subject": f"{mark}主题",
    }  # fmt: skip
    issued = Meeting.objects.create(
        serial=1, words="攻坚纪", minutes_year=2020, minutes_serial=1,
        issued_at=dt.datetime(2020, 7, 2, tzinfo=dt.UTC), issued_by=by, minutes=[["text", mark]], **common,
    )  # fmt: skip
    draft = Meeting.objects.create(serial=2, **common)
    AgendaItem.objects.create(meeting=issued, order=1, title=f"{mark}议题")
    item = AgendaItem.objects.create(meeting=draft, order=1, title=f"{mark}议题")
    Attendance.objects.create(meeting=issued, seat=seat)
    return {
        "body": body.pk, "seat": seat.pk, "term": term.pk, "charge": charge.pk, "meeting": issued.pk,
        "draft": draft.pk, "agenda": item.pk,
        "decision": Decision.objects.create(meeting=issued, order=1, text=f"{mark}议定", organisation=unit).pk,
        "draft_decision": Decision.objects.create(meeting=draft, order=1, text=mark, organisation=unit).pk,
    }  # fmt: skip


def _accounts(task: Task, mark: str, county: str, by: Person) -> Things:
    """A lead and a decided record with a person and a document, each text marked and the person's name secret."""
    row = Record.objects.create(
        area_code=county, year=2020, serial=Record.objects.count() + 1, cause="slow", by=by,
        facts_sealed=seal(f"{mark}事实"),
        found_on=dt.date(2020, 7, 1), decided_on=dt.date(2020, 8, 1), state="decided",
        removable_on=dt.date(2099, 1, 1), document_sealed=seal(f"{mark}文号"), deciding_body=f"{mark}机关",
    )  # fmt: skip
    row.tasks.add(task)
    subject = Subject.objects.create(
        record=row, name_sealed=seal(f"{SECRET}{mark}"), post_sealed=seal(f"{mark}职务"), level="township",
        kind="admonish", kind_label="诫勉", order=1,
    )  # fmt: skip
    false = LookBack.objects.create(
        task=task,
        due_on=dt.date(2020, 6, 1),
        done_on=dt.date(2020, 6, 1),
        result="false",
        text=f"{mark}虚假",
        by=by,
    )
    lead = Lead.objects.create(area_code=county, look_back=false, task=task)
    document = Evidence.objects.create(
        file=keep(f"{SECRET}{mark}决定书".encode(), media_type="text/plain"),
        name="决定书-1.txt",
        purpose=Purpose.DOCUMENT,
        target_type="accountability.record",
        target_id=str(row.pk),
        area_code=county,
        uploaded_by=by,
    )
    return {"record": row.pk, "subject": subject.pk, "lead": lead.pk, "document": document.pk}


def _plan_of(round_: Round, world: World) -> None:
    """A published plan of the whole round, in which each county's task has its part, and one of the other's own."""
    leader, office = world.people[Role.CITY_LEADER], world.people[Role.CITY_OFFICE]
    now = dt.datetime(2020, 7, 1, tzinfo=dt.UTC)
    plan = Plan.objects.create(
        round=round_,
        state=PlanState.PUBLISHED,
        drafted_by=office,
        signed_by=leader,
        signed_at=now,
        in_force_at=now,
        published_place="市政府网站",
        published_on=now.date(),
    )
    for things, mark in ((world.a, MARK_A), (world.b, MARK_B)):
        item = PlanItem.objects.create(
            plan=plan, task_id=things["task"], goal=f"{mark}目标", measures=[f"{mark}方案措施"]
        )
        things |= {"plan": plan.pk, "version": 1, "item": item.pk}


def _dispatch(world: World, unit_a: Organisation, unit_b: Organisation) -> None:
    """The month of both counties, filled in and frozen, with a paper in draft."""
    office = world.people[Role.CITY_OFFICE]
    period = open_period(by=office, month=timezone.localdate(), area_code=CITY)
    for things, unit, mark in ((world.a, unit_a, MARK_A), (world.b, unit_b, MARK_B)):
        entry = Entry.objects.get(organisation=unit, task=things["task"])
        Draft.objects.create(entry=entry, text=f"{mark}草稿", saved_by=office, version=1)
        evidence = Evidence.objects.get(pk=things["evidence"])
        file = DraftFile.objects.create(
            entry=entry, file=evidence.file, name=f"{mark}.txt", purpose=Purpose.DOCUMENT, by=office
        )
        things |= {
            "period": period.pk,
            "month": f"{period.month:%Y-%m}",
            "unit": unit.pk,
            "entry": entry.pk,
            "draft_file": file.pk,
        }
    snapshot = freeze(by=office, period_id=period.pk)
    bulletin = draft_bulletin(by=office, period_id=period.pk)
    for things in (world.a, world.b):
        things |= {"snapshot": snapshot.pk, "bulletin": bulletin.pk}


def _line_of(text: str, mark: str) -> list[int]:
    start = text.index(mark)
    return [text.count("\n", 0, start) + 1, start, text.index("\n", start)]


def _report_on(task_id: int, mark: str, body: Organisation, by: Person | None = None) -> tuple[Any, Evidence]:
    by = by or PersonFactory.create(name=f"{mark}人")
    report = ProgressReportFactory.create(
        task_id=task_id,
        organisation=body,
        area_code=body.area_code,
        text=f"{mark}进展",
        by=by,
        as_of=dt.date(2020, 7, 1),
    )
    evidence = Evidence.objects.create(
        file=keep(f"{mark}材料 {report.pk}".encode(), media_type="text/plain"),
        name=f"{mark}.txt",
        purpose=Purpose.DOCUMENT,
        target_type="rectification.progressreport",
        target_id=str(report.pk),
        area_code=body.area_code,
        organisation=body,
        uploaded_by=by,
    )
    return report, evidence
