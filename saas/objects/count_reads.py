"""Counts: book against what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
A_PAGE = 50

BELOW = "array(select l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2))"
COUNTS = f"""
    select c.id, c.state, c.started_at, c.posted_at, k.name as kind, u.name as unit, m.name as started_by,
           n.total, n.counted, n.off
      from counts c
      join object_kinds k on k.tenant_id = $1 and k.id = c.kind_id
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      join memberships m on m.tenant_id = $1 and m.id = c.started_by
     cross join lateral (select count(*) as total, count(x.counted) as counted,
                                count(*) filter (where abs(x.counted - x.book) > x.tolerance) as off
                           from count_lines x where x.tenant_id = $1 and x.count_id = c.id) n
     where c.tenant_id = $1 and c.unit_id = any ({BELOW}) and c.state <> 'dropped'
     order by c.started_at desc, c.id limit {A_PAGE}"""  # noqa: S608
COUNT = f"""
    select c.id, c.state, c.started_at, c.ended_at, c.posted_at, c.started_by as starter, k.name as kind, u.name as unit,
           m.name as started_by, e.name as ended_by, p.name as posted_by,
           n.total, n.counted, n.off, n.open_reasons, n.hands
      from counts c
      join object_kinds k on k.tenant_id = $1 and k.id = c.kind_id
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      join memberships m on m.tenant_id = $1 and m.id = c.started_by
      left join memberships e on e.tenant_id = $1 and e.id = c.ended_by
      left join memberships p on p.tenant_id = $1 and p.id = c.posted_by
     cross join lateral (select count(*) as total, count(x.counted) as counted,
                                count(*) filter (where abs(x.counted - x.book) > x.tolerance) as off,
                                count(*) filter (where abs(x.counted - x.book) > x.tolerance and x.why = '') as open_reasons,
                                array_agg(distinct x.membership_id) filter (where x.membership_id is not null) as hands
                           from count_lines x where x.tenant_id = $1 and x.count_id = c.id) n
     where c.tenant_id = $1 and c.id = $3 and c.unit_id = any ({BELOW}) and c.state <> 'dropped'"""  # noqa: S608
LINES = """
    select o.id, o.code, o.name, x.figure, x.source, x.text, x.uom, x.tolerance, x.counted, x.why, m.name as by,
           case when x.counted is not null then x.book end as book
      from count_lines x
      join objects o on o.tenant_id = $1 and o.id = x.object_id
      left join memberships m on m.tenant_id = $1 and m.id = x.membership_id
     where x.tenant_id = $1 and x.count_id = $2
       and ($3 = '' or ($3 = 'left' and x.counted is null) or ($3 = 'off' and abs(x.counted - x.book) > x.tolerance))
     order by o.id = $6 desc nulls last, o.code, x.figure limit $4 offset $5"""
UNITS = f"""
    select u.id, u.code, u.name from units u where u.tenant_id = $1 and u.closed_on is null and u.id = any ({BELOW})
     order by u.position, u.code limit 200"""  # noqa: S608


@dataclass(frozen=True)
class Count:
    """`off`: lines beyond their tolerance."""

    id: UUID
    state: str
    started_at: datetime
    posted_at: datetime | None
    kind: Text
    unit: Text
    started_by: str
    total: int
    counted: int
    off: int


@dataclass(frozen=True)
class Whole(Count):
    """`starter` and `hands`: who began it and who counted; none of them posts it. `open_reasons`: not explained."""

    ended_at: datetime | None
    starter: UUID
    ended_by: str | None
    posted_by: str | None
    open_reasons: int
    hands: list[UUID]

    def mine(self, member: UUID) -> bool:
        return member == self.starter or member in self.hands


@dataclass(frozen=True)
class Line:
    """`book` is None until it was counted: who counts does not see it."""

    id: UUID
    code: str
    name: Text
    figure: str
    source: str
    text: Text
    uom: str
    tolerance: Decimal
    counted: Decimal | None
    why: str
    by: str | None
    book: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.counted is None or self.book is None else self.counted - self.book

    @property
    def off(self) -> bool:
        return self.difference is not None and abs(self.difference) > self.tolerance


async def counts(units: Sequence[UUID]) -> list[Count]:
    """The latest of one's units."""
    return [Count(**dict(row)) for row in await db().fetch(COUNTS, current(), list(units))]


async def count(count: UUID, units: Sequence[UUID]) -> Whole:
    """Raises 404."""
    row = await db().fetchrow(COUNT, current(), list(units), count)
    if row is None:
        raise not_found()
    return Whole(**dict(row) | {"hands": row["hands"] or []})


async def lines(count: UUID, asked: str, page: int, first: UUID | None = None) -> list[Line]:
    """`asked`: left (not counted), off (beyond tolerance), or "" for all. `first`: the thing that was just scanned."""
    rows = await db().fetch(LINES, current(), count, asked, A_PAGE, (page - 1) * A_PAGE, first)
    return [Line(**dict(row)) for row in rows]


async def units(units: Sequence[UUID]) -> list[Any]:
    """Units that one may count in."""
    return [(row["id"], row["code"], row["name"]) for row in await db().fetch(UNITS, current(), list(units))]
