"""Take a ruling back while its cycle is open; it stays to be seen, with the reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.schemes import reads
from saas.words import N_
from tenants import current, db

TAKE = """
    update rulings r set taken_back_at = $3, taken_back_by = $4, taken_back_why = $5 from cycles c
     where r.tenant_id = $1 and r.id = $2 and r.taken_back_at is null
       and c.tenant_id = r.tenant_id and c.id = r.cycle_id and c.state = 'open' returning r.id"""


async def take_back(ruling: UUID, *, why: str, leads: list[UUID], by: UUID, now: datetime) -> None:
    """Refused: 404 outside one's lines, 409 taken back before or the cycle is closed, 422 without a reason."""
    if not any(each.id == ruling for each in await reads.rulings(leads)):
        raise not_found()
    if not why.strip():
        raise Refused(422, N_("请写为什么撤回。"), field="why")
    if await db().fetchval(TAKE, current(), ruling, now, by, why.strip()) is None:
        raise Refused(409, N_("这条裁定已经撤回，或周期已经结算。"))
    await trail.record("take_back", "ruling", ruling, by=by, now=now, why=why.strip())
