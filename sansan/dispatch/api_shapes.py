"""What the operations of 月调度 are given and answer."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from sansan.dispatch.lights import Claim
from sansan.interface import Given, OneOf, Ref, Shown, Words, Yes

_MOST_ROWS = 500
_CLAIMED = "on_time 按序时进度，behind 滞后，done 完成"


class TypedGiven(Given):
    figure_id: Ref = Field(description="指标编号")
    value: str = Field(min_length=1, max_length=40, description="数值，可带“余、近、约”", examples=["6300余"])


class RowGiven(Given):
    entry_id: Ref = Field(description="应报事项编号")
    version: int = Field(0, ge=0, le=2**31 - 1, description="读到的 version；他人已改动的答复 409")
    text: str = Field("", max_length=4000, description="本月情况")
    claim: Annotated[str, OneOf("", *(claim.value for claim in Claim))] = Field(
        "", description=f"进度：{_CLAIMED}"
    )
    percent: int | None = Field(None, ge=0, le=100, description="完成进度")
    cause: Words = Field("", description="滞后原因")
    next_step: Words = Field("", description="下一步措施")
    unchanged: Yes = Field(False, description="本月无变化；text 写原因")
    figures: list[TypedGiven] = Field(default_factory=list, max_length=100, description="本月数据")


class HandInGiven(Given):
    rows: list[RowGiven] = Field(max_length=_MOST_ROWS, description="要提交的各行")


class NumberGiven(Given):
    number: str = Field("total", max_length=80, description="数字的 key，取自快照")


class DueShown(Shown):
    month: str = Field(examples=["2026-11"])
    organisation_id: int
    organisation: str
    due_on: dt.date = Field(description="填报截止")
    asked: int = Field(description="应报项数")
    missing: int = Field(description="未报项数，含退回未改的")
    returned: int = Field(description="退回未改的项数")


class IndicatorShown(Shown):
    figure_id: int
    name: str
    unit: str
    last: str = Field(description="上次的数；没有为空")
    as_of: dt.date | None
    typed: str = Field(description="已填写、没有提交的数")


class RowShown(Shown):
    entry_id: int
    number: int = Field(description="行号")
    task_id: int
    task_number: str
    problem: str
    state: str = Field(
        description="accepted 审核通过，reported 待审核，returned 退回待改，drafting 填写中，"
        "seen 已打开未填，unopened 未打开，excused 无须再报"
    )
    state_label: str
    open: bool = Field(description="true 为等待填报")
    late: bool = Field(description="逾期填报")
    report_id: int | None = Field(description="本月的填报")
    review_note: str = Field(description="审核意见")
    version: int = Field(description="草稿的版本；提交时照原样写")
    text: str = Field(description="已填写、没有提交的本月情况；以下各项同")
    claim: str = Field(description=_CLAIMED)
    percent: int | None
    cause: str
    next_step: str
    unchanged: bool
    last_text: str = Field(description="上次填报的情况；不能照抄")
    figures: list[IndicatorShown]


class HandedIn(Shown):
    report_ids: list[int] = Field(description="所产生填报的编号")
    missing: int = Field(description="还有几项未报")


class PeriodShown(Shown):
    id: int
    month: str = Field(examples=["2026-11"])
    area_code: str
    round_id: int | None = Field(description="只调度一次督察的，为其编号")
    what: str = Field(description="范围")
    due_on: dt.date = Field(description="填报截止")
    freeze_on: dt.date = Field(description="冻结日期")
    versions: int = Field(description="冻结过几版")


class UnitCounts(Shown):
    organisation_id: int
    organisation: str
    asked: int = Field(description="应报项次")
    reported: int = Field(description="已报")
    waiting: int = Field(description="其中待审核")
    returned: int = Field(description="退回未改")
    missing: int = Field(description="未报，含退回未改的")
    unopened: int = Field(description="未打开")
    late: int = Field(description="逾期填报")
    behind: int = Field(description="自述滞后")


class PeriodWhole(PeriodShown):
    units: list[UnitCounts]


class SnapshotShown(Shown):
    id: int
    period_id: int
    version: int = Field(description="版次")
    as_of: dt.date = Field(description="情况截至")
    frozen_at: dt.datetime
    reason: str = Field(description="更正理由")
    digest: str = Field(description="冻结内容的 SHA-256")


class NumberShown(Shown):
    key: str
    of: str = Field(description="数的是什么：tasks 任务，entries 应报事项，papers 督办文书")
    label: str
    value: int
    unit: str


class SnapshotWhole(SnapshotShown):
    whole: bool = Field(description="true 为全部；false 为按本人看到的任务重新计数")
    numbers: list[NumberShown]


class FrozenTask(Shown):
    id: int
    number: str
    problem: str
    round: str
    klass: str
    units: list[str]
    counties: list[str]
    deadline: dt.date | None
    state: str
    light: str = Field(description="green 绿灯，yellow 黄灯，red 红灯，none 未亮灯")
    why: str = Field(description="灯号的依据；由其他单位填报的不显示")
    percent: int | None
    lag: int | None = Field(description="落后计划的百分点")


class FrozenEntry(Shown):
    id: int
    task: int
    organisation: int
    unit: str
    state: str
    late: bool
    report: int | None
    text: str
    as_of: dt.date | None
    claim: str
    percent: int | None
    cause: str
    next_step: str
    unchanged: bool


class FrozenPaper(Shown):
    id: int
    task: int
    organisation: int
    unit: str
    name: str
    number: str
    issued_on: dt.date | None
    state: str


class NumberRows(NumberShown):
    tasks: list[FrozenTask]
    entries: list[FrozenEntry]
    papers: list[FrozenPaper]


class BulletinShown(Shown):
    id: int
    period_id: int
    snapshot_id: int = Field(description="所据快照")
    version: int
    title: str
    number: str = Field(description="文号；草稿为空")
    state: str = Field(description="draft 草稿，issued 已印发")
    state_label: str
    issued_at: dt.datetime | None


class SectionShown(Shown):
    key: str
    heading: str
    paragraphs: list[str]
    tables: list[list[list[str]]] = Field(description="各表逐行逐格，第一行为表头")


class BulletinWhole(BulletinShown):
    sections: list[SectionShown]
