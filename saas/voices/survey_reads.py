"""Surveys, and what people answered: as shares, by month, by unit and by point, never of fewer than five."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from saas.voices.rules import SMALL, share
from tenants import current, db

Text = Mapping[str, str]
MONTHS, WORDS_SHOWN = 12, 20

SEEN = """
    select s.id, s.code, s.name, s.retired_on, v.number, v.points, v.published_at,
           (select count(*) from survey_answers a where a.tenant_id = $1 and a.survey_id = s.id) as answers,
           (select count(*) from voice_places p
             where p.tenant_id = $1 and p.survey_id = s.id and p.closed_at is null) as places,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'survey' and r.noun_id = s.id) as edition
      from surveys s
      left join lateral (select v.number, v.points, v.published_at from survey_versions v
                          where v.tenant_id = $1 and v.survey_id = s.id order by v.number desc limit 1) v on true
     where s.tenant_id = $1"""
LIST = f"{SEEN} order by s.retired_on is not null, s.code"
ONE = f"{SEEN} and s.id = $2"
# $2 survey, $3 heads of lines, $4 first day, $5 the point that stands for all. Each point and value; of the one, month and unit.
FIGURES = """
    with said as (
        select a.unit_id, date_trunc('month', a.business_date)::date as month, g.key as point, g.value
          from survey_answers a cross join jsonb_each(a.given) g
         where a.tenant_id = $1 and a.survey_id = $2 and a.business_date >= $4 and jsonb_typeof(g.value) = 'number'
           and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = a.unit_id and l.ancestor_id = any ($3)))
    select 'point' as by, s.point as key, (s.value #>> '{}')::int as value, count(*)::int as n, 0 as satisfied,
           null::jsonb as name
      from said s group by 2, 3
    union all
    select 'month', s.month::text, 0, count(*)::int, (count(*) filter (where (s.value #>> '{}')::int >= 4))::int, null
      from said s where s.point = $5 group by 2
    union all
    select 'unit', s.unit_id::text, 0, count(*)::int, (count(*) filter (where (s.value #>> '{}')::int >= 4))::int, u.name
      from said s join units u on u.tenant_id = $1 and u.id = s.unit_id where s.point = $5 group by 2, u.name"""
WRITTEN = """
    select a.business_date, g.value #>> '{}' as said, p.name as place
      from survey_answers a cross join jsonb_each(a.given) g
      join voice_places p on p.tenant_id = $1 and p.id = a.place_id
     where a.tenant_id = $1 and a.survey_id = $2 and jsonb_typeof(g.value) = 'string' and a.business_date >= $4
       and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = a.unit_id and l.ancestor_id = any ($3))
     order by a.received_at desc limit $5"""


@dataclass(frozen=True)
class Survey:
    id: UUID
    code: str
    name: Text
    retired_on: date | None
    number: int | None
    points: Sequence[Mapping[str, Any]] | None
    published_at: Any
    answers: int
    places: int
    edition: int


@dataclass(frozen=True)
class Part:
    """One line of the results; `share` and the rest are not told of fewer than five answers."""

    key: str
    name: Text | None
    count: int
    share: Decimal | None


@dataclass(frozen=True)
class Results:
    """`whole`: of the first scored point. `values`: point → value → how often; what fewer than five answered is left out."""

    whole: Part
    months: Sequence[Part]
    units: Sequence[Part]
    points: Sequence[Part]
    values: Mapping[str, Mapping[int, int]]
    written: Sequence[Any] = field(default_factory=tuple)


async def surveys() -> list[Survey]:
    return [Survey(**dict(row)) for row in await db().fetch(LIST, current())]


async def survey(one: UUID) -> Survey:
    """Raises 404."""
    row = await db().fetchrow(ONE, current(), one)
    if row is None:
        raise not_found()
    return Survey(**dict(row))


async def results(one: Survey, leads: Sequence[UUID], today: date) -> Results:
    """The last twelve months of the lines one leads, in two statements."""
    scored = [point for point in one.points or () if point["kind"] == "scale"]
    main = scored[0]["code"] if scored else ""
    first = date(today.year - 1, today.month, 1)
    rows = await db().fetch(FIGURES, current(), one.id, list(leads), first, main)
    values: dict[str, dict[int, int]] = {}
    for row in rows:
        if row["by"] == "point":
            values.setdefault(row["key"], {})[row["value"]] = row["n"]
    points = [_point(point, values.get(point["code"], {})) for point in scored]
    whole = points[0] if points else Part("", None, 0, None)
    # Words are nobody's only where enough have spoken.
    told = await db().fetch(WRITTEN, current(), one.id, list(leads), first, WORDS_SHOWN) if whole.count >= SMALL else []
    many = {code: counts for code, counts in values.items() if sum(counts.values()) >= SMALL}
    units = sorted(_parts(rows, "unit"), key=lambda part: (part.share is None, part.share))
    return Results(whole, sorted(_parts(rows, "month"), key=lambda part: part.key), units, points, many, told)


def _parts(rows: Sequence[Any], by: str) -> list[Part]:
    return [Part(row["key"], row["name"], row["n"], share(row["satisfied"], row["n"])) for row in rows if row["by"] == by]


def _point(point: Mapping[str, Any], counts: Mapping[int, int]) -> Part:
    count = sum(counts.values())
    return Part(point["code"], point["text"], count, share(counts.get(4, 0) + counts.get(5, 0), count))
