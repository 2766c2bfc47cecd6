"""Start a run of a process: one piece of work that goes from hand to hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.processes import reads
from saas.processes.course import Course
from saas.processes.flow import Activity, starts
from saas.processes.held_run import standing
from saas.processes.offer import keep, offer, settle
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db, later

TITLE_MOST = 100
HELD = "select id, retired_on from processes where tenant_id = $1 and id = $2 for update"
# The posts this member may begin for: those the start belongs to; where anyone or somebody outside begins, all they hold.
MINE = """
    select p.id, p.unit_id from posts p
     where p.tenant_id = $1 and p.id = any ($2)
       and ($3 in ('anyone', 'outside') or p.id = $4 or p.job_title = $5 and ($6::uuid is null or p.unit_id = $6))
     order by p.code limit 1"""


async def start_run(process: UUID, title: str, thing: str, start: str | None, *, by: UUID, now: datetime, zone: str) -> UUID:
    """The new run. `thing`: code of a managed object, "" for none; `start`: code of the activity it begins with.

    Refused: 404 unknown process, 403 for who has no post that begins it, 409 not in force, 422 at the fields.
    """
    found = await db().fetchrow(HELD, current(), process)
    if found is None:
        raise not_found()
    today = business_date(now, zone)
    version = (await reads.process(process, today)).version
    if version is None or (found["retired_on"] and found["retired_on"] <= today):
        raise Refused(409, N_("这个流程现在没有在用的版本，不能开始。"))
    title = title.strip()
    if not title or len(title) > TITLE_MOST:
        raise Refused(422, N_("请写清是哪一件，最多 %(most)s 个字。"), field="title", most=TITLE_MOST)
    activities = await reads.activities(version, today)
    first = _first(activities, start)
    seat = await db().fetchrow(MINE, current(), list((await standing(by, today)).posts), *(
        first.owner, first.post, first.job_title, first.unit))  # fmt: skip
    if seat is None:
        raise Refused(403, N_("由负责第一个环节的岗位开始。"))
    run = await _run(process, version, seat["unit_id"], await _thing(thing), title, by, now)
    course = Course(run, process, version, seat["unit_id"], "running", by, activities, [])
    turn = await offer(course, first.code, None, by=by)
    await settle(course, now=now, zone=zone, by=by)
    if first.owner != "outside":
        turn.state, turn.taken_at, turn.taken_by, turn.taken_post = "working", now, by, seat["id"]
        await keep(turn)
    await later("checks.event", on="run_started", ids=[str(run)], at=now.isoformat())
    await trail.record("start", "process_run", run, by=by, now=now)
    return run


def _first(activities: list[Activity], wanted: str | None) -> Activity:
    begin = starts(activities)
    return next((each for each in begin if each.code == wanted), begin[0])


async def _thing(code: str) -> UUID | None:
    if not code.strip():
        return None
    found: UUID | None = await db().fetchval(
        "select id from objects where tenant_id = $1 and code = $2 and retired_on is null", current(), code.strip().split()[0]
    )
    if found is None:
        raise Refused(422, N_("没有找到这个管理对象。"), field="thing")
    return found


async def _run(process: UUID, version: UUID, unit: UUID, thing: UUID | None, title: str, by: UUID, now: datetime) -> UUID:
    run: UUID = await db().fetchval(
        """insert into process_runs (tenant_id, process_id, number, version_id, unit_id, object_id, title, started_at, started_by)
           select $1, $2, coalesce(max(r.number), 0) + 1, $3, $4, $5, $6, $7, $8
             from process_runs r where r.tenant_id = $1 and r.process_id = $2 returning id""",
        current(), process, version, unit, thing, title, now, by,
    )  # fmt: skip
    return run
