"""Places with a code, what came in over them, and posters that were ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

Text = Mapping[str, str]
PAGE, DAYS, LAST = 50, 30, 30

SEEN = """
    select p.id, p.name, p.serial, p.token_hash, p.opened_at, p.closed_at, u.name as unit, o.name as object,
           o.code as object_code, s.name as survey, s.id as survey_id, count(*) over () as total,
           (select count(*) from voices v where v.tenant_id = $1 and v.place_id = p.id and v.received_at >= $2) as told,
           (select count(*) from survey_answers a where a.tenant_id = $1 and a.place_id = p.id and a.received_at >= $2) as answers
      from voice_places p
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      left join objects o on o.tenant_id = $1 and o.id = p.object_id
      left join surveys s on s.tenant_id = $1 and s.id = p.survey_id
     where p.tenant_id = $1"""
LIST = f"{SEEN} order by p.closed_at is not null, u.position, u.code, p.opened_at limit $3 offset $4"
ONE = f"{SEEN} and p.id = $3"
CAME = """
    select v.id, v.reason, v.text, v.contact, v.received_at, f.id as finding, f.number, f.title, f.state, f.due_on
      from voices v join findings f on f.tenant_id = $1 and f.id = v.finding_id
     where v.tenant_id = $1 and v.place_id = $2 order by v.received_at desc limit $3"""
CHOICES = """
    (select 'survey' as noun, s.id::text as key, s.name from surveys s
      where s.tenant_id = $1 and s.retired_on is null order by s.code)
    union all
    (select 'unit', u.code, u.name from units u
      where u.tenant_id = $1 and u.closed_on is null order by u.position, u.code limit 1000)"""


@dataclass(frozen=True)
class Place:
    """`told` and `answers` of the last thirty days."""

    id: UUID
    name: Text
    serial: int
    token_hash: bytes
    opened_at: datetime
    closed_at: datetime | None
    unit: Text
    object: Text | None
    object_code: str | None
    survey: Text | None
    survey_id: UUID | None
    total: int
    told: int
    answers: int


@dataclass(frozen=True)
class Posters:
    id: UUID
    state: str
    pages: int
    places: int
    path: str


async def places(page: int, *, now: datetime) -> list[Place]:
    """Open ones first."""
    rows = await db().fetch(LIST, current(), now - timedelta(days=DAYS), PAGE, PAGE * (page - 1))
    return [Place(**dict(row)) for row in rows]


async def place(one: UUID, *, now: datetime) -> tuple[Place, Sequence[Any]]:
    """A place, and the newest thirty that came in there. Raises 404."""
    row = await db().fetchrow(ONE, current(), now - timedelta(days=DAYS), one)
    if row is None:
        raise not_found()
    return Place(**dict(row)), await db().fetch(CAME, current(), one, LAST)


async def choices() -> dict[str, list[tuple[str, Text]]]:
    """Noun → (key, name): surveys and units."""
    found: dict[str, list[tuple[str, Text]]] = {"survey": [], "unit": []}
    for row in await db().fetch(CHOICES, current()):
        found[row["noun"]].append((row["key"], row["name"]))
    return found


async def posters(order: UUID, by: UUID) -> Posters:
    """One that `by` ordered. Raises 404."""
    row = await db().fetchrow(
        """select id, state, pages, cardinality(places) as places, path from voice_posters
            where tenant_id = $1 and id = $2 and requested_by = $3""",
        current(), order, by,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return Posters(**dict(row))
