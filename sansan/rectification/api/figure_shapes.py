"""What the operations of figures are given and answer."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from sansan.interface import Day, Given, Id, Line, OneOf, Ref, Shown, Words
from sansan.rectification.api.given import Amount
from sansan.rectification.api.shapes import FigureShown, ValueShown
from sansan.rectification.models import TaskFigure

_MOST = 200


class OneValueGiven(Given):
    figure_id: Ref = Field(description="指标编号")
    value: str = Field(min_length=1, max_length=40, description="数值，可带“余、近、约”", examples=["6300余"])


class ValuesGiven(Given):
    as_of: Day = Field(description="截至")
    values: list[OneValueGiven] = Field(max_length=_MOST, description="各指标的数值")
    answer: Words = Field("", description="系统对数值有疑问时的说明")


class MeaningGiven(Given):
    kind: Annotated[str, OneOf(*TaskFigure.Kind.values)] = Field(
        "", description="口径：cumulative 累计，period 当期，point 时点，空为未说明"
    )
    direction: Annotated[str, OneOf(*TaskFigure.Direction.values)] = Field(
        "", description="方向：up 越高越好，down 越低越好，空为未说明"
    )
    target: Amount | None = Field(None, description="目标值")
    target_on: Day | None = Field(None, description="目标日期")


class BindGiven(Given):
    name: str = Field(max_length=80, description="指标", examples=["本轮已销号任务"])
    binding: str = Field(max_length=60, description="取数方式的代码")
    parameters: dict[str, Line] = Field(default_factory=dict, description="取数参数")
    scope: str = Field("", max_length=80, description="范围")


class IdentityGiven(Given):
    total_id: Ref = Field(description="总数：本任务的指标")
    part_ids: list[Ref] = Field(max_length=_MOST, description="分项：本任务或其下级任务的指标，至少两个")
    note: Line = Field("", description="说明")


class SumGiven(Given):
    f: list[Id] = Field(max_length=_MOST, description="要相加的指标编号，至少两个")
    on: Day | None = Field(None, description="截至不晚于；不写为各指标最近的数")


class VersionOfValue(ValueShown):
    by: str = Field(description="填报人")
    at: dt.datetime
    corrects_id: int | None = Field(description="更正的是哪一个数")
    reason: str = Field(description="更正理由")
    asked: list[str] = Field(description="登记时系统的疑问")
    answer: str = Field(description="对疑问的说明")


class FigureWhole(FigureShown):
    task_id: int
    direction: str
    completion: str = Field(description="与目标相比；没有目标为空")
    binding: str = Field(description="取数方式的代码；人工填报的为空")
    parameters: dict[str, str]
    doubts: list[str] = Field(description="数与数之间的出入")
    versions: list[VersionOfValue] = Field(description="登记过的全部数值，依登记先后")


class IdentityShown(Shown):
    id: int
    total_id: int
    part_ids: list[int]
    note: str
    differs: bool = Field(description="true 为总数与分项之和不符")
    says: str = Field(description="核对结果")


class RolledUp(Shown):
    name: str
    unit: str
    refused: bool = Field(description="true 为不能相加")
    says: str = Field(description="各下级任务之和，或为什么不能相加")
    doubt: str = Field(description="与上级任务所填的数不符")


class FiguresOfTask(Shown):
    task_id: int
    figures: list[FigureShown]
    identities: list[IdentityShown] = Field(description="合计关系")
    rolled_up: list[RolledUp] = Field(description="由下级任务汇总的指标；看到全部下级任务的才有")


class ValuesMade(Shown):
    value_ids: list[int]


class ChoiceShown(Shown):
    value: str
    label: str


class ParameterShown(Shown):
    name: str
    label: str
    choices: list[ChoiceShown]


class BindingShown(Shown):
    key: str
    label: str
    unit: str
    parameters: list[ParameterShown]


class SumShown(Shown):
    value: Decimal | None
    bound: str = Field(description="exact 确数，at_least 不少于，at_most 不超过，about 约")
    unit: str
    as_of: dt.date | None
    cautions: list[str] = Field(description="相加时未能确认的")
    refused: str = Field(description="为什么没有相加；已相加为空")
