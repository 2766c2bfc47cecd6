"""Move a duty one place up or down among its siblings, with everything below it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.duties.held_line import NOUN, hold, order
from tenants import current, db


async def move_duty(duty: UUID, step: int, *, by: UUID, now: datetime) -> bool:
    """`step` -1 is up, 1 is down; False where there is no further place. Raises 404."""
    was = await hold(duty)
    other = await db().fetchrow(
        """select id, position from duties
           where tenant_id = $1 and job_title = $2 and parent_id is not distinct from $3 and (position - $4::int) * $5::int > 0
           order by position * $5 limit 1""",
        current(), was["job_title"], was["parent_id"], was["position"], step,
    )  # fmt: skip
    if other is None:
        return False
    await db().execute(
        "update duties set position = case id when $2 then $4::int else $5::int end where tenant_id = $1 and id in ($2, $3)",
        current(), duty, other["id"], other["position"], was["position"],
    )  # fmt: skip
    await order(was["job_title"])
    await trail.record("move", NOUN, duty, by=by, now=now, step=step)
    return True
