"""What the parts of a page are given. Views build these; a mapping with the same keys does as well."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; the page itself is not in it."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Stat:
    """A number with its unit and the address of the rows behind it. `tone`: "", good, warn, bad."""

    label: str
    value: Number | str
    unit: str = ""
    url: str = ""
    change: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab is a link: the address holds which one is open. `folded` ones stand behind 更多, unless they are open."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    folded: bool = False


@dataclass(frozen=True)
class Moment:
    """One entry of a time line."""

    at: dt.datetime | dt.date
    title: str
    who: str = ""
    text: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Photo:
    """One piece of evidence. `reused` says where the same picture was seen before ("" = nowhere)."""

    url: str
    name: str
    thumbnail_url: str = ""
    who: str = ""
    at: dt.datetime | dt.date | None = None
    where: str = ""
    reused: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Step:
    """One stage of a workflow. `state`: done, now, next."""

    label: str
    state: str
    who: str = ""
    at: dt.datetime | dt.date | None = None


@dataclass(frozen=True)
class Compared:
    """One number a finding compares: what it is, the number with its unit as printed, and where it stands."""

    label: str
    value: str
    where: str = ""
    url: str = ""


@dataclass(frozen=True)
class Finding:
    """A question to a person. `innocent` says why it may be right after all; `disposition` is empty while open."""

    title: str
    message: str
    compared: Sequence[Compared] = ()
    innocent: str = ""
    quote: str = ""
    disposition: str = ""
    reason: str = ""
    who: str = ""


@dataclass(frozen=True)
class Progress:
    """A long job. `state`: waiting, running, done, failed, cancelled; it polls while waiting or running."""

    label: str
    done: int
    total: int
    state: str = "running"
    poll_url: str = ""
    cancel_url: str = ""
    note: str = ""
    result_url: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def live(self) -> bool:
        return self.state in {"waiting", "running"}
