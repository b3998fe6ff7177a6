"""What a closing is examined on, as plain values. Pure: `gathering` fills it, the checks read it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sansan.documents.model import Bound

BEIJING = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Use:
    """Another use of a photo anywhere in the archive."""

    evidence_id: int
    same_task: bool
    same_unit: bool
    purpose: str
    earlier: bool  # handed in before this one
    exact: bool  # the same file, not only nearly the same picture
    where: str = ""  # for whoever may see that use


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture handed in with a report of the task; time and position are the device's claim, None where silent."""

    pk: int
    name: str
    purpose: str
    unit_id: int | None
    uploaded_at: dt.datetime
    taken_at: dt.datetime | None = None
    placed: bool = False
    metres_outside: float | None = None  # None where the photo has no position or the area no boundary
    recognisable: bool = True  # whether the picture has structure enough to be compared
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    pk: int
    order: int
    done: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-task."""

    pk: int
    number: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Figure:
    pk: int
    name: str
    value: Decimal
    printed: str
    unit: str
    scope: str
    as_of: dt.date | None
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Identity:
    """A declared sum as it stands on the newest day it can be looked at: agrees, differs, open (`figures.Fit`)."""

    total_value: int | None  # key of the value that stands for the total that day
    fit: str
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """The newest report of one unit: what the unit says now."""

    pk: int
    unit_id: int
    text: str
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted the work, for which bodies he acted on that day."""

    person_id: int
    at: dt.datetime
    unit_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice:
    """The public notice that stands; `served` is how many of its days there are, None where no calendar says."""

    starts_on: dt.date
    ends_on: dt.date
    required: int
    served: int | None
    counted: str = "日"
    objected: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    pk: int
    number: str


@dataclass(frozen=True)
class Facts:
    """One task at one moment. `extra` holds what the claims of other rooms gather for themselves, by claim."""

    now: dt.datetime
    task_id: int
    text: str = ""  # 销号意见
    begun_on: dt.date | None = None  # the day the problem was known: fed back, else handed out
    standing: bool = False  # 长期坚持 or 已完成，持续推进
    claimed: str = ""  # the status as the newest report words it
    claimed_code: str = ""
    claimed_as_of: dt.date | None = None
    area_names: tuple[str, ...] = ()  # the counties or townships the task lies in
    measures: tuple[Measure, ...] = ()
    evidence_count: int = 0
    photos: tuple[Photo, ...] = ()
    parts: tuple[Part, ...] = ()
    figures: tuple[Figure, ...] = ()
    identities: tuple[Identity, ...] = ()
    reports: tuple[Report, ...] = ()
    submitted_as_of: dt.date | None = None
    open_findings: tuple[int, ...] = ()
    waiting_sources: int = 0  # received reports of the round nobody has confirmed yet
    acceptances: tuple[Acceptance, ...] = ()
    doer_ids: frozenset[int] = frozenset()
    doing_unit_ids: frozenset[int] = frozenset()
    notice_due: bool = False  # whether the round's procedure has a notice
    notice: Notice | None = None
    policies: tuple[Policy, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The day in Beijing."""
        return self.now.astimezone(BEIJING).date()
