"""What the interface says of rounds, tasks and what hangs on them."""

import datetime as dt
from decimal import Decimal

from pydantic import Field

from sansan.interface import Shown


class Named(Shown):
    id: int
    name: str


class StateShown(Shown):
    """`state` is where the workflow stands; `display` the one word a ledger counts by."""

    state: str = Field(description="整改程序中的状态代码", examples=["rectifying"])
    state_label: str = Field(description="状态的说法", examples=["整改中"])
    display: str = Field(description="台账统计用的状态代码", examples=["overdue"])
    display_label: str = Field(examples=["超期"])


class ProcedureShown(Shown):
    key: str
    name: str
    summary: str = Field(description="各环节依次")


class RoundShown(Shown):
    id: int
    name: str
    level: str
    level_label: str
    area_code: str
    area_name: str
    inspector: str
    feedback_on: dt.date | None
    as_of: dt.date | None = Field(description="情况截至")
    procedure: ProcedureShown


class RoundWhole(RoundShown):
    numbers: dict[str, int] = Field(
        description="本人可见任务按台账状态计数；total 为合计，其余各项相加等于它"
    )


class UnitShown(Shown):
    id: int = Field(description="责任分工编号，取消责任单位时用")
    organisation_id: int | None = Field(description="机构编号；文件所写名称未对应到机构时为 null")
    name: str
    role: str
    role_label: str


class TaskRow(StateShown):
    id: int
    kind: str = Field(description="task 任务，sub 报告下级任务，part 分解任务，recurrence 反弹任务")
    kind_label: str
    round: Named
    number: str
    problem: str
    klass: str = Field(description="类别")
    claimed_status: str = Field(description="最近一份报告自述的状态，原文")
    claimed_code: str
    deadline: str = Field(description="整改时限，原文")
    deadline_date: dt.date | None
    standing: bool = Field(description="长期坚持")
    late_days: int = Field(description="超期天数，未超期为 0")
    area_codes: list[str]
    units: list[UnitShown]
    office: Named | None = Field(description="主管专项办")
    updated_at: dt.datetime


class MeasureShown(Shown):
    id: int
    order: int
    text: str
    done_at: dt.datetime | None


class ValueShown(Shown):
    id: int
    value: Decimal
    printed: str = Field(description="原文写法")
    bound: str = Field(description="exact 确数，at_least 不少于，at_most 不超过，about 约")
    as_of: dt.date | None
    origin: str = Field(description="来源：报告、填报或系统取数")


class FigureShown(Shown):
    id: int
    name: str
    value: Decimal | None = Field(description="最近一次的数值；还没有数时为空")
    printed: str = Field(description="原文写法")
    unit: str
    bound: str = Field(description="exact 确数，at_least 不少于，at_most 不超过，about 约")
    as_of: dt.date | None
    scope: str = Field(description="范围；范围不同的数不相加")
    kind: str = Field(description="口径：累计、当期、时点或未说明")
    target: Decimal | None
    target_on: dt.date | None
    series: list[ValueShown] = Field(description="历次数值，更正过的只列现行的")


class EvidenceShown(Shown):
    id: int
    name: str
    purpose: str
    sha256: str
    size: int
    media_type: str
    taken_at: dt.datetime | None
    lon: float | None
    lat: float | None
    uploaded_at: dt.datetime
    href: str = Field(description="下载地址")


class ReportShown(Shown):
    id: int
    kind: str = Field(description="progress 进展，self_check 自查，submission 提交验收")
    organisation: Named
    text: str
    as_of: dt.date
    by: str
    at: dt.datetime
    review: str = Field(description="accepted 审核通过，returned 审核退回，空为未审核")
    review_note: str
    evidence: list[EvidenceShown]


class AcceptanceShown(Shown):
    id: int
    level: str
    level_label: str
    opinion: str
    visited_on: dt.date | None
    document_number: str
    by: str
    organisation: str
    at: dt.datetime
    withdrawn_at: dt.datetime | None


class NoticeShown(Shown):
    id: int
    place: str
    starts_on: dt.date
    ends_on: dt.date
    days: int
    counting: str
    contact: str
    objection: str
    answer: str
    withdrawn_at: dt.datetime | None


class LookBackShown(Shown):
    id: int
    due_on: dt.date
    result: str = Field(description="holds 未反弹，relapsed 问题反弹，false 虚假整改，空为未回看")
    text: str
    done_on: dt.date | None


class RequestShown(Shown):
    id: int
    task_id: int
    kind: str = Field(description="extension 申请延期，transfer 申请转办")
    organisation: Named
    to: Named | None
    deadline: dt.date | None
    reason: str
    at: dt.datetime
    state: str = Field(description="waiting 待答复，granted 同意，refused 不同意")
    answer: str


class OfferShown(Shown):
    key: str = Field(description="动作", examples=["report"])
    label: str
    href: str | None = Field(description="以 POST 办理的地址；此动作不经接口办理的为 null")


class BarredShown(Shown):
    key: str
    label: str
    why_not: str = Field(description="为什么现在不能由本人办理")


class PartShown(StateShown):
    id: int
    number: str
    area_codes: list[str]
    units: list[UnitShown]
    target: Decimal | None = Field(description="目标数量")
    deadline_date: dt.date | None
    accepted_at: dt.datetime | None
    withdrawn_reason: str = Field(description="撤回理由；没有撤回为空")


class RollupShown(Shown):
    """The parts the reader may see; numbers are compared only for who sees every part."""

    whole: bool = Field(description="true 为可以看到全部下级任务")
    sentence: str = Field(
        description="下级任务的总体情况", examples=["共 9 项，3 项已验收（其中 1 项已销号），没有超期"]
    )
    goal: str = Field(description="目标")
    unit: str
    target: Decimal | None = Field(description="全部目标数量")
    compared: str = Field(description="各项合计与上级任务的比较；不能比较为空")
    differs: bool = Field(description="true 为合计与上级任务不一致或不完整")
    parts: list[PartShown]


class PartsMade(Shown):
    task_ids: list[int] = Field(description="所立分解任务的编号")


class TaskWhole(TaskRow):
    version: str = Field(description="版本，与答复头 ETag 相同；写时放入 If-Match 可防止覆盖他人的改动")
    goal: str
    section: str
    stage: int = Field(description="已验收级数")
    waits_for: str = Field(description="下一步等待什么")
    parent_id: int | None = Field(description="上级任务")
    rollup: RollupShown | None = Field(description="下级任务；没有下级任务为 null")
    recurs_id: int | None = Field(description="本任务是哪项已销号任务的反弹")
    recurrence_ids: list[int]
    accepted_at: dt.datetime | None
    closed_at: dt.datetime | None
    suspended_on: dt.date | None
    measures: list[MeasureShown]
    figures: list[FigureShown]
    reports: list[ReportShown]
    acceptances: list[AcceptanceShown]
    notices: list[NoticeShown]
    look_backs: list[LookBackShown]
    requests: list[RequestShown]
    offers: list[OfferShown] = Field(description="现在可由本令牌办理的动作")
    barred: list[BarredShown] = Field(description="状态允许、但须由其他单位办理的动作")


class HappenedShown(Shown):
    seq: int = Field(description="操作轨迹中的序号")
    at: dt.datetime
    verb: str
    label: str
    by: str = Field(description="人员；其他县区填写的内容不显示")
    text: str


class VerdictShown(Shown):
    key: str
    label: str
    judgement: str = Field(description="holds 相符，contradicted 矛盾，unjudged 无法核对，off 不适用")
    judgement_label: str
    sentence: str
    remedy: str = Field(description="怎样补正")
    needs_reason: bool = Field(description="销号须说明理由")
    override: str = Field(description="带理由销号时所写的理由")


class ClosingShown(Shown):
    """`request_id` is empty while nobody has asked for closing."""

    task_id: int
    frozen: bool = Field(description="true 为申请时留存的结果，false 为现在核对的结果")
    request_id: int | None = Field(description="销号申请编号")
    outcome: str = Field(
        description="open 待说明理由，closed 已销号，overridden 带理由销号，superseded 已重新申请，空为尚未申请"
    )
    sentence: str
    verdicts: list[VerdictShown]


class PaperShown(Shown):
    id: int
    task_id: int
    name: str
    number: str = Field(description="文号，签发前为空")
    rung: str
    organisation: Named
    area_code: str
    state: str
    state_label: str
    facts: str
    demand: str
    reply_by: dt.date
    issued_at: dt.datetime | None
    received_at: dt.datetime | None
    reply: str
    answered_at: dt.datetime | None
    closing_note: str


class FindingShown(Shown):
    id: int
    round_id: int
    task_id: int | None
    rule: str
    rule_label: str
    message: str
    innocent: str = Field(description="可能的合理原因")
    quote: str
    values: dict[str, str] = Field(description="比对的数字")
    disposition: str
    disposition_label: str
    reason: str
    disposed_at: dt.datetime | None


class SourceShown(Shown):
    id: int
    round_id: int
    name: str
    sha256: str
    state: str = Field(
        description="queued 等待读取，reading 正在读取，read 待确认，failed 未能读取，"
        "cancelled 已取消，confirmed 已入账"
    )
    state_label: str
    error: str
    as_of: dt.date | None
    received_at: dt.datetime
    confirmed_at: dt.datetime | None
    proposals: int = Field(description="拟立任务数")


class ProposalShown(Shown):
    id: int
    order: int
    decision: str = Field(description="open 待确认，dropped 不立项，confirmed 已入账")
    task_id: int | None = Field(description="对应的已有任务；null 为新任务")
    refused: list[str] = Field(description="不采纳的字段")
    number: str
    problem: str
    status: str
    status_code: str | None
    goal: str
    deadline: str
    deadline_date: dt.date | None
    units: list[str]
    measures: list[str]
    area_codes: list[str]


class ConfirmedShown(Shown):
    source_id: int
    task_ids: list[int]
