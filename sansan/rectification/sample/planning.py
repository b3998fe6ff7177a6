"""The second round's 整改方案: drafted, approved, published, adjusted once; and one task of it split over counties."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sansan.documents.model import UnitRole
from sansan.rectification.actions import parts, plan
from sansan.rectification.actions.decisions import accept
from sansan.rectification.actions.parts import Goal, Share
from sansan.rectification.actions.steps import report_progress, self_check, submit
from sansan.rectification.models import Plan, Round, Task
from sansan.rectification.planning import Planned
from sansan.rectification.sample.cast import Cast
from sansan.rectification.sample.photos import draw
from sansan.rectification.sample.work import centre

ACCEPTING = "office-supervision"


def approve_first(round_: Round, cast: Cast, preamble: str, today: dt.date) -> Plan:
    """From the task list to a published plan: what the list does not say is filled in, then it goes up."""
    draft = plan.draft_plan(by=cast.city_office, round_id=round_.pk)
    plan.describe_plan(by=cast.city_office, plan_id=draft.pk, preamble=preamble)
    plan.fill_plan(
        by=cast.city_office,
        plan_id=draft.pk,
        role=UnitRole.ACCEPT,
        name=cast.bodies[ACCEPTING].name,
    )
    plan.submit_plan(by=cast.city_office, plan_id=draft.pk)
    plan.approve_plan(by=cast.leader, plan_id=draft.pk, opinion="同意，请各责任单位抓紧落实。")
    return plan.publish_plan(
        by=cast.city_office, plan_id=draft.pk, place="市政府网站“督察整改”专栏", day=today
    )


def adjust(round_: Round, cast: Cast, told: dict[str, Any], today: dt.date) -> None:
    """One task gets more time and one measure more, approved anew."""
    draft = plan.amend_plan(by=cast.city_office, round_id=round_.pk, reason=told["reason"])
    item = draft.items.get(task__number=told["number"])
    day = today + dt.timedelta(days=told["due"])
    planned = item.planned
    plan.edit_item(
        by=cast.city_office,
        item_id=item.pk,
        planned=Planned(
            units=planned.units,
            goal=planned.goal,
            deadline=f"{day.year}年{day.month}月{day.day}日前",
            deadline_date=day,
            standing=planned.standing,
            measures=(*planned.measures, told["measure"]),
        ),
    )
    plan.submit_plan(by=cast.city_office, plan_id=draft.pk)
    plan.approve_plan(by=cast.leader, plan_id=draft.pk, opinion="同意调整。")


def split(round_: Round, cast: Cast, told: dict[str, Any], today: dt.date) -> None:
    """The task's parts, each as far as its county has come."""
    task = round_.tasks.get(number=told["number"])
    shares = [
        Share(
            area_code=row["area"],
            organisation_ids=(cast.bodies[row["unit"]].pk,),
            target=Decimal(row["target"]),
        )
        for row in told["part"]
    ]
    goal = Goal(told["goal"], told["measured"], Decimal(told["target"]))
    made = parts.split_task(by=cast.city_office, task_id=task.pk, shares=shares, goal=goal)
    for part, row in zip(made, told["part"], strict=True):
        _play(part, row, cast, today)


def _play(part: Task, row: dict[str, Any], cast: Cast, today: dt.date) -> None:
    if reason := row.get("withdrawn"):
        parts.withdraw_part(by=cast.city_office, task_id=part.pk, reason=reason)
        return
    body, by = cast.bodies[row["unit"]], cast.reporters[row["unit"]]
    day = today - dt.timedelta(days=1)
    given: dict[str, Any] = {"by": by, "task_id": part.pk, "organisation_id": body.pk, "as_of": day}
    lon, lat = centre(body)
    name = row["photo"]
    picture = SimpleUploadedFile(
        f"{name}.jpg", draw(name, taken=day, lon=lon, lat=lat), content_type="image/jpeg"
    )
    report_progress(**given, text=row["text"], uploads=[("after", picture)])
    if row["until"] == "report":
        return
    self_check(**given, text="逐条对照整改措施自查，台账和照片均已补齐。")
    submit(**given, text="自查合格，申请验收。")
    if row["until"] == "accept":
        accept(by=cast.acceptor, task_id=part.pk, reason="抽查台账和照片，时间、位置齐全。", visited_on=day)
