"""Examining a task: which claims it makes, and what each comes to. The result is what a request freezes."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sansan.rectification.closing.facts import Facts
from sansan.rectification.closing.gathering import gather
from sansan.rectification.closing.registry import CONDITIONS, Claim, Judgement, Row, claims
from sansan.rectification.models import ClaimChoice, Task

OFF = "off"  # the office took the claim off this task


@dataclass(frozen=True)
class Result:
    """One claim as examined. `judgement` is `OFF` where it was switched off; `sentence` then says who and why."""

    key: str
    label: str
    judgement: str
    sentence: str
    asserts: str = ""
    remedy: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    rows: Sequence[Row] = ()

    @property
    def needs_word(self) -> bool:
        """Whether closing in spite of it takes a reasoned override."""
        return self.judgement in {Judgement.CONTRADICTED, Judgement.UNJUDGED}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Result":
        return cls(**{**data, "rows": tuple(Row(**row) for row in data["rows"])})


@dataclass(frozen=True)
class Applied:
    """One claim for one task: whether it is made, with which parameters, and the office's choice where there is one."""

    claim: Claim
    on: bool
    parameters: Mapping[str, int]
    choice: ClaimChoice | None

    @property
    def switched_off(self) -> bool:
        return not self.on and self.choice is not None

    @property
    def default_for(self) -> str:
        """The tasks that make the claim unless the office decides otherwise."""
        return CONDITIONS[self.claim.default_on].label


def applied(facts: Facts, choices: Iterable[ClaimChoice]) -> list[Applied]:
    """Every registered claim as it stands for a task; an office's choice goes before the default."""
    chosen = {choice.claim: choice for choice in choices}
    return [
        Applied(
            claim,
            chosen[key].applies if key in chosen else CONDITIONS[claim.default_on].met(facts),
            {**claim.defaults, **(chosen[key].parameters if key in chosen else {})},
            chosen.get(key),
        )
        for key, claim in claims().items()
    ]


def examined(facts: Facts, standing: Iterable[Applied]) -> list[Result]:
    """The verdicts of the claims made, and a line for each claim switched off. Pure."""
    return [_result(facts, one) for one in standing if one.on or one.switched_off]


def examine(task: Task, *, text: str = "", now: dt.datetime) -> list[Result]:
    """Gather and judge. `text` is the closing opinion, where one has been written."""
    facts = gather(task, text=text, now=now)
    standing = applied(facts, task.claim_choices.select_related("by"))
    extra = {a.claim.key: a.claim.gather(task) for a in standing if a.on and a.claim.gather}
    return examined(replace(facts, extra=extra), standing)


def _result(facts: Facts, one: Applied) -> Result:
    claim = one.claim
    if one.choice and not one.on:
        day = f"{one.choice.at:%Y-%m-%d}"
        said = f"本任务不适用（{one.choice.by.name}，{day}）：{one.choice.reason}"
        return Result(claim.key, claim.label, OFF, said, claim.asserts)
    verdict = claim.check(facts, one.parameters)
    return Result(
        claim.key,
        claim.label,
        verdict.judgement.value,
        verdict.sentence,
        claim.asserts,
        claim.remedy,
        one.parameters,
        verdict.rows,
    )
