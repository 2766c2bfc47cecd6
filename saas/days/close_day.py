"""A leader closes the day of a unit and of all units below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.days import reads
from saas.days.settle import settle
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def close_day(unit: UUID, day: date, *, by: UUID, heads: Sequence[UUID], today: date, now: datetime) -> int:
    """How many units were closed by it: this one, and those below that were still to be closed.

    Refused: 404 outside the lines that `by` leads, 409 while anything is open, when there was nothing to do or when it is
    closed already, 422 for a day that has not begun.
    """
    known = await db().fetchval(
        """select true from unit_lines l join units u on u.tenant_id = $1 and u.id = l.unit_id
            where l.tenant_id = $1 and l.unit_id = $2 and l.ancestor_id = any ($3) limit 1""",
        current(), unit, list(heads),
    )  # fmt: skip
    if not known:
        raise not_found()
    if day > today:
        raise Refused(422, N_("这一天还没有到。"), field="day")
    total, done, reasoned = await reads.sums(unit, day, now)
    if not total:
        raise Refused(409, N_("这一天没有要做的，不用结清。"))
    if done + reasoned < total:
        raise Refused(409, N_("还有 %(n)s 项没有做完，也没有原因。"), n=total - done - reasoned)
    closed = await settle(day, unit=unit, by=by, now=now)
    if not closed:
        raise Refused(409, N_("这一天已经结清。"))
    await trail.record("close", "day", unit, by=by, now=now, day=day.isoformat())
    return closed
