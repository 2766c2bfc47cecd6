"""A representative disputes a line of the closed cycle, somebody outside the line grants it, and the cycle is locked."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from saas.appeals.decide import Decision, decide
from saas.appeals.lodge import Wish, lodge
from saas.cycles.lock import lock_due
from saas.scores.amend import lines
from saas.scores.sheet import from_json
from tenants import db, inside
from tests.cast import Firm


async def appealed(firm: Firm, cycle: UUID, *, now: datetime) -> UUID:
    """The appeal."""
    async with inside(firm.id):
        sheet = from_json(await db().fetchval("select sheet from closures where tenant_id = $1 and cycle_id = $2", firm.id, cycle))
        line = lines(sheet, str(firm.posts["SR-11"]))[0]
        appeal = await lodge(cycle, firm.posts["SR-11"], Wish(line.key, 1, "那天门店停电"), by=firm.staff.member, now=now)
        decider = await db().fetchval("select decider_id from appeals where tenant_id = $1 and id = $2", firm.id, appeal)
        await decide(appeal, Decision("accepted", "停电属实", 1), by=decider, now=now)
        await lock_due(now=now + timedelta(days=8))
    return appeal
