"""What the gap check found: what stands now, and what came and went in its runs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from saas.beats import BEATS
from saas.duties.rules import KINDS
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
PAGE = 50
RUNS = 30
CHANGES = 500

# What stands and what came and went, with the names in it; and whether a run waits.
MARK = f"""
    select concat_ws(' ', who.org, {BEATS.format(subject='gaps')},
           {BEATS.format(subject='standards')}, {BEATS.format(subject='processes')},
           exists (select from jobs j where j.tenant_id = who.tenant_id and j.name = 'duties.check' and j.state = 'ready'))"""  # noqa: S608 - ours

# Whose gaps: all for who leads from the top, else those of units or posts in one's lines.
SIGHT = """
  (exists (select from units t where t.tenant_id = $1 and t.id = any ($2) and t.parent_id is null)
   or exists (select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)
              and l.unit_id = coalesce(g.unit_id,
                                       (select o.unit_id from posts o where o.tenant_id = $1 and o.id = g.other_post_id),
                                       (select p.unit_id from posts p where p.tenant_id = $1 and p.id = g.post_id))))"""

# A gap with the names of what it is about; the detail as the version in force has it.
TOLD = """
       g.id, g.kind, g.detail_code, g.unit_id, g.post_id, g.other_post_id, g.details, g.found_at, g.gone_at,
       g.found_in, g.gone_in, u.name as unit, p.name as post, o.name as other, n.id as node, n.name as detail,
       g.process_id, g.fault, s.name as process, (
         select a.name from process_versions v
           join activities a on a.tenant_id = $1 and a.version_id = v.id and a.code = g.activity
          where v.tenant_id = $1 and v.process_id = g.process_id
          order by v.effective_from > $3, v.effective_from desc, v.number desc limit 1) as activity"""
PLACES = """
left join units u on u.tenant_id = $1 and u.id = g.unit_id
left join posts p on p.tenant_id = $1 and p.id = g.post_id
left join posts o on o.tenant_id = $1 and o.id = g.other_post_id"""
PROCESS = "left join processes s on s.tenant_id = $1 and s.id = g.process_id"
NODE = """
left join standard_nodes n on n.tenant_id = $1 and n.code = g.detail_code and n.standard_id = (
  select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $3
  order by s.number desc limit 1)"""


class Found(msgspec.Struct, frozen=True):
    """A gap as it is shown."""

    id: UUID
    kind: str
    detail_code: str | None
    unit_id: UUID | None
    post_id: UUID | None
    other_post_id: UUID | None
    details: int
    found_at: datetime
    gone_at: datetime | None
    unit: Text | None
    post: Text | None
    other: Text | None
    node: UUID | None
    detail: Text | None
    process_id: UUID | None
    fault: str | None
    process: Text | None
    activity: Text | None




class Run(msgspec.Struct, frozen=True):
    """One run in the history. `by` is None where a change or the clock asked for it."""

    id: UUID
    at: datetime
    total: int
    appeared: int
    gone: int
    by: str | None


class State(msgspec.Struct, frozen=True):
    """When the check last ran, whether one waits, whether there are `details`, how many of each kind stand.

    `runs`: those that changed something, newest first.
    """

    at: datetime | None
    waiting: bool
    details: bool
    counts: dict[str, int]
    runs: list[Run]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


STATE = f"""
select (select max(at) from gap_runs r where r.tenant_id = $1) as at,
  exists (select from jobs j where j.tenant_id = $1 and j.name = 'duties.check' and j.state = 'ready') as waiting,
  exists (select from standard_nodes n where n.tenant_id = $1 and n.level = 'detail') as details,
  (select coalesce(jsonb_object_agg(kind, n), '{{}}') from (
     select g.kind, count(*) as n from gaps g
      where g.tenant_id = $1 and g.gone_at is null and {SIGHT} group by g.kind) t) as counts,
  (select coalesce(jsonb_agg(t order by t.at desc, t.id desc), '[]') from (
     select r.id, r.at, r.total, r.appeared, r.gone, m.name as by from gap_runs r
     left join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id
     where r.tenant_id = $1 and (r.appeared > 0 or r.gone > 0) order by r.at desc, r.id desc limit {RUNS}) t) as runs"""  # noqa: S608 - ours

IN_ORDER = "order by array_position($5::text[], g.kind), g.details desc, g.detail_code, g.id"
STANDING = f"""
with chosen as materialized (
  select g.*, count(*) over () as total from gaps g
   where g.tenant_id = $1 and g.gone_at is null and ($4 = '' or g.kind = $4) and {SIGHT} {IN_ORDER} limit {PAGE} offset $6)
select g.total, (select to_json(x)::text from (select {TOLD}) x) as told from chosen g {PLACES} {PROCESS} {NODE} {IN_ORDER}"""  # noqa: S608 - ours

CHANGED = f"""
select {TOLD} from gaps g {PLACES} {PROCESS} {NODE}
where g.tenant_id = $1 and (g.found_in = $4 or g.gone_in = $4) and {SIGHT}
order by array_position($5::text[], g.kind), g.detail_code, g.id limit {CHANGES}"""  # noqa: S608 - ours


async def zone() -> str:
    """The company's time zone."""
    return str(await db().fetchval("select zone from tenants where id = $1", current()))


async def state(leads: list[UUID]) -> State:
    """How the check stands for the lines one leads. One statement."""
    row = await db().fetchrow(STATE, current(), leads)
    return msgspec.convert(dict(row), State)


async def standing(leads: list[UUID], today: date, kind: str, page: int) -> tuple[list[str], int]:
    """Fifty gaps that stand, of one kind or ("") of all, each as JSON, and how many there are."""
    rows = await db().fetch(STANDING, current(), leads, today, kind, list(KINDS), PAGE * (page - 1))
    return [row["told"] for row in rows], rows[0]["total"] if rows else 0


def found(told: str) -> Found:
    """A gap from its JSON."""
    return msgspec.json.decode(told, type=Found)


async def changed(run: UUID, leads: list[UUID], today: date) -> tuple[Run, list[Found], list[Found]]:
    """A run with what appeared in it and what was gone. Raises 404."""
    head = await db().fetchrow(
        """select r.id, r.at, r.total, r.appeared, r.gone, m.name as by from gap_runs r
           left join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id
           where r.tenant_id = $1 and r.id = $2""",
        current(), run,
    )  # fmt: skip
    if head is None:
        raise not_found()
    rows = await db().fetch(CHANGED, current(), leads, today, run, list(KINDS))
    came = [msgspec.convert(dict(row), Found) for row in rows if row["found_in"] == run]
    return Run(**head), came, [msgspec.convert(dict(row), Found) for row in rows if row["gone_in"] == run]

