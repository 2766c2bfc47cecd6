"""Closing a cycle: everything between the last check and the score, in one transaction; plans and report follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from saas.checks.miss import miss
from saas.cycles.meanwhile import meanwhile
from saas.cycles.record import Closing, freeze, record
from saas.cycles.start import start
from saas.scores.bridge import begin, bridges
from saas.scores.gather import asked, sheet_of, with_indicators
from saas.scores.score import score
from saas.scores.sheet import from_json
from saas.scores.unswept import unswept
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
    with unswept():
        return await _close(cycle, chosen, by=by, now=now, reason=reason)


async def _close(cycle: UUID, chosen: Any, *, by: UUID | None, now: datetime, reason: str | None) -> Closure:
    async with meanwhile(asked(cycle, now=now)) as row:
        begun = begin(from_json(chosen["sheet"])) if chosen["since"] else None
    told = await row
    sheet = await with_indicators(sheet_of(told), told)
    async with meanwhile(freeze(cycle, sheet, by=by, now=now, reason=reason)) as frozen:
        scores = score(sheet)
    await frozen

    moves = bridges(begun, sheet, scores) if begun else ()
    await record(Closing(cycle, chosen["scheme_id"], sheet, scores, chosen["since"], moves), by=by, now=now, reason=reason)
    # Its successor is open before anybody asks: the next morning's checks belong to it.
    await start(max(chosen["to_date"], business_date(now, chosen["zone"])) + DAY, now=now)
    await later("plans.prepare", key=str(cycle), cycle=str(cycle))
    await later("benchmarks.take", key=f"closed {cycle}")
    await later("cycles.tell", key=str(cycle), cycle=str(cycle), at=now.isoformat())
    return Closure(cycle, len(scores.all()))


async def _claim(cycle: UUID) -> Any:
    """Alone with the company's checks, then compare-and-set: one worker closes, every other finds it closed.

    `since` and `sheet`: the cycle of its rhythm that ended last before it, and what that one froze.
    """
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", str(current()))
    return await db().fetchrow(
        """with claimed as (
               update cycles set state = 'closed' where tenant_id = $1 and id = $2 and state = 'open'
               returning rhythm_id, from_date, to_date, scheme_id)
           select c.*, t.zone, b.since, b.sheet from claimed c join tenants t on t.id = $1 left join lateral (
               select e.id as since, k.sheet from cycles e join closures k on k.tenant_id = e.tenant_id and k.cycle_id = e.id
                where e.tenant_id = $1 and e.rhythm_id = c.rhythm_id and e.to_date < c.from_date
                order by e.to_date desc limit 1) b on true""",
        current(), cycle,
    )  # fmt: skip
