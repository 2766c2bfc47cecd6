"""What the company knows of measures: those of its library, those it tried in its own words, what came of them; and
which hours its posts have left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from saas.plans.choose import DEFAULT_CAPACITY, Load, Option, own_kind
from saas.plans.learned import Lessons, Past
from tenants import current, db

# Corrected afterwards or not, the words that were signed are the words that were tried.
JUDGED = """
    select m.kind, m.title, m.list_code as list, e.verdict, e.estimate, e.low, e.high
      from effects e join measures m on m.tenant_id = $1 and m.id = e.measure_id
     where e.tenant_id = $1 order by m.id"""
OPTIONS = """
    select point_code, code, title, problem, effort from measure_library
     where tenant_id = $1 and ($2::text[] is null or point_code = any ($2))
    union all
    select distinct on (m.point_code, m.title ->> 'zh') m.point_code, null, m.title, null, m.effort
      from effects e join measures m on m.tenant_id = $1 and m.id = e.measure_id and m.kind is null
     where e.tenant_id = $1 and ($2::text[] is null or m.point_code = any ($2))
     order by point_code, code nulls last"""
TAKEN = """
    select m.post_id, sum(m.effort) as hours from measures m
      join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
     where m.tenant_id = $1 and m.done_at is null and m.dropped_at is null group by 1"""


async def lessons() -> Lessons:
    """From every effect that was ever told."""
    return Lessons(past_of(row) for row in await db().fetch(JUDGED, current()))


def past_of(row: Any) -> Past:
    """A judged measure as a lesson knows it."""
    kind = row["kind"] or own_kind(row["title"])
    return Past(kind, row["list"], row["verdict"], row["estimate"], row["low"], row["high"])


async def options(points: Sequence[str] | None = None) -> dict[str, list[Option]]:
    """Point code → measures that fit it; None: for every point."""
    found: dict[str, list[Option]] = defaultdict(list)
    for row in await db().fetch(OPTIONS, current(), None if points is None else list(points)):
        found[row["point_code"]].append(Option(row["code"], row["title"], row["effort"], row["problem"]))
    return found


async def load() -> Load:
    """Hours that the posts have, and what their signed measures that are not done take of them."""
    rows = await db().fetch("select post_id, hours from capacities where tenant_id = $1", current())
    own = {str(row["post_id"]): row["hours"] for row in rows if row["post_id"]}
    usual: Decimal = next((row["hours"] for row in rows if row["post_id"] is None), DEFAULT_CAPACITY)
    taken = {str(row["post_id"]): row["hours"] for row in await db().fetch(TAKEN, current())}
    return Load(own, taken, usual)
