"""Arrange that a unit moves, or is merged into another one, from a day to come on; the clock does it on that day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.org.held import hold_unit
from saas.org.merge_unit import merge_unit
from saas.org.move_unit import move_unit
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

FARTHEST = timedelta(days=366)
AHEAD = "done_at is null and withdrawn_at is null and refused_at is null"


async def plan_move(unit: UUID, target: UUID, on: date, seen: int, *, merges: bool, by: UUID, now: datetime, today: date) -> UUID:
    """The id of what lies ahead. It is tried at once and taken back, so what cannot be is refused today already.

    Raises what the move or the merger raises; 422 for a day that is not ahead; 409 where one lies ahead already.
    """
    if not today < on <= today + FARTHEST:
        raise Refused(422, N_("日期从今天起，最晚一年之内。"), field="from_date")
    await db().execute("savepoint before_trial")
    await (merge_unit if merges else move_unit)(unit, target, seen, by=by, now=now, today=today)
    await db().execute("rollback to savepoint before_trial")
    held, other = await hold_unit(unit), await hold_unit(target)
    if held.parent == target and not merges:
        raise Refused(422, N_("它已经在这个单元之下。"), field="parent")
    made: UUID | None = await db().fetchval(
        """insert into moves_ahead (tenant_id, unit_id, target_id, merges, on_date, planned_by, planned_at)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id""",
        current(), unit, target, merges, on, by, now,
    )  # fmt: skip
    if made is None:
        raise Refused(409, N_("这个单元已经安排了变动。请先撤回，再安排新的。"))
    told = held.told(**{"ahead_into" if merges else "ahead_parent": other.code, "ahead_on": on.isoformat()})
    await revise("unit", unit, seen, told, by=by, now=now, before=held.told())
    await trail.record("plan", "unit", unit, by=by, now=now, target=str(target), merges=merges, on=str(on))
    return made
