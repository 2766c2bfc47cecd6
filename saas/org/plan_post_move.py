"""Arrange that a post moves to another unit from a day to come on; the clock does it on that day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_post, hold_unit
from saas.org.move_post import move_post
from saas.org.plan_move import FARTHEST
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def plan_post_move(post: UUID, unit: UUID, on: date, seen: int, *, by: UUID, now: datetime, today: date) -> UUID:
    """The id of what lies ahead. It is tried at once and taken back, so what cannot be is refused today already.

    Raises what the move raises; 422 for a day that is not ahead or the unit it is in; 409 where one lies ahead already.
    """
    if not today < on <= today + FARTHEST:
        raise Refused(422, N_("日期从今天起，最晚一年之内。"), field="from_date")
    await db().execute("savepoint before_trial")
    await move_post(post, unit, seen, by=by, now=now, today=today)
    await db().execute("rollback to savepoint before_trial")
    held, target = await hold_post(post), await hold_unit(unit)
    if held.unit == unit:
        raise Refused(422, N_("这个岗位已经在这个单元。"), field="unit")
    made: UUID | None = await db().fetchval(
        """insert into post_moves_ahead (tenant_id, post_id, target_id, on_date, planned_by, planned_at)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id""",
        current(), post, unit, on, by, now,
    )  # fmt: skip
    if made is None:
        raise Refused(409, N_("这个岗位已经安排了变动。请先撤回，再安排新的。"))
    told = held.told(ahead_parent=target.code, ahead_on=on.isoformat())
    await revise("post", post, seen, told, by=by, now=now, before=held.told())
    await trail.record("plan", "post", post, by=by, now=now, unit=str(unit), on=str(on))
    return made
