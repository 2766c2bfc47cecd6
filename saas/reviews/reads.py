"""What a reviewer sees of one check: as it was sent, with who decided what about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.checks.reads import SETTLED
from saas.checks.said import as_sent
from saas.reviews.answer import Answered
from tenants import current, db

# Pieces of one statement (look.py): the check as far as the reader may see it, then with its names.
FOUND = """
    found as materialized (
        select c.*, c.membership_id <> $4 and c.post_id <> all($5) and exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any($6)) as decidable,
               (select s.id from spot_checks s
                 where s.tenant_id = $1 and s.due_id = c.due_id and s.state = 'open'
                   and (s.membership_id = $4 or s.post_id = any($5))) as spot
          from checks c
         where c.tenant_id = $1 and c.id = $2 and exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any($3))
    )"""
SHOWN = f"""
    select c.id, c.version_id, c.state, c.revision, c.received_at, c.business_date, d.late, c.score,
           not {SETTLED} as cycle_open,
           c.score_sent, c.vetoed, c.failed, c.risk, c.raised, k.name as list_name, p.name as post_name,
           u.name as unit_name, o.name as object_name, m.name as sender, r.decision, r.reason,
           exists (select from deputies e where e.tenant_id = $1 and e.post_id = c.post_id
                      and e.membership_id = c.membership_id and c.business_date between e.from_date and e.to_date) as stood_in,
           w.name as decided_by, r.decided_at,
           (select e.reason from reviews e
             where e.tenant_id = $1 and e.check_id = c.replaces) as returned_for,
           c.decidable, c.spot
      from found c
      join due_checks d on d.tenant_id = $1 and d.id = c.due_id
      join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
      join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
      join posts p on p.tenant_id = $1 and p.id = c.post_id
      join units u on u.tenant_id = $1 and u.id = c.unit_id
      join memberships m on m.tenant_id = $1 and m.id = c.membership_id
      left join objects o on o.tenant_id = $1 and o.id = c.object_id
      left join reviews r on r.tenant_id = $1 and r.check_id = c.id
      left join memberships w on w.tenant_id = $1 and w.id = r.membership_id"""  # noqa: S608 - our piece

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
    raised: Sequence[Mapping[str, Any]] | None
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
    spot: UUID | None
    cycle_open: bool


async def answers(check: UUID) -> list[Answered]:
    """The answers of a check as they stand, in the order of its list."""
    return [
        Answered(
            row["point_id"], row["code"], row["kind"],
            row["became"] or as_sent(row["kind"], row["verdict"], row), row["book"], row["corrections"],
        )
        for row in await db().fetch(ANSWERS, current(), check)
    ]  # fmt: skip
