"""A count that is not posted: begun by mistake, or to be done again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.objects.hold_count import hold_count
from tenants import current, db


async def drop_count(count: UUID, *, units: Sequence[UUID], by: UUID, now: datetime) -> None:
    """The books stay as they are. Raises 404, 409 once it was posted."""
    await hold_count(count, units, "open", "ended")
    await db().execute("update counts set state = 'dropped' where tenant_id = $1 and id = $2", current(), count)
    await trail.record("drop", "count", count, by=by, now=now)
