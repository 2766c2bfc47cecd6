"""What stands behind the code on a wall: the one way by which somebody who is nobody's member comes to a company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from saas.shield import token_hash
from tenants import db, inside, lobby

PLACE = """
    select p.id, p.name, p.unit_id, p.object_id, u.name as unit_name, o.name as object_name, v.survey_id, v.id as version_id,
           v.name as survey_name, v.points
      from voice_places p
      join units u on u.tenant_id = $1 and u.id = p.unit_id and u.closed_on is null
      left join objects o on o.tenant_id = $1 and o.id = p.object_id
      left join lateral (
           select s.id as survey_id, s.name, v.id, v.points from surveys s
             join survey_versions v on v.tenant_id = $1 and v.survey_id = s.id
            where s.tenant_id = $1 and s.id = p.survey_id and s.retired_on is null order by v.number desc limit 1) v on true
     where p.tenant_id = $1 and p.token_hash = $2 and p.closed_at is null and (o.id is null or o.retired_on is null)"""


@dataclass(frozen=True)
class Place:
    """A place of a company, as its code shows it; `points` of the survey that is asked there."""

    tenant: UUID
    company: str
    zone: str
    id: UUID
    name: Mapping[str, str]
    unit_id: UUID
    object_id: UUID | None
    unit_name: Mapping[str, str]
    object_name: Mapping[str, str] | None
    survey_id: UUID | None
    version_id: UUID | None
    survey_name: Mapping[str, str] | None
    points: Sequence[Mapping[str, Any]] | None


async def behind(slug: str, token: str) -> Place:
    """The open place of a token. No such company, no such token, one of another company, one that was closed or renewed, a unit
    that is closed: the same 404. The tenant is the address', and the token is looked for inside it only.
    """
    async with lobby():
        company = await db().fetchrow("select id, name, zone from tenants where slug = $1 and suspended_at is null", slug)
    if company is None:
        raise not_found()
    async with inside(company["id"]):
        row = await db().fetchrow(PLACE, company["id"], token_hash(token))
    if row is None:
        raise not_found()
    return Place(company["id"], company["name"], company["zone"], **dict(row))
