"""Withdraw a move or merger that lies ahead; one that was found impossible on its day is put aside the same way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_unit
from saas.refusals import Refused, not_found
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def withdraw_move(move: UUID, *, by: UUID, now: datetime) -> UUID:
    """The unit it was about. Raises 404, or 409 where it was made or withdrawn meanwhile."""
    row = await db().fetchrow(
        """update moves_ahead set withdrawn_by = $3, withdrawn_at = $4
            where tenant_id = $1 and id = $2 and done_at is null and withdrawn_at is null returning unit_id, refused_at""",
        current(), move, by, now,
    )  # fmt: skip
    if row is None:
        if not await db().fetchval("select true from moves_ahead where tenant_id = $1 and id = $2", current(), move):
            raise not_found()
        raise Refused(409, N_("这项安排已经执行或撤回。"))
    unit: UUID = row["unit_id"]
    if row["refused_at"] is None:
        held = await hold_unit(unit)
        seen = await db().fetchval(
            "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun = 'unit' and noun_id = $2",
            current(), unit,
        )  # fmt: skip
        await revise("unit", unit, seen, held.told(), by=by, now=now)
    await trail.record("withdraw", "unit", unit, by=by, now=now, move=str(move))
    return unit
