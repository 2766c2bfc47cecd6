"""What is read of links: what the library and the company say, how points and activities were kept, and the last look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import current, db

Text = dict[str, str]
USUAL_LAG = 1

# What the library says of a point stands unless the company has said something itself.
LINKED = """
    select i.id as indicator_id, 'point' as kind, '' as process, m.point_code as code, $2::int as lag, true as standing,
           true as library, null::text as said_by, null::timestamptz as set_at, '' as why
      from measure_library m join indicators i on i.tenant_id = $1 and i.code = any (m.moves)
     where m.tenant_id = $1 and m.point_code <> '' and not exists (
           select from indicator_links k where k.tenant_id = $1 and k.indicator_id = i.id and k.kind = 'point'
              and k.code = m.point_code)
     group by i.id, m.point_code
    union all
    select k.indicator_id, k.kind, k.process, k.code, k.lag, k.standing, false, b.name, k.set_at, k.why
      from indicator_links k join memberships b on b.tenant_id = $1 and b.id = k.set_by
     where k.tenant_id = $1"""
NEWEST = """
    select distinct on (w.indicator_id) w.indicator_id, w.weighed_at, w.first_day, w.last_day, w.body
      from link_weighings w where w.tenant_id = $1 order by w.indicator_id, w.weighed_at desc"""
OVERVIEW = f"""
    select i.id, i.code, v.body -> 'name' as name, l.points, l.activities, w.weighed_at, w.body
      from indicators i
      join lateral (select x.body from indicator_versions x where x.tenant_id = $1 and x.indicator_id = i.id
                     order by x.number desc limit 1) v on true
      left join lateral (select count(*) filter (where k.kind = 'point') as points,
                                count(*) filter (where k.kind = 'activity') as activities
                           from ({LINKED}) k where k.indicator_id = i.id and k.standing) l on true
      left join ({NEWEST}) w on w.indicator_id = i.id
     where i.tenant_id = $1 and i.retired_on is null
     order by (l.points + l.activities) = 0, i.position, i.code"""  # noqa: S608  our own pieces
ONE = f"""
    select i.id, i.code, v.body -> 'name' as name, v.body ->> 'direction' as direction, v.body ->> 'frequency' as frequency,
           w.weighed_at, w.first_day, w.last_day, w.body,
           (select jsonb_agg(jsonb_build_object(
                      'kind', k.kind, 'process', k.process, 'code', k.code, 'lag', k.lag, 'standing', k.standing,
                      'library', k.library, 'by', k.said_by, 'at', k.set_at, 'why', k.why, 'text', p.text, 'version', p.version,
                      'list', p.list, 'activity', a.name, 'flow', a.flow, 'flow_id', a.id) order by k.kind, k.process, k.code)
              from ({LINKED}) k
              left join lateral (
                   select q.text, u.id as version, l.name as list from points q
                     join checklist_versions u on u.tenant_id = $1 and u.id = q.version_id
                     join checklists l on l.tenant_id = $1 and l.id = u.checklist_id
                    where q.tenant_id = $1 and k.kind = 'point' and q.code = k.code
                    order by u.effective_from desc limit 1) p on true
              left join lateral (
                   select c.name, f.name as flow, s.id from processes s
                     join process_versions f on f.tenant_id = $1 and f.process_id = s.id
                     join activities c on c.tenant_id = $1 and c.version_id = f.id and c.code = k.code
                    where s.tenant_id = $1 and k.kind = 'activity' and s.code = k.process
                    order by f.number desc limit 1) a on true
             where k.indicator_id = i.id) as links
      from indicators i
      join lateral (select x.body from indicator_versions x where x.tenant_id = $1 and x.indicator_id = i.id
                     order by x.number desc limit 1) v on true
      left join ({NEWEST}) w on w.indicator_id = i.id
     where i.tenant_id = $1 and i.id = $3"""  # noqa: S608  our own pieces
CHOICES = """
    select 'point' as kind, '' as process, p.code, p.text, l.name as owner
      from checklists l
      join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                     order by v.number desc limit 1) v on true
      join points p on p.tenant_id = $1 and p.version_id = v.id and p.weight > 0
     where l.tenant_id = $1 and l.retired_on is null
    union all
    select 'activity', s.code, a.code, a.name, f.name
      from processes s
      join lateral (select w.id, w.name from process_versions w where w.tenant_id = $1 and w.process_id = s.id
                     order by w.number desc limit 1) f on true
      join activities a on a.tenant_id = $1 and a.version_id = f.id
     where s.tenant_id = $1 and s.retired_on is null
     order by 1 desc, 2, 3"""
# How points were kept, by post, period by period: what was earned of what applied.
KEPT = """
    select p.code, n.n::int as period, t.post_id as subject, t.unit_id,
           sum(t.applied[p.position]) * 10000 as whole, sum(t.earned_e4[p.position]) as part
      from unnest($2::date[], $3::date[]) with ordinality n (first, last, n)
      join tallies t on t.tenant_id = $1 and t.business_date between n.first and n.last
      join points p on p.tenant_id = $1 and p.version_id = t.version_id and p.code = any ($4)
     group by 1, 2, 3, 4 having sum(t.applied[p.position]) > 0"""
# How activities were kept: turns done in time, of those done that had a time.
DONE = """
    select s.code as process, t.activity_code as code, n.n::int as period, t.taken_post as subject, r.unit_id,
           count(*) as whole, count(*) filter (where t.done_at <= t.due_at) as part
      from unnest($2::date[], $3::date[]) with ordinality n (first, last, n)
      join tenants z on z.id = $1
      join turns t on t.tenant_id = $1 and t.due_at is not null and t.done_at is not null
       and (t.done_at at time zone z.zone)::date between n.first and n.last
      join process_runs r on r.tenant_id = $1 and r.id = t.run_id
      join processes s on s.tenant_id = $1 and s.id = r.process_id
     where t.activity_code = any ($4) group by 1, 2, 3, 4, 5"""
# What the indicator came to, unit by unit and post by post; units of one layer, or posts, are held against each other.
RESULTS = """
    select distinct on (f.subject_id, f.first_day) f.subject_id as subject, f.first_day, f.value,
           coalesce(u.layer_id::text, 'post') as level
      from indicator_values f
      left join units u on u.tenant_id = $1 and u.id = f.subject_id
     where f.tenant_id = $1 and f.indicator_id = $2 and f.name = '' and f.subject_kind in ('unit', 'post')
       and f.first_day >= $3 and f.last_day <= $4
     order by f.subject_id, f.first_day, f.edition desc"""
LINES = "select l.unit_id, array_agg(l.ancestor_id) as above from unit_lines l where l.tenant_id = $1 group by 1"


@dataclass(frozen=True)
class Line:
    """An indicator in the overview; `body`: what the last look said of its links."""

    id: UUID
    code: str
    name: Text
    points: int
    activities: int
    weighed_at: datetime | None
    body: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Known:
    """One indicator with its links (maps as ONE builds them) and the last look."""

    id: UUID
    code: str
    name: Text
    direction: str
    frequency: str
    weighed_at: datetime | None
    first_day: date | None
    last_day: date | None
    body: list[dict[str, Any]] | None
    links: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Link:
    """One link that stands."""

    indicator_id: UUID
    kind: str
    process: str
    code: str
    lag: int

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.process}/{self.code}"


@dataclass(frozen=True)
class Kept:
    """Of a point or activity in a period: `part` of `whole`, by a post of a unit."""

    process: str
    code: str
    period: int
    subject: UUID | None
    unit_id: UUID
    part: int
    whole: int


@dataclass(frozen=True)
class Result:
    """What the indicator came to; `level`: with whom it is compared."""

    subject: UUID
    first_day: date
    value: Decimal | None
    level: str


async def overview() -> list[Line]:
    """Indicators with links first."""
    return [Line(**row) for row in await db().fetch(OVERVIEW, current(), USUAL_LAG)]


async def known(indicator: UUID) -> Known | None:
    """None where there is none, or it was never published."""
    row = await db().fetchrow(ONE, current(), USUAL_LAG, indicator)
    return Known(**row) if row else None


async def choices() -> list[Any]:
    """Points of lists in use, then activities: kind, process, code, text, owner."""
    return list(await db().fetch(CHOICES, current()))


async def linked() -> dict[UUID, list[Link]]:
    """Indicator → the links that stand."""
    found: dict[UUID, list[Link]] = {}
    for row in await db().fetch(LINKED, current(), USUAL_LAG):
        if row["standing"]:
            one = Link(row["indicator_id"], row["kind"], row["process"], row["code"], row["lag"])
            found.setdefault(one.indicator_id, []).append(one)
    return found


async def kept(links: list[Link], spans: list[tuple[date, date]]) -> list[Kept]:
    """How the points and activities of these links were kept in these periods, counted from 1."""
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    found = []
    for kind, statement in (("point", KEPT), ("activity", DONE)):
        codes = sorted({link.code for link in links if link.kind == kind})
        for row in await db().fetch(statement, current(), firsts, lasts, codes) if codes else ():
            process, counts = row["process"] if kind == "activity" else "", (int(row["part"]), int(row["whole"]))
            found.append(Kept(process, row["code"], row["period"], row["subject"], row["unit_id"], *counts))
    return found


async def results(indicator: UUID, first: date, last: date) -> list[Result]:
    """The newest editions, those without a figure left out."""
    rows = [Result(**row) for row in await db().fetch(RESULTS, current(), indicator, first, last)]
    return [row for row in rows if row.value is not None]


async def lines() -> dict[UUID, list[UUID]]:
    """Unit → itself and every unit above it."""
    return {row["unit_id"]: row["above"] for row in await db().fetch(LINES, current())}
