"""What the pages of schemes read: versions, the open draft, what of the company they are held against, rulings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.schemes.lint import Facts, Unchecked
from saas.scores.sheet import Sheet, from_json
from tenants import current, db

Text = dict[str, str]
VERSIONS = """
    select s.id, s.number, s.name, s.body, s.created_at, s.why, m.name as by,
           (select count(*) from cycles c where c.tenant_id = $1 and c.scheme_id = s.id) as cycles
      from schemes s left join memberships m on m.tenant_id = s.tenant_id and m.id = s.published_by
     where s.tenant_id = $1 order by s.number desc limit 40"""
DRAFT = """
    select d.id, d.scheme_id, d.name, d.body, d.opened_at, m.name as by, s.number, s.name as from_name, s.body as from_body,
           (select coalesce(max(edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'scheme_draft' and r.noun_id = d.id) as edition
      from scheme_drafts d join schemes s on s.tenant_id = d.tenant_id and s.id = d.scheme_id
      join memberships m on m.tenant_id = d.tenant_id and m.id = d.opened_by
     where d.tenant_id = $1"""
KNOWN = """
    with recent as (
        select c.id from cycles c where c.tenant_id = $1 and c.tallied and c.from_date <= $2 order by c.from_date desc limit 2
    ), standing as (
        select l.code as list, v.id as version, exists (
                 select from schedules s where s.tenant_id = $1 and s.checklist_id = l.id
                    and (s.to_date is null or s.to_date >= $2)) as scheduled,
               exists (select from cycle_tallies t where t.tenant_id = $1 and t.cycle_id in (select id from recent)
                          and t.version_id = v.id) as done
          from checklists l join lateral (
               select w.id from checklist_versions w where w.tenant_id = $1 and w.checklist_id = l.id and w.effective_from <= $2
                order by w.number desc limit 1) v on true
         where l.tenant_id = $1 and l.retired_on is null
    )
    select (select coalesce(jsonb_agg(jsonb_build_array(b.list, p.code, p.text, b.scheduled) order by b.list, p.position), '[]')
              from standing b join points p on p.tenant_id = $1 and p.version_id = b.version and p.weight > 0
             where not b.scheduled or (b.done and not exists (
                   select from cycle_tallies t where t.tenant_id = $1 and t.cycle_id in (select id from recent)
                      and t.version_id = b.version and t.applied[p.position] > 0))) as unchecked,
           (select coalesce(jsonb_object_agg(t.code, t.name), '{}') from job_titles t where t.tenant_id = $1
             and exists (select from posts p where p.tenant_id = $1 and p.job_title = t.code and p.closed_on is null)) as titles,
           (select coalesce(jsonb_object_agg(l.code, l.name), '{}') from layers l where l.tenant_id = $1) as layers,
           (select coalesce(jsonb_object_agg(c.code, c.name), '{}')
              from checklists c where c.tenant_id = $1 and c.retired_on is null) as lists,
           array(select c.code from checklists c where c.tenant_id = $1 and exists (
                 select from schedules s where s.tenant_id = $1 and s.checklist_id = c.id
                    and (s.to_date is null or s.to_date >= $2))) as scheduled,
           (select coalesce(jsonb_object_agg(i.code, v.body), '{}')
              from indicators i join lateral (
                   select jsonb_build_object('name', w.body -> 'name', 'direction', w.body -> 'direction') as body
                     from indicator_versions w
                    where w.tenant_id = $1 and w.indicator_id = i.id order by w.number desc limit 1) v on true
             where i.tenant_id = $1 and i.retired_on is null) as indicators,
           array(select i.code from indicators i where i.tenant_id = $1 and exists (
                 select from indicator_values f where f.tenant_id = $1 and f.indicator_id = i.id)) as measured"""
LAST = """
    select c.name, k.sheet, (select jsonb_object_agg(id, name) from (
           select id, name from posts where tenant_id = $1 union all select id, name from units where tenant_id = $1) n) as names
      from closures k join cycles c on c.tenant_id = k.tenant_id and c.id = k.cycle_id
     where k.tenant_id = $1 order by c.to_date desc limit 1"""
RULINGS = """
    select r.id, r.kind, r.code, r.mark, r.reason, r.ruled_at, m.name as by, r.taken_back_at, b.name as taken_back_by,
           r.taken_back_why, c.name as cycle, c.state, coalesce(p.name, u.name) as subject,
           (select e.value
              from jsonb_array_elements(coalesce(h.body -> 'rulings', '[]') || coalesce(h.body -> 'vetoes', '[]')) e (value)
             where e.value ->> 'code' = r.code limit 1) as rule
      from rulings r join cycles c on c.tenant_id = r.tenant_id and c.id = r.cycle_id
      join schemes h on h.tenant_id = c.tenant_id and h.id = c.scheme_id
      join memberships m on m.tenant_id = r.tenant_id and m.id = r.ruled_by
      left join memberships b on b.tenant_id = r.tenant_id and b.id = r.taken_back_by
      left join posts p on p.tenant_id = r.tenant_id and p.id = r.subject_id
      left join units u on u.tenant_id = r.tenant_id and u.id = coalesce(p.unit_id, r.subject_id)
     where r.tenant_id = $1 and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2))
     order by r.ruled_at desc, r.id limit 200"""
TO_RULE = """
    select c.id, c.name, h.body,
           (select coalesce(jsonb_agg(jsonb_build_array(n.id, n.name, n.kind) order by n.kind, n.name ->> 'zh'), '[]') from (
               select p.id, p.name, 'post' as kind, p.unit_id from posts p where p.tenant_id = $1 and p.closed_on is null
               union all select u.id, u.name, 'unit', u.id from units u where u.tenant_id = $1 and u.closed_on is null) n
             where exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = n.unit_id
                              and l.ancestor_id = any ($2))) as subjects
      from cycles c join schemes h on h.tenant_id = c.tenant_id and h.id = c.scheme_id
     where c.tenant_id = $1 and c.state = 'open' and c.from_date <= $3
     order by c.tallied desc, c.from_date desc limit 1"""


@dataclass(frozen=True)
class Version:
    """A published scheme; `cycles`: how many follow it."""

    id: UUID
    number: int
    name: Text
    body: dict[str, Any]
    created_at: datetime
    why: str
    by: str | None
    cycles: int


@dataclass(frozen=True)
class Draft:
    """The open draft and the version it began from."""

    id: UUID
    scheme_id: UUID
    name: Text
    body: dict[str, Any]
    opened_at: datetime
    by: str
    number: int
    from_name: Text
    from_body: dict[str, Any]
    edition: int


@dataclass(frozen=True)
class Known:
    """Names of what a scheme may speak of, by code."""

    titles: dict[str, Text]
    layers: dict[str, Text]
    lists: dict[str, Text]
    scheduled: list[str]
    indicators: dict[str, Any]
    measured: list[str]
    unchecked: list[Any]

    @property
    def facts(self) -> Facts:
        directions = {code: each.get("direction") or "" for code, each in self.indicators.items()}
        return Facts(
            frozenset(self.titles), frozenset(self.lists), frozenset(self.scheduled), directions, frozenset(self.measured),
            frozenset(self.layers), tuple(Unchecked(*each) for each in self.unchecked),
        )  # fmt: skip


@dataclass(frozen=True)
class Given:
    """A ruling as the list tells it; `rule` is that of the scheme, None for an appraisal."""

    id: UUID
    kind: str
    code: str
    mark: Decimal | None
    reason: str
    ruled_at: datetime
    by: str
    taken_back_at: datetime | None
    taken_back_by: str | None
    taken_back_why: str | None
    cycle: Text
    state: str
    subject: Text
    rule: dict[str, Any] | None


async def versions() -> list[Version]:
    """Newest first."""
    return [Version(**row) for row in await db().fetch(VERSIONS, current())]


async def draft() -> Draft | None:
    row = await db().fetchrow(DRAFT, current())
    return Draft(**row) if row else None


async def known(today: date) -> Known:
    return Known(**await db().fetchrow(KNOWN, current(), today))


async def last_sheet() -> tuple[Text, Sheet, dict[str, Text]] | None:
    """The cycle that closed last: its name, what it froze, and the names of posts and units."""
    row = await db().fetchrow(LAST, current())
    return (row["name"], from_json(row["sheet"]), row["names"]) if row else None


async def rulings(leads: list[UUID]) -> list[Given]:
    """Those in the lines of a leader, newest first."""
    return [Given(**row) for row in await db().fetch(RULINGS, current(), leads)]


async def to_rule(leads: list[UUID], today: date) -> Any:
    """The open cycle with its scheme and those who may be ruled upon; None where no cycle is open."""
    return await db().fetchrow(TO_RULE, current(), leads, today)
