"""Founding and dissolving leading bodies, their seats, and who holds them."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max

from sansan.errors import Conflict, Invalid, NotAllowed
from sansan.leadership.actions.access import locked_body, locked_seat
from sansan.leadership.models import Body, Seat, Term
from sansan.leadership.querysets import MANAGE
from sansan.leadership.terms import clash
from sansan.people.access import require
from sansan.people.models import Organisation, Person
from sansan.people.roles import Reach
from sansan.places.scope import contains
from sansan.trail.record import Actor, record

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class NewBody:
    """What the founding document says. `organisation` does the body's daily work."""

    name: str
    kind: str
    area_code: str
    valid_from: dt.date
    founded_by: str = ""
    duties: str = ""
    parent_id: int | None = None
    organisation: Organisation | None = None


@transaction.atomic
def found_body(*, by: Actor, given: NewBody) -> Body:
    """Enter a body with the document that founded it."""
    grants, name = require(by, MANAGE), given.name.strip()
    if not any(grant.reach is Reach.ALL or contains(grant.area_code, given.area_code) for grant in grants):
        raise NotAllowed("您不能在该区域设立领导机构。", verb=MANAGE)
    if not name:
        raise Invalid("请填写机构名称。", field="name")
    if given.kind not in Body.Kind.values:
        raise Invalid("请选择机构类别。", field="kind")
    parent = locked_body(given.parent_id, by) if given.parent_id else None
    last = Body.objects.filter(area_code=given.area_code).aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic():
            body = Body.objects.create(
                name=name,
                kind=given.kind,
                area_code=given.area_code,
                valid_from=given.valid_from,
                founded_by=given.founded_by.strip(),
                duties=given.duties.strip(),
                parent=parent,
                organisation=given.organisation,
                order=last + 1,
            )
    except IntegrityError:
        raise Invalid(f"本区域已有“{name}”。", field="name") from None
    record(
        "body.founded",
        target=body,
        by=by,
        area_code=body.area_code,
        after={"kind": body.kind, "valid_from": body.valid_from, "founded_by": body.founded_by},
    )
    return body


@transaction.atomic
def edit_body(*, by: Actor, body_id: int, name: str, duties: str, founded_by: str, reason: str) -> Body:
    """Correct what was entered; who sat where is not touched."""
    body = locked_body(body_id, by)
    given = {"name": name.strip(), "duties": duties.strip(), "founded_by": founded_by.strip()}
    if not given["name"]:
        raise Invalid("请填写机构名称。", field="name")
    if not reason.strip():
        raise Invalid("请填写修改理由。", field="reason")
    before = {field: getattr(body, field) for field in given}
    for field, value in given.items():
        setattr(body, field, value)
    try:
        with transaction.atomic():
            body.save(update_fields=list(given))
    except IntegrityError:
        raise Invalid(f"本区域已有“{name.strip()}”。", field="name") from None
    record(
        "body.edited", target=body, by=by, area_code=body.area_code, reason=reason, before=before, after=given
    )
    return body


@transaction.atomic
def dissolve_body(*, by: Actor, body_id: int, on: dt.date, document_number: str) -> Body:
    """The body ends on that day, and with it every term and charge that still runs."""
    body = locked_body(body_id, by)
    if body.valid_to is not None:
        raise Conflict(f"该机构已于 {body.valid_to} 撤销。")
    running = Term.objects.filter(seat__body=body, ends_on=None)
    late = running.filter(starts_on__gt=on).first()
    if on < body.valid_from or late is not None:
        raise Invalid("撤销日期不能早于成立日期和现任的任职日期。", field="on")
    body.valid_to, body.dissolved_by = on, document_number.strip()
    body.save(update_fields=["valid_to", "dissolved_by"])
    running.update(ends_on=on, ended_by=document_number.strip())
    for seat in body.seats.all():
        seat.charges.filter(ends_on=None, starts_on__lte=on).update(ends_on=on)
    record(
        "body.dissolved",
        target=body,
        by=by,
        area_code=body.area_code,
        after={"valid_to": on, "dissolved_by": body.dissolved_by},
    )
    return body


@transaction.atomic
def add_seat(*, by: Actor, body_id: int, title: str) -> Seat:
    body = locked_body(body_id, by)
    if body.valid_to is not None:
        raise Conflict("该机构已撤销，不能再设席位。")
    if not title.strip():
        raise Invalid("请填写席位名称，如“组长”。", field="title")
    last = body.seats.aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic():
            seat = Seat.objects.create(body=body, title=title.strip(), order=last + 1)
    except IntegrityError:
        raise Invalid(f"本机构已有“{title.strip()}”席位。", field="title") from None
    record("seat.added", target=body, by=by, area_code=body.area_code, after={"seat": seat.title})
    return seat


@dataclass(frozen=True)
class Holder:
    """Who takes a seat: a person of the system, or somebody named; `post` is his office at the time."""

    name: str = ""
    post: str = ""
    person: Person | None = None

    @property
    def written(self) -> str:
        return (self.person.name if self.person else self.name).strip()


@transaction.atomic
def change_holder(*, by: Actor, seat_id: int, holder: Holder, on: dt.date, document_number: str) -> Term:
    """换届、调整: the old term ends the day before, the new one begins; what is on record stays with the old holder."""
    seat = locked_seat(seat_id, by)
    if not holder.written:
        raise Invalid("请从系统人员中选择，或填写姓名。", field="name")
    if not document_number.strip():
        raise Invalid("请填写任职文件的文号，没有文号的写明会议或依据。", field="document_number")
    _within_body(seat, on)
    terms = list(seat.terms.all())
    old = next((term for term in terms if term.ends_on is None), None)
    if old is not None:
        if old.starts_on >= on:
            raise Invalid(f"现任{old.name}自 {old.starts_on} 任职，新任日期须晚于这一天。", field="on")
        old.ends_on, old.ended_by = on - A_DAY, document_number.strip()
        old.save(update_fields=["ends_on", "ended_by"])
    taken = clash([term for term in terms if term is not old], on, None)
    if taken is not None:
        raise Invalid(f"{taken.name}任职到 {taken.ends_on}，新任日期须在此之后。", field="on")
    term = Term.objects.create(
        seat=seat,
        person=holder.person,
        name=holder.written,
        post=holder.post.strip(),
        starts_on=on,
        appointed_by=document_number.strip(),
    )
    record(
        "seat.changed",
        target=seat.body,
        by=by,
        area_code=seat.body.area_code,
        before={"holder": str(old) if old else ""},
        after={"seat": seat.title, "holder": str(term), "since": on, "founded_by": document_number.strip()},
    )
    return term


@transaction.atomic
def vacate(*, by: Actor, seat_id: int, on: dt.date, document_number: str) -> Term:
    """The holder's last day; the seat stays empty until somebody takes it."""
    seat = locked_seat(seat_id, by)
    old = seat.terms.filter(ends_on=None).first()
    if old is None:
        raise Conflict("该席位目前空缺，可能刚有人调整过。请刷新页面。")
    if on < old.starts_on:
        raise Invalid(f"卸任日期不能早于任职日期 {old.starts_on}。", field="on")
    old.ends_on, old.ended_by = on, document_number.strip()
    old.save(update_fields=["ends_on", "ended_by"])
    record(
        "seat.vacated",
        target=seat.body,
        by=by,
        area_code=seat.body.area_code,
        before={"seat": seat.title, "holder": str(old)},
        after={"seat": seat.title, "until": on},
    )
    return old


@transaction.atomic
def correct_term(*, by: Actor, term_id: int, name: str, post: str, reason: str) -> Term:
    """A slip of the pen in a name or a post. The days of a term are not corrected: records rest on them."""
    found = Term.objects.filter(pk=term_id).first()
    seat = locked_seat(found.seat_id if found else 0, by)
    term = seat.terms.get(pk=term_id)
    if not name.strip():
        raise Invalid("请填写姓名。", field="name")
    if not reason.strip():
        raise Invalid("请填写更正理由。", field="reason")
    before = {"seat": seat.title, "holder": str(term)}
    term.name, term.post = name.strip(), post.strip()
    term.save(update_fields=["name", "post"])
    record(
        "term.corrected",
        target=seat.body,
        by=by,
        area_code=seat.body.area_code,
        reason=reason,
        before=before,
        after={"seat": seat.title, "holder": str(term)},
    )
    return term


def _within_body(seat: Seat, on: dt.date) -> None:
    body = seat.body
    if body.valid_to is not None:
        raise Conflict(f"该机构已于 {body.valid_to} 撤销。")
    if on < body.valid_from:
        raise Invalid(f"任职日期不能早于机构成立日期 {body.valid_from}。", field="on")
