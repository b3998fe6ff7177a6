"""What the operations of a plan are given and answer."""

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from sansan.documents.model import UnitRole
from sansan.interface import Day, Given, Line, OneOf, Shown, Words, Yes
from sansan.rectification.planning import Planned

_ROLES = OneOf(*(role.value for role in UnitRole))
_MOST_VERSIONS = 32767


class VersionGiven(Given):
    version: int | None = Field(None, ge=1, le=_MOST_VERSIONS, description="版次")


class PlanReason(Given):
    reason: Words = Field(description="理由")


class UnitGiven(Given):
    name: Line = Field(min_length=1, description="名称；责任人写姓名和职务", examples=["市住建局"])
    role: Annotated[str, _ROLES] = Field(
        UnitRole.RESPONSIBLE.value, description="身份；leader 责任人，accept 验收单位"
    )


class PlanItemGiven(Given):
    """Fields left out stay as they are."""

    units: list[UnitGiven] = Field(
        default_factory=list, max_length=100, description="责任单位、责任人和验收单位，依次"
    )
    goal: Words = Field("", description="整改目标")
    deadline: str = Field("", max_length=60, description="整改时限，原文")
    deadline_date: Day | None = Field(None, description="到期日；没有的须注明长期坚持")
    standing: Yes = Field(False, description="长期坚持")
    measures: list[Words] = Field(default_factory=list, max_length=200, description="重点措施，依次")
    seen: str = Field("", max_length=40, description="读到的 updated_at，照原样写")

    def changes(self) -> set[str]:
        return self.model_fields_set - {"seen"}

    def onto(self, before: Planned) -> Planned:
        said: dict[str, Any] = {name: getattr(self, name) for name in self.changes()}
        if "units" in said:
            said["units"] = tuple((unit.name.strip(), UnitRole(unit.role)) for unit in self.units)
        if "measures" in said:
            said["measures"] = tuple(self.measures)
        return replace(before, **said)


class PreambleGiven(Given):
    preamble: Words = Field(description="方案引言")


class FillGiven(Given):
    role: Annotated[str, OneOf(UnitRole.ACCEPT.value, UnitRole.LEADER.value)] = Field(
        description="填写哪一项：accept 验收单位，leader 责任人"
    )
    name: Line = Field(description="名称")


class OpinionGiven(Given):
    opinion: Words = Field("", description="批准意见")


class ConsentGiven(Given):
    """A form, so that the paper can come with it."""

    number: str = Field(max_length=60, description="同意文件的文号", examples=["豫环督〔2026〕12号"])
    day: Day = Field(description="同意日期")


class PlanPublishGiven(Given):
    place: Line = Field(description="公布载体", examples=["市政府网站"])
    day: Day = Field(description="公布日期")


class Counted(Shown):
    count: int = Field(description="填写或补入的任务数")


class NamedUnit(Shown):
    name: str
    role: str


class PlanItemShown(Shown):
    id: int
    task_id: int
    number: str = Field(description="任务编号")
    units: list[NamedUnit] = Field(description="责任单位、责任人和验收单位")
    goal: str
    deadline: str
    deadline_date: dt.date | None
    standing: bool
    measures: list[str]
    missing: list[str] = Field(
        description="还缺的内容：units、leader、goal、deadline、measures、acceptor；齐全为空"
    )
    updated_at: str = Field(description="修改时间；填写时放入 seen 可防止覆盖他人的改动")


class VersionShown(Shown):
    version: int
    title: str
    state: str


class PlanShown(Shown):
    id: int
    round_id: int
    version: int = Field(description="版次；1 为方案，以后为历次调整")
    title: str
    state: str = Field(
        description="drafting 编制中，submitted 待批准，signed 待上级同意，approved 已批准，published 已公布，"
        "superseded 已被调整，dropped 不再调整"
    )
    state_label: str
    reason: str = Field(description="调整理由")
    due_on: dt.date | None = Field(description="应报出日期")
    submitted_at: dt.datetime | None
    signed_at: dt.datetime | None = Field(description="批准时间")
    consent_number: str
    consent_on: dt.date | None
    in_force_at: dt.datetime | None = Field(description="生效时间")
    published_place: str
    published_on: dt.date | None


class PlanWhole(PlanShown):
    preamble: str
    opinion: str
    returned_reason: str = Field(description="退回理由；没有退回或已再次报批为空")
    items: list[PlanItemShown] = Field(description="本人可见任务的方案内容")
    lacking: list[str] = Field(description="各项任务还缺什么；只看到部分任务的为空")
    left_out: list[int] = Field(description="起草后入账、还没有列入方案的任务编号")
    steps: list[str] = Field(description="状态允许的下一步")
    versions: list[VersionShown] = Field(description="历次版本，最新的在前")
