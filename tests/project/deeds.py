"""The verbs the sample city does not use, each done once, so that every action of the product has been at work.

Called by their modules' names: whoever watches them has put his own in their place.
"""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sansan.notify import actions as notify
from sansan.notify.models import Delivery
from sansan.people.actions import accounts, organisations, persons, posts
from sansan.people.models import Organisation, Person
from sansan.people.organisations import OrganisationRow
from sansan.people.roles import Role
from sansan.places import actions as places
from sansan.places.models import Zone
from sansan.rectification.actions import (
    decisions,
    entries,
    exports,
    intake,
    requests,
    steps,
    supervision,
    upkeep,
)
from sansan.rectification.archives import actions as archives
from sansan.rectification.models import Instrument, Round, Task
from sansan.rectification.proposals import ProposedTask
from tests.notify.factories import DeliveryFactory
from tests.people.factories import OrganisationFactory, PostFactory, person_with
from tests.rectification.factories import (
    ProgressReportFactory,
    RoundFactory,
    TaskFactory,
    TaskFigureFactory,
)

if TYPE_CHECKING:
    from tests.project.test_events import Watch

WHY = "情况已核实，按规定办理。"
TODAY = dt.date(2026, 6, 15)


def do_the_rest(watch: "Watch") -> None:
    """Each action once. What only sets the stage is done aside."""
    with watch.aside():
        office, leader = person_with(Role.CITY_OFFICE), person_with(Role.CITY_LEADER)
        body = OrganisationFactory.create(name="某县攻坚办", area_code="411725")
        officer = person_with(Role.COUNTY_OFFICE, area_code="411725", organisation=body)
        round_, on_the_way, asked, urged = (RoundFactory.create() for _ in range(4))
    on_people(watch)
    on_messages(watch, officer)
    on_a_report(office, round_)
    on_tasks(watch, office, officer, body, on_the_way)
    on_requests(watch, office, officer, body, asked)
    on_papers(watch, office, leader, officer, body, urged)
    exports.export_report(by=office, round_id=round_.pk)
    exports.export_ledger(by=office, tasks=Task.objects.filter(round=round_)).close()
    on_archives(office, round_)


def on_people(watch: "Watch") -> None:
    with watch.aside():
        system, security = person_with(Role.SYSTEM_ADMIN), person_with(Role.SECURITY_ADMIN)
        person = person_with(Role.BUREAU_OFFICER, username="walker", phone="13800000000")
        second, third = (PostFactory.create(area_code="4117") for _ in range(2))
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        zone = Zone.objects.filter(valid_to=None).first()
    row = OrganisationRow(code="walk-1", name="某某中心", kind=Organisation.Kind.BUREAU, area_code="4117")
    made = organisations.create_organisation(by=system, row=row)
    renamed = OrganisationRow(code="walk-1", name="某某服务中心", kind=row.kind, area_code="4117")
    organisations.change_organisation(by=system, organisation=made, row=renamed)
    persons.change_person(by=system, person=person, name="新名", phone="13900000000")
    persons.unmask_contact(by=system, person=person, reason=WHY)
    persons.deactivate_person(by=system, person=person, reason=WHY)
    persons.reactivate_person(by=system, person=person, reason=WHY)
    accounts.reset_password(by=system, person=person, reason=WHY)
    accounts.change_password(by=person, password="Wanquan-Buyiyang-2026!")
    accounts.remove_second_factor(by=security, person=person, reason=WHY)
    with watch.aside():
        AccessAttempt.objects.create(username="walker", failures_since_start=9, attempt_time=timezone.now())
    accounts.unlock(by=security, username="walker")
    posts.end_post(by=security, post=second, last_day=timezone.localdate(), reason=WHY)
    posts.revoke_post(by=security, post=third, reason=WHY)
    assert zone is not None
    places.close_zone(by=system, zone_id=zone.pk, valid_to=timezone.localdate(), reason=WHY)


def on_messages(watch: "Watch", officer: Person) -> None:
    with watch.aside():
        system = person_with(Role.SYSTEM_ADMIN)
        failed = DeliveryFactory.create(state=Delivery.State.FAILED)
    notify.change_preferences(by=officer, off=[], digest_hour=8)
    notify.retry_delivery(by=system, delivery_id=failed.pk)


def on_a_report(office: Person, round_: Round) -> None:
    def received(name: str) -> Any:
        text = "整改情况\n1.工地未覆盖。\n2.道路积尘。\n3.焚烧秸秆。\n"
        upload = SimpleUploadedFile(f"{name}.txt", f"{name}{text}".encode())
        source = intake.receive_report(by=office, round_id=round_.pk, upload=upload, queue=False)
        intake.read_source(source_id=source.pk)
        source.refresh_from_db()
        return source

    source = received("报告")
    first = source.proposals.order_by("order")[0]
    intake.correct_proposal(by=office, proposal_id=first.pk, goal="全部覆盖")
    intake.drop_proposal(by=office, proposal_id=first.pk)
    intake.restore_proposal(by=office, proposal_id=first.pk)
    intake.split_proposal(
        by=office, proposal_id=first.pk, problems=("工地未覆盖", "工地未冲洗"), second_measures=()
    )
    a, b, *_ = source.proposals.filter(decision="open").order_by("order")
    intake.merge_proposals(by=office, proposal_ids=[a.pk, b.pk])
    known = entries.add_task(by=office, round_id=round_.pk, data=ProposedTask(key="k", problem="道路积尘。"))
    last = source.proposals.filter(decision="open").order_by("order").last()
    intake.link_proposal(by=office, proposal_id=last.pk, task_id=known.pk)
    entries.edit_task(
        by=office, task_id=known.pk, data=ProposedTask(key="k", problem="道路积尘未清。"), reason=WHY
    )
    intake.cancel_reading(by=office, source_id=source.pk)


def on_tasks(watch: "Watch", office: Person, officer: Person, body: Organisation, round_: Round) -> None:
    now = timezone.now()
    with watch.aside():
        Round.objects.filter(pk=round_.pk).update(procedure="central")
        closed = TaskFactory.create(
            round=round_, state="closed", accepted_at=now, closed_at=now, units=[body], counties=["411725"]
        )
        reviewed = TaskFactory.create(round=round_, state="accepted", accepted_at=now, stage=3)
        running = TaskFactory.create(round=round_, state="rectifying", units=[body], counties=["411725"])
        report = ProgressReportFactory.create(task=running, organisation=body, by=officer)
        figure = TaskFigureFactory.create(task=running)
        assignment = running.assignments.get()
    decisions.reopen(by=office, task_id=closed.pk, reason=WHY)
    decisions.review(by=office, task_id=reviewed.pk, reason=WHY)
    decisions.publish(by=office, task_id=reviewed.pk, place="市政府网站", starts_on=timezone.localdate())
    decisions.answer_objection(by=office, task_id=reviewed.pk, objection="未清理", answer="已清理")
    steps.review_progress(by=office, report_id=report.pk, good=True)
    upkeep.correct_figure(by=office, figure_id=figure.pk, value=Decimal(figure.value + 1), reason=WHY)
    decisions.suspend(by=office, task_id=running.pk, reason=WHY)
    decisions.resume(by=office, task_id=running.pk, reason=WHY)
    exports.export_closing_file(by=office, task_id=running.pk).close()
    steps.unassign(by=office, task_id=running.pk, assignment_id=assignment.pk, reason=WHY)


def on_requests(watch: "Watch", office: Person, officer: Person, body: Organisation, round_: Round) -> None:
    with watch.aside():
        task = TaskFactory.create(
            round=round_, state="rectifying", units=[body], counties=["411725"], deadline_date=TODAY
        )
        other = OrganisationFactory.create(area_code="411726")
    later = requests.ask_extension(
        by=officer, task_id=task.pk, organisation_id=body.pk, deadline=TODAY + dt.timedelta(30), reason=WHY
    )
    requests.answer(by=office, request_id=later.pk, granted=True, text=WHY)
    requests.ask_transfer(by=officer, task_id=task.pk, organisation_id=body.pk, to_id=other.pk, reason=WHY)


def on_papers(
    watch: "Watch", office: Person, leader: Person, officer: Person, body: Organisation, round_: Round
) -> None:
    with watch.aside():
        task = TaskFactory.create(
            round=round_, state="rectifying", units=[body], counties=["411725"], deadline_date=TODAY
        )

    def paper(rung: str) -> Instrument:
        return supervision.draft_paper(
            by=office, task_id=task.pk, organisation_id=body.pk, rung=rung, facts="超期。", demand="请报告。"
        )

    supervision.sign_paper(by=leader, paper_id=paper("circular").pk)
    supervision.withdraw_paper(by=office, paper_id=paper("interview").pk, reason=WHY)
    urged = paper("urge")
    supervision.receive_paper(by=officer, paper_id=urged.pk)
    supervision.answer_paper(by=officer, paper_id=urged.pk, reply="已整改。")
    supervision.close_paper(by=office, paper_id=urged.pk, reason=WHY)


def on_archives(office: Person, round_: Round) -> None:
    archives.cancel_archive(by=office, archive_id=archives.request_archive(by=office, round_id=round_.pk).pk)
    asked = archives.request_archive(by=office, round_id=round_.pk)
    archives.make_archive(archive_id=asked.pk)
    archives.take_archive(by=office, archive_id=asked.pk).close()
