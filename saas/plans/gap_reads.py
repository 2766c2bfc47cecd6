"""Where a unit lost most in a cycle, what that is held against, and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.beside import recoverable
from saas.plans.choose import Option, Ranked, ranked
from saas.plans.learned import Lessons
from saas.plans.past import past_of
from saas.plans.reads import RESTATED, WEIGHED
from saas.scores.ranking import RANKED
from tenants import current, db

Text = dict[str, str]

# Units of one's lines that have gaps, those above first; and the cycles that have some, newest first.
CHOICES = """
    with own as (
        select g.unit_id, g.cycle_id, count(*) as gaps, sum(g.loss) as loss from point_gaps g
         where g.tenant_id = $1 and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = g.unit_id
                                               and l.ancestor_id = any ($2)) group by 1, 2)
    select (select coalesce(jsonb_agg(jsonb_build_array(c.id, c.name) order by c.from_date desc), '[]') from cycles c
             where c.tenant_id = $1 and c.id in (select cycle_id from own)) as cycles,
           (select coalesce(jsonb_agg(jsonb_build_array(u.id, u.name) order by u.depth, u.code), '[]') from (
                select n.id, n.name, n.code,
                       (select count(*) from unit_lines l where l.tenant_id = $1 and l.unit_id = n.id) as depth
                  from units n where n.tenant_id = $1 and n.id in (select unit_id from own)) u) as units"""
GAPS = f"""
    with asked as (
        select g.*, t.text, t.list, t.detail_code from point_gaps g
          left join lateral (
              select p.text, l.name as list, p.detail_code from checklists l
                join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
                join points p on p.tenant_id = $1 and p.version_id = v.id and p.code = g.point_code
               where l.tenant_id = $1 and l.code = g.list_code order by v.number desc limit 1) t on true
         where g.tenant_id = $1 and g.cycle_id = $2 and g.unit_id = $3),
    bad as (
        select l.code as list_code, p.code as point_code, f.id, f.number, f.title, f.state,
               row_number() over (partition by l.code, p.code order by f.found_at desc, f.id) as place
          from cycles c
          join checks k on k.tenant_id = $1 and k.business_date between c.from_date and c.to_date
          join findings f on f.tenant_id = $1 and f.check_id = k.id and f.state <> 'withdrawn'
          join points p on p.tenant_id = $1 and p.id = f.point_id
          join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id
          join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
         where c.tenant_id = $1 and c.id = $2 and (l.code, p.code) in (select list_code, point_code from asked)
           and exists (select from unit_lines u where u.tenant_id = $1 and u.unit_id = k.unit_id and u.ancestor_id = $3))
    select a.list_code, a.point_code, coalesce(a.text, '{{}}') as point, coalesce(a.list, '{{}}') as list, a.loss, a.pass_share,
           a.na_rate, a.from_veto, a.applied, a.found, a.own_best, y.name as own_cycle,
           case when {RANKED} then a.peer_best end as peer_best, case when {RANKED} then n.name end as peer,
           case when {RANKED} then a.peers else 0 end as peers, not {RANKED} as alone,
           (select coalesce(jsonb_agg(o.name order by array_position(a.posts, o.id)), '[]') from posts o
             where o.tenant_id = $1 and o.id = any (a.posts[1:3])) as posts,
           cardinality(a.posts) as many,
           (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'number', b.number, 'title', b.title, 'state', b.state)
                                      order by b.place), '[]')
              from bad b where b.list_code = a.list_code and b.point_code = a.point_code and b.place <= 3) as findings,
           (select coalesce(jsonb_agg(distinct jsonb_build_object('process', r.id, 'name', s.name)), '[]')
              from processes r
              join lateral (select v.id from process_versions v where v.tenant_id = $1 and v.process_id = r.id
                             order by v.number desc limit 1) w on true
              join activities s on s.tenant_id = $1 and s.version_id = w.id and a.detail_code = any (s.details)
             where r.tenant_id = $1) as activities,
           (select m.plan_id from measures m join plans q on q.tenant_id = $1 and q.id = m.plan_id
             where m.tenant_id = $1 and q.cycle_id = $2 and q.unit_id = $3 and m.list_code = a.list_code
               and m.point_code = a.point_code and m.dropped_at is null limit 1) as plan,
           {RESTATED.format(cycle="a.cycle_id")} as restated_at, {WEIGHED.format(cycle="a.cycle_id")} as weighed_at
      from asked a
      left join cycles y on y.tenant_id = $1 and y.id = a.own_cycle_id
      left join units n on n.tenant_id = $1 and n.id = a.peer_unit_id
     order by a.position"""  # noqa: S608  our own piece
# The measures that fit, every judged one, and the newest plan of the unit that may still change.
FITTING = """
    select (select coalesce(jsonb_agg(jsonb_build_array(o.point_code, o.code, o.title, o.effort::text) order by o.code), '[]')
              from measure_library o where o.tenant_id = $1 and o.point_code in (
                   select g.point_code from point_gaps g
                    where g.tenant_id = $1 and g.cycle_id = $2 and g.unit_id = $3)) as library,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'title', m.title, 'list', m.list_code,
                       'point', m.point_code, 'effort', m.effort::text, 'verdict', e.verdict, 'estimate', e.estimate::text,
                       'low', e.low::text, 'high', e.high::text) order by m.id), '[]')
              from effects e join measures m on m.tenant_id = $1 and m.id = e.measure_id where e.tenant_id = $1) as judged,
           (select p.id from plans p where p.tenant_id = $1 and p.cycle_id = $2 and p.unit_id = $3
               and not exists (select from approvals a where a.tenant_id = $1 and a.plan_id = p.id)
             order by p.number desc limit 1) as draft"""


@dataclass(frozen=True)
class Choices:
    """What the page may be asked for."""

    cycles: list[tuple[UUID, Text]]
    units: list[tuple[UUID, Text]]


@dataclass(frozen=True)
class Gap:
    """One point of one list, what it cost the unit, and what that is held against. Shares as 0.95; alone: units are not
    held against each other here.
    """

    list_code: str
    point_code: str
    point: Text
    list: Text
    loss: Decimal
    pass_share: Decimal
    na_rate: Decimal
    from_veto: Decimal
    applied: Decimal
    found: int
    own_best: Decimal | None
    own_cycle: Text | None
    peer_best: Decimal | None
    peer: Text | None
    peers: int
    alone: bool
    posts: Sequence[Text]
    many: int
    findings: Sequence[dict[str, Any]]
    activities: Sequence[dict[str, Any]]
    plan: UUID | None
    restated_at: datetime | None
    weighed_at: datetime | None

    @property
    def key(self) -> str:
        return f"{self.list_code}/{self.point_code}"

    @property
    def to_own(self) -> Decimal | None:
        """Points to be won at the own best."""
        return recoverable(self.loss, self.pass_share, self.own_best)

    @property
    def to_peer(self) -> Decimal | None:
        """Points to be won at the best peer's share."""
        return recoverable(self.loss, self.pass_share, self.peer_best)


@dataclass(frozen=True)
class Fitting:
    """What could be done: measures by point, lessons, the draft they would go into."""

    options: dict[str, list[Option]]
    lessons: Lessons
    draft: UUID | None

    def ranked(self, gap: Gap) -> list[Ranked]:
        """The measures for a gap, best first."""
        return ranked(gap.loss, gap.pass_share, gap.list_code, self.options.get(gap.point_code, []), self.lessons)


async def choices(leads: Sequence[UUID]) -> Choices:
    row = await db().fetchrow(CHOICES, current(), list(leads))
    return Choices(*([(UUID(key), name) for key, name in row[side]] for side in ("cycles", "units")))


async def gaps(cycle: UUID, unit: UUID) -> list[Gap]:
    """Of a unit in a closed cycle, largest loss first."""
    return [Gap(**row) for row in await db().fetch(GAPS, current(), cycle, unit)]


async def fitting(cycle: UUID, unit: UUID) -> Fitting:
    """For all gaps of a unit at once."""
    row = await db().fetchrow(FITTING, current(), cycle, unit)
    return Fitting(options_of(row["library"], row["judged"]), lessons_of(row["judged"]), row["draft"])


def lessons_of(judged: Sequence[dict[str, Any]]) -> Lessons:
    """Judged measures as JSON told them."""
    figures = ("estimate", "low", "high")
    rows = [{**row, **{name: None if row[name] is None else Decimal(row[name]) for name in figures}} for row in judged]
    return Lessons(past_of(row) for row in rows)


def options_of(library: Sequence[Any], judged: Sequence[dict[str, Any]]) -> dict[str, list[Option]]:
    """Point → what the library has for it, then what was tried there in words of one's own."""
    found: dict[str, dict[str, Option]] = {}
    for point, code, title, effort in library:
        found.setdefault(point, {})[code] = Option(code, title, Decimal(effort))
    for row in judged:
        if row["kind"] is None:
            own = Option(None, row["title"], Decimal(row["effort"]))
            found.setdefault(row["point"], {}).setdefault(own.kind, own)
    return {point: list(options.values()) for point, options in found.items()}
