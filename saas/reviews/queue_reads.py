"""The leader's queue by risk: who waits, how many need no look of their own, and what one line says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tenants import current, db

# Told on the way in: `who` is the row of enter(). Editions of a queue only go up and its rows stay, so their sum over some
# units tells whether anything that waits there has changed. Units and names have editions of their own; so few spot checks
# are open to one reader that their ids tell it.
QUEUE_MARK = """
    select concat_ws(' ', who.names, who.org, (
        select sum(q.edition) from unit_lines l join queues q on q.tenant_id = who.tenant_id and q.unit_id = l.unit_id
         where l.tenant_id = who.tenant_id and l.ancestor_id = any (who.role_units)), (
        select string_agg(s.id::text, '') from (
               select s.id from spot_checks s
                where s.tenant_id = who.tenant_id and s.state = 'open' and s.post_id = any (who.posts)
                union select s.id from spot_checks s
                where s.tenant_id = who.tenant_id and s.state = 'open' and s.membership_id = who.membership_id
                order by 1) s))"""

# $2 heads of the lines, $3 the reader, $4 their posts, $5 one unit, $6 the check before, $7 an own act that accepted checks
# and $8 since when it may be taken back. Of a check it tells no more than its place and its edition (xmin goes up with every
# change of the row): what its line says is kept by both. What the reader still has to fill in blind is not in it: its place
# alone would tell something.
REST = 500
QUEUE = f"""
    with blind as materialized (
        select s.due_id from spot_checks s
         where s.tenant_id = $1 and s.state = 'open' and (s.membership_id = $3 or s.post_id = any ($4))
    ), hidden as (
        select c.unit_id, count(*) as n from blind b join checks c on c.tenant_id = $1 and c.due_id = b.due_id
           and c.state = 'received' and c.membership_id <> $3 and c.post_id <> all ($4)
         group by c.unit_id
    ), mine as (
        select distinct l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)
    ), waiting as (
        select q.unit_id, sum(q.waiting) - coalesce(max(h.n), 0) as waiting from mine m
          join queues q on q.tenant_id = $1 and q.unit_id = m.unit_id
          left join hidden h on h.unit_id = m.unit_id
         where q.waiting > 0 and q.membership_id <> $3 and q.post_id <> all ($4)
         group by q.unit_id
    ), chosen as (
        select w.unit_id, w.waiting from waiting w where $5::uuid is null or exists (
               select from unit_lines l where l.tenant_id = $1 and l.unit_id = w.unit_id and l.ancestor_id = $5)
    ), top as (
        select c.* from chosen w cross join lateral (
               select c.id, c.xmin, queue_rank(c.risk, c.raised) as rank, c.received_at from checks c
                where c.tenant_id = $1 and c.unit_id = w.unit_id and c.state = 'received'
                  and c.membership_id <> $3 and c.post_id <> all ($4) and c.due_id <> all (array(select due_id from blind))
                  and ($6::uuid is null or (-queue_rank(c.risk, c.raised), c.received_at, c.id) > (
                       select -queue_rank(a.risk, a.raised), a.received_at, a.id from checks a
                        where a.tenant_id = $1 and a.id = $6))
                order by queue_rank(c.risk, c.raised) desc, c.received_at, c.id limit 51) c
         order by c.rank desc, c.received_at, c.id limit 51
    ), rest as (
        select c.received_at from chosen w cross join lateral (
               select c.received_at from checks c
                where c.tenant_id = $1 and c.unit_id = w.unit_id and c.state = 'received' and queue_rank(c.risk, c.raised) = 0
                  and c.failed = 0 and not c.vetoed
                  and c.membership_id <> $3 and c.post_id <> all ($4) and c.due_id <> all (array(select due_id from blind))
                order by c.received_at, c.id limit {REST}) c
         order by c.received_at limit {REST}
    )
    select json_build_object(
        'undoable', (select count(*) from reviews v
                      where v.tenant_id = $1 and v.batch_id = $7::uuid and v.membership_id = $3 and v.decided_at >= $8),
        'total', coalesce((select sum(w.waiting) from chosen w), 0),
        'units', (select json_agg(json_build_array(u.id, u.name, w.waiting) order by u.position, u.code)
                    from (select l.ancestor_id, sum(w.waiting) as waiting
                            from waiting w join unit_lines l on l.tenant_id = $1 and l.unit_id = w.unit_id
                           where l.ancestor_id in (select m.unit_id from mine m)
                           group by l.ancestor_id) w
                    join units u on u.tenant_id = $1 and u.id = w.ancestor_id),
        'rows', (select string_agg(t.id::text || t.xmin::text, ' ' order by t.rank desc, t.received_at, t.id) from top t),
        'rest', (select count(*) from rest), 'until', (select max(r.received_at) from rest r))"""  # noqa: S608 - a figure of our own

# The oldest of the clean remainder, as far as its reader was told of it ($6).
CLEAN = f"""
    select c.id from unit_lines l join checks c on c.tenant_id = $1 and c.unit_id = l.unit_id
     where l.tenant_id = $1 and l.ancestor_id = any ($2) and c.state = 'received' and queue_rank(c.risk, c.raised) = 0
       and c.failed = 0 and not c.vetoed and c.membership_id <> $3 and c.post_id <> all ($4) and c.received_at <= $6
       and ($5::uuid is null or exists (
           select from unit_lines x where x.tenant_id = $1 and x.unit_id = c.unit_id and x.ancestor_id = $5))
     group by c.id, c.received_at order by c.received_at, c.id limit {REST}"""  # noqa: S608 - a figure of our own

LINES = """
    select c.id, c.id::text || c.xmin::text as edition, c.risk, c.raised, c.failed, c.vetoed, d.late, c.received_at,
           k.name as list_name, p.name as post_name, u.name as unit_name, o.name as object_name,
           case when c.failed > 0 then (
               select q.text from answers a join points q on q.tenant_id = $1 and q.id = a.point_id
                where a.tenant_id = $1 and a.check_id = c.id and a.verdict_now = 'fail'
                order by q.veto desc, q.weight desc, q.position limit 1) end as worst
      from checks c
      join due_checks d on d.tenant_id = $1 and d.id = c.due_id
      join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
      join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
      join posts p on p.tenant_id = $1 and p.id = c.post_id
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      left join objects o on o.tenant_id = $1 and o.id = c.object_id
     where c.tenant_id = $1 and c.id = any ($2)"""


@dataclass(frozen=True)
class Waiting:
    """One line of the queue. `worst`: text of the gravest failed point."""

    id: UUID
    edition: str
    risk: int
    raised: Sequence[Mapping[str, Any]] | None
    failed: int
    vetoed: bool
    late: bool
    received_at: datetime
    list_name: Mapping[str, str]
    post_name: Mapping[str, str]
    unit_name: Mapping[str, str]
    object_name: Mapping[str, str] | None
    worst: Mapping[str, str] | None

    @property
    def clean(self) -> bool:
        """Nothing asks for a look of its own: it may be accepted with the rest."""
        return self.risk == 0 and not self.raised and not self.failed and not self.vetoed


class Queue(msgspec.Struct, frozen=True):
    """A page of what waits, gravest first. `units`: (id, name, how many wait); `rows`: checks with their editions, one more
    than a page holds where there is a next one; `undoable`: how many one own act accepted; `rest`: how many need no look of
    their own, of which the newest came at `until`.
    """

    undoable: int
    total: int
    units: list[tuple[str, dict[str, str], int]] | None
    rows: str | None
    rest: int
    until: datetime | None

    @property
    def checks(self) -> list[str]:
        """Each the check's id and its edition in one."""
        return self.rows.split() if self.rows else []


async def queue(
    leads: Sequence[UUID], member: UUID, posts: Sequence[UUID], *, unit: UUID | None, after: UUID | None, batch: UUID | None,
    since: datetime,
) -> Queue:  # fmt: skip
    """Received checks of these lines, the reader's own work left out."""
    told = await db().fetchval(QUEUE, current(), leads, member, posts, unit, after, batch, since)
    return msgspec.json.decode(told, type=Queue)


async def clean(
    heads: Sequence[UUID], member: UUID, posts: Sequence[UUID], *, unit: UUID | None, until: datetime
) -> list[UUID]:
    """The clean remainder of these lines, as far as it had come by `until`; at most REST."""
    rows = await db().fetch(CLEAN, current(), heads, member, posts, unit, until)
    return [row["id"] for row in rows]


async def lines(checks: Sequence[str]) -> list[Waiting]:
    """What the queue says of these checks."""
    return [Waiting(**row) for row in await db().fetch(LINES, current(), checks)]
