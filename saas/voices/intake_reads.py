"""Channels, and what came in over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

Text = Mapping[str, str]
PAGE = 50

CHANNEL = """
    select c.id, c.code, c.text, c.source, c.external, c.days, c.fields, c.retired_on,
           (select count(*) from intakes i where i.tenant_id = $1 and i.channel_id = c.id) as intakes,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'channel' and r.noun_id = c.id) as edition
      from channels c where c.tenant_id = $1"""
ALL = f"{CHANNEL} order by c.retired_on is not null, c.position, c.code"
ONE = f"{CHANNEL} and c.id = $2"
UNITS = """
    select u.code, u.name from units u
     where u.tenant_id = $1 and u.closed_on is null and exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2))
     order by u.position, u.code limit 1000"""
# Of one's lines, or with a point there, or taken down by oneself. $2 heads of lines, $3 the reader.
MINE = """(i.membership_id = $3 or exists (
           select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)
              and (l.unit_id = i.unit_id or l.unit_id in (
                   select f.unit_id from intake_findings x join findings f on f.tenant_id = $1 and f.id = x.finding_id
                    where x.tenant_id = $1 and x.intake_id = i.id))))"""
INTAKE = """
    select i.id, i.number, i.held_on, i.fields, i.given, i.photos, i.taken_at, c.text as channel, c.source, c.external,
           u.name as unit, m.name as by, count(*) over () as total,
           (select count(*) from intake_findings x where x.tenant_id = $1 and x.intake_id = i.id) as findings,
           (select count(*) from intake_findings x join findings f on f.tenant_id = $1 and f.id = x.finding_id
             where x.tenant_id = $1 and x.intake_id = i.id and f.state in ('open', 'acted')) as waiting
      from intakes i
      join channels c on c.tenant_id = $1 and c.id = i.channel_id
      join units u on u.tenant_id = $1 and u.id = i.unit_id
      join memberships m on m.tenant_id = $1 and m.id = i.membership_id
     where i.tenant_id = $1 and """
INTAKES = f"""{INTAKE} {MINE} and ($4::uuid is null or i.channel_id = $4)
     order by i.held_on desc, i.taken_at desc limit $5 offset $6"""
AN_INTAKE = f"{INTAKE} {MINE} and i.id = $4"
POINTS = """
    select f.id, f.number, f.title, f.state, f.due_on, f.severity, u.name as unit, p.name as post, o.name as object
      from intake_findings x
      join findings f on f.tenant_id = $1 and f.id = x.finding_id
      join units u on u.tenant_id = $1 and u.id = f.unit_id
      join posts p on p.tenant_id = $1 and p.id = f.post_id
      left join objects o on o.tenant_id = $1 and o.id = f.object_id
     where x.tenant_id = $1 and x.intake_id = $2 order by x.position"""


@dataclass(frozen=True)
class Channel:
    id: UUID
    code: str
    text: Text
    source: str
    external: bool
    days: int | None
    fields: Sequence[Mapping[str, Any]]
    retired_on: date | None
    intakes: int
    edition: int


@dataclass(frozen=True)
class Intake:
    """`findings`: how many came of it; `waiting`: how many of them are not closed."""

    id: UUID
    number: str
    held_on: date
    fields: Sequence[Mapping[str, Any]]
    given: Mapping[str, Any]
    photos: Sequence[UUID]
    taken_at: datetime
    channel: Text
    source: str
    external: bool
    unit: Text
    by: str
    total: int
    findings: int
    waiting: int


async def channels() -> list[Channel]:
    return [Channel(**dict(row)) for row in await db().fetch(ALL, current())]


async def channel(one: UUID) -> Channel:
    """Raises 404."""
    row = await db().fetchrow(ONE, current(), one)
    if row is None:
        raise not_found()
    return Channel(**dict(row))


async def units(leads: Sequence[UUID]) -> list[tuple[str, Text]]:
    """(code, name) of the lines one leads."""
    return [(row["code"], row["name"]) for row in await db().fetch(UNITS, current(), list(leads))]


async def intakes(leads: Sequence[UUID], by: UUID, way: UUID | None, page: int) -> list[Intake]:
    """Fifty, the latest first."""
    rows = await db().fetch(INTAKES, current(), list(leads), by, way, PAGE, PAGE * (page - 1))
    return [Intake(**dict(row)) for row in rows]


async def intake(one: UUID, leads: Sequence[UUID], by: UUID) -> tuple[Intake, Sequence[Any]]:
    """With its findings. Raises 404 outside one's lines."""
    row = await db().fetchrow(AN_INTAKE, current(), list(leads), by, one)
    if row is None:
        raise not_found()
    return Intake(**dict(row)), await db().fetch(POINTS, current(), one)
