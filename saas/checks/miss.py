"""Say which checks were missed."""

from __future__ import annotations

from datetime import datetime

from tenants import current, db


async def miss(*, now: datetime) -> int:
    """Open due checks whose last moment has passed become missed; returns how many. Safe to run again.

    A check that was filled in offline and arrives later is still taken while its cycle is open, and counts
    as late.
    """
    done = await db().execute(
        "update due_checks set state = 'missed' where tenant_id = $1 and state = 'open' and late_until < $2",
        current(), now,
    )  # fmt: skip
    return int(done.rsplit(" ", 1)[1])
