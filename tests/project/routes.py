"""Every address of the product, and who may enter. The walk fails when an address is not listed here.

`who` is OPEN (no login needed), SIGNED_IN, or a permission (two joined by " or "): then exactly the roles that hold
it may enter. `arguments` says which thing of the world fills which part of the address. `hidden_from` lists roles
that hold the permission but, by their reach, not on the thing the walk asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sansan.people.roles import ROLES, Role

OPEN, SIGNED_IN = "open", "signed in"
FINE = (200, 302, 400, 409)
"""What one who may enter gets: a page, a way on, or a word on what is wrong with an empty form or the state."""


@dataclass(frozen=True)
class Route:
    who: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    post: bool = False
    query: str = ""
    api: bool = False  # asked with a token instead of a session
    body: Mapping[str, object] | None = None
    hidden_from: frozenset[Role] = frozenset()
    status: tuple[int, ...] = FINE

    def admits(self, role: str) -> bool:
        """Whether this role ("nobody" for a person without a post) may enter."""
        if self.who in {OPEN, SIGNED_IN}:
            return True
        if role not in set(Role) or role in self.hidden_from:
            return False
        return any(permission in ROLES[Role(role)].grants for permission in self.who.split(" or "))


_TASK = {"task_id": "task"}
_NOT_ASSIGNED = frozenset({Role.OFFICE_STAFF})


def _page(who: str, query: str = "", **arguments: str) -> Route:
    return Route(who, arguments, query=query)


def _doing(post: bool = False, **arguments: str) -> Route:
    """What units do with a task they are assigned; the sister office of this world is assigned none."""
    return Route("rectification.report", _TASK | arguments, post=post, hidden_from=_NOT_ASSIGNED)


def _figures(**arguments: str) -> Route:
    """What a unit says of the figures of a task it is assigned."""
    return Route("rectification.figures", _TASK | arguments, hidden_from=_NOT_ASSIGNED)


def _form(who: str, **arguments: str) -> Route:
    return Route(who, arguments, post=True)


_PAPER = {"paper_id": "paper"}
_SOURCE = {"source_id": "source"}
_PROPOSAL = {"source_id": "source", "proposal_id": "proposal"}
_NOT_THEIR_REPORT = frozenset({Role.BUREAU_OFFICER})  # sees the reports of its own bureau
_NOT_THE_TOWNSHIP = frozenset(Role) - {Role.TOWNSHIP_OFFICER}  # whom the paper is to
_NOT_THE_WHOLE = frozenset({Role.OFFICE_STAFF, Role.BUREAU_OFFICER, Role.COUNTY_OFFICE, Role.COUNTY_LEADER})
_INTAKE, _VIEW, _EXPORT = "rectification.intake", "rectification.view", "rectification.export"
_LEADERS, _MANAGE, _MEETINGS = "leadership.view", "leadership.manage", "leadership.meetings"
_ACCOUNTS, _HANDLE = "accountability.view", "accountability.handle"
_BODY, _MEETING, _DRAFT = {"body_id": "body"}, {"meeting_id": "meeting"}, {"meeting_id": "draft"}
_DECISION, _LEAD, _RECORD = {"decision_id": "decision"}, {"lead_id": "lead"}, {"record_id": "record"}
_NOT_OF_THE_COUNTY = frozenset({Role.BUREAU_OFFICER})
_ONLY_OWN = frozenset({Role.BUREAU_OFFICER, Role.TOWNSHIP_OFFICER})
_NOT_ITS_UNIT = frozenset({Role.BUREAU_OFFICER})
_NOT_THE_WHOLE_ROUND = _NOT_THE_WHOLE | {Role.TOWNSHIP_OFFICER}
_ROUND, _ARCHIVE = {"round_id": "round"}, {"archive_id": "archive"}
_DISPATCH, _RUN = "dispatch.view", "dispatch.manage"
_UNIT = {"month": "month", "organisation_id": "unit"}
_ENTRY = {"entry_id": "entry"}
_BULLETIN = {"bulletin_id": "bulletin"}
_NOT_THE_CITY = _NOT_THE_WHOLE | {Role.TOWNSHIP_OFFICER}  # papers speak of the whole city
_NOT_IN_HAND = _NOT_THE_CITY | {Role.ACCEPTOR}  # drafts only for who makes them out or signs them


def _reporting(name: str, *, post: bool = False, **arguments: str) -> Route:
    """What the unit that must report does; others who may report meet "no such page". Empty forms are refused."""
    empty = {"row_again": (409,), "row_files": (302, 400, 422), "submit": (422,)}
    status = empty.get(name, FINE)
    return Route("rectification.report", arguments, post=post, hidden_from=_NOT_THE_TOWNSHIP, status=status)


PAGE_ROUTES: dict[str, Route] = {
    # console
    "console:today": _page(SIGNED_IN),
    "console:health": _page(OPEN),
    # rectification
    "rectification:rounds": _page(_VIEW),
    "rectification:round_new": _page(_INTAKE),
    "rectification:round": _page(_VIEW, round_id="round"),
    "rectification:round_exceptions": _page(_VIEW, query="kind=off", round_id="round"),
    "rectification:round_edit": _page(_INTAKE, round_id="round"),
    "rectification:task_new": _page(_INTAKE, round_id="round"),
    "rectification:export_report": _form("rectification.export", round_id="round"),
    "rectification:plan": _page(_VIEW, round_id="round"),
    "rectification:plan_version": _page(_VIEW, round_id="round", version="version"),
    "rectification:plan_draft": _form(_INTAKE, round_id="round"),
    "rectification:plan_amend": _page(_INTAKE, round_id="round"),
    "rectification:plan_file": _form("rectification.export", plan_id="plan"),
    # The plan of this world is published: it may be adjusted, and takes none of the other steps.
    **{
        f"rectification:plan_{name}": Route(who, {"plan_id": "plan"})
        for who, names in {
            _INTAKE: ("submit", "consent", "publish", "drop", "fill", "preamble", "complete"),
            "rectification.sign": ("approve", "return"),
        }.items()
        for name in names
    },
    "rectification:plan_item": _page(_INTAKE, item_id="item"),
    "rectification:split_many": Route(
        "rectification.assign", {"round_id": "round"}, hidden_from=_NOT_THE_WHOLE
    ),
    "rectification:task_split": Route(
        "rectification.assign", _TASK, hidden_from=frozenset({Role.COUNTY_OFFICE})
    ),
    "rectification:task_withdraw": _page("rectification.assign", **_TASK),
    "rectification:round_archive": Route(_EXPORT, _ROUND, hidden_from=_NOT_THE_WHOLE),
    "rectification:archive_make": Route(_EXPORT, _ROUND, post=True, hidden_from=_NOT_THE_WHOLE),
    "rectification:archive_progress": Route(_EXPORT, _ARCHIVE, hidden_from=_NOT_THE_WHOLE),
    "rectification:archive_cancel": Route(_EXPORT, _ARCHIVE, post=True, hidden_from=_NOT_THE_WHOLE),
    "rectification:archive_file": Route(_EXPORT, _ARCHIVE, post=True, hidden_from=_NOT_THE_WHOLE),
    "rectification:ledger": _page(_VIEW, query="q=县"),
    "rectification:task_file": Route("rectification.export", _TASK, post=True, hidden_from=_NOT_THE_WHOLE),
    "rectification:export_ledger": _form("rectification.export"),
    "rectification:task": _page(_VIEW, **_TASK),
    "rectification:task_edit": _page(_INTAKE, **_TASK),
    "rectification:task_assign": _page("rectification.assign", **_TASK),
    "rectification:task_report": _doing(),
    "rectification:task_submit": _doing(),
    "rectification:task_return": _page("rectification.accept", **_TASK),
    "rectification:task_accept": _page("rectification.accept", **_TASK),
    "rectification:task_close": _page("rectification.close", **_TASK),
    "rectification:task_override": _page("rectification.override", **_TASK),
    "rectification:task_claims": _page("rectification.close", **_TASK),
    "rectification:task_reopen": _page("rectification.close", **_TASK),
    "rectification:task_self_check": _doing(),
    "rectification:task_review": _page("rectification.close", **_TASK),
    "rectification:task_publish": _page("rectification.close", **_TASK),
    "rectification:task_objection": _page("rectification.close", **_TASK),
    "rectification:task_look_back": _page("rectification.accept", **_TASK),
    "rectification:task_suspend": _page("rectification.close", **_TASK),
    "rectification:task_resume": _page("rectification.close", **_TASK),
    "rectification:task_extend": _doing(),
    "rectification:task_transfer": _doing(),
    "rectification:request_answer": Route("rectification.close", {"request_id": "request"}),
    "rectification:report_review": Route("rectification.assign", {"report_id": "report"}),
    "rectification:task_figure": _figures(),
    "rectification:task_entrust": _page(_INTAKE, **_TASK),
    "rectification:task_cite": _page(_INTAKE, **_TASK),
    "rectification:task_unassign": _page("rectification.assign", task_id="task", assignment_id="assignment"),
    "rectification:task_correct": _figures(value_id="value"),
    "rectification:task_values": _figures(),
    "rectification:task_meaning": _figures(figure_id="figure"),
    "rectification:task_typed": _page(_INTAKE, task_id="task", figure_id="figure"),
    "rectification:task_bind": _page(_INTAKE, **_TASK),
    "rectification:task_identity": _page(_INTAKE, **_TASK),
    "rectification:task_identity_withdraw": _page(_INTAKE, task_id="task", identity_id="identity"),
    "rectification:figure": _page(_VIEW, figure_id="figure"),
    "rectification:figure_rows": _page(_VIEW, figure_id="figure"),
    "rectification:figure_take": Route(
        "rectification.figures", {"figure_id": "figure"}, post=True, hidden_from=_NOT_ASSIGNED
    ),
    "rectification:figure_sums": _page(_VIEW, query="name=甲县事项数据"),
    "rectification:measure_tick": _doing(post=True, measure_id="measure"),
    "rectification:papers": _page(_VIEW),
    "rectification:paper": Route(_VIEW, _PAPER, hidden_from=_NOT_THEIR_REPORT),
    "rectification:paper_file": Route(_VIEW, _PAPER, hidden_from=_NOT_THEIR_REPORT),
    "rectification:paper_new": _page("rectification.supervise", query="rung=remind", **_TASK),
    # The paper of this world is issued: its own unit may receive and answer it, and nobody sign, withdraw or close it.
    "rectification:paper_sign": Route("rectification.sign", _PAPER, status=(404,)),
    "rectification:paper_withdraw": Route("rectification.supervise", _PAPER, status=(404,)),
    "rectification:paper_close": Route("rectification.supervise", _PAPER, status=(404,)),
    "rectification:paper_receive": Route(_VIEW, _PAPER, hidden_from=_NOT_THE_TOWNSHIP),
    "rectification:paper_reply": Route(_VIEW, _PAPER, hidden_from=_NOT_THE_TOWNSHIP),
    "rectification:reminders": _page(_VIEW),
    "rectification:acceptors": _page("rectification.acceptors or rectification.accept"),
    "rectification:acceptances": _page("rectification.acceptors or rectification.accept"),
    "rectification:findings": _page(_VIEW),
    "rectification:finding": _page("rectification.audit", finding_id="finding"),
    "rectification:policies": _page(_VIEW),
    "rectification:policy_new": _page(_INTAKE),
    "rectification:policy": _page(_INTAKE, policy_id="policy"),
    "rectification:receive": _page(_INTAKE, round_id="round"),
    "rectification:intake": _page(_INTAKE, **_SOURCE),
    "rectification:intake_progress": _page(_INTAKE, **_SOURCE),
    "rectification:intake_cancel": _form(_INTAKE, **_SOURCE),
    "rectification:intake_confirm": _form(_INTAKE, **_SOURCE),
    "rectification:intake_merge": _form(_INTAKE, **_SOURCE),
    "rectification:proposal": _page(_INTAKE, **_PROPOSAL),
    "rectification:proposal_split": _page(_INTAKE, **_PROPOSAL),
    "rectification:proposal_drop": _form(_INTAKE, **_PROPOSAL),
    "rectification:proposal_restore": _form(_INTAKE, **_PROPOSAL),
    "rectification:proposal_link": _form(_INTAKE, **_PROPOSAL),
    "rectification:source_text": Route(_VIEW, _SOURCE, query="line=3", hidden_from=_NOT_THE_WHOLE_ROUND),
    # lists
    "lists:columns": Route(SIGNED_IN, post=True, status=(404,)),  # the walk names no list
    "lists:save_view": Route(SIGNED_IN, post=True, status=(302, 404)),
    "lists:default_view": Route(SIGNED_IN, post=True, status=(404,)),
    "lists:rename_view": Route(SIGNED_IN, {"pk": "view"}, post=True, status=(404,)),  # of somebody else
    "lists:delete_view": Route(SIGNED_IN, {"pk": "view"}, post=True, status=(404,)),
    "lists:bulk": Route(SIGNED_IN, post=True, status=(404,)),  # the walk names no verb
    "lists:run": Route(SIGNED_IN, {"pk": "run"}, status=(404,)),  # of somebody else
    # search
    "search:page": _page(SIGNED_IN, query="q=县"),
    "search:suggest": _page(SIGNED_IN, query="q=县"),
    # leadership: the bodies, the meeting and its decisions of this world are county A's; the sister office and the
    # bureau, whose posts lie over the city, keep none of it
    "leadership:bodies": _page(_LEADERS),
    "leadership:body_new": _page(_MANAGE),
    "leadership:body": Route(_LEADERS, _BODY, hidden_from=_NOT_OF_THE_COUNTY),
    "leadership:body_edit": _page(_MANAGE, **_BODY),
    "leadership:body_dissolve": _page(_MANAGE, **_BODY),
    "leadership:seat_new": _page(_MANAGE, **_BODY),
    "leadership:seat_change": _page(_MANAGE, seat_id="seat"),
    "leadership:seat_vacate": _page(_MANAGE, seat_id="seat"),
    "leadership:term_correct": _page(_MANAGE, term_id="term"),
    "leadership:charge_new": _page(_MANAGE, **_TASK),
    "leadership:charge_end": _page(_MANAGE, charge_id="charge"),
    "leadership:meetings": _page(_LEADERS),
    "leadership:meeting_new": _page(_MEETINGS),
    "leadership:meeting": Route(_LEADERS, _MEETING, hidden_from=_ONLY_OWN),
    "leadership:minutes": Route(_LEADERS, _MEETING, hidden_from=_ONLY_OWN),
    "leadership:meeting_edit": _page(_MEETINGS, **_DRAFT),
    "leadership:attendance": _page(_MEETINGS, **_DRAFT),
    "leadership:item_new": _page(_MEETINGS, **_DRAFT),
    "leadership:item_remove": _form(_MEETINGS, **_DRAFT, item_id="agenda_item"),
    "leadership:decision_new": _page(_MEETINGS, **_DRAFT),
    "leadership:decision_remove": _form(_MEETINGS, **_DRAFT, decision_id="draft_decision"),
    "leadership:minutes_issue": _page(_MEETINGS, **_DRAFT),
    "leadership:decisions": _page(_LEADERS),
    "leadership:decision": Route(_LEADERS, _DECISION, hidden_from=_NOT_ITS_UNIT),
    "leadership:decision_to_report": Route("leadership.report", _DECISION, hidden_from=_NOT_THE_TOWNSHIP),
    "leadership:decision_to_close": Route(_MEETINGS, _DECISION, status=(404,)),  # nothing was reported yet
    "leadership:decision_to_return": Route(_MEETINGS, _DECISION, status=(404,)),
    "leadership:decision_to_link": _page(_MEETINGS, **_DECISION),
    "leadership:decision_to_task": _page(_INTAKE, **_DECISION),
    # accountability: to the discipline officer alone
    "accountability:statistics": _page("accountability.statistics"),
    "accountability:statistics_export": _form("accountability.statistics"),
    "accountability:leads": _page(_ACCOUNTS),
    "accountability:lead": _page(_ACCOUNTS, **_LEAD),
    "accountability:lead_receive": _page(_HANDLE, **_LEAD),
    "accountability:lead_decide": _page(_HANDLE, **_LEAD),
    "accountability:records": _page(_ACCOUNTS, query="county=411702"),
    "accountability:record_find": _page(_ACCOUNTS),
    "accountability:record_new": _page(_HANDLE),
    "accountability:record": _page(_ACCOUNTS, **_RECORD),
    "accountability:record_edit": _page(_HANDLE, **_RECORD),
    "accountability:subject_new": _page(_HANDLE, **_RECORD),
    "accountability:subject_remove": _form(_HANDLE, **_RECORD, subject_id="subject"),
    "accountability:record_task": _page(_HANDLE, **_RECORD),
    "accountability:record_accept": _page(_HANDLE, **_RECORD),
    "accountability:record_investigate": _page(_HANDLE, **_RECORD),
    "accountability:record_decide": _page(_HANDLE, **_RECORD),
    "accountability:record_execute": _page(_HANDLE, **_RECORD),
    "accountability:record_close": _page(_HANDLE, **_RECORD),
    "accountability:document_new": _page(_HANDLE, **_RECORD),
    "accountability:document": _page(_ACCOUNTS, **_RECORD, document_id="document"),
    "accountability:record_hold": _page(_HANDLE, **_RECORD),
    "accountability:record_release": _page(_HANDLE, **_RECORD),
    "accountability:retention": _page(_HANDLE),
    "accountability:retention_remove": _form(_HANDLE),
    # dispatch: reporting is done from one's own unit, so the walk's rows are the township's
    "dispatch:home": _page(_DISPATCH),
    "dispatch:new": _page(_RUN),
    "dispatch:open_month": _page("rectification.report"),
    "dispatch:report": _reporting("report", **_UNIT),
    "dispatch:submit": _reporting("submit", post=True, **_UNIT),
    "dispatch:copy_all": _reporting("copy_all", post=True, **_UNIT),
    "dispatch:sheet": _reporting("sheet", **_UNIT),
    "dispatch:upload": _reporting("upload", **_UNIT),
    "dispatch:row": _reporting("row", **_ENTRY),
    "dispatch:row_copy": _reporting("row_copy", post=True, **_ENTRY),
    "dispatch:row_again": _reporting("row_again", post=True, **_ENTRY),
    "dispatch:row_discard": _reporting("row_discard", post=True, **_ENTRY),
    "dispatch:row_files": _reporting("row_files", post=True, **_ENTRY),
    "dispatch:row_file_remove": Route(
        "rectification.report", _ENTRY | {"file_id": "draft_file"}, post=True, hidden_from=_NOT_THE_TOWNSHIP
    ),
    "dispatch:period": _page(_DISPATCH, period_id="period"),
    "dispatch:renew": _form(_RUN, period_id="period"),
    "dispatch:urge": _form(_RUN, period_id="period"),
    "dispatch:days": _page(_RUN, period_id="period"),
    "dispatch:freeze": _page(_RUN, period_id="period"),
    "dispatch:review": _page("rectification.assign", period_id="period"),
    "dispatch:unit": Route(
        _DISPATCH, {"period_id": "period", "organisation_id": "unit"}, hidden_from=_NOT_THEIR_REPORT
    ),
    "dispatch:entries": _page(_DISPATCH, query="state=missing", period_id="period"),
    "dispatch:snapshots": _page(_DISPATCH, period_id="period"),
    "dispatch:snapshot": _page(_DISPATCH, snapshot_id="snapshot"),
    "dispatch:rows": _page(_DISPATCH, query="number=total", snapshot_id="snapshot"),
    "dispatch:compare": _page(_DISPATCH, snapshot_id="snapshot", other_id="snapshot"),
    "dispatch:bulletins": Route(_DISPATCH, {"period_id": "period"}, hidden_from=_NOT_THE_CITY),
    "dispatch:bulletin_new": _form(_RUN, period_id="period"),
    "dispatch:bulletin": Route(_DISPATCH, _BULLETIN, hidden_from=_NOT_IN_HAND),
    "dispatch:bulletin_edit": _page(_RUN, **_BULLETIN),
    "dispatch:bulletin_issue": _form("rectification.sign", **_BULLETIN),
    "dispatch:bulletin_drop": _page(_RUN, **_BULLETIN),
    "dispatch:bulletin_file": Route(_DISPATCH, _BULLETIN, hidden_from=_NOT_IN_HAND),
    # evidence
    "evidence:file": Route("evidence.view", {"pk": "evidence"}, hidden_from=_NOT_THEIR_REPORT),
    "evidence:thumbnail": Route(
        "evidence.view", {"pk": "evidence"}, status=(302, 404)
    ),  # a text has no thumbnail
    # notify: one's own messages only; the walk asks for those of others
    "notify:inbox": _page(SIGNED_IN, query="show=all"),
    "notify:open": Route(SIGNED_IN, {"pk": "message"}, status=(302, 404)),
    "notify:mark": Route(SIGNED_IN, {"pk": "message"}, post=True, status=(302, 404)),
    "notify:mark_all": _form(SIGNED_IN),
    "notify:settings": _page(SIGNED_IN),
    "notify:deliveries": _page("notify.records"),
    "notify:retry": _form("notify.records", pk="delivery"),
    # interface: the pages of tokens and pushes; the operations are in api_routes.py
    "interface:tokens": _page("api.tokens"),
    "interface:new_token": _page("api.tokens"),
    "interface:all_tokens": _page("people.security"),
    "interface:revoke_token": Route(
        "people.security", {"pk": "token"}, post=True, status=(400,)
    ),  # a reason is asked for
    "interface:subscriptions": _page("api.subscribe"),
    "interface:new_subscription": _page("api.subscribe"),
    # One's own only; the walk asks for that of somebody else.
    "interface:subscription": Route("api.subscribe", {"pk": "subscription"}, status=(404,)),
    "interface:edit_subscription": Route("api.subscribe", {"pk": "subscription"}, status=(404,)),
    "interface:rotate_secret": Route("api.subscribe", {"pk": "subscription"}, post=True, status=(404,)),
    "interface:activate_subscription": Route(
        "api.subscribe", {"pk": "subscription"}, post=True, status=(404,)
    ),
    "interface:push_again": Route("api.subscribe", {"pk": "push"}, post=True, status=(404,)),
    "interface:reference": _page(SIGNED_IN),
    # people
    "people:home": _page("system.view"),
    "people:me": _page(SIGNED_IN),
    "people:scope": _page(SIGNED_IN),
    "people:organisations": _page("people.view"),
    "people:new_organisation": _page("people.manage"),
    "people:organisation": _page("people.view", code="organisation"),
    "people:edit_organisation": _page("people.manage", code="organisation"),
    "people:persons": _page("people.view"),
    "people:new_person": _page("people.manage"),
    "people:person": _page("people.view", username="person"),
    "people:edit_person": _page("people.manage", username="person"),
    "people:unmask": _form("people.view", username="person"),
    "people:reset_password": _form("people.manage", username="person"),
    "people:set_active": _form("people.manage", username="person"),
    "people:remove_second_factor": _form("people.security", username="person"),
    "people:posts": _page("people.view"),
    "people:new_post": _page("people.security"),
    "people:end_post": _form("people.security", pk="post"),
    "people:revoke_post": _form("people.security", pk="post"),
    "people:roles": _page(SIGNED_IN),
    "people:responsibilities": _page(SIGNED_IN),
    "people:lockouts": _page("people.security"),
    "people:unlock": _form("people.security"),
    "people:import": _page("people.manage or people.security"),
    # places
    "places:areas": _page("places.manage"),
    "places:area": _page("places.manage", code="area"),
    "places:zones": _page("places.manage"),
    "places:zone": _page("places.manage", pk="zone"),
    "places:counties": _page(SIGNED_IN),
    # trail
    "trail:events": _page("trail.view"),
    "trail:event": _page("trail.view", seq="seq"),
    "trail:export": _form("trail.view"),
    # login
    "account_login": _page(OPEN),
    "account_logout": _page(SIGNED_IN),
    "account_change_password": _page(SIGNED_IN),
    "account_reauthenticate": _page(SIGNED_IN),
    "account_inactive": _page(OPEN),
    "mfa_index": _page(SIGNED_IN),
    "mfa_authenticate": _page(OPEN),
    "mfa_reauthenticate": _page(SIGNED_IN),
    "mfa_activate_totp": _page(SIGNED_IN),
    "mfa_deactivate_totp": Route(SIGNED_IN, status=(404,)),  # nobody here has a second factor yet
    "mfa_view_recovery_codes": Route(SIGNED_IN, status=(404,)),
    "mfa_generate_recovery_codes": _page(SIGNED_IN),
    "socialaccount_login_cancelled": _page(OPEN),
    "socialaccount_login_error": Route(OPEN, status=(401,)),
    "openid_connect_login": Route(OPEN, {"provider_id": "provider"}, status=(404,)),  # none is configured
    "openid_connect_callback": Route(OPEN, {"provider_id": "provider"}, status=(404,)),
    # the gallery of parts stands in development only
    "ui:gallery": Route(OPEN, status=(404,)),
    "ui:gallery-message": Route(OPEN, status=(404,)),
    "ui:gallery-progress": Route(OPEN, status=(404,)),
    "ui:gallery-refused": Route(OPEN, status=(404,)),
}
