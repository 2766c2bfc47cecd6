"""A company that takes part puts its figures of a closed quarter in, before the quarter is published."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from saas.benchmarks.companies import counts_as_quarter, quarter_of
from saas.benchmarks.measured import SHARED
from tenants import current, db

# The unit above all, as the closing told it; only where somebody has signed.
COMPANY = """
    select c.from_date, c.to_date, x.figures, (x.facts ->> 'heads')::int as heads
      from benchmark_units x
      join units u on u.tenant_id = $1 and u.id = x.unit_id and u.parent_id is null
      join cycles c on c.tenant_id = $1 and c.id = x.cycle_id
     where x.tenant_id = $1 and exists (
           select from benchmark_consents k where k.tenant_id = $1 and k.withdrawn_at is null)"""
KEEP = """
    insert into benchmark_shares (tenant_id, quarter, measure, figure, heads, shared_at)
    select $1, $2, $3, $4, $5, $6 where not exists (select from benchmark_quarters q where q.quarter = $2)
    on conflict do nothing"""


async def put_in(*, now: datetime) -> None:
    """Asked again it adds what is missing."""
    rows = [
        (current(), quarter_of(row["to_date"]), measure, Decimal(row["figures"][measure]), row["heads"], now)
        for row in await db().fetch(COMPANY, current())
        if counts_as_quarter(row["from_date"], row["to_date"])
        for measure in SHARED if measure in row["figures"]
    ]  # fmt: skip
    if rows:
        await db().executemany(KEEP, rows)
