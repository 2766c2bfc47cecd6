"""Nothing is sent to an endpoint any more; its deliveries stay readable."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from tenants import current, db


async def close_endpoint(endpoint: UUID, *, by: UUID, now: datetime) -> None:
    """Its address and secret are forgotten with it. Raises 404 where there is none (any more)."""
    if not await db().fetchval(
        """update endpoints set closed_at = $3, address = '', secret = null
            where tenant_id = $1 and id = $2 and closed_at is null returning true""",
        current(), endpoint, now,
    ):  # fmt: skip
        raise not_found()
    await db().execute(
        "update deliveries set state = 'dead' where tenant_id = $1 and endpoint_id = $2 and state = 'waiting'",
        current(), endpoint,
    )  # fmt: skip
    await trail.record("close", "endpoint", endpoint, by=by, now=now)
