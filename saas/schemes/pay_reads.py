"""What the pages of money read: the rules, the cycles that are closed, what each came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import current, db

RULES = """
    select r.id, r.name, r.result, r.subject_kind, r.job_title, r.bindings, r.model_id, r.set_at, m.name as by, v.body,
           (select t.name from job_titles t where t.tenant_id = $1 and t.code = r.job_title) as title
      from pay_rules r join memberships m on m.tenant_id = $1 and m.id = r.set_by
      join lateral (select w.body from model_versions w where w.tenant_id = $1 and w.model_id = r.model_id
                     order by w.number desc limit 1) v on true
     where r.tenant_id = $1 and r.ended_at is null order by r.set_at, r.id"""
CHOICES = """
    select (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.from_date desc), '[]')
              from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id where c.tenant_id = $1) as cycles,
           (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'body', v.body) order by m.position, m.code), '[]')
              from models m join lateral (select w.body from model_versions w
                                           where w.tenant_id = $1 and w.model_id = m.id order by w.number desc limit 1) v on true
             where m.tenant_id = $1 and m.retired_on is null) as models,
           (select coalesce(jsonb_agg(jsonb_build_array(t.code, t.name) order by t.code), '[]')
              from job_titles t where t.tenant_id = $1) as titles"""
PAID = """
    select p.id, p.rule_id, p.cycle_id, p.subject_id, p.edition, p.version_id, p.given, p.amount, p.difference, p.settled_at,
           m.name as by, coalesce(o.name, u.name) as subject, coalesce(w.name, u.name) as unit, r.name as rule, r.result,
           c.name as cycle, v.body
      from payouts p join pay_rules r on r.tenant_id = $1 and r.id = p.rule_id
      join cycles c on c.tenant_id = $1 and c.id = p.cycle_id
      join model_versions v on v.tenant_id = $1 and v.id = p.version_id
      join memberships m on m.tenant_id = $1 and m.id = p.settled_by
      left join posts o on o.tenant_id = $1 and o.id = p.subject_id
      left join units w on w.tenant_id = $1 and w.id = o.unit_id
      left join units u on u.tenant_id = $1 and u.id = p.subject_id
     where p.tenant_id = $1"""


@dataclass(frozen=True)
class Rule:
    """A rule in force; `body`: the newest version of its model."""

    id: UUID
    name: dict[str, str]
    result: str
    subject_kind: str
    job_title: str
    bindings: dict[str, str]
    model_id: UUID
    set_at: datetime
    by: str
    body: dict[str, Any]
    title: dict[str, str] | None


@dataclass(frozen=True)
class Payout:
    """One edition of what somebody is due by a rule for a cycle."""

    id: UUID
    rule_id: UUID
    cycle_id: UUID
    subject_id: UUID
    edition: int
    version_id: UUID
    given: dict[str, str | None]
    amount: Decimal
    difference: Decimal
    settled_at: datetime
    by: str
    subject: dict[str, str]
    unit: dict[str, str]
    rule: dict[str, str]
    result: str
    cycle: dict[str, str]
    body: dict[str, Any]


async def rules() -> list[Rule]:
    return [Rule(**row) for row in await db().fetch(RULES, current())]


async def choices() -> Any:
    """Cycles that are closed, newest first; models with a version; job titles."""
    return await db().fetchrow(CHOICES, current())


async def paid(cycle: UUID) -> list[Payout]:
    """Every edition of a cycle, by rule and subject, the newest first."""
    rows = await db().fetch(
        f"{PAID} and p.cycle_id = $2 order by r.set_at, r.id, 13, 12, p.subject_id, p.edition desc", current(), cycle
    )
    return [Payout(**row) for row in rows]


async def payout(payout_id: UUID) -> Payout | None:
    row = await db().fetchrow(f"{PAID} and p.id = $2", current(), payout_id)
    return Payout(**row) if row else None
