"""The test button: one message to an endpoint, and what it answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from saas import trail
from saas.notices import reads
from saas.notices.deliver import Outcome, Way, send
from tenants import inside

KIND = "trial"


async def try_endpoint(tenant: UUID, endpoint: UUID, *, way: Way, by: UUID, now: datetime) -> Outcome:
    """Opens its own transactions: none is open while the endpoint is spoken to. Raises 404 where there is none."""
    async with inside(tenant):
        row = dict(await reads.sealed(endpoint))
        await trail.record("try", "endpoint", endpoint, by=by, now=now)
    return await send(tenant, row | {"id": uuid4(), "kind": KIND, "noun_id": endpoint, "words": {}, "at": now}, way=way, now=now)
