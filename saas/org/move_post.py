"""Move a post to another unit, from today on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.held import hold_open_post, hold_open_unit
from saas.org.recheck import recheck
from saas.org.spans import keep_posts
from saas.revisions import revise
from tenants import current, db

# What is open goes with the post; what was done stays with the unit in which it was done.
FOLLOW = (
    "update due_checks set unit_id = $3 where tenant_id = $1 and post_id = $2 and state = 'open'",
    "update findings set unit_id = $3 where tenant_id = $1 and post_id = $2 and state in ('open', 'acted')",
)


async def move_post(post: UUID, unit: UUID, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """Open checks and findings go with the post. Raises 404, 409 where post or unit is closed, Stale."""
    held, target = await hold_open_post(post), await hold_open_unit(unit)
    if held.unit == unit:
        return
    await revise("post", post, seen, held.told(unit=target.code), by=by, now=now, before=held.told())
    await keep_posts([post], today)
    await db().execute("update posts set unit_id = $3 where tenant_id = $1 and id = $2", current(), post, unit)
    for statement in FOLLOW:
        await db().execute(statement, current(), post, unit)
    await trail.record("move", "post", post, by=by, now=now, unit=str(unit), was=str(held.unit))
    await recheck()
