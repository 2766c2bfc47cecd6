"""Close the day of every unit in which nothing is left open."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.days.items import ITEMS
from tenants import current, db

CLOSE = f"""
    with {ITEMS}, sums as (
        select l.ancestor_id as unit_id, count(*) as total, count(*) filter (where i.done) as done,
               count(*) filter (where i.reason is not null) as reasoned
          from items i join unit_lines l on l.tenant_id = $1 and l.unit_id = i.unit_id
         where $2::uuid[] is null or l.ancestor_id in (select h.unit_id from here h)
         group by l.ancestor_id
    )
    insert into day_closures (tenant_id, unit_id, day, closed_at, membership_id, total, done, reasoned)
    select $1, s.unit_id, $3, $4, $6, s.total, s.done, s.reasoned from sums s where s.done + s.reasoned = s.total
       and ($6::uuid is not null or not exists (
            select from day_reopenings o where o.tenant_id = $1 and o.unit_id = s.unit_id and o.day = $3))
    on conflict (tenant_id, unit_id, day) do nothing"""  # noqa: S608 - our piece


async def settle(day: date, *, now: datetime, unit: UUID | None = None, by: UUID | None = None) -> int:
    """Of the whole company, or of a unit and all below it; returns how many were closed. Safe to run again.

    A unit counts with everything below it: a leader's day is closed when those of all their people are. What somebody
    opened again (`by` none: the clock) waits for somebody.
    """
    done = await db().execute(CLOSE, current(), [unit] if unit else None, day, now, None, by)
    return int(done.rsplit(" ", 1)[1])
