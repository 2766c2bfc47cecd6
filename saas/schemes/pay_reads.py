"""What the pages of money read: the rules, the cycles that are closed, what each came to, and who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import current, db

PAGE = 50
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
           c.name as cycle, v.body,
           (select f.value ->> 'uom' from jsonb_array_elements(v.body -> 'formulas') f where f.value ->> 'name' = r.result) as uom
      from payouts p join pay_rules r on r.tenant_id = $1 and r.id = p.rule_id
      join cycles c on c.tenant_id = $1 and c.id = p.cycle_id
      join model_versions v on v.tenant_id = $1 and v.id = p.version_id
      join memberships m on m.tenant_id = $1 and m.id = p.settled_by
      left join posts o on o.tenant_id = $1 and o.id = p.subject_id
      left join units w on w.tenant_id = $1 and w.id = o.unit_id
      left join units u on u.tenant_id = $1 and u.id = p.subject_id
     where p.tenant_id = $1"""
# $2 leads, $3 the reader: whoever held the post in the cycle, and the leaders of the line; nobody sees beside or above it.
IN_SIGHT = """(exists (
        select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2) and l.unit_id = coalesce(o.unit_id, u.id))
    or (o.id is not null and exists (
        select from appointments a where a.tenant_id = $1 and a.post_id = o.id and a.membership_id = $3
           and a.from_date <= c.to_date and (a.to_date is null or a.to_date >= c.from_date))))"""
SEEN = """
    with mine as (
        select a.post_id as id, a.from_date, a.to_date from appointments a where a.tenant_id = $1 and a.membership_id = $3
        union all
        select p.id, null, null from unit_lines l join posts p on p.tenant_id = $1 and p.unit_id = l.unit_id
         where l.tenant_id = $1 and l.ancestor_id = any ($2)
        union all
        select l.unit_id, null, null from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)),
    paid as (
        select distinct p.id, p.cycle_id, p.rule_id, p.subject_id, p.edition, p.version_id, p.amount, p.difference
          from mine m join payouts p on p.tenant_id = $1 and p.subject_id = m.id
          join cycles c on c.tenant_id = $1 and c.id = p.cycle_id and (m.from_date is null
               or m.from_date <= c.to_date and (m.to_date is null or m.to_date >= c.from_date))),
    chosen as (
        select c.id, c.name, c.from_date from cycles c where c.tenant_id = $1 and c.id in (select cycle_id from paid)),
    asked as (select id from chosen order by id is not distinct from $4 desc, from_date desc limit 1),
    newest as (
        select distinct on (rule_id, subject_id) id, rule_id, subject_id, version_id, amount,
               sum(difference) filter (where edition > 1) over (partition by rule_id, subject_id) as more
          from paid where cycle_id = (select id from asked) order by rule_id, subject_id, edition desc),
    told as (
        select n.id, r.name as rule, coalesce(o.name, u.name) as subject, coalesce(w.name, u.name) as unit,
               n.amount::text, n.more::text, n.version_id, r.result
          from newest n join pay_rules r on r.tenant_id = $1 and r.id = n.rule_id
          left join posts o on o.tenant_id = $1 and o.id = n.subject_id
          left join units w on w.tenant_id = $1 and w.id = o.unit_id
          left join units u on u.tenant_id = $1 and u.id = n.subject_id
         order by r.set_at, r.id, 4, 3, n.id limit $5 offset $6)
    select (select id from asked) as cycle,
           (select coalesce(jsonb_agg(jsonb_build_array(id, name) order by from_date desc), '[]') from chosen) as cycles,
           (select count(*) from newest) as total,
           (select coalesce(jsonb_agg(jsonb_build_object(
                'id', t.id, 'rule', t.rule, 'subject', t.subject, 'unit', t.unit, 'amount', t.amount, 'more', t.more, 'uom', (
                    select f.value ->> 'uom' from model_versions v
                     cross join lateral jsonb_array_elements(v.body -> 'formulas') f
                     where v.tenant_id = $1 and v.id = t.version_id and f.value ->> 'name' = t.result))), '[]')
              from told t) as rows"""


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
    uom: str


@dataclass(frozen=True)
class Due:
    """What somebody is due by a rule as it stands now; `more`: what corrections have brought."""

    id: UUID
    rule: dict[str, str]
    subject: dict[str, str]
    unit: dict[str, str]
    amount: Decimal
    more: Decimal | None
    uom: str


@dataclass(frozen=True)
class Seen:
    """What a reader may see of a cycle, a page of it; `cycles`: the ones that have any, newest first."""

    cycle: UUID | None
    cycles: list[tuple[UUID, dict[str, str]]]
    total: int
    rows: list[Due]


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


async def payout(payout_id: UUID, leads: Sequence[UUID], member: UUID) -> Payout | None:
    """None where the reader neither holds the post nor leads its line."""
    row = await db().fetchrow(f"{PAID} and {IN_SIGHT} and p.id = $4", current(), leads, member, payout_id)
    return Payout(**row) if row else None


async def seen(leads: Sequence[UUID], member: UUID, cycle: UUID | None, page: int) -> Seen:
    """Of the cycle that is asked for, else of the newest that has any."""
    row = await db().fetchrow(SEEN, current(), leads, member, cycle, PAGE, (page - 1) * PAGE)
    rows = [
        Due(UUID(each["id"]), each["rule"], each["subject"], each["unit"], Decimal(each["amount"]),
            Decimal(each["more"]) if each["more"] else None, each["uom"])
        for each in row["rows"]
    ]  # fmt: skip
    return Seen(row["cycle"], [(UUID(key), name) for key, name in row["cycles"]], row["total"], rows)
