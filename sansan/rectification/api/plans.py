"""整改方案: reading a version with what it lacks, writing its items, and its steps from draft to publication."""

from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from sansan.documents.model import UnitRole
from sansan.errors import Invalid, Missing
from sansan.interface import Id
from sansan.people.access import require
from sansan.people.request import PersonRequest
from sansan.rectification.actions import plan as actions
from sansan.rectification.api import plan_shapes as shapes
from sansan.rectification.models import Plan, PlanItem, Round, Task
from sansan.rectification.planning import missing, plan_steps_from
from sansan.rectification.presentation.frame import viewer
from sansan.rectification.queries_plan import demanded, incomplete, left_out, visible_plan
from sansan.rectification.querysets import VIEW

router = Router(tags=["整改方案"])


@router.get("rounds/{round_id}/plan", response=shapes.PlanWhole, summary="整改方案", url_name="plan")
def get_plan(request: PersonRequest, round_id: Id, given: Query[shapes.VersionGiven]) -> shapes.PlanWhole:
    """不写版次为最新一版。只列本人可见任务的方案内容；还没有方案的答复 404。"""
    person = viewer(request)
    plan = visible_plan(person, round_id, given.version)
    if plan is None:
        raise Missing("未找到该整改方案，或不在您的权限范围内。", pk=round_id)
    whole = Round.objects.whole_to(person, VIEW).filter(pk=round_id).exists()
    items = plan.items.select_related("task").order_by("task__order")
    if not whole:
        items = items.filter(task__in=Task.objects.visible_to(person))
    fields = demanded(plan.round)
    versions = Plan.objects.visible_to(person).filter(round=round_id).order_by("-version")
    return shapes.PlanWhole(
        **dict(_shown(plan)),
        preamble=plan.preamble,
        opinion=plan.opinion,
        returned_reason=plan.returned_reason if plan.state == "drafting" else "",
        items=[_item(item, missing(item.planned, fields)) for item in items],
        lacking=incomplete(plan) if whole else [],
        left_out=list(left_out(plan).values_list("pk", flat=True)) if whole else [],
        steps=[step.value for step in plan_steps_from(actions.standing_of(plan))],
        versions=[
            shapes.VersionShown(version=one.version, title=one.title, state=one.state) for one in versions
        ],
    )


@router.post(
    "rounds/{round_id}/plan", response={201: shapes.PlanShown}, summary="起草方案", url_name="plan_draft"
)
def draft(request: PersonRequest, round_id: Id) -> shapes.PlanShown:
    """列入督察的各项任务，报告已写明的内容随即填入。"""
    return _shown(actions.draft_plan(by=request.user, round_id=round_id))


@router.post(
    "rounds/{round_id}/plan/amend",
    response={201: shapes.PlanShown},
    summary="调整方案",
    url_name="plan_amend",
)
def amend(request: PersonRequest, round_id: Id, given: shapes.PlanReason) -> shapes.PlanShown:
    """以现行方案为底稿另起一版；重新批准以前仍按现行方案执行。"""
    return _shown(actions.amend_plan(by=request.user, round_id=round_id, reason=given.reason))


@router.post(
    "plan-items/{item_id}", response=shapes.PlanItemShown, summary="填写方案中的一项", url_name="plan_item"
)
def edit_item(request: PersonRequest, item_id: Id, given: shapes.PlanItemGiven) -> shapes.PlanItemShown:
    """只改写明的各项，其余不变。`seen` 写读到的 updated_at，期间有人改动的答复 409。"""
    require(request.user, actions.OFFICE)
    rounds = Round.objects.whole_to(request.user, actions.OFFICE)
    found = PlanItem.objects.filter(pk=item_id, plan__round__in=rounds).select_related("plan__round").first()
    if found is None:
        raise Missing("未找到方案中的这一项，或不在您的权限范围内。", pk=item_id)
    changes = given.changes()
    if not changes:
        raise Invalid("没有写明要修改的内容。")
    item = actions.edit_item(
        by=request.user, item_id=item_id, planned=given.onto(found.planned), seen=given.seen
    )
    return _item(item, missing(item.planned, demanded(found.plan.round)))


@router.post(
    "plans/{plan_id}/preamble", response=shapes.PlanShown, summary="方案引言", url_name="plan_preamble"
)
def preamble(request: PersonRequest, plan_id: Id, given: shapes.PreambleGiven) -> shapes.PlanShown:
    """印在各项任务之前的文字。"""
    return _shown(actions.describe_plan(by=request.user, plan_id=plan_id, preamble=given.preamble))


@router.post("plans/{plan_id}/fill", response=shapes.Counted, summary="批量填写方案", url_name="plan_fill")
def fill(request: PersonRequest, plan_id: Id, given: shapes.FillGiven) -> shapes.Counted:
    """把同一个验收单位或责任人填入还没有这一项的各项任务。"""
    count = actions.fill_plan(by=request.user, plan_id=plan_id, role=UnitRole(given.role), name=given.name)
    return shapes.Counted(count=count)


@router.post(
    "plans/{plan_id}/complete", response=shapes.Counted, summary="补入任务", url_name="plan_complete"
)
def complete(request: PersonRequest, plan_id: Id) -> shapes.Counted:
    """把方案起草之后入账的任务列入方案。"""
    return shapes.Counted(count=actions.complete_plan(by=request.user, plan_id=plan_id))


@router.post("plans/{plan_id}/submit", response=shapes.PlanShown, summary="方案报批", url_name="plan_submit")
def submit(request: PersonRequest, plan_id: Id) -> shapes.PlanShown:
    """各项任务的方案内容齐全才能报批；缺什么写在 detail 中。"""
    return _shown(actions.submit_plan(by=request.user, plan_id=plan_id))


@router.post(
    "plans/{plan_id}/approve", response=shapes.PlanShown, summary="批准方案", url_name="plan_approve"
)
def approve(request: PersonRequest, plan_id: Id, given: shapes.OpinionGiven) -> shapes.PlanShown:
    """批准后方案生效，任务可以交办；须上级同意的，登记上级同意后生效。"""
    return _shown(actions.approve_plan(by=request.user, plan_id=plan_id, opinion=given.opinion))


@router.post("plans/{plan_id}/return", response=shapes.PlanShown, summary="退回方案", url_name="plan_return")
def send_back(request: PersonRequest, plan_id: Id, given: shapes.PlanReason) -> shapes.PlanShown:
    """退回市攻坚办修改，再次报批。"""
    return _shown(actions.return_plan(by=request.user, plan_id=plan_id, reason=given.reason))


@router.post(
    "plans/{plan_id}/consent", response=shapes.PlanShown, summary="登记上级同意", url_name="plan_consent"
)
def consent(
    request: PersonRequest,
    plan_id: Id,
    given: Form[shapes.ConsentGiven],
    paper: File[UploadedFile | None] = None,
) -> shapes.PlanShown:
    """登记同意文件的文号和日期，可附扫描件（paper）；方案随即生效。"""
    made = actions.enter_consent(
        by=request.user, plan_id=plan_id, number=given.number, day=given.day, paper=paper
    )
    return _shown(made)


@router.post(
    "plans/{plan_id}/publish", response=shapes.PlanShown, summary="登记方案公布", url_name="plan_publish"
)
def publish(request: PersonRequest, plan_id: Id, given: shapes.PlanPublishGiven) -> shapes.PlanShown:
    """登记方案向社会公布的载体和日期。"""
    return _shown(actions.publish_plan(by=request.user, plan_id=plan_id, place=given.place, day=given.day))


@router.post("plans/{plan_id}/drop", response=shapes.PlanShown, summary="不再调整方案", url_name="plan_drop")
def drop(request: PersonRequest, plan_id: Id, given: shapes.PlanReason) -> shapes.PlanShown:
    """放弃本次调整，现行方案不变。"""
    return _shown(actions.drop_plan(by=request.user, plan_id=plan_id, reason=given.reason))


def _shown(plan: Plan) -> shapes.PlanShown:
    return shapes.PlanShown(
        id=plan.pk,
        round_id=plan.round_id,
        version=plan.version,
        title=plan.title,
        state=plan.state,
        state_label=plan.get_state_display(),
        reason=plan.reason,
        due_on=plan.due_on,
        submitted_at=plan.submitted_at,
        signed_at=plan.signed_at,
        consent_number=plan.consent_number,
        consent_on=plan.consent_on,
        in_force_at=plan.in_force_at,
        published_place=plan.published_place,
        published_on=plan.published_on,
    )


def _item(item: PlanItem, lacks: list[str]) -> shapes.PlanItemShown:
    return shapes.PlanItemShown(
        id=item.pk,
        task_id=item.task_id,
        number=item.task.number,
        units=[shapes.NamedUnit(name=name, role=role) for name, role in item.planned.units],
        goal=item.goal,
        deadline=item.deadline,
        deadline_date=item.deadline_date,
        standing=item.standing,
        measures=list(item.measures),
        missing=lacks,
        updated_at=item.updated_at.isoformat(),
    )
