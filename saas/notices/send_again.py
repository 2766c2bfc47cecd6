"""A delivery that was given up is tried anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db, later


async def send_again(delivery: UUID, *, by: UUID, now: datetime) -> UUID:
    """Its endpoint. Raises 404 for an unknown one, 409 where it is not given up (any more) or its endpoint is closed."""
    row = await db().fetchrow(
        """select d.endpoint_id, d.state, e.closed_at from deliveries d
             join endpoints e on e.tenant_id = $1 and e.id = d.endpoint_id
            where d.tenant_id = $1 and d.id = $2 for update of d""",
        current(), delivery,
    )  # fmt: skip
    if row is None:
        raise not_found()
    if row["state"] != "dead" or row["closed_at"]:
        raise Refused(409, N_("这一条已不在失败之列，可能别人刚刚重发过。"))
    await db().execute(
        "update deliveries set state = 'waiting', attempts = 0, due_at = $3 where tenant_id = $1 and id = $2",
        current(), delivery, now,
    )  # fmt: skip
    await later("notices.deliver", delivery=str(delivery))
    await trail.record("retry", "delivery", delivery, by=by, now=now)
    endpoint: UUID = row["endpoint_id"]
    return endpoint
