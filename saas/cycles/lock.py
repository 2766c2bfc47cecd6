"""Lock what can no longer be appealed against: from then on only a signed reopening corrects it."""

from __future__ import annotations

from datetime import datetime

from saas import trail
from tenants import current, db


async def lock_due(*, now: datetime) -> int:
    """Lock every closed cycle whose time for appeals is over and of which none is undecided; returns how many."""
    locked = await db().fetch(
        """with over as (
               update cycles c set state = 'locked' from closures k
                where c.tenant_id = $1 and k.tenant_id = $1 and k.cycle_id = c.id and c.state = 'closed'
                  and coalesce(k.appeals_until, k.closed_at) <= $2
               returning c.id)
           insert into cycle_locks (tenant_id, cycle_id, locked_at) select $1, id, $2 from over returning cycle_id""",
        current(), now,
    )  # fmt: skip
    await trail.record_all("lock", "cycle", [row["cycle_id"] for row in locked], by=None, now=now)
    return len(locked)
