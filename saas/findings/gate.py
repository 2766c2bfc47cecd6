"""What the findings' verbs need to know, held against anybody else until the transaction ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import current, db

STANDING = """
    select f.state,
           exists (select from appointments a
                    where a.tenant_id = $1 and a.post_id = f.post_id and a.membership_id = $3
                      and a.from_date <= t.today and (a.to_date is null or a.to_date >= t.today))
               or exists (select from deputies e
                           where e.tenant_id = $1 and e.post_id = f.post_id and e.membership_id = $3
                             and e.withdrawn_at is null and t.today between e.from_date and e.to_date) as holds,
           exists (select from roles r
                     join unit_lines l on l.tenant_id = $1 and l.ancestor_id = r.unit_id
                    where r.tenant_id = $1 and r.membership_id = $3 and l.unit_id = f.unit_id
                      and r.role in ('leader', 'executive')) as leads,
           (select a.membership_id from corrective_actions a
             where a.tenant_id = $1 and a.finding_id = f.id order by a.done_at desc limit 1) as acted_by
      from findings f
      join (select id, ($4::timestamptz at time zone zone)::date as today from tenants) t on t.id = $1
     where f.tenant_id = $1 and f.id = $2"""

# Nearest up the line is responsible; where the detail names nobody, the post that was checked.
UNREGISTERED = """
    select a.point_id, p.text as title, p.kind, p.weight, p.veto, p.uom, p.limits, p.options, p.detail_code, p.code,
           a.number, a.choice, a.text as note, a.book, a.photos, c.object_id, c.unit_id,
           coalesce(held.post_id, c.post_id) as post_id, k.became, k.reason as correction,
           case when a.verdict = 'fail' then 'self' else 'leader' end as source, f.found_by, f.found_at,
           (f.found_at at time zone t.zone)::date as found_on
      from checks c
      join tenants t on t.id = c.tenant_id
      join answers a on a.tenant_id = $1 and a.check_id = c.id and a.verdict_now = 'fail'
      join points p on p.tenant_id = $1 and p.id = a.point_id
      left join lateral (select k.became, k.reason, k.membership_id, k.corrected_at from corrections k
                          where k.tenant_id = $1 and k.check_id = c.id and k.point_id = a.point_id
                          order by k.number desc limit 1) k on true
     cross join lateral (select case when a.verdict = 'fail' then c.membership_id else k.membership_id end,
                                case when a.verdict = 'fail' then c.received_at else k.corrected_at end
                        ) f (found_by, found_at)
      left join lateral (select r.post_id from responsibilities r
                           join unit_lines l on l.tenant_id = $1 and l.ancestor_id = r.unit_id
                           join posts o on o.tenant_id = $1 and o.id = r.post_id and o.closed_on is null
                          where r.tenant_id = $1 and r.detail_code = p.detail_code
                            and r.kind = 'responsible' and l.unit_id = c.unit_id
                          order by l.depth limit 1) held on true
     where c.tenant_id = $1 and c.id = $2
       and not exists (select from findings e
                        where e.tenant_id = $1 and e.check_id = c.id and e.point_id = a.point_id)
     order by a.position"""


@dataclass(frozen=True)
class Standing:
    """The state of a finding and what one person is to it."""

    state: str
    holds: bool
    leads: bool
    acted_by: UUID | None


async def standing(finding: UUID, *, by: UUID, now: datetime) -> Standing | None:
    """Lock a finding; whether `by` holds the responsible post, leads the line, or acted last."""
    await db().execute("select id from findings where tenant_id = $1 and id = $2 for update", current(), finding)
    row = await db().fetchrow(STANDING, current(), finding, by, now)
    return Standing(**row) if row else None


async def hold_check(check: UUID) -> Any:
    """Lock a check against a new version and against corrections: its due check, revision and state."""
    await db().execute(
        """select d.id from due_checks d where d.tenant_id = $1
              and d.id = (select due_id from checks where tenant_id = $1 and id = $2) for update""",
        current(), check,
    )  # fmt: skip
    return await db().fetchrow("select due_id, revision, state from checks where tenant_id = $1 and id = $2", current(), check)


async def unregistered(check: UUID) -> list[Any]:
    """Failed answers without a finding, with what a finding needs; the leader's if a correction failed it."""
    rows: list[Any] = await db().fetch(UNREGISTERED, current(), check)
    return rows
