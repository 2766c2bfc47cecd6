"""What is asked of models: the list, one with a version or its draft, the scenarios kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.drafts import Known, known_of
from tenants import current, db

LISTED = """
    select m.id, m.code, m.retired_on, v.number, v.published_at, d.opened_at as draft_since, p.name as draft_by,
           coalesce(v.body, d.body) -> 'name' as name, coalesce(v.body, d.body) -> 'note' as note,
           coalesce(jsonb_array_length(coalesce(v.body, d.body) -> 'results'), 0) as results,
           (select count(*) from model_scenarios s where s.tenant_id = $1 and s.model_id = m.id) as scenarios
      from models m
      left join lateral (select w.* from model_versions w
                          where w.tenant_id = $1 and w.model_id = m.id order by w.number desc limit 1) v on true
      left join model_drafts d on d.tenant_id = $1 and d.model_id = m.id
      left join memberships p on p.tenant_id = $1 and p.id = d.opened_by
     where m.tenant_id = $1 order by m.retired_on is not null, m.position, m.code"""
MODEL = """
    select m.id, m.code, m.retired_on, d.id as draft, d.body as draft_body, d.opened_at as draft_since, p.name as draft_by,
           (select coalesce(max(edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'model_draft' and r.noun_id = d.id) as edition,
           (select jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number, 'at', v.published_at, 'why', v.why, 'by', a.name)
                             order by v.number desc)
              from model_versions v left join memberships a on a.tenant_id = $1 and a.id = v.published_by
             where v.tenant_id = $1 and v.model_id = m.id) as versions
      from models m
      left join model_drafts d on d.tenant_id = $1 and d.model_id = m.id
      left join memberships p on p.tenant_id = $1 and p.id = d.opened_by
     where m.tenant_id = $1 and m.id = $2"""
BODY = """
    select v.id, v.number, v.body, v.published_at
      from model_versions v where v.tenant_id = $1 and v.model_id = $2 and ($3::int is null or v.number = $3)
     order by v.number desc limit 1"""
SCENARIOS = """
    select s.id, s.name, s.given, s.kept_at, p.name as by, v.number,
           case when v.number < max(w.number) then v.body end as body
      from model_scenarios s join memberships p on p.tenant_id = $1 and p.id = s.kept_by
      join model_versions v on v.tenant_id = $1 and v.id = s.version_id
      join model_versions w on w.tenant_id = $1 and w.model_id = s.model_id
     where s.tenant_id = $1 and s.model_id = $2 group by s.tenant_id, s.id, p.name, v.number, v.body order by s.kept_at, s.id"""
NEWEST = """
    select m.code, coalesce(d.body, v.body) as body, d.id is not null as open, m.id
      from models m
      left join model_drafts d on d.tenant_id = $1 and d.model_id = m.id
      left join lateral (select w.body from model_versions w
                          where w.tenant_id = $1 and w.model_id = m.id order by w.number desc limit 1) v on true
     where m.tenant_id = $1 and m.retired_on is null order by m.position, m.code"""


@dataclass(frozen=True)
class Listed:
    """A line of the list; `number` None: never published."""

    id: UUID
    code: str
    retired_on: date | None
    number: int | None
    published_at: datetime | None
    draft_since: datetime | None
    draft_by: Any
    name: dict[str, str]
    note: dict[str, str] | None
    results: int
    scenarios: int


@dataclass(frozen=True)
class Version:
    id: UUID
    number: int
    body: dict[str, Any]
    published_at: datetime


@dataclass(frozen=True)
class Scenario:
    """`number`: the version it was kept with; `body`: that version's, where there is a newer one."""

    id: UUID
    name: str
    given: dict[str, str]
    kept_at: datetime
    by: Any
    number: int
    body: dict[str, Any] | None


async def listed() -> list[Listed]:
    """Every model, those out of use last."""
    return [Listed(**row) for row in await db().fetch(LISTED, current())]


async def known(model: UUID) -> Known | None:
    """One model; None where there is none."""
    row = await db().fetchrow(MODEL, current(), model)
    return known_of(row) if row else None


async def version(model: UUID, number: int | None = None) -> Version | None:
    """This version, or the newest."""
    row = await db().fetchrow(BODY, current(), model, number)
    return Version(**row) if row else None


async def scenarios(model: UUID) -> list[Scenario]:
    """In the order in which they were kept."""
    return [Scenario(**row) for row in await db().fetch(SCENARIOS, current(), model)]


async def newest() -> dict[str, tuple[UUID, dict[str, Any], bool]]:
    """Code → model, its draft's body or newest version's, whether a draft is open; those in use."""
    return {row["code"]: (row["id"], row["body"], row["open"]) for row in await db().fetch(NEWEST, current())}
