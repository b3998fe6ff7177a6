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


def _form(who: str, **arguments: str) -> Route:
    return Route(who, arguments, post=True)


_PAPER = {"paper_id": "paper"}
_SOURCE = {"source_id": "source"}
_PROPOSAL = {"source_id": "source", "proposal_id": "proposal"}
_NOT_THEIR_REPORT = frozenset({Role.BUREAU_OFFICER})  # sees the reports of its own bureau
_NOT_THE_TOWNSHIP = frozenset(Role) - {Role.TOWNSHIP_OFFICER}  # whom the paper is to
_NOT_THE_WHOLE = frozenset({Role.OFFICE_STAFF, Role.BUREAU_OFFICER, Role.COUNTY_OFFICE, Role.COUNTY_LEADER})
_INTAKE, _VIEW = "rectification.intake", "rectification.view"
_DISPATCH, _MANAGE = "dispatch.view", "dispatch.manage"
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


ROUTES: dict[str, Route] = {
    # console
    "console:today": _page(SIGNED_IN),
    "console:search": _page(SIGNED_IN, query="q=县"),
    "console:health": _page(OPEN),
    # rectification
    "rectification:rounds": _page(_VIEW),
    "rectification:round_new": _page(_INTAKE),
    "rectification:round": _page(_VIEW, round_id="round"),
    "rectification:round_edit": _page(_INTAKE, round_id="round"),
    "rectification:task_new": _page(_INTAKE, round_id="round"),
    "rectification:export_report": _form("rectification.export", round_id="round"),
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
    "rectification:task_figure": Route("rectification.figures", _TASK, hidden_from=_NOT_ASSIGNED),
    "rectification:task_entrust": _page(_INTAKE, **_TASK),
    "rectification:task_cite": _page(_INTAKE, **_TASK),
    "rectification:task_unassign": _page("rectification.assign", task_id="task", assignment_id="assignment"),
    "rectification:task_correct": Route(
        "rectification.figures", _TASK | {"figure_id": "figure"}, hidden_from=_NOT_ASSIGNED
    ),
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
    # dispatch: reporting is done from one's own unit, so the walk's rows are the township's
    "dispatch:home": _page(_DISPATCH),
    "dispatch:new": _page(_MANAGE),
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
    "dispatch:renew": _form(_MANAGE, period_id="period"),
    "dispatch:urge": _form(_MANAGE, period_id="period"),
    "dispatch:days": _page(_MANAGE, period_id="period"),
    "dispatch:freeze": _page(_MANAGE, period_id="period"),
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
    "dispatch:bulletin_new": _form(_MANAGE, period_id="period"),
    "dispatch:bulletin": Route(_DISPATCH, _BULLETIN, hidden_from=_NOT_IN_HAND),
    "dispatch:bulletin_edit": _page(_MANAGE, **_BULLETIN),
    "dispatch:bulletin_issue": _form("rectification.sign", **_BULLETIN),
    "dispatch:bulletin_drop": _page(_MANAGE, **_BULLETIN),
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
