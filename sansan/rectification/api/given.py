"""What the room's operations are given."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sansan.documents.model import Bound, StatusCode, UnitRole
from sansan.interface import Day, Given, Id, Line, OneOf, Paged, Ref, Words, Yes
from sansan.rectification.board import WORDS
from sansan.rectification.models import Disposition, Instrument, LookBack, Request, Round
from sansan.rectification.procedures import procedures
from sansan.rectification.queries import ALL_KINDS, LEDGER_ORDERS, NONE, TODO
from sansan.rectification.workflow import Kind

_DUE = ("late", "soon", "later", "none")


def _no_yes(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("应为数字")
    return value


Amount = Annotated[Decimal, BeforeValidator(_no_yes), Field(max_digits=20, decimal_places=6, examples=["31"])]


class TaskFilter(Paged):
    """The ledger's filter bar."""

    q: str = Field("", max_length=80, description="反馈问题、措施中的文字，或编号")
    round: Id | None = Field(None, description="督察编号")
    klass: str = Field(
        "", pattern=r"^(\d{1,18}|none)?$", description="类别编号（须同时给出督察），none 为未分类"
    )
    county: str = Field("", pattern=r"^([0-9A-Z]{6}|none)?$", description="县区代码，none 为未落到县区")
    unit: Id | None = Field(None, description="责任单位的机构编号")
    kind: Annotated[
        str,
        OneOf("", *(kind.value for kind in Kind if kind is not Kind.TASK), ALL_KINDS),
        Field(
            description="任务种类：不写为任务（不含下级），sub 报告下级任务，part 分解任务，"
            "recurrence 反弹任务，all 全部种类"
        ),
    ] = ""
    state: Annotated[str, OneOf("", *WORDS)] = Field("", description="台账状态")
    status: Annotated[
        str, OneOf("", *(code.value for code in StatusCode), NONE), Field(description="报告自述的状态")
    ] = ""
    due: Annotated[
        str,
        OneOf("", *_DUE),
        Field(description="期限：late 已超期，soon 7 天内到期，later 未到期，none 无明确期限"),
    ] = ""
    todo: Annotated[str, OneOf("", *TODO)] = Field("", description="等待本人办理的")
    sort: Annotated[
        str,
        OneOf(*LEDGER_ORDERS),
        Field(description="order 按督察和顺序，deadline 按期限，updated 按更新时间"),
    ] = "order"


_NOT_BLANK = r"\S"
AreaCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{4,12}$", examples=["411702"])]


class OpenRoundGiven(Given):
    name: str = Field(max_length=120, description="名称", examples=["2024 年省级生态环境保护督察"])
    area_code: AreaCode = Field(description="被督察地区的区划代码")
    level: Annotated[str, OneOf(*Round.Level.values)] = Field(Round.Level.PROVINCE.value, description="级别")
    procedure: Annotated[str, OneOf("", *procedures())] = Field("", description="整改程序；不写按级别选用")
    inspector: str = Field("", max_length=120, description="督察单位")
    feedback_on: Day | None = Field(None, description="反馈日期")


class EditRoundGiven(Given):
    """Fields left out stay as they are."""

    name: str = Field("", max_length=120, pattern=_NOT_BLANK, description="名称")
    level: Annotated[str, OneOf(*Round.Level.values)] = Field(Round.Level.PROVINCE.value, description="级别")
    procedure: Annotated[str, OneOf(*procedures())] = Field(
        next(iter(procedures())), description="整改程序；有任务正在自查、验收或公示时不能更换"
    )
    inspector: str = Field("", max_length=120, description="督察单位")
    feedback_on: Day | None = Field(None, description="反馈日期")
    as_of: Day | None = Field(None, description="情况截至")
    report_title: Line = Field("", description="整改完成情况报告标题；空为按督察名称生成")
    preamble: Words = Field("", description="报告引言")


class EditTaskGiven(Given):
    """Fields left out stay as they are."""

    number: str = Field("", max_length=20, description="编号")
    problem: Words = Field("", description="反馈问题")
    status: str = Field("", max_length=60, description="报告状态原文")
    status_code: Annotated[str, OneOf(*(code.value for code in StatusCode))] | None = Field(
        None, description="状态归类；null 为报告未写状态"
    )
    goal: Words = Field("", description="整改目标")
    deadline: str = Field("", max_length=60, description="整改时限原文")
    deadline_date: Day | None = Field(None, description="到期日")
    standing: Yes = Field(False, description="长期坚持")
    measures: list[Words] = Field(default_factory=list, max_length=200, description="整改措施，依次")
    area_codes: list[AreaCode] = Field(default_factory=list, max_length=50, description="涉及县区的代码")
    reason: Words = Field(description="修改理由")


class EntrustGiven(Given):
    organisation_id: Ref = Field(description="市攻坚办或专项办公室的机构编号")


class DeadlineGiven(Given):
    deadline: Day = Field(description="调整后的期限")
    reason: Words = Field(description="调整的理由和依据")


class ShareGiven(Given):
    """What one part takes on."""

    area_code: Annotated[str, Field(pattern=r"^([0-9A-Z]{4,12})?$")] = Field("", description="县区代码")
    organisation_ids: list[Ref] = Field(
        default_factory=list, max_length=50, description="责任单位的机构编号；写明的随即交办"
    )
    target: Amount | None = Field(None, description="目标数量")
    deadline: Day | None = Field(None, description="期限；不写与上级任务相同，不能晚于它")


class GoalGiven(Given):
    name: str = Field("", max_length=80, description="目标", examples=["取缔燃煤锅炉"])
    unit: str = Field("", max_length=20, description="单位", examples=["台"])
    target: Amount | None = Field(None, description="全部目标数量，与各项合计比较")


class SplitGiven(Given):
    shares: list[ShareGiven] = Field(max_length=100, description="各项分解任务")
    goal: GoalGiven | None = Field(None, description="目标数量；不写不比较，已分解的不变")
    reason: Words = Field("", description="增列理由；第一次分解可以不写")


class SplitManyGiven(Given):
    task_ids: list[Ref] = Field(max_length=300, description="要分解的任务编号")


class ReasonGiven(Given):
    reason: Words = Field(description="意见或理由", examples=["措施已逐条落实，资料齐全。"])


class AssignGiven(Given):
    organisation_id: Ref = Field(description="责任单位的机构编号")
    role: Annotated[str, OneOf(*(role.value for role in UnitRole))] = Field(
        UnitRole.RESPONSIBLE.value, description="身份"
    )
    note: Words = Field("", description="交办说明")


class ReportGiven(Given):
    """A form, so that files can come with it."""

    text: Words = Field(description="情况说明", examples=["已关停取缔 12 家，剩余 3 家月底前完成。"])
    as_of: Day = Field(description="情况截至")
    organisation_id: Id | None = Field(None, description="填报单位；只为一个单位任职的可以不写")
    sha256: Line = Field(
        "", max_length=2000, description="各文件的 SHA-256（十六进制，逗号分开）；给出时逐个核对"
    )


class ReviewGiven(Given):
    good: Yes = Field(description="true 审核通过，false 退回")
    note: Words = Field("", description="审核意见；退回须写明理由")


class AcceptGiven(Given):
    reason: Words = Field(description="验收意见")
    visited_on: Day | None = Field(None, description="现场核查日期；程序要求现场核查的必填")
    document_number: str = Field("", max_length=60, description="验收文号；登记省级验收的必填")


class PublishGiven(Given):
    place: Line = Field(description="公示载体", examples=["市政府网站"])
    starts_on: Day = Field(description="公示开始日期")
    contact: str = Field("", max_length=100, description="监督电话或邮箱")


class ObjectionGiven(Given):
    objection: Words = Field(description="异议")
    answer: Words = Field("", description="处理结果；没有处理结果不能销号")


class LookBackGiven(Given):
    """A form, so that photos can come with it."""

    result: Annotated[
        str,
        OneOf(*LookBack.Result.values),
        Field(description="holds 未反弹，relapsed 问题反弹，false 虚假整改"),
    ]
    text: Words = Field(description="回头看情况")
    done_on: Day = Field(description="回看日期")
    sha256: Line = Field(
        "", max_length=2000, description="各文件的 SHA-256（十六进制，逗号分开）；给出时逐个核对"
    )


class CloseGiven(Given):
    text: Words = Field(description="销号意见")


class OverrideGiven(Given):
    reasons: dict[str, Words] = Field(
        description="每个不相符或无法核对的核对项的理由，不少于 10 个字",
        examples=[{"photos": "现场照片由省督察组统一保管，已当面核对原件。"}],
    )


class ChoiceGiven(Given):
    applies: Yes = Field(description="本任务是否适用此核对项")
    parameters: dict[str, Ref] = Field(default_factory=dict, description="与默认值不同的参数")


class ClaimsGiven(Given):
    claims: dict[str, ChoiceGiven] = Field(description="核对项代码 → 选择；没有写到的不变")
    reason: Words = Field(description="理由，不少于 10 个字")


class ExtensionGiven(Given):
    deadline: Day = Field(description="申请延至")
    reason: Words = Field(description="理由")
    organisation_id: Ref | None = Field(None, description="申请单位；只为一个单位任职的可以不写")


class TransferGiven(Given):
    to_id: Ref = Field(description="应由哪个单位承担：机构编号")
    reason: Words = Field(description="理由")
    organisation_id: Ref | None = Field(None, description="申请单位；只为一个单位任职的可以不写")


class AnswerGiven(Given):
    granted: Yes = Field(description="true 同意，false 不同意")
    text: Words = Field("", description="答复意见；不同意须写明理由")


class RequestFilter(Paged):
    state: Annotated[str, OneOf("", *Request.State.values)] = Field("", description="答复状态")


class TickGiven(Given):
    done: Yes = Field(description="true 已办结，false 未办结")


class FigureGiven(Given):
    name: str = Field(max_length=80, description="指标", examples=["已完成整治取缔"])
    value: Amount = Field(description="数值")
    unit: str = Field("", max_length=20, description="单位", examples=["家"])
    as_of: Day = Field(description="截至")
    scope: str = Field("", max_length=80, description="范围；范围不同的数不相加")
    bound: Annotated[str, OneOf(*(bound.value for bound in Bound))] = Field(
        Bound.EXACT.value, description="确切程度"
    )
    answer: str = Field("", max_length=500, description="系统对数值有疑问时的说明")


class CorrectionGiven(Given):
    value: str = Field(
        min_length=1, max_length=40, description="更正后的数值，可带“余、近、约”", examples=["6300余"]
    )
    as_of: Day | None = Field(None, description="日期有误的，写明正确的截至日期")
    reason: Words = Field(description="更正理由")


class PaperGiven(Given):
    organisation_id: Ref = Field(description="主送单位：本任务责任单位的机构编号")
    rung: str = Field(max_length=20, description="督办级别，取自督办升级规则", examples=["remind"])
    facts: Words = Field("", description="事由；不写由系统按任务拟写")
    demand: Words = Field("", description="要求；不写由系统按级别拟写")


class PaperFilter(Paged):
    state: Annotated[str, OneOf("", *Instrument.State.values)] = Field("", description="文书状态")


class ReplyGiven(Given):
    reply: Words = Field(description="答复：原因、已采取的措施和完成日期")


class FindingFilter(Paged):
    round: Id | None = Field(None, description="督察编号")
    task: Id | None = Field(None, description="任务编号")
    disposition: Annotated[str, OneOf("", *Disposition.values)] = Field("", description="处置")


class DisposeGiven(Given):
    disposition: Annotated[
        str,
        OneOf(Disposition.AGREED.value, Disposition.EXPLAINED.value, Disposition.DISMISSED.value),
        Field(description="agreed 确有错误，explained 已说明，dismissed 不成立"),
    ]
    reason: Words = Field(description="处置理由")


class CorrectProposalGiven(Given):
    """Fields left out stay as they are."""

    number: str | None = Field(None, max_length=20, description="编号")
    problem: Words | None = Field(None, description="反馈问题")
    goal: Words | None = Field(None, description="整改目标")
    deadline: str | None = Field(None, max_length=60, description="整改时限，原文")
    deadline_date: Day | None = Field(None, description="到期日")
    measures: list[Words] | None = Field(None, max_length=200, description="整改措施，依次")


class LinkGiven(Given):
    task_id: Ref | None = Field(description="对应的已有任务；null 为新任务")
    refused: list[Line] = Field(default_factory=list, max_length=50, description="不采纳的字段")


class ProposalFilter(Paged):
    pass
