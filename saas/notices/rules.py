"""When a letter may go: quiet hours, the hour of the daily one, and how long an endpoint is tried. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from saas.calendar import moment

DIGEST_AT, QUIET_FROM, QUIET_UNTIL = map(time.fromisoformat, ("07:30", "21:00", "07:00"))
# What is older when it is told is told to nobody: it was found out long ago.
STALE = timedelta(days=7)
# After a failed try, the next one; after the last the delivery is dead until somebody sends it again.
TRIES = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6),
    timedelta(hours=12),
)  # fmt: skip


@dataclass(frozen=True)
class Hours:
    """When one person is written to: local times. Without a quiet time both ends are the same."""

    digest_at: time = DIGEST_AT
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    ways: Mapping[str, str] = field(default_factory=dict)


def quiet(at: time, start: time, end: time) -> bool:
    """Whether a time of day lies in the quiet hours, which may go over midnight; the end is no longer quiet."""
    return start <= at < end if start <= end else at >= start or at < end


def after_quiet(now: datetime, hours: Hours, zone: str) -> datetime:
    """The first moment from `now` on that is not quiet."""
    here = now.astimezone(ZoneInfo(zone))
    if not quiet(here.timetz().replace(tzinfo=None), hours.quiet_from, hours.quiet_until):
        return now
    ends = moment(here.date(), hours.quiet_until, zone)
    return ends if ends > now else moment(here.date() + timedelta(days=1), hours.quiet_until, zone)


def digest_due(now: datetime, hours: Hours, zone: str) -> bool:
    """Whether the daily letter may go now: its hour has come, and it is not quiet."""
    here = now.astimezone(ZoneInfo(zone)).timetz().replace(tzinfo=None)
    return here >= hours.digest_at and not quiet(here, hours.quiet_from, hours.quiet_until)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failures; None: no more."""
    return now + TRIES[attempts - 1] if attempts <= len(TRIES) else None
