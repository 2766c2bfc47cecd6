"""A leader opens a closed day again, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db

# The units above counted this one: with it they are open again, too. What is below stays closed.
REOPEN = """
    with opened as (
        delete from day_closures c
         where c.tenant_id = $1 and c.day = $3 and c.unit_id in (
               select l.ancestor_id from unit_lines l where l.tenant_id = $1 and l.unit_id = $2)
           and exists (select from day_closures o where o.tenant_id = $1 and o.unit_id = $2 and o.day = $3)
        returning c.unit_id, c.closed_at, c.membership_id)
    insert into day_reopenings (tenant_id, unit_id, day, reason, membership_id, at, closed_at, closed_by)
    select $1, o.unit_id, $3, $4, $5, $6, o.closed_at, o.membership_id from opened o returning unit_id"""


async def reopen_day(
    unit: UUID, day: date, reason: str, *, by: UUID, heads: Sequence[UUID], now: datetime
) -> list[UUID]:  # fmt: skip
    """The units that are open again; only a person closes them now, the clock does not.

    Refused: 404 outside the lines that `by` leads, 409 where it is not closed, 422 without a reason.
    """
    known = await db().fetchval(
        "select true from unit_lines where tenant_id = $1 and unit_id = $2 and ancestor_id = any ($3) limit 1",
        current(), unit, list(heads),
    )  # fmt: skip
    if not known:
        raise not_found()
    reason = required(reason, field="reason", longest=200)
    rows = await db().fetch(REOPEN, current(), unit, day, reason, by, now)
    if not rows:
        raise Refused(409, N_("这一天没有结清，不用重开。"))
    await trail.record("reopen", "day", unit, by=by, now=now, why=reason, day=day.isoformat())
    return [row["unit_id"] for row in rows]
