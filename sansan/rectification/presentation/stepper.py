"""How far a task is on its way, who took each step and when. The stations are those of its round's procedure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sansan.rectification.presentation.timeline import Happened
from sansan.rectification.procedures import LEVEL_LABELS, Procedure
from sansan.rectification.workflow import Place, State
from sansan.ui.parts import Moment, Step


@dataclass(frozen=True)
class Station:
    """A station: what it is called, the event that completes it, who is next there, and of which level."""

    name: str
    label: str
    verb: str
    who: str
    level: str = ""


def stations(procedure: Procedure, *, planned: bool = False) -> list[Station]:
    """The stations of a procedure in order; `planned`: the task needs, or had, a plan before it is handed out."""
    accepting = [
        Station(
            f"accept{stage}",
            f"{LEVEL_LABELS[level]}验收" if len(procedure.acceptance) > 1 else "验收",
            "task.accepted",
            f"{LEVEL_LABELS[level]}验收组" if len(procedure.acceptance) > 1 else "验收单位",
            LEVEL_LABELS[level],
        )
        for stage, level in enumerate(procedure.acceptance)
    ]
    return [
        *([Station("plan", "方案", "task.planned", "市攻坚办")] if planned else []),
        Station("assign", "交办", "task.assigned", "主管单位"),
        Station("rectify", "整改", "task.submitted", "责任单位"),
        *([Station("check", "自查", "task.self_checked", "责任单位")] if procedure.self_check else []),
        *accepting,
        *([Station("review", "行业审查", "task.reviewed", "行业主管部门")] if procedure.review else []),
        *([Station("publish", "公示", "task.published", "市攻坚办")] if procedure.notice else []),
        Station("close", "销号", "task.closed", "市攻坚办"),
    ]


def stages(place: Place, happened: Sequence[Happened]) -> list[Step]:
    """The stations; one that is done carries the last event that completed it (`happened` is newest first)."""
    planned = place.state is State.PLANNING or any(h.event.verb == "task.planned" for h in happened)
    way = stations(place.procedure, planned=planned)
    if place.state is State.WITHDRAWN:
        return [_step(i, 0, station, None) for i, station in enumerate(way)]
    now = len(way) if place.state is State.CLOSED else [s.name for s in way].index(_now(place))
    return [_step(i, now, station, _completed(station, happened)) for i, station in enumerate(way)]


def waits_for(place: Place) -> str:
    """What has to happen next, in one sentence."""
    level = LEVEL_LABELS[place.procedure.level(place.stage)]
    several = len(place.procedure.acceptance) > 1
    after = {"review": "等待行业审查", "publish": "等待公示", "close": "等待市攻坚办销号"}
    return {
        State.PLANNING: "等待整改方案批准，批准后才能交办",
        State.OPEN: "等待主管单位交办",
        State.RECTIFYING: "等待责任单位整改并自查"
        if place.procedure.self_check
        else "等待责任单位整改并提交验收",
        State.CHECKED: "已自查，等待责任单位提交验收",
        State.SUBMITTED: f"等待{level if several else ''}验收{'组' if several else '单位'}验收",
        State.ACCEPTED: after.get(_now(place), ""),
        State.REVIEWED: after.get(_now(place), ""),
        State.NOTICED: "公示期满无异议后由市攻坚办销号",
        State.CLOSED: "已销号",
        State.SUSPENDED: "已中止，期限暂停计算",
        State.WITHDRAWN: "已撤回，不再要求整改",
    }[place.state]


def _now(place: Place) -> str:
    """The name of the station the task stands at."""
    procedure = place.procedure
    published = "publish" if procedure.notice else "close"
    return {
        State.PLANNING: "plan",
        State.OPEN: "assign",
        State.RECTIFYING: "rectify",
        State.SUSPENDED: "rectify",
        State.CHECKED: "accept0",
        State.SUBMITTED: f"accept{min(place.stage, len(procedure.acceptance) - 1)}",
        State.ACCEPTED: "review" if procedure.review else published,
        State.REVIEWED: published,
        State.NOTICED: "publish",
        State.CLOSED: "close",
        State.WITHDRAWN: "rectify",
    }[place.state]


def _completed(station: Station, happened: Sequence[Happened]) -> Moment | None:
    for item in happened:
        if item.event.verb == station.verb and station.level in {
            "",
            item.event.after.get("level", station.level),
        }:
            return item.moment
    return None


def _step(index: int, now: int, station: Station, moment: Moment | None) -> Step:
    if index < now:
        return Step(station.label, "done", who=getattr(moment, "who", ""), at=getattr(moment, "at", None))
    return Step(station.label, "now" if index == now else "next", who=station.who)
