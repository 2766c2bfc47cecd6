"""What a reviewer sees: the queue by risk, and one check as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from saas.checks.said import as_sent
from saas.refusals import not_found
from saas.reviews.answer import Answered
from tenants import current, db

# Told on the way in: `who` is the row of enter(). Editions of a queue only go up and its rows stay, so their sum over some
# units tells whether anything that waits there has changed. Units and names have editions of their own.
QUEUE_MARK = """
    select concat_ws(' ', who.names, who.org, (
        select sum(q.edition) from unit_lines l join queues q on q.tenant_id = who.tenant_id and q.unit_id = l.unit_id
         where l.tenant_id = who.tenant_id and l.ancestor_id = any (who.role_units)))"""

# $2 heads of the lines, $3 the reader, $4 their posts, $5 one unit, $6 the check before, $7 an own act that accepted checks
# and $8 since when it may be taken back. Of a check it tells no more than its place and its edition (xmin goes up with every
# change of the row): what its line says is kept by both.
QUEUE = """
    with mine as (
        select distinct l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)
    ), waiting as (
        select q.unit_id, sum(q.waiting) as waiting from mine m
          join queues q on q.tenant_id = $1 and q.unit_id = m.unit_id
         where q.waiting > 0 and q.membership_id <> $3 and q.post_id <> all ($4)
         group by q.unit_id
    ), chosen as (
        select w.unit_id, w.waiting from waiting w where $5::uuid is null or exists (
               select from unit_lines l where l.tenant_id = $1 and l.unit_id = w.unit_id and l.ancestor_id = $5)
    ), top as (
        select c.* from chosen w cross join lateral (
               select c.id, c.xmin, c.risk, c.received_at from checks c
                where c.tenant_id = $1 and c.unit_id = w.unit_id and c.state = 'received'
                  and c.membership_id <> $3 and c.post_id <> all ($4)
                  and ($6::uuid is null or (-c.risk, c.received_at, c.id) > (
                       select -a.risk, a.received_at, a.id from checks a where a.tenant_id = $1 and a.id = $6))
                order by c.risk desc, c.received_at, c.id limit 51) c
         order by c.risk desc, c.received_at, c.id limit 51
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
        'rows', (select string_agg(t.id::text || t.xmin::text, ' ' order by t.risk desc, t.received_at, t.id) from top t))"""

LINES = """
    select c.id, c.id::text || c.xmin::text as edition, c.risk, c.failed, c.vetoed, d.late, c.received_at, k.name as list_name,
           p.name as post_name, u.name as unit_name, o.name as object_name,
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

SHOWN = """
    select c.id, c.version_id, c.state, c.revision, c.received_at, c.business_date, d.late, c.score,
           exists (select from cycles y where y.tenant_id = $1 and y.state = 'open'
                      and c.business_date between y.from_date and y.to_date) as cycle_open,
           c.score_sent, c.vetoed, c.failed, c.risk, k.name as list_name, p.name as post_name,
           u.name as unit_name, o.name as object_name, m.name as sender, r.decision, r.reason,
           exists (select from deputies e where e.tenant_id = $1 and e.post_id = c.post_id
                      and e.membership_id = c.membership_id and c.business_date between e.from_date and e.to_date) as stood_in,
           w.name as decided_by, r.decided_at,
           (select e.reason from reviews e
             where e.tenant_id = $1 and e.check_id = c.replaces) as returned_for,
           c.membership_id <> $4 and c.post_id <> all($5) and exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any($6)) as decidable
      from checks c
      join due_checks d on d.tenant_id = $1 and d.id = c.due_id
      join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
      join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
      join posts p on p.tenant_id = $1 and p.id = c.post_id
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      join memberships m on m.tenant_id = $1 and m.id = c.membership_id
      left join objects o on o.tenant_id = $1 and o.id = c.object_id
      left join reviews r on r.tenant_id = $1 and r.check_id = c.id
      left join memberships w on w.tenant_id = $1 and w.id = r.membership_id
     where c.tenant_id = $1 and c.id = $2 and exists (
           select from unit_lines l
            where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any($3))"""

ANSWERS = """
    select a.point_id, p.code, p.kind, a.verdict, a.number, a.choice, a.text, a.book, a.photos,
           coalesce(k.number, 0) as corrections, k.became
      from answers a
      join points p on p.tenant_id = $1 and p.id = a.point_id
      left join lateral (select k.number, k.became from corrections k
                          where k.tenant_id = $1 and k.check_id = $2 and k.point_id = a.point_id
                          order by k.number desc limit 1) k on true
     where a.tenant_id = $1 and a.check_id = $2 order by a.position"""


@dataclass(frozen=True)
class Reviewer:
    """Who looks: `leads` heads the lines they see, `decides` those they decide in; own posts are neither."""

    member: UUID
    leads: Sequence[UUID]
    decides: Sequence[UUID]
    posts: Sequence[UUID]


@dataclass(frozen=True)
class Waiting:
    """One line of the queue. `worst`: text of the gravest failed point."""

    id: UUID
    edition: str
    risk: int
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
        return self.risk == 0 and not self.failed and not self.vetoed


class Queue(msgspec.Struct, frozen=True):
    """A page of what waits, gravest first. `units`: (id, name, how many wait); `rows`: checks with their editions, one more
    than a page holds where there is a next one; `undoable`: how many one own act accepted.
    """

    undoable: int
    total: int
    units: list[tuple[str, dict[str, str], int]] | None
    rows: str | None

    @property
    def checks(self) -> list[str]:
        """Each the check's id and its edition in one."""
        return self.rows.split() if self.rows else []


@dataclass(frozen=True)
class Shown:
    """One check as the post saw it, with who decided what about it."""

    id: UUID
    version_id: UUID
    state: str
    revision: int
    received_at: datetime
    business_date: date
    late: bool
    score: Decimal | None
    score_sent: Decimal | None
    vetoed: bool
    failed: int
    risk: int
    list_name: Mapping[str, str]
    post_name: Mapping[str, str]
    unit_name: Mapping[str, str]
    object_name: Mapping[str, str] | None
    sender: str
    stood_in: bool
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_at: datetime | None
    returned_for: str | None
    decidable: bool
    cycle_open: bool


async def queue(
    leads: Sequence[UUID], member: UUID, posts: Sequence[UUID], *, unit: UUID | None, after: UUID | None, batch: UUID | None,
    since: datetime,
) -> Queue:  # fmt: skip
    """Received checks of these lines, the reader's own work left out."""
    told = await db().fetchval(QUEUE, current(), leads, member, posts, unit, after, batch, since)
    return msgspec.json.decode(told, type=Queue)


async def lines(checks: Sequence[str]) -> list[Waiting]:
    """What the queue says of these checks."""
    return [Waiting(**row) for row in await db().fetch(LINES, current(), checks)]


async def shown(check: UUID, by: Reviewer) -> Shown:
    """One check of the reviewer's lines; not found outside them."""
    row = await db().fetchrow(SHOWN, current(), check, list(by.leads), by.member, list(by.posts), list(by.decides))
    if row is None:
        raise not_found()
    return Shown(**row)


async def answers(check: UUID) -> list[Answered]:
    """The answers of a check as they stand, in the order of its list."""
    return [
        Answered(
            row["point_id"], row["code"], row["kind"],
            row["became"] or as_sent(row["kind"], row["verdict"], row), row["book"], row["corrections"],
        )
        for row in await db().fetch(ANSWERS, current(), check)
    ]  # fmt: skip
