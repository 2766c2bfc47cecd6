"""Who has left comes back: the same member, with one role to begin with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.people.grant import grant
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def rejoin(member: UUID, role: str, unit: UUID, *, by: UUID, now: datetime) -> None:
    """Their login works as before, posts are appointed anew. Raises 404, 409 where they have not left, 422 at the fields."""
    row = await db().fetchrow("select ended_at from memberships where tenant_id = $1 and id = $2 for update", current(), member)
    if row is None:
        raise not_found()
    if row["ended_at"] is None:
        raise Refused(409, N_("这位成员没有离开。"))
    await db().execute("update memberships set ended_at = null where tenant_id = $1 and id = $2", current(), member)
    await trail.record("rejoin", "membership", member, by=by, now=now)
    await grant(member, role, unit, by=by, now=now)
