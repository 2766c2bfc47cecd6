"""Figures of groups of companies, published once a quarter by the operator, who sees one figure a company and measure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.benchmarks.companies import Group, Members, Share, due, published

WAITING = "select q from unnest($1::text[]) q where not exists (select from benchmark_quarters b where b.quarter = q) order by q"
SHARES = """
    select t.industry, s.measure, s.tenant_id, s.figure, s.heads
      from benchmark_shares s join tenants t on t.id = s.tenant_id and t.suspended_at is null
     where s.quarter = $1 order by t.industry, s.measure, s.tenant_id"""
SEATS = """
    select t.industry, s.measure, s.quarter, s.heads_from, array_agg(s.tenant_id) as members
      from benchmark_seats s join tenants t on t.id = s.tenant_id
     group by 1, 2, 3, 4 order by s.quarter, s.heads_from"""
# All of a quarter or nothing: one statement. Somebody else was first: nothing.
KEEP = """
    with quarter as (
        insert into benchmark_quarters (quarter, published_at) values ($1, $2) on conflict do nothing returning quarter),
    told as (select * from quarter, jsonb_to_recordset($3::jsonb) as g
                 (industry text, measure text, heads_from int, heads_to int, companies int, mean numeric, members uuid[])),
    seated as (
        insert into benchmark_seats (tenant_id, quarter, measure, heads_from)
        select unnest(t.members), t.quarter, t.measure, t.heads_from from told t)
    insert into benchmark_groups (quarter, industry, measure, heads_from, heads_to, companies, mean)
    select t.quarter, t.industry, t.measure, t.heads_from, t.heads_to, t.companies, t.mean from told t returning 1"""


async def publish_groups(operator: Any, today: date, *, now: datetime) -> int:
    """How many groups were published, of all quarters that are due; `operator` is a connection of that role."""
    count = 0
    for row in await operator.fetch(WAITING, due(today)):
        count += await _publish(operator, row["q"], now)
    return count


async def _publish(operator: Any, quarter: str, now: datetime) -> int:
    earlier: dict[tuple[str, str], dict[str, list[Members]]] = {}
    for row in await operator.fetch(SEATS):
        earlier.setdefault((row["industry"], row["measure"]), {}).setdefault(row["quarter"], []).append(frozenset(row["members"]))
    shares: dict[tuple[str, str], list[Share]] = {}
    for row in await operator.fetch(SHARES, quarter):
        shares.setdefault((row["industry"], row["measure"]), []).append(Share(row["tenant_id"], row["figure"], row["heads"]))
    told = [
        _told(*key, group) for key, rows in shares.items()
        for group in published(rows, list(earlier.get(key, {}).values()))
    ]  # fmt: skip
    return len(await operator.fetch(KEEP, quarter, now, msgspec.json.encode(told).decode()))


def _told(industry: str, measure: str, group: Group) -> dict[str, Any]:
    members: list[UUID] = sorted(group.members)
    return {
        "industry": industry, "measure": measure, "heads_from": group.heads_from, "heads_to": group.heads_to,
        "companies": group.companies, "mean": str(group.mean), "members": [str(one) for one in members],
    }  # fmt: skip
