"""Make cycles ahead: as drafts that may still be changed, until their first day comes."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.cycles.periods import Period
from saas.cycles.reads import newest_scheme
from saas.cycles.rhythms import Rhythm, rhythms
from tenants import current, db

DAY = timedelta(days=1)
# A code that another rhythm has taken already gets the rhythm's own mark behind it.
DRAFT = """
insert into cycles (tenant_id, rhythm_id, code, name, from_date, to_date, scheme_id, seed, sample_percent, state, tallied)
select $1, $2::uuid, case when exists (select from cycles where tenant_id = $1 and code = $3)
            then $3 || '-' || right($2::uuid::text, 4) else $3::text end, $4, $5, $6, $7, $8, $9, 'draft', false
    on conflict do nothing returning id"""


async def propose(until: date, *, since: date, now: datetime) -> int:
    """Draft what is missing of every rhythm by the calendar up to a day; one without a cycle begins with the day `since`.

    Returns how many. Safe to run again.
    """
    running = [each for each in await rhythms() if each.by_calendar and not each.ended_at]
    made = 0
    for each in running:
        if each.last and each.last >= until:
            continue
        first = each.last + DAY if each.last else since
        for period in each.periods(first, max(first, until)):
            # A company may have begun or ended a cycle inside a period; the next one starts the day after.
            made += await draft(each, period._replace(first=max(period.first, first)), by=None, now=now) is not None
    return made


async def draft(rhythm: Rhythm, period: Period, *, by: UUID | None, now: datetime) -> UUID | None:
    """A draft by the newest scheme; None without a scheme, or where the rhythm has a cycle from that day on."""
    scheme = await newest_scheme()
    made: UUID | None = scheme and await db().fetchval(
        DRAFT, current(), rhythm.id, period.code, period.name, period.first, period.last, scheme, secrets.randbits(62),
        rhythm.sample_percent,
    )  # fmt: skip
    if made:
        await trail.record("draft", "cycle", made, by=by, now=now)
    return made
