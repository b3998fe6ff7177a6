"""Every operation of the interface, and who may carry it out: asked with a token that holds all its holder may give.

The bodies are sensible, so that one who may gets past the form: done, or told that the state does not allow it.
"""

from collections.abc import Mapping
from typing import Any

from sansan.people.roles import Role
from tests.project.routes import (
    _NOT_ASSIGNED,
    _NOT_IN_HAND,
    _NOT_ITS_UNIT,
    _NOT_OF_THE_COUNTY,
    _NOT_THE_CITY,
    _NOT_THE_TOWNSHIP,
    _NOT_THE_WHOLE,
    _NOT_THEIR_REPORT,
    OPEN,
    Route,
)

UPLOAD = "a small text file"
FINE = (200, 201, 202, 409, 422)
TOKENS = "api.tokens"
VIEW, REPORT = "rectification.view", "rectification.report"
_TASK = {"task_id": "task"}
_NOTHING: Mapping[str, object] = {}
_REASON = {"reason": "情况属实，同意办理，材料齐全。"}


def _get(who: str, hidden_from: frozenset[Role] = frozenset(), **arguments: str) -> Route:
    return Route(who, arguments, api=True, hidden_from=hidden_from, status=(200,))


def _post(
    who: str, body: Mapping[str, object] | None, hidden_from: frozenset[Role] = frozenset(), **arguments: str
) -> Route:
    return Route(who, arguments, post=True, api=True, body=body, hidden_from=hidden_from, status=FINE)


def _step(who: str, body: Mapping[str, object], hidden_from: frozenset[Role] = frozenset()) -> Route:
    return _post(who, body, hidden_from, **_TASK)


def _form(
    who: str, body: Mapping[str, object], hidden_from: frozenset[Role] = frozenset(), **arguments: str
) -> Route:
    """What is sent as a form, not as JSON."""
    return _post(who, {"form": dict(body)}, hidden_from, **(arguments or _TASK))


_SAID = {"text": "已完成。", "as_of": "2020-07-17"}
_INTAKE, _CLOSE, _ACCEPT = "rectification.intake", "rectification.close", "rectification.accept"
_PAPER: dict[str, Any] = {"paper_id": "paper"}
_PROPOSAL: dict[str, Any] = {"proposal_id": "proposal"}
_SOURCE: dict[str, Any] = {"source_id": "source"}
_PLAN: dict[str, Any] = {"plan_id": "plan"}
_NOT_DRAFTING = _NOT_IN_HAND | {Role.CITY_OFFICE}  # a token is not given the right to draft bulletins
_DISPATCH, _LEADERS = "dispatch.view", "leadership.view"
_PERIOD: dict[str, Any] = {"period_id": "period"}
_SNAPSHOT: dict[str, Any] = {"snapshot_id": "snapshot"}
_BULLETIN: dict[str, Any] = {"bulletin_id": "bulletin"}
_UNIT: dict[str, Any] = {"month": "month", "organisation_id": "unit"}
_DECISION: dict[str, Any] = {"decision_id": "decision"}
_FIGURE: dict[str, Any] = {"figure_id": "figure"}
_NOT_THE_SPLITTER = frozenset({Role.COUNTY_OFFICE})

_OPERATIONS: dict[str, Route] = {
    "openapi-json": Route(OPEN, api=True, status=(200,)),
    "me": _get(TOKENS),
    "rounds": _get(VIEW),
    "round": _get(VIEW, round_id="round"),
    "tasks": _get(VIEW),
    "task": _get(VIEW, **_TASK),
    "task_timeline": _get(VIEW, **_TASK),
    "round_open": _post(_INTAKE, {"name": "新督察", "area_code": "4117"}),
    "round_edit": _post(_INTAKE, {"inspector": "省督察组"}, round_id="round"),
    "task_edit": _step(_INTAKE, {"number": "1", **_REASON}),
    "task_entrust": _step(_INTAKE, {"organisation_id": 1}),
    "task_deadline": _step(_INTAKE, {"deadline": "2030-12-31", **_REASON}),
    # Split by who assigns over the whole round or looks after the task; no part stands in this world.
    "task_split": _step("rectification.assign", {"shares": [{"area_code": "411702"}]}, _NOT_THE_SPLITTER),
    "split_many": _post("rectification.assign", {"task_ids": [1]}, _NOT_THE_WHOLE, round_id="round"),
    "task_withdraw": _step("rectification.assign", _REASON),
    "plan": _get(VIEW, round_id="round"),
    "plan_draft": _post(_INTAKE, None, round_id="round"),
    "plan_amend": _post(_INTAKE, _REASON, round_id="round"),
    "plan_item": _post(_INTAKE, {"goal": "按期完成"}, item_id="item"),
    "plan_preamble": _post(_INTAKE, {"preamble": "工作目标"}, **_PLAN),
    "plan_fill": _post(_INTAKE, {"role": "accept", "name": "市攻坚办"}, **_PLAN),
    "plan_complete": _post(_INTAKE, None, **_PLAN),
    "plan_submit": _post(_INTAKE, None, **_PLAN),
    "plan_approve": _post("rectification.sign", {}, **_PLAN),
    "plan_return": _post("rectification.sign", _REASON, **_PLAN),
    "plan_consent": _form(_INTAKE, {"number": "豫环督〔2020〕1号", "day": "2020-07-17"}, **_PLAN),
    "plan_publish": _post(_INTAKE, {"place": "市政府网站", "day": "2020-07-17"}, **_PLAN),
    "plan_drop": _post(_INTAKE, _REASON, **_PLAN),
    "task_assign": _step("rectification.assign", {"organisation_id": 1}),
    "task_unassign": _post("rectification.assign", _REASON, task_id="task", unit_id="assignment"),
    "task_report": _form(REPORT, _SAID, _NOT_ASSIGNED),
    "task_self_check": _form(REPORT, _SAID, _NOT_ASSIGNED),
    "task_submit": _form(REPORT, _SAID, _NOT_ASSIGNED),
    "report_review": _post("rectification.assign", {"good": True}, report_id="report"),
    "task_accept": _step(_ACCEPT, _REASON),
    "task_return": _step(_ACCEPT, _REASON),
    "task_review": _step(_CLOSE, _REASON),
    "task_publish": _step(_CLOSE, {"place": "市政府网站", "starts_on": "2020-07-17"}),
    "task_objection": _step(_CLOSE, {"objection": "仍有扬尘"}),
    "task_look_back": _form(_ACCEPT, {"text": "未反弹", "result": "holds", "done_on": "2020-07-17"}),
    "task_reopen": _step(_CLOSE, _REASON),
    "task_suspend": _step(_CLOSE, _REASON),
    "task_resume": _step(_CLOSE, _REASON),
    "task_closing": _get(VIEW, **_TASK),
    "task_close": _step(_CLOSE, {"text": "同意销号。"}),
    # Nobody has asked for the closing of anything in this world.
    "closing_override": Route(
        "rectification.override",
        {"request_id": "request"},
        post=True,
        api=True,
        body={"reasons": {}},
        status=(404,),
    ),
    "task_claims": _step(_CLOSE, {"claims": {}, **_REASON}),
    "requests": _get(VIEW),
    "task_extend": _step(REPORT, {"deadline": "2030-12-31", "reason": "雨季"}, _NOT_ASSIGNED),
    "task_transfer": _step(REPORT, {"to_id": 1, "reason": "属市政道路"}, _NOT_ASSIGNED),
    "request_answer": _post(_CLOSE, {"granted": True}, request_id="request"),
    "measure_tick": _post(REPORT, {"done": True}, _NOT_ASSIGNED, task_id="task", measure_id="measure"),
    "task_figure": _step(
        "rectification.figures", {"name": "数", "value": 1, "as_of": "2020-07-17"}, _NOT_ASSIGNED
    ),
    "figure_correct": _post(
        "rectification.figures", {"value": "1", **_REASON}, _NOT_ASSIGNED, value_id="value"
    ),
    "task_figures": _get(VIEW, **_TASK),
    "figure": _get(VIEW, **_FIGURE),
    "task_values": _post(
        "rectification.figures",
        {"as_of": "2020-07-17", "values": [{"figure_id": 999999, "value": "31"}]},
        frozenset(Role),  # the figure is of another task, whoever asks
        **_TASK,
    ),
    "figure_describe": _post("rectification.figures", {"kind": "cumulative"}, _NOT_ASSIGNED, **_FIGURE),
    "figure_bindings": _get(VIEW),
    "task_bind": _step(_INTAKE, {"name": "数", "binding": "none"}),
    "figure_unbind": _post(_INTAKE, _REASON, **_FIGURE),
    "figure_take": _post("rectification.figures", None, _NOT_ASSIGNED, **_FIGURE),
    "task_identity": _step(_INTAKE, {"total_id": 1, "part_ids": [2, 3]}),
    "identity_withdraw": _post(_INTAKE, _REASON, identity_id="identity"),
    "figure_sum": Route(VIEW, query="f=999999&f=999998", api=True, status=(404,)),  # of nobody's
    "papers": _get(VIEW),
    "paper": _get(VIEW, _NOT_THEIR_REPORT, **_PAPER),
    "paper_file": _get(VIEW, _NOT_THEIR_REPORT, **_PAPER),
    "task_paper": _step("rectification.supervise", {"organisation_id": 1, "rung": "remind"}),
    "paper_sign": _post("rectification.sign", _NOTHING, **_PAPER),
    "paper_withdraw": _post("rectification.supervise", _REASON, **_PAPER),
    "paper_receive": _post(REPORT, _NOTHING, _NOT_THE_TOWNSHIP, **_PAPER),
    "paper_reply": _post(REPORT, {"reply": "月底前完成。"}, _NOT_THE_TOWNSHIP, **_PAPER),
    "paper_close": _post("rectification.supervise", _REASON, **_PAPER),
    "findings": _get(VIEW),
    "finding": _get(VIEW, finding_id="finding"),
    "finding_dispose": _post(
        "rectification.audit", {"disposition": "explained", **_REASON}, finding_id="finding"
    ),
    "receive": _form(_INTAKE, {"upload": UPLOAD}, round_id="round"),
    "source": _get(_INTAKE, **_SOURCE),
    "proposals": _get(_INTAKE, **_SOURCE),
    "source_cancel": _post(_INTAKE, _NOTHING, **_SOURCE),
    "source_confirm": _post(_INTAKE, _NOTHING, **_SOURCE),
    "proposal_correct": _post(_INTAKE, {"goal": "按期完成"}, **_PROPOSAL),
    "proposal_drop": _post(_INTAKE, _NOTHING, **_PROPOSAL),
    "proposal_restore": _post(_INTAKE, _NOTHING, **_PROPOSAL),
    "proposal_link": _post(_INTAKE, {"task_id": None}, **_PROPOSAL),
    "export_ledger": _post("rectification.export", None),
    "export_report": _post("rectification.export", None, round_id="round"),
    "task_file": _post("rectification.export", None, _NOT_THE_WHOLE, **_TASK),
    "dispatch_months": _get(REPORT),
    "dispatch_rows": _get(REPORT, _NOT_THE_TOWNSHIP, **_UNIT),
    "dispatch_hand_in": _post(REPORT, {"rows": []}, _NOT_THE_TOWNSHIP, **_UNIT),
    "dispatch_periods": _get(_DISPATCH),
    "dispatch_period": _get(_DISPATCH, **_PERIOD),
    "dispatch_snapshots": _get(_DISPATCH, **_PERIOD),
    "dispatch_snapshot": _get(_DISPATCH, **_SNAPSHOT),
    "dispatch_snapshot_rows": _get(_DISPATCH, **_SNAPSHOT),
    "dispatch_bulletins": _get(_DISPATCH, _NOT_THE_CITY, **_PERIOD),
    "dispatch_bulletin": _get(_DISPATCH, _NOT_DRAFTING, **_BULLETIN),
    "dispatch_bulletin_file": _get(_DISPATCH, _NOT_DRAFTING, **_BULLETIN),
    "bodies": _get(_LEADERS),
    "body": _get(_LEADERS, _NOT_OF_THE_COUNTY, body_id="body"),
    "meetings": _get(_LEADERS),
    "decisions": _get(_LEADERS),
    "decision": _get(_LEADERS, _NOT_ITS_UNIT, **_DECISION),
    "decision_report": _post("leadership.report", {"text": "已完成。"}, _NOT_THE_TOWNSHIP, **_DECISION),
    "decision_close": _post("leadership.meetings", _REASON, **_DECISION),
    "decision_return": _post("leadership.meetings", _REASON, **_DECISION),
    "accountability_statistics": _get("accountability.statistics"),
    "evidence": _get("evidence.view", _NOT_THEIR_REPORT, evidence_id="evidence"),
    "evidence_file": _get("evidence.view", _NOT_THEIR_REPORT, evidence_id="evidence"),
    "organisations": _get("people.view"),
    "organisation": _get("people.view", organisation_id="doer"),
    "areas": _get(TOKENS),
    "area": _get(TOKENS, area_code="area"),
}
API_ROUTES = {f"api-v1:{name}": route for name, route in _OPERATIONS.items()}
