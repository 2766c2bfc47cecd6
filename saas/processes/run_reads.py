"""Runs and their turns, as those see them whom they concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
MOST = 50

# Turns that wait for somebody ($2 member, $3 posts, $4 units led as leader or executive), or that they have in work.
MINE = """
    select t.id, t.run_id as run, r.number, s.code, r.title, a.name as activity, v.name as process, t.state, t.due_at,
           coalesce(t.taken_at, t.offered_at) as since, o.name as object
      from turns t
      join process_runs r on r.tenant_id = $1 and r.id = t.run_id
      join processes s on s.tenant_id = $1 and s.id = r.process_id
      join process_versions v on v.tenant_id = $1 and v.id = r.version_id
      join activities a on a.tenant_id = $1 and a.version_id = r.version_id and a.code = t.activity_code
      left join objects o on o.tenant_id = $1 and o.id = r.object_id
     where t.tenant_id = $1 and (
           t.state = 'waiting' and not $2 = any (t.given_by)
               and (t.posts && $3::uuid[] or a.owner = 'anyone' and cardinality($3::uuid[]) > 0)
           or t.state = 'working' and (t.taken_by = $2 or t.taken_post = any ($3)
               or a.owner = 'outside' and r.started_by = $2))
     order by t.due_at nulls last, t.id limit 100"""

# Runs that concern somebody: they began them, had or may have a turn, or lead where they happen.
RUNS = """
    select r.id, r.number, s.code, r.title, v.name as process, r.state, r.started_at, r.ended_at, m.name as started_by,
           o.name as object, count(*) over () as total,
           (select jsonb_agg(jsonb_build_object('name', a.name, 'due_at', t.due_at) order by t.id)
              from turns t join activities a on a.tenant_id = $1 and a.version_id = r.version_id and a.code = t.activity_code
             where t.tenant_id = $1 and t.run_id = r.id and t.state in ('waiting', 'working')) as now_at,
           (select count(*) from turns t where t.tenant_id = $1 and t.run_id = r.id
               and t.due_at < coalesce(t.done_at, $5)) as late
      from process_runs r
      join processes s on s.tenant_id = $1 and s.id = r.process_id
      join process_versions v on v.tenant_id = $1 and v.id = r.version_id
      join memberships m on m.tenant_id = $1 and m.id = r.started_by
      left join objects o on o.tenant_id = $1 and o.id = r.object_id
     where r.tenant_id = $1 and ($6 = '' or r.state = $6) and ($7::uuid is null or r.process_id = $7) and (
           r.started_by = $2
           or exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = any ($4))
           or exists (select from turns t where t.tenant_id = $1 and t.run_id = r.id
                         and (t.taken_by = $2 or t.done_by = $2 or t.posts && $3::uuid[] or t.taken_post = any ($3))))
     order by r.started_at desc, r.id desc limit $8 offset $9"""

RUN = """
    select r.id, r.process_id as process, r.number, s.code, r.title, v.id as version, v.number as edition, v.name, r.state,
           r.started_at, m.name as started_by, r.started_by = $3 as mine, r.ended_at, e.name as ended_by, r.reason,
           u.name as unit, o.name as object, o.code as object_code
      from process_runs r
      join processes s on s.tenant_id = $1 and s.id = r.process_id
      join process_versions v on v.tenant_id = $1 and v.id = r.version_id
      join memberships m on m.tenant_id = $1 and m.id = r.started_by
      join units u on u.tenant_id = $1 and u.id = r.unit_id
      left join memberships e on e.tenant_id = $1 and e.id = r.ended_by
      left join objects o on o.tenant_id = $1 and o.id = r.object_id
     where r.tenant_id = $1 and r.id = $2"""

TURNS = """
    select t.id, t.activity_code, t.state, t.posts, t.given_by, t.from_turns, t.offered_at, t.due_at, t.taken_at, t.taken_by,
           t.taken_post, t.goes_on, t.done_at, t.done_by, t.condition_met, t.note, t.photo_id, r.name as taken_name,
           g.name as done_name, p.name as post_name,
           (select coalesce(jsonb_agg(m.name order by m.name), '[]') from memberships m
             where m.tenant_id = $1 and m.id = any (t.given_by)) as given_names,
           (select coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'unit', u.name) order by o.code), '[]')
              from posts o join units u on u.tenant_id = $1 and u.id = o.unit_id
             where o.tenant_id = $1 and o.id = any (t.posts)) as post_names,
           (select coalesce(array_agg(distinct l.ancestor_id), '{}') from posts o
              join unit_lines l on l.tenant_id = $1 and l.unit_id = o.unit_id
             where o.tenant_id = $1 and (o.id = any (t.posts) or o.id = t.taken_post)) as line,
           (select coalesce(array_agg(l.ancestor_id), '{}')
              from process_runs x join unit_lines l on l.tenant_id = $1 and l.unit_id = x.unit_id
             where x.tenant_id = $1 and x.id = t.run_id) as run_line
      from turns t
      left join memberships r on r.tenant_id = $1 and r.id = t.taken_by
      left join memberships g on g.tenant_id = $1 and g.id = t.done_by
      left join posts p on p.tenant_id = $1 and p.id = t.taken_post
     where t.tenant_id = $1 and t.run_id = $2 order by t.id"""


# With what posts ($3) may begin, in the versions in force: with what starts, or with the first where nothing says that it does.
BEGINS = """
    select s.id as process, s.name as process_name, a.code, a.name
      from processes s
      join lateral (select w.id from process_versions w where w.tenant_id = $1 and w.process_id = s.id and w.effective_from <= $2
                     order by w.effective_from desc, w.number desc limit 1) v on true
      join activities a on a.tenant_id = $1 and a.version_id = v.id and (a.starts or not exists (
           select from activities b where b.tenant_id = $1 and b.version_id = v.id and (b.starts or b.position < a.position)))
     where s.tenant_id = $1 and (s.retired_on is null or s.retired_on > $2) and exists (
           select from posts p where p.tenant_id = $1 and p.id = any ($3)
              and (a.owner in ('anyone', 'outside') or p.id = a.post_id
                   or p.job_title = a.job_title and (a.unit_id is null or p.unit_id = a.unit_id)))"""


@dataclass(frozen=True)
class Mine:
    """A turn in somebody's list."""

    id: UUID
    run: UUID
    number: int
    code: str
    title: str
    activity: Text
    process: Text
    state: str
    due_at: datetime | None
    since: datetime
    object: Text | None


@dataclass(frozen=True)
class Listed:
    """A run in a list; `now_at` tells where it stands, `late` how many of its turns are or were over the limit."""

    id: UUID
    number: int
    code: str
    title: str
    process: Text
    state: str
    started_at: datetime
    ended_at: datetime | None
    started_by: str
    object: Text | None
    total: int
    now_at: list[dict[str, Any]] | None
    late: int


@dataclass(frozen=True)
class Run:
    """The head of a run; `edition` is the number of its version."""

    id: UUID
    process: UUID
    number: int
    code: str
    title: str
    version: UUID
    edition: int
    name: Text
    state: str
    started_at: datetime
    started_by: str
    mine: bool
    ended_at: datetime | None
    ended_by: str | None
    reason: str
    unit: Text
    object: Text | None
    object_code: str | None


@dataclass(frozen=True)
class Shown:
    """A turn with names; `line` are the units above its posts, `run_line` those above where the run began."""

    id: UUID
    activity_code: str
    state: str
    posts: list[UUID]
    given_by: list[UUID]
    from_turns: list[UUID]
    offered_at: datetime | None
    due_at: datetime | None
    taken_at: datetime | None
    taken_by: UUID | None
    taken_post: UUID | None
    goes_on: bool
    done_at: datetime | None
    done_by: UUID | None
    condition_met: bool
    note: str
    photo_id: UUID | None
    taken_name: str | None
    done_name: str | None
    post_name: Text | None
    given_names: list[str]
    post_names: list[dict[str, Text]]
    line: list[UUID]
    run_line: list[UUID]

    def over(self, now: datetime) -> timedelta | None:
        """By how much it is or was late; None while it is in time, or has no limit."""
        if self.due_at is None or self.state in ("declined", "cancelled"):
            return None
        length = (self.done_at or now) - self.due_at
        return length if length > timedelta(0) else None

    def took(self, now: datetime) -> timedelta | None:
        """From the handover to now, or to its end."""
        return (self.done_at or now) - self.offered_at if self.offered_at else None


async def mine(member: UUID, posts: list[UUID]) -> list[Mine]:
    """What waits for somebody or is in their hands, what is due first on top."""
    return [Mine(**dict(row)) for row in await db().fetch(MINE, current(), member, posts)]


async def runs(
    who: tuple[UUID, list[UUID], list[UUID]], now: datetime, *, state: str, process: UUID | None = None, page: int = 1
) -> list[Listed]:
    """Fifty of the runs that concern (member, posts, units led), newest first; `total` on each row."""
    rows = await db().fetch(RUNS, current(), *who, now, state, process, MOST, (page - 1) * MOST)
    return [Listed(**dict(row)) for row in rows]


async def run(run: UUID, member: UUID) -> Run:
    """Refused 404 for an unknown one; whether it concerns the reader is for the caller to see from its turns."""
    row = await db().fetchrow(RUN, current(), run, member)
    if row is None:
        raise not_found()
    return Run(**dict(row))


async def turns(run: UUID) -> list[Shown]:
    """In the order in which they were given."""
    return [Shown(**dict(row)) for row in await db().fetch(TURNS, current(), run)]


async def photo_path(turn: UUID) -> tuple[UUID, str] | None:
    """The run and the stored file of the photo given with a turn."""
    row = await db().fetchrow(
        """select t.run_id, f.path from turns t join photos f on f.tenant_id = $1 and f.id = t.photo_id
            where t.tenant_id = $1 and t.id = $2""",
        current(), turn,
    )  # fmt: skip
    return (row["run_id"], row["path"]) if row else None


async def may_start(process: UUID, posts: list[UUID], today: date) -> list[dict[str, Any]]:
    """Activities of the version in force with which these posts may begin: code and name."""
    rows = await db().fetch(f"{BEGINS} and s.id = $4 order by a.position", current(), today, posts, process)
    return [{"code": row["code"], "name": row["name"]} for row in rows]


async def startable(posts: list[UUID], today: date) -> list[dict[str, Any]]:
    """Processes that these posts may begin: id and name, in order."""
    rows = await db().fetch(f"{BEGINS} order by s.position, s.code", current(), today, posts)
    return list({row["process"]: {"id": row["process"], "name": row["process_name"]} for row in rows}.values())
