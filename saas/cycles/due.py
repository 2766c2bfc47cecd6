"""What the calendar asks of cycles: the next one open in time, the last one closed when its days are over, then locked."""

from __future__ import annotations

from datetime import datetime, timedelta

from saas.calendar import business_date
from saas.cycles import reads
from saas.cycles.lock import lock_due
from saas.cycles.start import start
from tenants import later


async def close_due(*, now: datetime) -> int:
    """Open what covers tomorrow, ask for the closing of every cycle that is over; returns how many were
    asked for.
    """
    today = business_date(now, await reads.zone())
    await start(today + timedelta(days=1), now=now)
    await lock_due(now=now)
    over = await reads.overdue(today)
    for cycle in over:
        await later(reads.JOB, key=str(cycle), cycle=str(cycle))
    return len(over)
