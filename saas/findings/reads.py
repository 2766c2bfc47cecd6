"""The list of findings, and the story of one. What one may see: own posts' and one's lines'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.findings import rules
from saas.refusals import not_found
from tenants import current, db

PAGE = 50
WAITING = ("open", "acted")
STATES = (*WAITING, "verified", "withdrawn")

# In whose hands: the holder of the responsible post, then the nearest leader who is neither holder nor actor.
SEEN = """
    select f.id, f.number, f.state, f.severity, f.source, f.title, f.due_on, f.found_at, f.waiting_since,
           f.closed_at, f.unit_id, f.post_id, f.check_id, f.found, u.name as unit_name, p.name as post_name,
           o.name as object_name, d.name as found_by,
           case f.state
               when 'open' then (
                    select m.name from appointments a
                      join memberships m on m.tenant_id = $1 and m.id = a.membership_id
                     where a.tenant_id = $1 and a.post_id = f.post_id and a.from_date <= $2
                       and (a.to_date is null or a.to_date >= $2) order by a.from_date desc limit 1)
               when 'acted' then (
                    select m.name from unit_lines l
                      join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id
                       and r.role in ('leader', 'executive')
                      join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null
                     where l.tenant_id = $1 and l.unit_id = f.unit_id
                       and not exists (select from appointments a
                                        where a.tenant_id = $1 and a.post_id = f.post_id
                                          and a.membership_id = m.id and a.to_date is null)
                       and m.id is distinct from (
                           select a.membership_id from corrective_actions a
                            where a.tenant_id = $1 and a.finding_id = f.id order by a.done_at desc limit 1)
                     order by l.depth, m.name limit 1)
           end as waits_for
      from findings f
      join units u on u.tenant_id = $1 and u.id = f.unit_id
      join posts p on p.tenant_id = $1 and p.id = f.post_id
      join memberships d on d.tenant_id = $1 and d.id = f.found_by
      left join objects o on o.tenant_id = $1 and o.id = f.object_id"""

LIST = f"""
    with chosen as (
        select f.id, f.number, f.due_on, f.state in ('open', 'acted') as waits,
               f.state in ('open', 'acted') and f.due_on < $2 as late
          from findings f
         where f.tenant_id = $1 and f.state = any($5)
           and (f.post_id = any($3) or exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any($4)))
           and ($6::uuid is null or exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = $6))
           and ($7::text is null or f.severity = $7)
    ), page as (
        select c.*, row_number() over (order by c.late desc, c.waits desc, c.due_on, c.number) as n
          from chosen c order by n limit $8 offset $9
    )
    select h.total, h.late as late_total, case when coalesce(page.n, $9 + 1) = $9 + 1 then (
               select jsonb_agg(jsonb_build_array(u.id, u.name) order by u.position, u.code) from units u
                where u.tenant_id = $1 and u.closed_on is null and exists (
                      select from unit_lines l
                       where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any($4))) end as units,
           s.*
      from (select count(*) as total, count(*) filter (where late) as late from chosen) h
      left join page on true
      left join ({SEEN} where f.tenant_id = $1 and f.id in (select id from page)) s on s.id = page.id
     order by page.n"""  # noqa: S608 two constants

ONE = f"""{SEEN}
     where f.tenant_id = $1 and f.id = $3 and (f.post_id = any($4) or exists (
           select from unit_lines l
            where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any($5)))"""

STEPS = """
    select s.at, s.kind, s.cause, s.text, s.photo, s.membership_id as member, m.name as by,
           s.kind = 'acted' and exists (
               select from deputies e join findings f on f.tenant_id = $1 and f.id = $2 and f.post_id = e.post_id
                where e.tenant_id = $1 and e.membership_id = s.membership_id
                  and (s.at at time zone t.zone)::date between e.from_date and e.to_date) as stood_in
      from (select done_at as at, 'acted' as kind, cause, action as text, photo_id as photo, membership_id
              from corrective_actions where tenant_id = $1 and finding_id = $2
            union all
            select verified_at, outcome, null, note, null, membership_id
              from verifications where tenant_id = $1 and finding_id = $2
            union all
            select at, action, null, why, null, membership_id from trails
             where tenant_id = $1 and noun = 'finding' and noun_id = $2
               and action in ('withdraw', 'revive')) s
      join tenants t on t.id = $1
      left join memberships m on m.tenant_id = $1 and m.id = s.membership_id
     order by s.at"""


@dataclass(frozen=True)
class Seen:
    """A finding with its names. `waits_for`: in whose hands it lies, None where nobody holds the post."""

    id: UUID
    number: int
    state: str
    severity: str
    source: str
    title: Mapping[str, str]
    due_on: date
    found_at: datetime
    waiting_since: datetime
    closed_at: datetime | None
    unit_id: UUID
    post_id: UUID
    check_id: UUID
    found: Mapping[str, Any]
    unit_name: Mapping[str, str]
    post_name: Mapping[str, str]
    object_name: Mapping[str, str] | None
    found_by: str
    waits_for: str | None

    def overdue(self, today: date) -> bool:
        return rules.overdue(self.state, self.due_on, today)


@dataclass(frozen=True)
class Page:
    """Fifty findings, overdue first. `units`: (id, name) to filter by."""

    rows: tuple[Seen, ...]
    total: int
    late: int
    units: tuple[tuple[str, Mapping[str, str]], ...]


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see: of these posts or these lines, in these states."""

    posts: Sequence[UUID]
    leads: Sequence[UUID]
    states: Sequence[str] = WAITING
    unit: UUID | None = None
    severity: str | None = None
    page: int = 1


async def findings(asked: Asked, *, today: date) -> Page:
    """One page of the list in one statement, however many findings there are."""
    rows = await db().fetch(
        LIST, current(), today, list(asked.posts), list(asked.leads), list(asked.states), asked.unit,
        asked.severity, PAGE, PAGE * (asked.page - 1),
    )  # fmt: skip
    units = tuple((unit, name) for unit, name in rows[0]["units"] or ())
    return Page(tuple(_seen(row) for row in rows if row["id"]), rows[0]["total"], rows[0]["late_total"], units)


async def finding(finding: UUID, *, posts: Sequence[UUID], leads: Sequence[UUID], today: date) -> tuple[Seen, list[Any]]:
    """One finding and its steps in order; not found outside one's posts and lines."""
    row = await db().fetchrow(ONE, current(), today, finding, list(posts), list(leads))
    if row is None:
        raise not_found()
    return _seen(row), await db().fetch(STEPS, current(), finding)


def _seen(row: Any) -> Seen:
    return Seen(**{field.name: row[field.name] for field in fields(Seen)})
