"""Take the closing of a unit back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_tree, hold_unit
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def reopen_unit(unit: UUID, seen: int, *, by: UUID, now: datetime) -> None:
    """Raises 404, 409 where it is open or hangs below a closed one, Stale."""
    await hold_tree()
    held = await hold_unit(unit)
    if held.closed_on is None:
        raise Refused(409, N_("这个单元没有关闭。"))
    if await db().fetchval(
        "select true from units where tenant_id = $1 and id = $2 and closed_on is not null", current(), held.parent
    ):
        raise Refused(409, N_("上级单元已经关闭，请先恢复上级。"))
    await revise("unit", unit, seen, held.told(closed_on=None), by=by, now=now, before=held.told())
    await db().execute("update units set closed_on = null where tenant_id = $1 and id = $2", current(), unit)
    await trail.record("reopen", "unit", unit, by=by, now=now)
