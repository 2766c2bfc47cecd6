"""The tree of units on a day: its head at once, each branch when it is opened. Never the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from saas.org.seats import Seat, seats
from tenants import current, db

Text = dict[str, str]
AT_ONCE = 60  # units in the first sight
BRANCH = 100  # children of one unit at a time


@dataclass
class Node:
    """A unit with how many units are below it; `children` are there where `open`, else they come when asked for."""

    id: UUID
    parent: UUID | None
    code: str
    name: Text
    layer: Text
    external: bool
    kids: int
    depth: int
    seats: list[Seat] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return len(self.children) == self.kids


# The tree as it is: today, and on a day to come. Parameters: $1 tenant, $2 day.
NOW = """
place as not materialized (
    select u.id, u.parent_id, u.layer_id, u.code, u.name, u.position, u.external from units u
     where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2))"""

# As it was: for each unit the first span that lasted until that day or longer, else the unit itself.
THEN = """
place as materialized (
    select u.id, case when s.unit_id is null then u.parent_id else s.parent_id end as parent_id,
           coalesce(s.layer_id, u.layer_id) as layer_id, u.code, coalesce(s.name, u.name) as name, u.position, u.external
      from units u
      left join lateral (select s.* from unit_spans s where s.tenant_id = $1 and s.unit_id = u.id and s.to_date >= $2
                          order by s.to_date limit 1) s on true
     where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $2) and (u.opened_on is null or u.opened_on <= $2))"""

TOP = "shown as (select p.id, 1 as depth from place p where p.parent_id is null and $3::uuid[] is null"
OUTER = "shown as (select p.id, 1 as depth from place p where p.id = any ($3::uuid[])"
BELOW = "shown as (select p.id, 1 as depth from place p where p.parent_id = any ($3::uuid[])"
# Recursion goes layer by layer, so the limit cuts off at the bottom.
WALK = """
    union all
    select c.id, s.depth + 1 from shown s join place c on c.parent_id = s.id where s.depth < $4),
cut as (select id, depth from shown limit $5 offset $6)
select p.id, p.parent_id as parent, p.code, p.name, l.name as layer, p.external, c.depth,
       (select count(*) from place k where k.parent_id = p.id) as kids
  from cut c join place p on p.id = c.id
  join layers l on l.tenant_id = $1 and l.id = p.layer_id
 order by c.depth, p.position, p.code"""

HEAD = {False: f"with recursive {NOW}, {TOP} {WALK}", True: f"with recursive {THEN}, {TOP} {WALK}"}
OUTER_HEAD = {False: f"with recursive {NOW}, {OUTER} {WALK}", True: f"with recursive {THEN}, {OUTER} {WALK}"}
BRANCHES = {False: f"with recursive {NOW}, {BELOW} {WALK}", True: f"with recursive {THEN}, {BELOW} {WALK}"}


async def head(on: date, today: date, within: Sequence[UUID] | None) -> list[Node]:
    """The units at the top with the first of those below: at most sixty. For outsiders their own units are the top."""
    statement = (HEAD if within is None else OUTER_HEAD)[on < today]
    rows = await db().fetch(statement, current(), on, within, 4, AT_ONCE, 0)
    nodes = {row["id"]: Node(**dict(row)) for row in rows}
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.parent) if node.parent else None
        (above.children if above else roots).append(node)
    for node in nodes.values():
        # Cut off in the middle: this branch is fetched whole when it is opened.
        if not node.open:
            node.children.clear()
    await _seat(_shown(roots), on, today)
    return roots


def _shown(nodes: list[Node]) -> list[Node]:
    return [each for node in nodes for each in (node, *_shown(node.children))]


async def branch(unit: UUID, on: date, today: date, after: int = 0) -> list[Node]:
    """The next children of one unit, with their posts."""
    rows = await db().fetch(BRANCHES[on < today], current(), on, [unit], 1, BRANCH, after)
    nodes = [Node(**dict(row)) for row in rows]
    await _seat(nodes, on, today)
    return nodes


async def _seat(nodes: list[Node], on: date, today: date) -> None:
    held = await seats([node.id for node in nodes], on, today)
    for node in nodes:
        node.seats = held.get(node.id, [])
