"""What the indicators of one unit read: definitions in force, its own figures and targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from saas.dashboards.lights import Light, lights
from saas.dashboards.marks import AT, PATH, Place
from saas.indicators.form import indicator_of
from saas.indicators.over import Figure, Target
from tenants import current, db

BACK, AHEAD = timedelta(days=800), timedelta(days=400)
TOP = """
    at as materialized (select u.id, u.name, u.parent_id from units u where u.tenant_id = $1 and u.parent_id is null limit 1)"""
# $4 first day, $5 last day, $6 posts of the reader.
BODY = f"""
    select json_build_object(
        'path', {PATH}, 'at', (select json_build_array(at.id, at.name) from at), 'whole', (select at.parent_id is null from at),
        'titles', (select json_agg(distinct p.job_title) from posts p where p.tenant_id = $1 and p.id = any ($6::uuid[])),
        'known', (select json_agg(json_build_object('id', i.id, 'code', i.code, 'body', v.body) order by i.position, i.code)
                    from indicators i join lateral (
                         select w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = i.id
                          order by w.number desc limit 1) v on true
                   where i.tenant_id = $1 and i.retired_on is null),
        'figures', (select json_agg(to_jsonb(f) || jsonb_build_object('value', f.value::text)) from (
            select distinct on (f.indicator_id, f.first_day, f.last_day) f.indicator_id, f.name, f.subject_kind, f.subject_id,
                   f.first_day, f.last_day, f.edition, f.value, f.state, f.source, f.noted_at, f.reason
              from at join indicator_values f on f.tenant_id = $1 and f.subject_id = at.id and f.name = ''
               and f.first_day between $4 and $5
             order by f.indicator_id, f.first_day, f.last_day, f.edition desc) f),
        'targets', (select json_agg(to_jsonb(t) || jsonb_build_object(
                           'target', t.target::text, 'floor', t.floor::text, 'stretch', t.stretch::text,
                           'weight', t.weight::text))
                      from (
            select distinct on (t.indicator_id, t.first_day, t.last_day) t.indicator_id, t.subject_kind, t.subject_id,
                   t.first_day, t.last_day, t.edition, t.target, t.floor, t.stretch, t.weight
              from at join indicator_targets t on t.tenant_id = $1 and t.subject_id = at.id
               and t.first_day <= $5 and t.last_day >= $4
             order by t.indicator_id, t.first_day, t.last_day, t.edition desc) t))"""  # noqa: S608 - pieces of our own
OF_UNIT = f"with {AT} {BODY}"
# Of the company as a whole; neither unit nor lines decide.
OF_COMPANY = f"with {TOP}, asked as (select $2::uuid) {BODY}"
# Of the topmost unit in reach where it has figures of its own, else of the company.
NEAREST = """
    at as materialized (
        select u.id, u.name, u.parent_id from units u
         where u.tenant_id = $1 and ($2::uuid is null or u.id = $2) and (u.parent_id is null or exists (
               select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($3)) and exists (
               select from indicator_values f where f.tenant_id = $1 and f.subject_id = u.id and f.name = ''))
         order by u.parent_id is null, (select count(*) from unit_lines d where d.tenant_id = $1 and d.unit_id = u.id),
               u.position, u.code
         limit 1)"""
OF_NEAREST = f"with {NEAREST} {BODY}"


class _Told(msgspec.Struct, frozen=True):
    path: list[Place] | None
    at: Place | None
    whole: bool | None
    titles: list[str] | None
    known: list[dict[str, Any]] | None
    figures: list[Figure] | None
    targets: list[Target] | None


class LightsOf(msgspec.Struct, frozen=True):
    """`titles`: job titles of the reader; `whole`: of the company itself."""

    path: list[Place] | None
    at: Place | None
    titles: frozenset[str]
    lights: list[Light]
    whole: bool = False

    @property
    def owned(self) -> list[Light]:
        """Those that a job title of the reader answers for."""
        return [each for each in self.lights if each.form.owner in self.titles]


async def lights_of(unit: UUID | None, heads: Sequence[UUID], today: date) -> LightsOf:
    """Of a unit in reach. One statement."""
    return await _lights(OF_UNIT, unit, heads, (), today)


async def lights_of_company(heads: Sequence[UUID], posts: Sequence[UUID], today: date) -> LightsOf:
    """Of the company, whoever looks. One statement."""
    return await _lights(OF_COMPANY, None, heads, posts, today)


async def lights_of_home(heads: Sequence[UUID], posts: Sequence[UUID], today: date) -> LightsOf:
    """Of the reader's own unit where it has figures, else of the company. One statement."""
    return await _lights(OF_NEAREST, None, heads, posts, today)


async def _lights(statement: str, unit: UUID | None, heads: Sequence[UUID], posts: Sequence[UUID], today: date) -> LightsOf:
    text = await db().fetchval(statement, current(), unit, list(heads), today - BACK, today + AHEAD, list(posts))
    told = msgspec.json.decode(text, type=_Told, strict=False)
    known = [{"id": UUID(one["id"]), "code": one["code"], "form": indicator_of(one["body"])} for one in told.known or ()]
    found = lights(told.at.id, known, told.figures or [], told.targets or [], today) if told.at else []
    return LightsOf(told.path, told.at, frozenset(told.titles or ()), found, bool(told.whole))
