"""An answer that is late is asked for further up the line, step by step."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.sheets.reads import company
from saas.suggestions.reads import rules_now
from saas.suggestions.rules import step
from saas.suggestions.tell import tell
from saas.suggestions.upline import leaders
from tenants import current, db

LATE = """
    select s.id, s.due_on, s.unit_id, s.membership_id from suggestions s
     where s.tenant_id = $1 and s.withdrawn_at is null and s.due_on < $2 and not exists (
           select from suggestion_answers a where a.tenant_id = $1 and a.suggestion_id = s.id) order by s.number"""
RAISE = """
    insert into suggestion_raises (tenant_id, suggestion_id, to_id, at) select $1, $2, unnest($3::uuid[]), $4
    on conflict do nothing returning to_id"""


async def escalate(*, now: datetime) -> list[UUID]:
    """Each leader once for each suggestion; returns the suggestions that went up. Safe to run again."""
    _, zone = await company()
    rules, today = await rules_now(), business_date(now, zone)
    went = []
    for row in await db().fetch(LATE, current(), today):
        fresh = [to["to_id"] for to in await db().fetch(RAISE, current(), row["id"], await _whom(row, today, rules), now)]
        if fresh:
            went.append(row["id"])
            await tell("overdue", row["id"], members=fresh, now=now)
    await trail.record_all("escalate", "suggestion", went, by=None, now=now)
    return went


async def _whom(row: Any, today: Any, rules: Any) -> list[UUID]:
    """Everybody up to the rung of today, so that a day without a clock skips nobody; the nearest again, if there is no other."""
    told: list[UUID] = []
    for rung in range(1, step(row["due_on"], today, rules) + 1):
        found = await leaders(row["unit_id"], but=row["membership_id"], step=rung)
        if not found:
            break
        told += found
    return told or await leaders(row["unit_id"], but=row["membership_id"], step=0)
