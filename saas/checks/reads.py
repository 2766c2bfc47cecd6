"""What the day of line staff looks like: today, one due check, one photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.checks.versions import load_many
from tenants import current, db

# Names come by sub-selects and lists from memory: with every join the planner takes longer, until it takes
# ten times what the rows take.
TODAY = """
    select d.id, d.version_id, d.business_date, d.opens_at, d.closes_at, d.late_until, d.state, d.late,
        d.check_id,
           (select o.name from objects o where o.tenant_id = $1 and o.id = d.object_id) as object,
           (select p.name from posts p where p.tenant_id = $1 and p.id = d.post_id) as post,
           c.state as check_state, c.receipt,
           (select r.reason from reviews r
             where r.tenant_id = $1 and r.check_id = d.check_id and r.decision = 'returned') as reason,
           (select count(*) from findings f
             where f.tenant_id = $1 and f.post_id = any ($2) and f.state = 'open') as findings
      from due_checks d
      left join checks c on c.tenant_id = $1 and c.id = d.check_id
     where d.tenant_id = $1 and d.post_id = any ($2)
       and (d.business_date = $3 or (d.business_date = $3 - 1 and d.state <> 'done')
            or d.id = any (array (select b.due_id from checks b
                                   where b.tenant_id = $1 and b.post_id = any ($2) and b.state = 'returned')))
     order by d.closes_at, d.id"""

OPEN_FINDINGS = """
    select count(*) from findings where tenant_id = $1 and post_id = any ($2) and state = 'open'"""

DUE = """
    select d.id, d.version_id, d.business_date, d.opens_at, d.closes_at, d.late_until, d.state, d.check_id,
           (select o.name from objects o where o.tenant_id = $1 and o.id = d.object_id) as object,
           c.state as check_state,
           (select jsonb_build_object('reason', r.reason, 'by', m.name)
              from reviews r join memberships m on m.tenant_id = $1 and m.id = r.membership_id
             where r.tenant_id = $1 and r.check_id = d.check_id and r.decision = 'returned') as review,
           (select jsonb_object_agg(n.code, jsonb_strip_nulls(jsonb_build_object(
                   'verdict', a.verdict, 'number', a.number::text, 'choice', a.choice, 'text', a.text,
                   'photos', a.photos)))
              from answers a join points n on n.tenant_id = $1 and n.id = a.point_id
             where a.tenant_id = $1 and a.check_id = c.id and c.state = 'returned') as answers,
           (select jsonb_object_agg(n.code, a.number::text)
              from answers a join points n on n.tenant_id = $1 and n.id = a.point_id
                   and n.kind in ('number', 'reading', 'range')
             where a.tenant_id = $1 and a.number is not null and a.check_id =
                   (select b.check_id from due_checks b
                     where b.tenant_id = $1 and b.schedule_id = d.schedule_id and b.business_date <
                         d.business_date
                       and b.check_id is not null order by b.business_date desc limit 1)) as last,
           (select jsonb_object_agg(t.code, t.figures)
              from (select n.code, jsonb_agg(a.number::text order by b.business_date) as figures
                      from (select check_id, business_date from due_checks
                             where tenant_id = $1 and schedule_id = d.schedule_id and business_date < d.business_date
                               and check_id is not null order by business_date desc limit 12) b
                      join answers a on a.tenant_id = $1 and a.check_id = b.check_id and a.number is not null
                      join points n on n.tenant_id = $1 and n.id = a.point_id and n.kind = 'reading'
                     group by n.code) t) as trend
      from due_checks d
      left join checks c on c.tenant_id = $1 and c.id = d.check_id
     where d.tenant_id = $1 and d.id = $2 and d.post_id = any ($3)"""


@dataclass(frozen=True, slots=True)
class DueToday:
    """One line of today's page. `check_state` and `receipt` are there once it was sent; `findings` wait
    for action.
    """

    id: UUID
    version_id: UUID
    business_date: date
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    state: str
    late: bool
    check_id: UUID | None
    list: dict[str, str]
    object: dict[str, str] | None
    post: dict[str, str]
    check_state: str | None
    receipt: str | None
    reason: str | None
    findings: int
    points: int


@dataclass(frozen=True, slots=True)
class Day:
    """Today's page in the order a person works: returned first, then what can be done, then the rest."""

    returned: list[DueToday]
    to_do: list[DueToday]
    not_yet: list[DueToday]
    sent: list[DueToday]
    missed: list[DueToday]
    findings: int


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A due check as its form needs it.

    Of a returned check: `review` with reason and by, and its `answers`. `last`: the readings of the time
    before; `trend`: of up to twelve times, oldest first, for points of kind reading.
    """

    id: UUID
    version_id: UUID
    business_date: date
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    state: str
    check_id: UUID | None
    object: dict[str, str] | None
    check_state: str | None
    review: dict[str, str] | None
    answers: dict[str, Any] | None
    last: dict[str, str] | None
    trend: dict[str, list[str]] | None


async def day(today: date, posts: list[UUID], *, now: datetime) -> Day:
    """The checks of these posts: today's, yesterday's that were not done, and whatever was returned."""
    rows = await db().fetch(TODAY, current(), posts, today)
    lists = await load_many({row["version_id"] for row in rows})
    findings = rows[0]["findings"] if rows else await db().fetchval(OPEN_FINDINGS, current(), posts)
    found = Day([], [], [], [], [], findings)
    for row in rows:
        published = lists[row["version_id"]]
        due = DueToday(**row, list=published.name, points=len(published.points))
        _place(found, due, today, now).append(due)
    return found


def _place(found: Day, due: DueToday, today: date, now: datetime) -> list[DueToday]:
    if due.check_state == "returned":
        return found.returned
    if due.check_id is not None:
        return found.sent
    if due.business_date < today or now > due.late_until:
        return found.missed
    return found.not_yet if now < due.opens_at else found.to_do


async def due_check(due: UUID, posts: list[UUID]) -> DueCheck | None:
    """One due check of these posts; None for anybody else's."""
    row = await db().fetchrow(DUE, current(), due, posts)
    return DueCheck(**row) if row else None


async def unit_of_due(due: UUID, posts: list[UUID]) -> UUID | None:
    """The unit a due check of these posts belongs to."""
    return await db().fetchval(
        "select unit_id from due_checks where tenant_id = $1 and id = $2 and post_id = any ($3)",
        current(), due, posts,
    )  # fmt: skip


async def photo_path(photo: UUID, member: UUID, leads: list[UUID]) -> str | None:
    """Where a photo lies, for its sender and for who leads the line of its unit."""
    return await db().fetchval(
        """select f.path from photos f where f.tenant_id = $1 and f.id = $2 and (f.membership_id = $3 or
        exists (
               select from unit_lines u
                where u.tenant_id = $1 and u.unit_id = f.unit_id and u.ancestor_id = any ($4)))""",
        current(), photo, member, leads,
    )  # fmt: skip
