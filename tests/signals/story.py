"""Signals as the night leaves them, for who tries every address."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from saas.signals.answer import answer
from saas.signals.confirm import confirm
from saas.signals.look_out import KEEP
from saas.signals.weigh_lists import KEEP as PROPOSE
from tenants import current, db
from tests.cast import Firm

EVIDENCE = [
    {"kind": "same_reading", "of": 30, "hits": "27.0", "usual": "0.120", "strength": "4.200", "checks": []},
    {"kind": "time", "of": 20, "hits": "2.6", "usual": "11.800", "strength": "3.100", "checks": []},
    {"kind": "burst", "of": 20, "hits": "1.0", "usual": "0.060", "strength": "-0.400", "checks": []},
]


async def shown(firm: Firm, *, now: datetime, about: str = "staff") -> UUID:
    """A signal about somebody of the brand, on its first list."""
    one = firm.people[about]
    checklist = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", firm.id)
    evidence = [dict(each) for each in EVIDENCE]
    check = await db().fetchval("select id from checks where tenant_id = $1 and membership_id = $2 limit 1", firm.id, one.member)
    evidence[0]["checks"] = [str(check)] if check else []
    days = (now.date() - timedelta(days=27), now.date(), 20)
    signal: UUID = await db().fetchval(
        KEEP, current(), one.member, checklist, one.posts[0], one.units[0], *days, Decimal("6.9"), evidence, now
    )
    return signal


async def proposed(firm: Firm, *, now: datetime, kind: str = "retire") -> UUID:
    """A proposal about the first point of the first list that has no draft open."""
    row = await db().fetchrow(
        """select k.id, p.code from checklists k
             join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = k.id
                            order by v.number desc limit 1) v on true
             join points p on p.tenant_id = $1 and p.version_id = v.id
            where k.tenant_id = $1 and not exists (select from checklist_drafts d where d.tenant_id = $1 and d.checklist_id = k.id)
            order by k.code, p.position limit 1""",
        firm.id,
    )
    facts = {"answered": 640, "differs": 0, "na": 3, "found": 0, "from": "2026-05-22", "to": "2026-11-18"}
    moved = {"cycle": {"zh": "三季度", "en": "Third quarter"}, "units": 9, "places": 1, "shift": "0.21"}
    proposal: UUID = await db().fetchval(PROPOSE, current(), row["id"], row["code"], kind, facts, moved, now)
    return proposal


async def look_on(firm: Firm, *, now: datetime) -> dict[str, UUID]:
    """Every table has a row; ids as the addresses name them."""
    await confirm(by=firm.staff.member, now=now)
    photo = await db().fetchval("select id from photos where tenant_id = $1 limit 1", firm.id)
    await db().execute("insert into photo_echoes (tenant_id, photo_id, looked_at) values ($1, $2, $3)", firm.id, photo, now)
    answered = await shown(firm, now=now)
    said = {"answer": "talked", "note": "一起看了一遍冰柜"}
    await answer(answered, said, heads=[firm.units["G-A"]], by=firm.leader.member, now=now)
    return {"signal": await shown(firm, now=now), "proposal": await proposed(firm, now=now)}
