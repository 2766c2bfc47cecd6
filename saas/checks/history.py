"""One check as it was sent, with what a leader changed; and when a list is due. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.checks.reads import SETTLED
from tenants import current, db

CHECK = f"""
    select c.id, c.due_id, c.version_id, c.business_date, c.revision, c.receipt, c.claimed_start,
        c.claimed_end,
           c.received_at, c.score, c.score_sent, c.vetoed, c.failed, c.state, c.post_id,
           (select o.name from objects o where o.tenant_id = $1 and o.id = c.object_id) as object,
           (select p.name from posts p where p.tenant_id = $1 and p.id = c.post_id) as post,
           (select u.name from units u where u.tenant_id = $1 and u.id = c.unit_id) as unit,
           (select m.name from memberships m where m.tenant_id = $1 and m.id = c.membership_id) as sender,
           exists (select from deputies e where e.tenant_id = $1 and e.post_id = c.post_id
                      and e.membership_id = c.membership_id and c.business_date between e.from_date and e.to_date) as stood_in,
           (select b.id from checks b
             where b.tenant_id = $1 and b.due_id = c.due_id and b.replaces = c.id) as replaced_by,
           r.reason, r.decided_at, {SETTLED} as settled,
           (select m.name from memberships m where m.tenant_id = $1 and m.id = r.membership_id) as reviewer
      from checks c
      left join reviews r on r.tenant_id = $1 and r.check_id = c.id
     where c.tenant_id = $1 and c.id = $2 and (c.membership_id = $3 or c.post_id = any ($4) or exists (
           select from unit_lines x
            where x.tenant_id = $1 and x.unit_id = c.unit_id and x.ancestor_id = any ($5)))
       -- Whoever has to fill the same list in blind sees nothing of it until that is done.
       and not exists (select from spot_checks s where s.tenant_id = $1 and s.due_id = c.due_id and s.state = 'open'
                          and (s.membership_id = $3 or s.post_id = any ($4)))"""  # noqa: S608 - a piece of reads

ANSWERS = """
    select n.code, n.section, n.text, n.kind, n.weight, n.veto, n.uom, n.limits, n.options,
           a.verdict, a.verdict_now, a.number, a.choice, a.text as said, a.book, a.photos,
           f.id as finding, f.number as finding_number, f.state as finding_state,
           (select jsonb_agg(jsonb_build_object('was', k.was, 'became', k.became, 'reason', k.reason,
                   'by', m.name, 'at', k.corrected_at) order by k.number)
              from corrections k join memberships m on m.tenant_id = $1 and m.id = k.membership_id
             where k.tenant_id = $1 and k.check_id = a.check_id and k.point_id = a.point_id) as corrections
      from answers a
      join points n on n.tenant_id = $1 and n.id = a.point_id
      left join findings f on f.tenant_id = $1 and f.check_id = a.check_id and f.point_id = a.point_id
     where a.tenant_id = $1 and a.check_id = $2
     order by a.position"""

SCHEDULES = """
    select p.name as post, u.name as unit, s.workdays_only, s.opens_at, s.closes_at, s.late_minutes, s.month_days, s.months,
           s.called, s.cycle_days > 0 as turns,
           case when s.called or s.cycle_days > 0 or s.month_days <> '{}' then '{}' else s.weekdays end as weekdays,
           count(s.object_id) as objects
      from schedules s
      join posts p on p.tenant_id = $1 and p.id = s.post_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
     where s.tenant_id = $1 and s.checklist_id = $2 and s.from_date <= $3 and (s.to_date is null or
         s.to_date >= $3)
     group by u.code, p.code, p.name, u.name, s.weekdays, s.month_days, s.months, s.called, s.cycle_days, s.workdays_only,
              s.opens_at, s.closes_at, s.late_minutes
     order by u.code, p.code, s.opens_at"""


@dataclass(frozen=True, slots=True)
class CheckSeen:
    """A check with its names; reason, decided_at and reviewer once it was reviewed, `replaced_by` after a
    return; `settled`: the cycle of its day is no longer open.
    """

    id: UUID
    due_id: UUID
    version_id: UUID
    business_date: date
    revision: int
    receipt: str
    claimed_start: datetime | None
    claimed_end: datetime | None
    received_at: datetime
    score: Decimal | None
    score_sent: Decimal | None
    vetoed: bool
    failed: int
    state: str
    post_id: UUID
    object: dict[str, str] | None
    post: dict[str, str]
    unit: dict[str, str]
    sender: str
    stood_in: bool
    replaced_by: UUID | None
    reason: str | None
    decided_at: datetime | None
    settled: bool
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a leader changed in one answer, why and when; `was` and `became` are answers."""

    was: dict[str, Any]
    became: dict[str, Any]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """An answer beside its point, as it was sent; `corrections` in the order they were made."""

    code: str
    section: str
    text: dict[str, str]
    kind: str
    weight: Decimal
    veto: bool
    uom: str | None
    limits: dict[str, Any] | None
    options: list[dict[str, Any]] | None
    verdict: str
    verdict_now: str
    number: Decimal | None
    choice: str | None
    said: str | None
    book: Decimal | None
    photos: list[UUID] | None
    finding: UUID | None
    finding_number: int | None
    finding_state: str | None
    corrections: list[Correction]


async def check_seen(check: UUID, *, member: UUID, posts: list[UUID], leads: list[UUID]) -> CheckSeen | None:
    """One check, for who sent it, who holds its post and who leads its line."""
    row = await db().fetchrow(CHECK, current(), check, member, posts, leads)
    return CheckSeen(**row) if row else None


async def answers_seen(check: UUID) -> list[AnswerSeen]:
    """All answers of one check in the list's order."""
    return [_answer(row) for row in await db().fetch(ANSWERS, current(), check)]


def _answer(row: Any) -> AnswerSeen:
    corrections = [Correction(**(one | {"at": datetime.fromisoformat(one["at"])})) for one in row["corrections"] or ()]
    return AnswerSeen(**(dict(row) | {"corrections": corrections}))


async def schedules(checklist: UUID, today: date) -> list[Any]:
    """Who does a list when; `objects` counts the managed objects of the line."""
    return await db().fetch(SCHEDULES, current(), checklist, today)
