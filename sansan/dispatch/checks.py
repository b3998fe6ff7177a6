"""What must hold of a row before it is handed in. Pure: values in, sentences out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sansan.dispatch.lights import Claim
from sansan.errors import Invalid
from sansan.rectification.figures.printed import read_entry

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as filled in. `figures`: indicator key → what was typed."""

    text: str = ""
    claim: str = ""
    percent: int | None = None
    cause: str = ""
    next_step: str = ""
    unchanged: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def is_empty(self) -> bool:
        return not (
            self.text.strip()
            or self.claim
            or self.percent is not None
            or self.cause.strip()
            or self.next_step.strip()
            or self.unchanged
            or any(value.strip() for value in self.figures.values())
            or self.answer.strip()
        )

    @property
    def said(self) -> str:
        """What the report says of the month."""
        text = self.text.strip()
        return f"本月无变化。{text}" if self.unchanged else text


Problem = tuple[str, str]  # a field and a sentence


def problems(
    row: Filled, *, last_text: str, labels: Mapping[str, str], asked: Sequence[str] = ()
) -> list[Problem]:
    """What is wrong, in the order of the row. `labels` names the indicators by key; `asked` are the questions the
    series puts to the values, which a word of the unit settles."""
    return [
        *_text(row, last_text),
        *_progress(row),
        *_behind(row),
        *_figures(row, labels),
        *_answer(row, asked),
    ]


def _text(row: Filled, last_text: str) -> Iterator[Problem]:
    text = row.text.strip()
    if not text:
        yield "text", "请写明没有变化的原因" if row.unchanged else "请填写本月情况"
    elif len(text) > LONGEST_TEXT:
        yield "text", f"本月情况最多{LONGEST_TEXT}字，现有{len(text)}字"
    elif not row.unchanged and text == last_text.strip():
        yield "text", "与上月一字不差：请写出本月的变化；确无变化的勾选“无变化”并写明原因"


def _progress(row: Filled) -> Iterator[Problem]:
    if not row.claim:
        yield "claim", "请选择进度：按序时进度、滞后或完成"
    if row.percent is None:
        return
    if not 0 <= row.percent <= 100:
        yield "percent", "完成进度应在0至100之间"
    elif row.claim == Claim.DONE and row.percent != 100:
        yield "percent", f"进度选了“完成”，完成进度却是{row.percent}%，请核对"
    elif row.claim != Claim.DONE and row.percent == 100:
        yield "percent", "完成进度是100%，请把进度选为“完成”，或核对完成进度"


def _behind(row: Filled) -> Iterator[Problem]:
    if row.claim == Claim.BEHIND and not row.cause.strip():
        yield "cause", "滞后的须写明原因"
    if row.claim == Claim.BEHIND and not row.next_step.strip():
        yield "next_step", "滞后的须写明下一步措施"


def _figures(row: Filled, labels: Mapping[str, str]) -> Iterator[Problem]:
    for key, typed in row.figures.items():
        if typed.strip() and key in labels:
            try:
                read_entry(typed)
            except Invalid as error:
                yield f"figure-{key}", f"{labels[key]}：{error}"


def _answer(row: Filled, asked: Sequence[str]) -> Iterator[Problem]:
    if asked and not row.answer.strip():
        yield "answer", "数据请核对，没有错的请在“数据说明”写明：" + "".join(asked)
    elif len(row.answer) > LONGEST_TEXT:
        yield "answer", f"数据说明最多{LONGEST_TEXT}字，现有{len(row.answer)}字"
