"""Closing a cycle: everything between the last check and the score, in one transaction; plans and report follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from saas.checks.miss import miss
from saas.cycles import reads
from saas.cycles.record import Closing, record
from saas.cycles.start import start
from saas.scores.bridge import bridge
from saas.scores.gather import gather
from saas.scores.score import score
from tenants import current, db, later

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Closure:
    """What closing wrote: so many posts and units scored."""

    cycle: UUID
    scores: int


async def close(cycle: UUID, *, by: UUID | None, now: datetime, reason: str | None = None) -> Closure | None:
    """Freeze a cycle: score every post and unit, say why it moved, ask for its plans.

    Inside the caller's transaction; nothing of it shows before the commit, nothing is left of it when it
    breaks.
    None where somebody else has closed it: safe to call twice, and by two workers at once.
    """
    # Before the lock: a submit holds its due check while it waits for us, so we must not wait for due
    # checks after it.
    await miss(now=now)
    chosen = await _claim(cycle)
    if chosen is None:
        return None

    frozen = await gather(cycle, now=now)
    scores = score(frozen)
    before = await reads.previous_sheet(chosen["from_date"])
    moves = bridge(before[1], frozen, scores) if before else {}

    await record(
        Closing(cycle, chosen["scheme_id"], frozen, scores, before[0] if before else None, moves),
        by=by,
        now=now,
        reason=reason,
    )
    # Its successor is open before anybody asks: the next morning's checks belong to it.
    await start(max(chosen["to_date"], business_date(now, chosen["zone"])) + DAY, now=now)
    await later("plans.prepare", key=str(cycle), cycle=str(cycle))
    return Closure(cycle, len(scores.all()))


async def _claim(cycle: UUID) -> Any:
    """Alone with the company's checks, then compare-and-set: one worker closes,
    every other finds it closed.
    """
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", str(current()))
    return await db().fetchrow(
        """update cycles set state = 'closed' where tenant_id = $1 and id = $2 and state = 'open'
           returning from_date, to_date, scheme_id, (select zone from tenants where id = $1) as zone""",
        current(), cycle,
    )  # fmt: skip
