"""The layered plan: its rules, and how the rounds of a day stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

RULES = """
    select r.id, r.code, r.text, r.job_title, r.every, r.does, r.share, r.number, r.lists, r.retired_on,
           (select t.name from job_titles t where t.tenant_id = $1 and t.code = r.job_title) as title_name,
           (select coalesce(max(e.edition), 0) from revisions e
             where e.tenant_id = $1 and e.noun = 'supervision_rule' and e.noun_id = r.id) as edition
      from supervision_rules r where r.tenant_id = $1 and r.retired_on is null
     order by array_position(array['shift', 'day', 'week', 'ten_days', 'half_month', 'month', 'quarter', 'half_year', 'year'],
                             r.every), r.position, r.code"""

CHOICES = """
    select (select jsonb_agg(jsonb_build_array(t.code, t.name) order by t.position, t.code)
              from job_titles t where t.tenant_id = $1) as titles,
           (select jsonb_agg(jsonb_build_array(k.code, k.name) order by k.position, k.code)
              from checklists k where k.tenant_id = $1 and k.retired_on is null) as lists"""

# Rounds of the day $4 of own posts ($2) and of the lines led ($3). A review counts for whoever holds the post, and only where
# the check was opened.
ROUNDS = """
    select o.id, r.text, r.every, r.does, r.share, r.number, o.from_date, o.to_date, o.done_at, o.note, w.name as done_by,
           p.name as post_name, u.name as unit_name, o.post_id = any ($2) as mine, s.drawn, s.done, s.left, v.seen, v.pool,
           count(*) over () as total
      from supervision_rounds o
      join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id
      join posts p on p.tenant_id = $1 and p.id = o.post_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      left join memberships w on w.tenant_id = $1 and w.id = o.done_by
     cross join lateral (
           select count(*) as drawn, count(*) filter (where s.state = 'done') as done,
                  count(*) filter (where s.state = 'open') as left
             from spot_checks s where s.tenant_id = $1 and s.round_id = o.id) s
     cross join lateral (
           select count(*) filter (where c.unit_id is not null) as pool, count(v.seconds) as seen
             from (select 1 where r.does = 'review') x
             join tenants t on t.id = $1
             join unit_lines l on l.tenant_id = $1 and l.ancestor_id = p.unit_id
             join checks c on c.tenant_id = $1 and c.unit_id = l.unit_id and c.business_date between o.from_date and o.to_date
              and c.state <> 'replaced' and c.post_id <> o.post_id
             join checklist_versions y on y.tenant_id = $1 and y.id = c.version_id
             join checklists k on k.tenant_id = $1 and k.id = y.checklist_id and (r.lists = '{}' or k.code = any (r.lists))
             left join reviews v on v.tenant_id = $1 and v.check_id = c.id and v.membership_id in (
                  select a.membership_id from appointments a where a.tenant_id = $1 and a.post_id = o.post_id
                     and a.from_date <= o.to_date and (a.to_date is null or a.to_date >= o.from_date))) v
     where o.tenant_id = $1 and $4 between o.from_date and o.to_date and (o.post_id = any ($2) or exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($3)))
     order by o.post_id <> all ($2), u.position, p.code, o.to_date, r.position, o.id limit 50 offset $5"""

# Past rounds by rule: how many there were and how many did what they asked for.
PAST = """
    select r.id, r.text, r.every, count(*) as rounds, count(*) filter (where case r.does
               when 'look' then o.done_at is not null
               when 'spot' then s.drawn > 0 and s.done = s.drawn
               else true end) as kept, count(*) filter (where r.does = 'spot' and s.drawn = 0) as nothing
      from supervision_rounds o
      join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id and r.does <> 'review'
      join posts p on p.tenant_id = $1 and p.id = o.post_id
     cross join lateral (select count(*) as drawn, count(*) filter (where s.state = 'done') as done
                           from spot_checks s where s.tenant_id = $1 and s.round_id = o.id) s
     where o.tenant_id = $1 and o.to_date < $3 and o.to_date >= $3 - 90 and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($2))
     group by r.id, r.text, r.every, r.position, r.code order by r.position, r.code"""

# What a leader's day begins with.
TODAY = """
    select count(*) filter (where r.does = 'look' and o.done_at is null) as looks,
           coalesce(sum((
               select count(*) from spot_checks s join due_checks d on d.tenant_id = $1 and d.id = s.due_id
                where s.tenant_id = $1 and s.round_id = o.id and s.state = 'open' and d.business_date <= $3)), 0)::int as spots
      from supervision_rounds o join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id
     where o.tenant_id = $1 and o.post_id = any ($2) and $3 between o.from_date and o.to_date"""


@dataclass(frozen=True)
class Round:
    """One round of one post. `drawn`, `done` and `left` of spot checks; `seen` of the `pool` of checks for a review."""

    id: UUID
    text: Mapping[str, str]
    every: str
    does: str
    share: Decimal | None
    number: int | None
    from_date: date
    to_date: date
    done_at: datetime | None
    note: str
    done_by: str | None
    post_name: Mapping[str, str]
    unit_name: Mapping[str, str]
    mine: bool
    drawn: int
    done: int
    left: int
    seen: int
    pool: int
    total: int

    @property
    def wanted(self) -> int:
        """How many in the whole round, as far as that can be told today."""
        if self.number is not None:
            return self.number
        if self.does == "spot":
            return self.drawn
        return int((Decimal(self.pool) * (self.share or 0) / 100).to_integral_value(ROUND_CEILING))

    @property
    def reached(self) -> int:
        return self.done if self.does == "spot" else self.seen

    @property
    def kept(self) -> bool:
        """Whether nothing is open of what it asks for."""
        if self.does == "look":
            return self.done_at is not None
        return self.reached >= self.wanted > 0


async def rules() -> list[Any]:
    """The rules in force, the quickest rhythm first."""
    rows: list[Any] = await db().fetch(RULES, current())
    return rows


async def choices() -> Any:
    """Job titles and lists to choose from, each (code, name)."""
    return await db().fetchrow(CHOICES, current())


async def rounds(posts: Sequence[UUID], leads: Sequence[UUID], today: date, page: int) -> list[Round]:
    """Rounds that run today, own ones first."""
    rows = await db().fetch(ROUNDS, current(), list(posts), list(leads), today, (page - 1) * 50)
    return [Round(**row) for row in rows]


async def past(leads: Sequence[UUID], today: date) -> list[Any]:
    """The rounds of the last ninety days that are over, by rule."""
    rows: list[Any] = await db().fetch(PAST, current(), list(leads), today)
    return rows


async def due_today(posts: Sequence[UUID], today: date) -> tuple[int, int]:
    """(rounds to go, lists to fill in again) of these posts."""
    row = await db().fetchrow(TODAY, current(), list(posts), today)
    return row["looks"], row["spots"]


async def known_rule(rule: UUID) -> None:
    """Raises 404."""
    if not await db().fetchval(
        "select true from supervision_rules where tenant_id = $1 and id = $2 and retired_on is null", current(), rule
    ):
        raise not_found()
