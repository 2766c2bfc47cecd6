"""Who has to read a version and who has: one's own reading, and the coverage by unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import not_found
from saas.standards.reads import MUST_READ
from tenants import current, db

Text = dict[str, str]


class Reading(msgspec.Struct, frozen=True):
    """A version before one reader: `codes` of the changed details that concern them, and whether they confirmed.

    `must` is False for anybody else: they may look.
    """

    id: UUID
    number: int
    effective_from: date
    base_id: UUID | None
    why: str
    quiz: list[dict[str, Any]]
    codes: list[str]
    must: bool
    confirmed_at: datetime | None
    tries: int


READING = f"""
with mine as (select r.codes from {MUST_READ} where r.tenant_id = $1 and s.id = $3 and a.membership_id = $4)
select s.id, s.number, s.effective_from, s.base_id, s.why, s.quiz, exists (select from mine) as must,
  (select coalesce(jsonb_agg(distinct code), '[]') from mine m cross join unnest(m.codes) as code) as codes,
  (select c.confirmed_at from standard_confirmations c
    where c.tenant_id = $1 and c.standard_id = s.id and c.membership_id = $4) as confirmed_at,
  (select count(*) from standard_tries t where t.tenant_id = $1 and t.standard_id = s.id and t.membership_id = $4) as tries
from standards s where s.tenant_id = $1 and s.id = $3 and s.published_at is not null"""  # noqa: S608 – a piece of our own


async def reading(standard: UUID, today: date, member: UUID) -> Reading:
    """The version as this person has to read it, in one statement. Raises 404."""
    row = await db().fetchrow(READING, current(), today, standard, member)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Reading)


class UnitCount(msgspec.Struct, frozen=True):
    """Readers of one unit's own posts: how many, and how many have confirmed."""

    id: UUID
    name: Text
    readers: int
    confirmed: int


class Reader(msgspec.Struct, frozen=True):
    """One reader of one post."""

    name: str
    post: UUID
    post_name: Text
    unit_name: Text
    details: int
    confirmed_at: datetime | None
    tries: int | None


class Coverage(msgspec.Struct, frozen=True):
    """All readers in the lines of whoever asks; `people` is one page of them, those who still have to come first."""

    number: int
    effective_from: date
    units: list[UnitCount]
    people: list[Reader]
    total: int
    readers: int
    confirmed: int
    vacant: int


PAGE = 50
# One row for each person and post that has to read, within the lines at whose heads the asker stands.
WHO = f"""
who as materialized (
  select a.membership_id, r.post_id, cardinality(r.codes) as details, p.name as post_name, u.id as unit_id, u.name as unit_name,
         u.position, p.code, m.name, c.confirmed_at, c.tries
    from {MUST_READ}
    join posts p on p.tenant_id = $1 and p.id = r.post_id join units u on u.tenant_id = $1 and u.id = p.unit_id
    join memberships m on m.tenant_id = $1 and m.id = a.membership_id and m.ended_at is null
    left join standard_confirmations c on c.tenant_id = $1 and c.standard_id = r.standard_id and c.membership_id = a.membership_id
   where r.tenant_id = $1 and r.standard_id = $3 and exists (
         select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($4)))"""  # noqa: S608 – a piece of our own

COVERAGE = f"""
with {WHO}
select s.number, s.effective_from,
  (select coalesce(jsonb_agg(jsonb_build_object('id', w.unit_id, 'name', w.unit_name, 'readers', w.readers,
            'confirmed', w.confirmed) order by w.confirmed = w.readers, w.position, w.unit_name->>'zh'), '[]') from (
     select unit_id, unit_name, position, count(distinct membership_id) as readers,
            count(distinct membership_id) filter (where confirmed_at is not null) as confirmed
       from who group by unit_id, unit_name, position) w) as units,
  (select coalesce(jsonb_agg(to_jsonb(w) order by w.confirmed_at desc nulls first, w.position, w.code), '[]') from (
     select name, post_id as post, post_name, unit_name, details, confirmed_at, tries, position, code from who
      order by confirmed_at desc nulls first, position, code limit {PAGE} offset $5) w) as people,
  (select count(*) from who) as total,
  (select count(distinct membership_id) from who) as readers,
  (select count(distinct membership_id) from who where confirmed_at is not null) as confirmed,
  (select count(*) from standard_readers r join posts p on p.tenant_id = $1 and p.id = r.post_id
    where r.tenant_id = $1 and r.standard_id = s.id
      and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($4))
      and not exists (select from appointments a where a.tenant_id = $1 and a.post_id = r.post_id
                         and a.from_date <= $2 and (a.to_date is null or a.to_date >= $2))) as vacant
from standards s where s.tenant_id = $1 and s.id = $3 and s.published_at is not null"""  # noqa: S608


async def coverage(standard: UUID, today: date, leads: Sequence[UUID], page: int = 1) -> Coverage:
    """Who has confirmed within these lines, in one statement. Raises 404."""
    row = await db().fetchrow(COVERAGE, current(), today, standard, list(leads), (page - 1) * PAGE)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Coverage)


class Version(msgspec.Struct, frozen=True):
    """A published version in the history: who, when, why, what. `written`: it has lines; that of an empty start has none."""

    id: UUID
    number: int
    effective_from: date
    published_at: datetime
    published_by: str | None
    proposed_by: str | None
    why: str
    note: Text
    counts: dict[str, int]
    base_id: UUID | None
    readers: int
    written: bool


class Discarded(msgspec.Struct, frozen=True):
    """A draft that was given up."""

    id: UUID
    name: str
    ended_at: datetime
    changes: int


VERSIONS = """
select s.id, s.number, s.effective_from, s.published_at, m.name as published_by, p.name as proposed_by, s.why, s.note, s.counts,
  s.base_id, (select count(*) from standard_readers r where r.tenant_id = $1 and r.standard_id = s.id) as readers,
  exists (select from standard_nodes n where n.tenant_id = $1 and n.standard_id = s.id) as written
from standards s left join memberships m on m.tenant_id = $1 and m.id = s.published_by
left join memberships p on p.tenant_id = $1 and p.id = s.proposed_by
where s.tenant_id = $1 and s.published_at is not null order by s.number desc limit 200"""


async def versions() -> list[Version]:
    """All published versions, the newest first."""
    return [msgspec.convert(dict(row), Version) for row in await db().fetch(VERSIONS, current())]


async def discarded() -> list[Discarded]:
    """The last drafts that were given up and may be taken up again."""
    rows = await db().fetch(
        """select d.id, m.name, d.ended_at,
             (select count(*) from draft_nodes n where n.tenant_id = $1 and n.draft_id = d.id) as changes
           from standard_drafts d join memberships m on m.tenant_id = $1 and m.id = d.ended_by
           where d.tenant_id = $1 and d.ended_at is not null and d.standard_id is null
             and d.base_id is not distinct from (
                 select s.id from standards s where s.tenant_id = $1 and s.published_at is not null
                  order by s.number desc limit 1)
           order by d.ended_at desc limit 5""",
        current(),
    )  # fmt: skip
    return [msgspec.convert(dict(row), Discarded) for row in rows]
