"""Say something about an item, while the two sides look for a figure both can sign."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.indicators.budget_gate import Speaker, held_item, may_speak
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

LONGEST = 2_000
INSERT = """
    insert into budget_talks (tenant_id, item_id, said, side, said_at, said_by) values ($1, $2, $3, $4, $5, $6) returning id"""


async def talk_budget(item: UUID, said: str, *, who: Speaker, now: datetime) -> UUID:
    """Refused: 404 no such item, 422 without a word."""
    book, found = await held_item(item)
    if not said.strip() or len(said) > LONGEST:
        raise Refused(422, N_("请写要说的话，最多 2000 字。"), field="said")
    department = await may_speak(who, "department", book, found)
    side = "finance" if await may_speak(who, "finance", book, found) else "department" if department else "other"
    talk: UUID = await db().fetchval(INSERT, current(), item, said.strip(), side, now, who.member)
    await trail.record("talk", "budget_item", item, by=who.member, now=now)
    return talk
