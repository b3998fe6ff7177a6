"""整改程序: which stations a task passes, as dated data. Pure but for reading the room's own file.

Source of the order: the inspection work rules; what differs by province is in `data/procedures.toml`.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from sansan.documents.workdays import calendar_days, working_days
from sansan.errors import Invalid
from sansan.rectification.ladder import working_day_after
from sansan.rectification.planning import FIELDS

LONGEST_NOTICE = 120  # calendar days looked ahead for the last of so many working days


class Level(StrEnum):
    """Who accepts."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


LEVEL_LABELS = {Level.COUNTY: "县级", Level.CITY: "市级", Level.PROVINCE: "省级"}
LEVEL_DIGITS = {Level.COUNTY: 6, Level.CITY: 4, Level.PROVINCE: 4}
"""How long the area code of the acceptor's post may be. A province's word is entered by the city, with its number."""


class Counting(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


COUNTING_LABELS = {Counting.CALENDAR: "日", Counting.WORKING: "个工作日"}


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """How long 公示 runs: `days` counted inclusively, the first day too."""

    days: int
    counting: Counting

    @property
    def label(self) -> str:
        return f"{self.days}{COUNTING_LABELS[self.counting]}"

    def last_day(self, first: dt.date) -> dt.date:
        """The last day of a notice that begins on `first`.

        Raises Invalid where the holiday calendar does not reach that far: working days are not guessed.
        """
        if self.counting is Counting.CALENDAR:
            return first + dt.timedelta(days=self.days - 1)
        for ahead in range(LONGEST_NOTICE):
            last = first + dt.timedelta(days=ahead)
            served = working_days(first, last)
            if served is None:
                raise Invalid(
                    f"节假日历尚未收录 {last.year} 年，无法推算工作日。请系统管理员补充节假日数据。",
                    field="starts_on",
                )
            if served == self.days:
                return last
        raise Invalid("公示期过长，请核对整改程序的设置。", field="starts_on")

    def served(self, first: dt.date, last: dt.date) -> int | None:
        """Days from `first` to `last` as this rule counts them; None where the calendar cannot say."""
        if self.counting is Counting.CALENDAR:
            return calendar_days(first, last)
        return working_days(first, last)


class Authority(StrEnum):
    """Whose consent a plan needs after the city's own leader; entered with document number and date."""

    PROVINCE = "province"
    CENTRAL = "central"


AUTHORITY_LABELS = {Authority.PROVINCE: "省级", Authority.CENTRAL: "中央"}


@dataclass(frozen=True, slots=True)
class PlanRule:
    """Whether a round needs a 整改方案 before its tasks are handed out, what must be in it, and by when.

    It holds for rounds fed back since `since`: earlier ones were handed out under the rules of their time.
    `days` working days after the feedback the plan is due (None: no term is known); `fields` are keys of
    `planning.FIELDS`.
    """

    since: dt.date
    fields: tuple[str, ...]
    consent: Authority | None
    days: int | None
    source: str
    sure: str

    def due_on(self, feedback_on: dt.date | None) -> dt.date | None:
        """The last day to hand the plan in; the day of the feedback itself does not count."""
        if feedback_on is None or self.days is None:
            return None
        return working_day_after(feedback_on, self.days)


@dataclass(frozen=True, slots=True)
class Procedure:
    """The stations between 整改 and 回头看. `sure` is the word on how far the defaults may be trusted."""

    key: str
    name: str
    levels: tuple[str, ...]
    self_check: bool
    acceptance: tuple[Level, ...]
    site_visit: bool
    review: bool
    notice: NoticeRule | None
    look_back_months: tuple[int, ...]
    sure: str
    plan: PlanRule | None = None

    def plan_for(self, fed_back: dt.date) -> PlanRule | None:
        """The plan a round fed back on that day needs; None where it needs none."""
        return self.plan if self.plan and fed_back >= self.plan.since else None

    def level(self, stage: int) -> Level:
        """Who accepts at this stage (from 0)."""
        return self.acceptance[min(stage, len(self.acceptance) - 1)]

    def is_last(self, stage: int) -> bool:
        return stage >= len(self.acceptance) - 1

    @property
    def summary(self) -> str:
        """自查 → 县级验收 → … in one line."""
        accepted = [f"{LEVEL_LABELS[level]}验收" for level in self.acceptance]
        return " → ".join(
            [
                *(["方案"] if self.plan else []),
                *(["自查"] if self.self_check else []),
                *accepted,
                *(["行业审查"] if self.review else []),
                *([f"公示{self.notice.label}"] if self.notice else []),
                "销号",
                *(["回头看"] if self.look_back_months else []),
            ]
        )


def parse(raw: Mapping[str, Any]) -> dict[str, Procedure]:
    """Procedures by key. Raises ValueError that names the procedure and what is wrong with it."""
    found = {}
    for key, entry in raw.items():
        if isinstance(entry, dict):
            try:
                found[key] = _procedure(key, entry)
            except (KeyError, ValueError, TypeError) as error:
                raise ValueError(f"procedures.toml [{key}]: {error}") from error
    return found


def _procedure(key: str, entry: Mapping[str, Any]) -> Procedure:
    notice = entry.get("notice")
    acceptance = tuple(Level(level) for level in entry["acceptance"])
    if not acceptance:
        raise ValueError("acceptance names no level")
    return Procedure(
        key=key,
        name=entry["name"],
        levels=tuple(entry["levels"]),
        self_check=entry["self_check"],
        acceptance=acceptance,
        site_visit=entry["site_visit"],
        review=entry["review"],
        notice=NoticeRule(notice["days"], Counting(notice["counting"])) if notice else None,
        look_back_months=tuple(entry["look_back_months"]),
        sure=entry["sure"],
        plan=_plan(entry["plan"]) if "plan" in entry else None,
    )


def _plan(entry: Mapping[str, Any]) -> PlanRule:
    if unknown := set(entry["fields"]) - FIELDS.keys():
        raise ValueError(f"plan.fields names {sorted(unknown)[0]}")
    return PlanRule(
        since=entry["since"],
        fields=tuple(entry["fields"]),
        consent=Authority(entry["consent"]) if "consent" in entry else None,
        days=entry.get("days"),
        source=entry["source"],
        sure=entry["sure"],
    )


@cache
def procedures() -> dict[str, Procedure]:
    return parse(_raw())


@cache
def transfer_days() -> int:
    """Working days within which a transfer is accepted, declined or ruled on."""
    return int(_raw()["transfer_answer_days"])


@cache
def _raw() -> dict[str, Any]:
    text = resources.files("sansan.rectification").joinpath("data/procedures.toml").read_text("utf-8")
    return tomllib.loads(text)


def usual_for(level: str) -> str:
    """The key of the procedure an inspection of this level follows unless the office chooses another."""
    return next((p.key for p in procedures().values() if level in p.levels), "brief")
