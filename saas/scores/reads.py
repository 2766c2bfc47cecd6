"""What the pages of the scores read: closed scores with their names, and whether the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.scores.restated import RESTATED, Restated, restated_of
from saas.scores.sheet import Sheet, from_json
from saas.scores.told import MOVED, Told, ToldBridge, bridge_of, told_of
from tenants import current, db

Text = dict[str, str]
HISTORY = 8
ROWS = 200

# $2 leads, $3 own posts, $4 own units: a leader sees the line, staff their own posts and the total of
# their units.
IN_SIGHT = """(
    exists (select from unit_lines ul where ul.tenant_id = $1 and ul.ancestor_id = any ($2)
        and ul.unit_id = x.unit_id)
    or (x.kind = 'post' and x.id = any ($3)) or (x.kind = 'unit' and x.id = any ($4)))"""

SUBJECTS = """
    select 'unit' as kind, u.id, u.id as unit_id, u.name, null::text as title, u.position
        from units u where u.tenant_id = $1
    union all
    select 'post', p.id, p.unit_id, p.name, p.job_title, u.position
      from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id where p.tenant_id = $1"""


NAMES = """with newest as (
               select distinct on (checklist_id, code) l.code as list, p.code, p.text
                 from points p join checklist_versions v on v.tenant_id = p.tenant_id and v.id = p.version_id
                 join checklists l on l.tenant_id = v.tenant_id and l.id = v.checklist_id
                where p.tenant_id = $1 order by checklist_id, p.code, v.number desc)
           select k.sheet,
                  (select coalesce(jsonb_object_agg(list || '/' || code, text), '{}') from newest) as points,
                  (select coalesce(jsonb_object_agg(code, name), '{}') from (
                      select code, name from checklists where tenant_id = $1 union all
                      (select distinct on (i.id) 'indicators/' || i.code, v.body -> 'name'
                         from indicators i join indicator_versions v on v.tenant_id = i.tenant_id and v.indicator_id = i.id
                        where i.tenant_id = $1 order by i.id, v.number desc) union all
                      select 'ruled/' || (r.value ->> 'code'), r.value -> 'text'
                        from cycles c join schemes h on h.tenant_id = c.tenant_id and h.id = c.scheme_id
                       cross join lateral jsonb_array_elements(
                             coalesce(h.body -> 'rulings', '[]') || coalesce(h.body -> 'vetoes', '[]')) r (value)
                       where c.tenant_id = $1 and c.id = $2) n) as lists,
                  (select coalesce(jsonb_object_agg(l.code || '/' || (s.value ->> 'code'),
                      s.value -> 'name'), '{}')
                     from checklist_versions v join checklists l on l.tenant_id = v.tenant_id
                         and l.id = v.checklist_id
                     cross join lateral jsonb_array_elements(v.sections) s (value)
                         where v.tenant_id = $1) as sections,
                  (select jsonb_object_agg(id, name) from (
                      select id, name from posts where tenant_id = $1 union all
                      select id, name from units where tenant_id = $1) n) as subjects
             from closures k where k.tenant_id = $1 and k.cycle_id = $2"""


@dataclass(frozen=True)
class CycleName:
    """A cycle to choose from."""

    id: UUID
    name: Text
    from_date: date
    to_date: date
    state: str

    def covers(self, day: date) -> bool:
        return self.from_date <= day <= self.to_date


@dataclass(frozen=True)
class Row:
    """One subject in the list of a cycle."""

    kind: str
    id: UUID
    name: Text
    depth: int
    shown: Decimal | None
    grade: Text | None
    change: Decimal | None


@dataclass(frozen=True)
class Past:
    """A score of the same subject in a cycle, for the line beside the figure."""

    name: Text
    shown: Decimal | None


@dataclass(frozen=True)
class Scored:
    """One score with all that it says about itself."""

    kind: str
    id: UUID
    name: Text
    unit_id: UUID
    score: Decimal | None
    shown: Decimal | None
    grade: str | None
    told: Told
    bridge: ToldBridge | None
    cycle: CycleName
    since: Text | None
    closed_at: datetime
    scheme: int
    rules: dict[str, Any]
    history: list[Past]
    places: int
    in_line: bool
    restated: list[Restated]
    others: list[tuple[str, Text]]
    appeals_until: datetime | None
    rhythm: Text
    # Where it is held against a cycle of another rhythm, that rhythm: the two are not of one length.
    unlike: Text | None = None

    def grade_name(self, key: str | None) -> Text | str | None:
        """A grade as the scheme names it."""
        return next((each["name"] for each in self.rules.get("grades", ()) if each["key"] == key), key)


@dataclass(frozen=True)
class Names:
    """Texts by code and id: (list, point), list, (list, section), post and unit. Among the lists, by "indicators/" and "ruled/"
    with their codes, what indicators and rulings are called.
    """

    points: dict[str, Text]
    lists: dict[str, Text]
    sections: dict[str, Text]
    subjects: dict[str, Text]


@dataclass(frozen=True)
class Sight:
    """Whose scores somebody may see."""

    leads: Sequence[UUID]
    posts: Sequence[UUID]
    units: Sequence[UUID]

    def args(self) -> tuple[list[UUID], list[UUID], list[UUID]]:
        return list(self.leads), list(self.posts), list(self.units)


async def cycles(posts: Sequence[UUID]) -> tuple[list[CycleName], dict[str, Text]]:
    """Cycles of the company, newest first, and the names of some posts by id."""
    rows = await db().fetch(
        """select c.id, c.name, c.from_date, c.to_date, c.state,
                  (select jsonb_object_agg(id, name) from posts where tenant_id = $1
                      and id = any ($2)) as mine
             from cycles c where c.tenant_id = $1 and c.state <> 'draft'
            order by c.from_date desc, c.to_date limit 40""",
        current(), list(posts),
    )  # fmt: skip
    found = [CycleName(**{k: v for k, v in row.items() if k != "mine"}) for row in rows]
    return found, (rows[0]["mine"] or {}) if rows else {}


async def board(cycle: UUID, sight: Sight) -> list[Row]:
    """Scores of a closed cycle that the reader may see: each unit, then its posts, in the order of the
    tree.
    """
    rows = await db().fetch(
        f"""with recursive tree as (
               select id, array[position, 0] as path, 0 as depth, id::text as line
                 from units where tenant_id = $1 and parent_id is null
               union all
               select u.id, t.path || array[u.position, 0], t.depth + 1, t.line || u.id
                 from units u join tree t on u.parent_id = t.id where u.tenant_id = $1)
           select x.kind, x.id, x.name, t.depth + (x.kind = 'post')::int as depth, s.shown,
                  (select g.value -> 'name' from jsonb_array_elements(h.body -> 'grades') g (value)
                    where g.value ->> 'key' = s.grade) as grade,
                  {MOVED} as change
             from ({SUBJECTS}) x
             join scores s on s.tenant_id = $1 and s.cycle_id = $5 and s.subject_kind = x.kind
                 and s.subject_id = x.id
             join schemes h on h.tenant_id = $1 and h.id = s.scheme_id
             join tree t on t.id = x.unit_id
            where {IN_SIGHT} order by t.path, t.line, x.kind desc, x.id limit {ROWS}""",  # noqa: S608
        current(), *sight.args(), cycle,
    )  # fmt: skip
    return [Row(**row) for row in rows]


async def scored(cycle: UUID, subject: UUID, sight: Sight) -> Scored | None:
    """One score, None where there is none or the reader may not see it."""
    row = await db().fetchrow(
        f"""select x.kind, x.id, x.name, x.unit_id, s.score, s.shown, s.grade, s.trace, s.bridge, k.closed_at,
                   h.number as scheme, h.body as rules, h.body ->> 'places' as places,
                   exists (select from unit_lines ul where ul.tenant_id = $1 and ul.ancestor_id = any ($2)
                              and ul.unit_id = x.unit_id) as in_line,
                   k.appeals_until, {RESTATED} as restated,
                   (select jsonb_agg(jsonb_build_array(c3.id, c3.name) order by c3.rhythm_id <> c.rhythm_id, c3.from_date desc)
                      from scores s3
                      join cycles c3 on c3.tenant_id = $1 and c3.id = s3.cycle_id
                     where s3.tenant_id = $1 and s3.subject_kind = x.kind and s3.subject_id = x.id and c3.id <> c.id) as others,
                   c.id as cycle_id, c.name as cycle_name, c.from_date, c.to_date, c.state, b.name as since,
                   (select r.name from rhythms r where r.tenant_id = $1 and r.id = c.rhythm_id) as rhythm,
                   (select jsonb_agg(jsonb_build_array(p.name, p.shown::text) order by p.from_date) from (
                       select c2.name, c2.from_date, s2.shown from scores s2
                         join cycles c2 on c2.tenant_id = s2.tenant_id and c2.id = s2.cycle_id
                        where s2.tenant_id = $1 and s2.subject_kind = x.kind and s2.subject_id = x.id
                          and c2.rhythm_id = c.rhythm_id and c2.from_date <= c.from_date
                              order by c2.from_date desc limit {HISTORY}) p) as history
              from ({SUBJECTS}) x
              join scores s on s.tenant_id = $1 and s.cycle_id = $5 and s.subject_kind = x.kind
                  and s.subject_id = x.id
              join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
              join closures k on k.tenant_id = $1 and k.cycle_id = c.id
              join schemes h on h.tenant_id = $1 and h.id = s.scheme_id
              left join cycles b on b.tenant_id = $1 and b.id::text = s.bridge ->> 'since'
             where x.id = $6 and {IN_SIGHT}""",  # noqa: S608
        current(), *sight.args(), cycle, subject,
    )  # fmt: skip
    return _scored(row) if row else None


def _scored(row: Any) -> Scored:
    return Scored(
        row["kind"], row["id"], row["name"], row["unit_id"], row["score"], row["shown"], row["grade"],
        told_of(row["trace"]), bridge_of(row["bridge"]),
        CycleName(row["cycle_id"], row["cycle_name"], row["from_date"], row["to_date"], row["state"]),
        row["since"], row["closed_at"], row["scheme"], row["rules"],
        [Past(name, None if shown is None else Decimal(shown)) for name, shown in row["history"] or ()],
        int(row["places"] or 2), row["in_line"], [restated_of(each) for each in row["restated"] or ()],
        [(each[0], each[1]) for each in row["others"] or ()], row["appeals_until"], row["rhythm"],
    )  # fmt: skip


async def names_and_sheet(cycle: UUID) -> tuple[Names, Sheet]:
    """Texts for everything a trace may name, and the frozen sheet of the cycle; one statement."""
    row = await db().fetchrow(NAMES, current(), cycle)
    return Names(row["points"], row["lists"], row["sections"], row["subjects"]), from_json(row["sheet"])
