"""Withdraw a move or merger that lies ahead; one that was found impossible on its day is put aside the same way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.ahead import HOLD, KNOWN, WITHDRAWN, Noun
from saas.refusals import Refused, not_found
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

EDITION = "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun = $2 and noun_id = $3"


async def withdraw_move(noun: Noun, move: UUID, *, by: UUID, now: datetime) -> UUID:
    """The unit or post it was about. Raises 404, or 409 where it was made or withdrawn meanwhile."""
    row = await db().fetchrow(WITHDRAWN[noun], current(), move, by, now)
    if row is None:
        if not await db().fetchval(KNOWN[noun], current(), move):
            raise not_found()
        raise Refused(409, N_("这项安排已经执行或撤回。"))
    moved: UUID = row["moved"]
    if row["refused_at"] is None:
        held = await HOLD[noun](moved)
        seen = await db().fetchval(EDITION, current(), noun, moved)
        await revise(noun, moved, seen, held.told(), by=by, now=now)
    await trail.record("withdraw", noun, moved, by=by, now=now, move=str(move))
    return moved
