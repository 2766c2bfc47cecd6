"""Give an activity its turn: to whom, until when, and whether other branches have to come first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from saas.calendar import business_date
from saas.hours.calendars import calendar_of
from saas.processes.course import Course, Turn
from saas.processes.flow import Activity
from saas.processes.spans import due
from tenants import current, db, later

# Posts of a job title nearest to where the run began: in its unit or above it first, then below and beside.
NEAREST = """
    with near as (
        select p.id, p.code, min(up.depth * 2 + least(dn.depth, 1)) as far
          from posts p
          join unit_lines dn on dn.tenant_id = $1 and dn.unit_id = p.unit_id
          join unit_lines up on up.tenant_id = $1 and up.unit_id = $3 and up.ancestor_id = dn.ancestor_id
         where p.tenant_id = $1 and p.job_title = $2 and (p.closed_on is null or p.closed_on > $4)
           and ($5::uuid is null or p.unit_id = $5)
         group by p.id, p.code)
    select id from near where far = (select min(far) from near) order by code"""
UNIT = "select unit_id from posts where tenant_id = $1 and id = $2"


async def hands(activity: Activity, unit: UUID, today: date) -> list[UUID]:
    """The posts that may take an activity in a run that began in `unit`."""
    if activity.owner == "post" and activity.post:
        return [activity.post]
    if activity.owner != "title":
        return []
    rows = await db().fetch(NEAREST, current(), activity.job_title, unit, today, activity.unit)
    return [row["id"] for row in rows]


async def offer(course: Course, code: str, giver: Turn | None, *, by: UUID, posts: Collection[UUID] = ()) -> Turn:
    """A turn that gathers until `settle` lets it go; one that is open for the same activity is joined.

    `posts`: whom a return goes to. What somebody outside gave is signed by whoever noted it, who may then take it.
    """
    outside = giver is not None and course.activity(giver.activity_code).owner == "outside"
    given_by = [] if giver is None or outside else [by]
    known = next((turn for turn in course.turns if turn.open and turn.activity_code == code), None)
    if known is not None:
        known.given_by += given_by
        known.from_turns += [giver.id] if giver else []
        await db().execute(
            "update turns set given_by = $3, from_turns = $4 where tenant_id = $1 and id = $2",
            current(), known.id, known.given_by, known.from_turns,
        )  # fmt: skip
        return known
    new: UUID = await db().fetchval(
        """insert into turns (tenant_id, run_id, activity_code, state, posts, given_by, from_turns)
           values ($1, $2, $3, 'gathering', $4, $5, $6) returning id""",
        current(), course.id, code, list(posts), given_by, [giver.id] if giver else [],
    )  # fmt: skip
    turn = Turn(new, code, "gathering", list(posts), given_by, [giver.id] if giver else [])
    course.turns.append(turn)
    return turn


async def settle(course: Course, *, now: datetime, zone: str, by: UUID) -> None:
    """Let go what need not wait for a branch any more; with nothing left open the run is done."""
    while ready := course.ready():
        for turn in ready:
            await _let_go(course, turn, now, zone)
    if not any(turn.open for turn in course.turns):
        await db().execute(
            "update process_runs set state = 'done', ended_at = $3, ended_by = $4 where tenant_id = $1 and id = $2",
            current(), course.id, now, by,
        )  # fmt: skip
        await later("checks.event", on="run_done", ids=[str(course.id)], at=now.isoformat())


async def _let_go(course: Course, turn: Turn, now: datetime, zone: str) -> None:
    activity = course.activity(turn.activity_code)
    turn.posts = turn.posts or await hands(activity, course.unit, business_date(now, zone))
    turn.offered_at, turn.due_at = now, await due_of(activity, course.unit, turn.posts, now, zone)
    giver = course.turn(turn.from_turns[0]) if len(turn.from_turns) == 1 else None
    turn.state = "waiting"
    if activity.owner == "outside":
        turn.state, turn.taken_at = "working", now
    elif giver and course.activity(giver.activity_code).hands == activity.hands and giver.taken_by:
        turn.state, turn.taken_at, turn.taken_by, turn.taken_post = "working", now, giver.taken_by, giver.taken_post
        turn.goes_on = True
    await keep(turn)
    if turn.state == "waiting" and turn.posts:
        await _tell(course, activity, turn, now)


async def _tell(course: Course, activity: Activity, turn: Turn, now: datetime) -> None:
    """Whoever may take it over, but not whoever gave it."""
    title = await db().fetchval("select title from process_runs where tenant_id = $1 and id = $2", current(), course.id)
    await later(
        "notices.tell", kind="handover.waiting", noun=str(course.id), at=now.isoformat(), slot=str(turn.id),
        words={"title": title, "activity": activity.name}, posts=[str(post) for post in turn.posts], unit=str(course.unit),
        but=str(turn.given_by[0]) if turn.given_by else None,
    )  # fmt: skip


async def keep(turn: Turn) -> None:
    """Write where a turn stands."""
    await db().execute(
        """update turns set state = $3, posts = $4, offered_at = $5, due_at = $6, taken_at = $7, taken_by = $8, taken_post = $9,
                  goes_on = $10
            where tenant_id = $1 and id = $2""",
        current(), turn.id, turn.state, turn.posts, turn.offered_at, turn.due_at, turn.taken_at, turn.taken_by, turn.taken_post,
        turn.goes_on,
    )  # fmt: skip


async def due_of(activity: Activity, unit: UUID, posts: Sequence[UUID], at: datetime, zone: str) -> datetime | None:
    """When an activity that begins now has to be done. Workdays are those of the unit of who does it, else of the run's."""
    if activity.per != "workdays" or activity.amount is None:
        return due(at, activity.amount, activity.per, zone)
    where = await db().fetchval(UNIT, current(), posts[0]) if posts else unit
    today = business_date(at, zone)
    calendar = await calendar_of(where, today, today + timedelta(days=60 + 2 * int(activity.amount)))
    return due(at, activity.amount, activity.per, zone, calendar)
