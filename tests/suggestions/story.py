"""Suggestions of a company that has closed a quarter: one waits too long, one has become a measure."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from saas.org.given import Given
from saas.suggestions.answer import answer
from saas.suggestions.become import become
from saas.suggestions.escalate import escalate
from saas.suggestions.propose import Proposal, propose
from saas.suggestions.set_rules import set_rules
from tenants import db, inside
from tests.cast import Firm


async def proposed(firm: Firm, now: datetime) -> UUID:
    """Opens its own transaction; afterwards each table of suggestions has a row."""
    waits, taken = uuid4(), uuid4()
    async with inside(firm.id):
        await set_rules(Given({"answer_days": "7", "raise_days": "3", "edition": "0"}), by=firm.admin.member, now=now)
        for one, text, at in ((waits, "备一套小工具", now - timedelta(days=9)), (taken, "冰柜贴温度条", now)):
            await propose(one, Proposal(text=text, unit="Z1-1"), by=firm.staff.member, within=None, now=at)
        await escalate(now=now)
        await answer(taken, "adopted", "下月贴上", heads=[firm.units["Z1"]], by=firm.leader.member, now=now)
        measure = await db().fetchval("select id from measures where tenant_id = $1 order by position limit 1", firm.id)
        await become(taken, measure, by=firm.leader.member, now=now)
    return waits
