"""What is read of peers: the snapshots of closed cycles, the rules, what measures are called, and how the best work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.benchmarks.measured import INDICATOR, MEASURES
from saas.benchmarks.peers import USUAL, Facts
from saas.benchmarks.rules import ALL, WITHOUT_RANKING, Rules
from tenants import current, db

Text = dict[str, str]
CYCLES = 8

ROWS = """
    select x.cycle_id, c.name as cycle, c.to_date, b.taken_at, x.unit_id, u.name, u.code, x.layer_id, y.name as layer, y.position,
           x.grouping, x.facts, x.figures,
           exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = x.unit_id and l.ancestor_id = any ($2)) as seen
      from benchmark_units x
      join benchmarks b on b.tenant_id = $1 and b.cycle_id = x.cycle_id
      join cycles c on c.tenant_id = $1 and c.id = x.cycle_id
      join units u on u.tenant_id = $1 and u.id = x.unit_id
      join layers y on y.tenant_id = $1 and y.id = x.layer_id"""
# The peers of one unit, cycle by cycle, as they were at each closing.
PEERS = f"""{ROWS}
      join benchmark_units o on o.tenant_id = $1 and o.cycle_id = x.cycle_id and o.unit_id = $3
       and o.layer_id = x.layer_id and (o.grouping = x.grouping or o.unit_id = x.unit_id)
     where x.tenant_id = $1 and x.cycle_id in (
           select n.cycle_id from benchmarks n join cycles m on m.tenant_id = $1 and m.id = n.cycle_id
            where n.tenant_id = $1 order by m.to_date desc limit $4)
     order by c.to_date desc, u.position, u.code"""  # noqa: S608
# The newest snapshot, or the one asked for: groups that hold a unit the reader sees.
BOARD = f"""{ROWS}
     where x.tenant_id = $1 and x.cycle_id = coalesce($3, (
           select n.cycle_id from benchmarks n join cycles m on m.tenant_id = $1 and m.id = n.cycle_id
            where n.tenant_id = $1 order by m.to_date desc limit 1))
       and ($4::uuid is null or x.layer_id = $4)
     order by y.position, x.grouping nulls last, u.position, u.code"""  # noqa: S608
FRAME = """
    select t.industry,
           (select jsonb_object_agg(r.subject, jsonb_build_object('ranking', r.ranking, 'least', r.least)) from (
               select distinct on (subject) subject, ranking, least from benchmark_rules
                where tenant_id = $1 order by subject, set_at desc, id desc) r) as rules,
           (select jsonb_agg(jsonb_build_object('code', i.code, 'name', v.body -> 'name', 'uom', v.body ->> 'uom',
                                                'lower', v.body ->> 'direction' = 'lower') order by i.position, i.code)
              from indicators i join lateral (select w.body from indicator_versions w where w.tenant_id = $1
                    and w.indicator_id = i.id order by w.number desc limit 1) v on true
             where i.tenant_id = $1 and i.retired_on is null) as indicators,
           (select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.to_date desc)
              from benchmarks b join cycles c on c.tenant_id = $1 and c.id = b.cycle_id where b.tenant_id = $1) as cycles,
           (select p.id from plans p where p.tenant_id = $1 and p.unit_id = $2 and not exists (
                   select from approvals a where a.tenant_id = $1 and a.plan_id = p.id)
             order by p.drafted_at desc limit 1) as plan,
           (select jsonb_agg(jsonb_build_object('subject', h.subject, 'ranking', h.ranking, 'least', h.least, 'why', h.why,
                                                'at', h.set_at, 'by', m.name) order by h.set_at desc, h.id desc)
              from benchmark_rules h join memberships m on m.tenant_id = $1 and m.id = h.set_by
             where h.tenant_id = $1) as history
      from tenants t where t.id = $1"""
# The lists they filled in that cycle, with the version and how often; the measures of their signed plans, what came of them.
WORKING = """
    select (select jsonb_agg(jsonb_build_object('checklist', d.id, 'name', d.name, 'code', d.code, 'version', d.version,
                                                'number', d.number, 'newest', d.newest, 'checks', d.checks,
                                                'schedules', d.schedules) order by d.checks desc, d.code)
              from (select l.id, l.name, l.code, v.id as version, v.number, sum(t.checks) as checks,
                           (select max(w.number) from checklist_versions w
                             where w.tenant_id = $1 and w.checklist_id = l.id) as newest,
                           (select count(*) from schedules s where s.tenant_id = $1 and s.checklist_id = l.id) as schedules
                      from unit_lines ul
                      join posts p on p.tenant_id = $1 and p.unit_id = ul.unit_id
                      join cycle_tallies t on t.tenant_id = $1 and t.post_id = p.id and t.cycle_id = $3
                      join checklist_versions v on v.tenant_id = $1 and v.id = t.version_id
                      join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
                     where ul.tenant_id = $1 and ul.ancestor_id = any ($2)
                     group by l.id, l.name, l.code, v.id, v.number having sum(t.checks) > 0) d) as lists,
           (select jsonb_agg(to_jsonb(d) order by d.worked desc, d.times desc, d.title ->> 'zh') from (
               select (array_agg(m.id order by e.verdict = 'worked' desc nulls last, m.id))[1] as id, m.title,
                      count(*) filter (where e.verdict = 'worked') as worked, count(*) as times,
                      (array_agg(e.verdict order by e.verdict = 'worked' desc nulls last))[1] as verdict,
                      bool_or(m.done_at is not null) as done
                 from plans p
                 join approvals a on a.tenant_id = $1 and a.plan_id = p.id
                 join measures m on m.tenant_id = $1 and m.plan_id = p.id and m.dropped_at is null
                 left join effects e on e.tenant_id = $1 and e.measure_id = m.id
                where p.tenant_id = $1 and e.verdict is distinct from 'no_effect' and p.unit_id in (
                      select ul.unit_id from unit_lines ul where ul.tenant_id = $1 and ul.ancestor_id = any ($2))
                group by m.title order by worked desc, times desc limit 8) d) as measures"""


@dataclass(frozen=True)
class Row:
    """A unit in the snapshot of a cycle. `grouping` None: too few of its layer; `seen`: in the reader's lines."""

    cycle_id: UUID
    cycle: Text
    to_date: date
    taken_at: datetime
    unit_id: UUID
    name: Text
    code: str
    layer_id: UUID
    layer: Text
    position: int
    grouping: int | None
    facts: Facts
    figures: dict[str, Decimal]
    seen: bool


@dataclass(frozen=True)
class Measure:
    """What units are held against each other by. `name`: a msgid, or bilingual content of the company."""

    key: str
    name: str | Text
    uom: str
    lower: bool = False


@dataclass(frozen=True)
class Frame:
    """Rules, measures, cycles with a snapshot (newest first), and the unit's plan that is not signed yet."""

    rules: Rules
    measures: dict[str, Measure]
    cycles: list[tuple[UUID, Text]]
    plan: UUID | None
    history: list[dict[str, Any]]


@dataclass(frozen=True)
class Working:
    """How units work: maps of their lists and measures, as WORKING builds them."""

    lists: list[dict[str, Any]]
    measures: list[dict[str, Any]]


async def peers(unit: UUID, leads: Sequence[UUID]) -> list[Row]:
    """The unit and its peers, newest cycle first; empty where it is in no snapshot."""
    return [_row(row) for row in await db().fetch(PEERS, current(), list(leads), unit, CYCLES)]


async def board(leads: Sequence[UUID], cycle: UUID | None = None, layer: UUID | None = None) -> list[Row]:
    """All units of a snapshot, the newest where none is asked for."""
    return [_row(row) for row in await db().fetch(BOARD, current(), list(leads), cycle, layer)]


async def frame(unit: UUID | None = None) -> Frame:
    """One statement."""
    row: Any = await db().fetchrow(FRAME, current(), unit)
    told = row["rules"] or {}
    company = told.get(ALL, {})
    rules = Rules(
        company.get("ranking", row["industry"] not in WITHOUT_RANKING), company.get("least") or USUAL,
        frozenset(subject for subject, rule in told.items() if subject != ALL and not rule["ranking"]),
    )  # fmt: skip
    measures = {key: Measure(key, name, "" if key == "score" else "%") for key, name in MEASURES.items()}
    for one in row["indicators"] or ():
        key = INDICATOR + one["code"]
        measures[key] = Measure(key, one["name"], one["uom"] or "", bool(one["lower"]))
    history = [{**each, "at": datetime.fromisoformat(each["at"])} for each in row["history"] or ()]
    return Frame(rules, measures, [(UUID(each["id"]), each["name"]) for each in row["cycles"] or ()], row["plan"], history)


async def working(units: Sequence[UUID], cycle: UUID) -> Working:
    """Nothing of nobody, and no statement for it."""
    if not units:
        return Working([], [])
    row: Any = await db().fetchrow(WORKING, current(), list(units), cycle)
    return Working(row["lists"] or [], row["measures"] or [])


def _row(row: Any) -> Row:
    facts = Facts(**row["facts"])
    return Row(**{**row, "facts": facts, "figures": {key: Decimal(figure) for key, figure in row["figures"].items()}})
