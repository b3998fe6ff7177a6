"""When a message may leave: quiet hours, the hour of the digest, the pause before another try. Pure, Beijing time."""

import datetime as dt
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

Quiet = tuple[dt.time, dt.time]
"""From, until; over midnight where the first is later than the second. The first minute is quiet, the last is not."""

FIRST_PAUSE = dt.timedelta(minutes=1)
MOST_ATTEMPTS = 7
"""1, 2, 4, 8, 16 and 32 minutes between seven tries: an hour, the length of a common outage."""


def quiet_until(now: dt.datetime, quiet: Quiet | None) -> dt.datetime | None:
    """The end of the quiet hours `now` lies in, None outside them."""
    if quiet is None:
        return None
    local = now.astimezone(ZONE)
    begins, ends = quiet
    at = local.time()
    inside = begins <= at < ends if begins < ends else at >= begins or at < ends
    if not inside:
        return None
    end = dt.datetime.combine(local.date(), ends, ZONE)
    return end if end > local else end + dt.timedelta(days=1)


def next_digest(now: dt.datetime, hour: int) -> dt.datetime:
    """The next time the clock shows that hour, after `now`."""
    at = dt.datetime.combine(now.astimezone(ZONE).date(), dt.time(hour), ZONE)
    return at if at > now else at + dt.timedelta(days=1)


def pause_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many failed tries; None when that was the last."""
    return FIRST_PAUSE * 2 ** (attempts - 1) if attempts < MOST_ATTEMPTS else None
