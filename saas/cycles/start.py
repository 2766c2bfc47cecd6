"""Drafts become cycles: before their first day, for a check without an open cycle would be refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.cycles.propose import propose
from saas.cycles.rhythms import ORDER
from tenants import current, db

# So long before its first day a cycle stands there as a draft.
AHEAD = timedelta(days=14)
DUE = f"""
select c.id from cycles c join rhythms r on r.tenant_id = c.tenant_id and r.id = c.rhythm_id
 where c.tenant_id = $1 and c.state = 'draft' and c.from_date <= $2 order by {ORDER}, c.from_date"""  # noqa: S608 - our piece
# It is counted as checks come where no other cycle is that holds one of its days, and where none of its days has checks yet.
OPENED = """
update cycles c set state = 'open', scheme_id = (select id from schemes where tenant_id = $1 order by number desc limit 1),
       tallied = not exists (select from cycles k where k.tenant_id = $1 and k.tallied
                                and k.from_date <= c.to_date and k.to_date >= c.from_date)
             and not exists (select from tallies t where t.tenant_id = $1 and t.business_date between c.from_date and c.to_date)
 where c.tenant_id = $1 and c.id = $2 and c.state = 'draft' returning c.id"""


async def start(until: date, *, now: datetime) -> int:
    """Open every cycle that begins until a day, and propose the next ones; returns how many were opened. Safe to run again."""
    await propose(until + AHEAD, since=until, now=now)
    due = await db().fetch(DUE, current(), until)
    return len(await open_drafts([row["id"] for row in due], by=None, now=now))


async def open_drafts(cycles: Sequence[UUID], *, by: UUID | None, now: datetime) -> list[UUID]:
    """Those that were drafts until now."""
    if not cycles:
        return []
    # Alone with the company's checks: none may be counted while it is decided what they count into.
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", str(current()))
    opened = [each for each in cycles if await db().fetchval(OPENED, current(), each)]
    await trail.record_all("start", "cycle", opened, by=by, now=now)
    return opened
