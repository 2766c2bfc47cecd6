"""Arrange that a unit moves or is merged, or that a post moves, from a day to come on; the clock does it on that day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.org.ahead import ARRANGED, HOLD, VERBS, WAYS, Does
from saas.org.held import HeldUnit, hold_unit
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

FARTHEST = timedelta(days=366)


async def plan_move(does: Does, moved: UUID, target: UUID, on: date, seen: int, *, by: UUID, now: datetime, today: date) -> UUID:
    """The id of what lies ahead. It is tried at once and taken back, so what cannot be is refused today already.

    Raises what the verb raises; 422 for a day that is not ahead or the unit it is in; 409 where one lies ahead already.
    """
    if not today < on <= today + FARTHEST:
        raise Refused(422, N_("日期从今天起，最晚一年之内。"), field="from_date")
    await db().execute("savepoint before_trial")
    await VERBS[does](moved, target, seen, by=by, now=now, today=today)
    await db().execute("rollback to savepoint before_trial")
    way = WAYS[does]
    held, goal = await HOLD[way.noun](moved), await hold_unit(target)
    stands = held.parent if isinstance(held, HeldUnit) else held.unit
    if stands == target and does != "merge":
        raise Refused(422, way.here, field=way.field)
    made: UUID | None = await db().fetchval(ARRANGED[does], current(), moved, target, on, by, now)
    if made is None:
        raise Refused(409, way.twice)
    told = held.told(**{way.told: goal.code, "ahead_on": on.isoformat()})
    await revise(way.noun, moved, seen, told, by=by, now=now, before=held.told())
    await trail.record("plan", way.noun, moved, by=by, now=now, does=does, target=str(target), on=str(on))
    return made
