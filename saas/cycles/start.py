"""The next cycle, before its first day: a check without an open cycle would be refused."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from saas import trail
from saas.cycles import reads
from saas.cycles.periods import Period, periods
from tenants import current, db

SAMPLE_PERCENT = 20


async def start(until: date, *, now: datetime) -> int:
    """Open every cycle that is missing until a day, by the newest scheme; returns how many. Safe to run
    again.
    """
    covered = await reads.last_day()
    if covered and covered >= until:
        return 0
    scheme = await reads.newest_scheme()
    if scheme is None or "cycles" not in scheme[1]:
        return 0
    rules = scheme[1]["cycles"]
    first = covered + timedelta(days=1) if covered else until
    opened = 0
    for each in periods(rules, first, until):
        # A company may have begun or ended a cycle inside a period; the next one starts the day after.
        period = each._replace(first=max(each.first, first))
        opened += await _open(period, scheme[0], rules.get("sample_percent", SAMPLE_PERCENT), now)
    return opened


async def _open(period: Period, scheme: object, percent: int, now: datetime) -> int:
    made = await db().fetchval(
        """insert into cycles (tenant_id, code, name, from_date, to_date, scheme_id, seed, sample_percent)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant_id, code) do nothing returning id""",
        current(), period.code, period.name, period.first, period.last, scheme, secrets.randbits(62), percent,
    )  # fmt: skip
    if made is None:
        return 0
    await trail.record("start", "cycle", made, by=None, now=now)
    return 1
