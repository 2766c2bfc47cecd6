"""What the database must hold when every phone has its receipts: everything once, every sum counted anew."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from saas.values import half_up
from tenants import current, db, inside
from tests.loss.phone import Ledger
from tests.loss.yard import Yard, connected

STANDS_STILL = 150.0

# Each counts rows that must not be there.
FAULTS = {
    "due checks without exactly their one current check": """
        select count(*) from due_checks d
          left join (select due_id, count(*) as filled, min(id::text)::uuid as id from checks
                      where tenant_id = $1 and state <> 'replaced' group by due_id) c on c.due_id = d.id
         where d.tenant_id = $1 and (d.state = 'done' or c.filled is not null)
           and (c.filled is distinct from 1 or d.check_id is distinct from c.id or d.state <> 'done')""",
    "checks without their twenty answers": """
        select count(*) from checks c where c.tenant_id = $1
           and 20 <> (select count(*) from answers a where a.tenant_id = $1 and a.check_id = c.id)""",
    "tallies that are not the sum of their answers": """
        with counted as (
            select c.post_id, c.version_id, c.business_date, a.position, count(distinct c.id) as checks,
                   sum((a.verdict_now in ('pass', 'partial', 'fail'))::int) as applied,
                   sum((a.verdict_now = 'na')::int) as na,
                   sum(a.share_now_e4) as raw, sum(a.earned_now_e4) as earned, sum(a.earned_e4) as sent
              from checks c join answers a on a.tenant_id = $1 and a.check_id = c.id
             where c.tenant_id = $1 and c.state <> 'replaced' group by 1, 2, 3, 4
        ), kept as (
            select t.post_id, t.version_id, t.business_date, k.position, t.checks,
                   k.applied, k.na, k.raw, k.earned, k.sent
              from tallies t, unnest(t.applied, t.na, t.raw_e4, t.earned_e4, t.sent_e4)
                with ordinality as k (applied, na, raw, earned, sent, position) where t.tenant_id = $1)
        select (select count(*) from (table counted except table kept) x)
             + (select count(*) from (table kept except table counted) x)""",
    "tallies whose scores are not the sum of their checks": """
        select count(*) from tallies t full join (
               select post_id, version_id, business_date, sum(score) as score_sum, count(score) as scored
                 from checks where tenant_id = $1 and state <> 'replaced' group by 1, 2, 3
               ) c using (post_id, version_id, business_date)
         where (t.score_sum, t.scored) is distinct from (c.score_sum, c.scored)""",
    "failed answers without a finding, findings without a failed answer": """
        select count(*) from (select check_id, point_id, 1 as one from answers
                               where tenant_id = $1 and verdict_now = 'fail') a
          full join (select check_id, point_id, 1 as one from findings where tenant_id = $1 and check_id is not null) f
               using (check_id, point_id)
         where a.one is null or f.one is null""",
    "gaps in the numbers of findings": """
        select coalesce(max(number), 0) - count(*) from findings where tenant_id = $1""",
    "checks without exactly their one job": """
        select count(*) from checks c where c.tenant_id = $1 and (c.failed > 0)::int <>
               (select count(*) from jobs j
                 where j.tenant_id = $1 and j.name = 'findings.register'
                   and j.args->>'check' = c.id::text)""",
    "checks and findings without exactly their one line in the trail": """
        select count(*) from (select id, 'submit' as action, 1 as wanted from checks where tenant_id = $1
                              union all select id, 'open', 1 from findings where tenant_id = $1) n
          full join (select noun_id as id, action, count(*) as lines from trails
                      where tenant_id = $1 and action in ('submit', 'open') group by 1, 2) t
               using (id, action)
         where t.lines is distinct from n.wanted""",
    "dead jobs": "select count(*) from jobs where tenant_id = $1 and state = 'dead'",
}  # fmt: skip

CHECKS = "select id, due_id, receipt, received_at, score_sent, failed from checks where tenant_id = $1"


async def audit(settings: Any, yard: Yard, ledger: Ledger) -> dict[str, int]:
    """Hold the ledger against the database; what was found, by name: an empty dict is a clean bill."""
    async with connected(settings):
        await drained(yard.company.id)
        async with inside(yard.company.id):
            found = await faults()
            rows = await db().fetch(CHECKS, yard.company.id)
    there = {row["id"]: row for row in rows}
    found["acknowledged and lost"] = len(ledger.receipts.keys() - there.keys())
    found["stored and never acknowledged"] = len(there.keys() - ledger.receipts.keys())
    both = ledger.receipts.keys() & there.keys()
    found["other than acknowledged"] = sum(not _same(ledger, there[check]) for check in both)
    found["answers of another kind"] = len(ledger.wrong)
    return {name: number for name, number in found.items() if number}


async def faults() -> dict[str, int]:
    """Rows that must not be there, by what is wrong with them; in the open transaction."""
    counted = {name: int(await db().fetchval(sql, current())) for name, sql in FAULTS.items()}
    return {name: number for name, number in counted.items() if number}


def _same(ledger: Ledger, row: Any) -> bool:
    said = msgspec.json.decode(ledger.receipts[row["id"]])
    stored = {
        "receipt": row["receipt"], "received_at": row["received_at"].isoformat().replace("+00:00", "Z"),
        "score": str(half_up(row["score_sent"], 2)), "findings": row["failed"],
    }  # fmt: skip
    return said == stored and ledger.sent[row["id"]].due == row["due_id"]


async def drained(tenant: UUID) -> None:
    """Wait until every job has been done (or given up): a heap may be large and the machine slow, but it must shrink."""
    least, since = None, time.monotonic()
    while left := await _left(tenant):
        if least is None or sum(left.values()) < least:
            least, since = sum(left.values()), time.monotonic()
        assert time.monotonic() < since + STANDS_STILL, f"jobs are left that nobody does: {left}"
        await asyncio.sleep(0.2)


async def _left(tenant: UUID) -> dict[str, int]:
    async with inside(tenant):
        rows = await db().fetch(
            "select name, error, count(*) as jobs from jobs where tenant_id = $1 and state = 'ready' group by 1, 2", tenant
        )
    return {f"{row['name']} {row['error'] or ''}".strip(): row["jobs"] for row in rows}


async def at_rest(settings: Any) -> tuple[int, int]:
    """Connections of the app role: all of them, and those that sit in a transaction for a second and more."""
    await asyncio.sleep(1.5)
    connection = await asyncpg.connect(**settings.app)
    try:
        row = await connection.fetchrow(
            """select count(*), count(*) filter (where state like 'idle in transaction%'
                                            and clock_timestamp() - state_change > interval '1 second')
                 from pg_stat_activity
                where usename = current_user and datname = current_database() and pid <> pg_backend_pid()"""
        )
    finally:
        await connection.close()
    return row[0], row[1]
