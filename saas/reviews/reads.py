"""What a reviewer sees: the queue by risk, and one check as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas.checks.said import as_sent
from saas.refusals import not_found
from saas.reviews.answer import Answered
from tenants import current, db

PAGE = 50

QUEUE = """
    with mine as materialized (
        select c.id, c.unit_id, c.risk, c.received_at from checks c
         where c.tenant_id = $1 and c.state = 'received' and c.membership_id <> $3 and c.post_id <> all($4)
           and exists (select from unit_lines l
                        where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any($2))
    ), chosen as (
        select m.* from mine m where $5::uuid is null or exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = m.unit_id and l.ancestor_id = $5)
    ), page as (
        select m.id, row_number() over (order by m.risk desc, m.received_at, m.id) as n from chosen m
         where $6::uuid is null or (-m.risk, m.received_at, m.id) > (
               select -c.risk, c.received_at, c.id from checks c where c.tenant_id = $1 and c.id = $6)
         order by m.risk desc, m.received_at, m.id limit $7
    )
    select (select count(*) from chosen) as total,
           case when coalesce(page.n, 1) = 1 then (
               select jsonb_agg(jsonb_build_array(u.id, u.name, w.waiting) order by u.position, u.code)
                 from (select l.ancestor_id, count(*) as waiting
                         from mine m join unit_lines l on l.tenant_id = $1 and l.unit_id = m.unit_id
                        group by l.ancestor_id) w
                 join units u on u.tenant_id = $1 and u.id = w.ancestor_id
                where exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id
                                 and l.ancestor_id = any($2))) end as units,
           c.id, c.risk, c.failed, c.vetoed, d.late, c.received_at, c.score, k.name as list_name,
           p.name as post_name, u.name as unit_name, o.name as object_name,
           case when c.failed > 0 then (
               select q.text from answers a join points q on q.tenant_id = $1 and q.id = a.point_id
                where a.tenant_id = $1 and a.check_id = c.id and a.verdict_now = 'fail'
                order by q.veto desc, q.weight desc, q.position limit 1) end as worst
      from (select 1) as always
      left join page on true
      left join checks c on c.tenant_id = $1 and c.id = page.id
      left join due_checks d on d.tenant_id = $1 and d.id = c.due_id
      left join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
      left join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
      left join posts p on p.tenant_id = $1 and p.id = c.post_id
      left join units u on u.tenant_id = $1 and u.id = c.unit_id
      left join objects o on o.tenant_id = $1 and o.id = c.object_id
     order by page.n"""

SHOWN = """
    select c.id, c.version_id, c.state, c.revision, c.received_at, c.business_date, d.late, c.score,
           exists (select from cycles y where y.tenant_id = $1 and y.state = 'open'
                      and c.business_date between y.from_date and y.to_date) as cycle_open,
           c.score_sent, c.vetoed, c.failed, c.risk, k.name as list_name, p.name as post_name,
           u.name as unit_name, o.name as object_name, m.name as sender, r.decision, r.reason,
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
    risk: int
    failed: int
    vetoed: bool
    late: bool
    received_at: datetime
    score: Decimal | None
    list_name: Mapping[str, str]
    post_name: Mapping[str, str]
    unit_name: Mapping[str, str]
    object_name: Mapping[str, str] | None
    worst: Mapping[str, str] | None

    @property
    def clean(self) -> bool:
        """Nothing asks for a look of its own: it may be accepted with the rest."""
        return self.risk == 0 and not self.failed and not self.vetoed


@dataclass(frozen=True)
class Queue:
    """A page of what waits. `units`: (id, name, how many wait); `after`: where the next page begins."""

    rows: tuple[Waiting, ...]
    total: int
    units: tuple[tuple[str, Mapping[str, str], int], ...]
    after: UUID | None


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
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_at: datetime | None
    returned_for: str | None
    decidable: bool
    cycle_open: bool


async def queue(by: Reviewer, *, unit: UUID | None = None, after: UUID | None = None) -> Queue:
    """Received checks of the reviewer's lines, own work left out, gravest first; fifty from `after` on."""
    rows = await db().fetch(
        QUEUE, current(), list(by.leads), by.member, list(by.posts), unit, after, PAGE + 1
    )
    waiting = [
        Waiting(**{name: row[name] for name in Waiting.__dataclass_fields__}) for row in rows if row["id"]
    ]
    units = tuple((unit_id, name, count) for unit_id, name, count in rows[0]["units"] or ())
    more = waiting[PAGE - 1].id if len(waiting) > PAGE else None
    return Queue(tuple(waiting[:PAGE]), rows[0]["total"], units, more)


async def shown(check: UUID, by: Reviewer) -> Shown:
    """One check of the reviewer's lines; not found outside them."""
    row = await db().fetchrow(
        SHOWN, current(), check, list(by.leads), by.member, list(by.posts), list(by.decides)
    )
    if row is None:
        raise not_found()
    return Shown(**row)


async def undoable(batch: UUID, *, member: UUID, since: datetime) -> int:
    """How many checks one own act accepted, if it is younger than `since`."""
    count: int = await db().fetchval(
        """select count(*) from reviews
            where tenant_id = $1 and batch_id = $2 and membership_id = $3 and decided_at >= $4""",
        current(), batch, member, since,
    )  # fmt: skip
    return count


async def answers(check: UUID) -> list[Answered]:
    """The answers of a check as they stand, in the order of its list."""
    return [
        Answered(
            row["point_id"], row["code"], row["kind"],
            row["became"] or as_sent(row["kind"], row["verdict"], row), row["book"], row["corrections"],
        )
        for row in await db().fetch(ANSWERS, current(), check)
    ]  # fmt: skip
