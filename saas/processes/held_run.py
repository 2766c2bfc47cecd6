"""A run held for a change: locked, with its turns, and who is asking. Shared by the verbs of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.processes import reads
from saas.processes.course import Course, Standing, Turn
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

LONGEST = 500
TURN = """t.id, t.activity_code, t.state, t.posts, t.given_by, t.from_turns, t.offered_at, t.due_at, t.taken_at, t.taken_by,
          t.taken_post, t.goes_on, t.done_at, t.done_by"""
STANDING = """
    select coalesce((select array_agg(h.post_id) from (
               select a.post_id from appointments a where a.tenant_id = $1 and a.membership_id = $2 and a.from_date <= $3
                  and (a.to_date is null or a.to_date >= $3)
               union
               select d.post_id from deputies d where d.tenant_id = $1 and d.membership_id = $2 and d.from_date <= $3
                  and d.to_date >= $3 and d.withdrawn_at is null) h), '{}') as posts,
           coalesce((select array_agg(r.unit_id) from roles r
                      where r.tenant_id = $1 and r.membership_id = $2 and r.role in ('leader', 'executive')), '{}') as leads"""
LINES = """
    select p.id, array_agg(l.ancestor_id) as line
      from (select p.id, p.unit_id from posts p where p.tenant_id = $1 and p.id = any ($2) union all select $3::uuid, $4::uuid) p
      join unit_lines l on l.tenant_id = $1 and l.unit_id = p.unit_id group by p.id"""


async def standing(member: UUID, today: date) -> Standing:
    """Posts and lines of a member on a day."""
    row = await db().fetchrow(STANDING, current(), member, today)
    return Standing(member, frozenset(row["posts"]), frozenset(row["leads"]))


async def run_of(turn: UUID) -> UUID:
    """The run of a turn; not found where there is none."""
    found: UUID | None = await db().fetchval("select run_id from turns where tenant_id = $1 and id = $2", current(), turn)
    if found is None:
        raise not_found()
    return found


async def held_run(run: UUID, member: UUID, today: date) -> tuple[Course, Standing]:
    """The run, locked, for somebody whom it concerns. Refused 404 unknown or none of theirs, 409 ended."""
    row = await db().fetchrow(
        """select id, process_id as process, version_id as version, unit_id as unit, state, started_by
             from process_runs where tenant_id = $1 and id = $2 for update""",
        current(), run,
    )  # fmt: skip
    if row is None:
        raise not_found()
    known = await reads.activities(row["version"], today)
    rows = await db().fetch(
        f"select {TURN} from turns t where t.tenant_id = $1 and t.run_id = $2 order by t.id", current(), run  # noqa: S608
    )  # fmt: skip
    turns = [Turn(**dict(each)) for each in rows]
    course = Course(**dict(row), activities=known, turns=turns)
    await place(course)
    who = await standing(member, today)
    if not course.concerns(who):
        raise not_found()
    if course.state != "running":
        raise Refused(409, N_("这一单已经结束。"))
    return course, who


async def place(course: Course) -> None:
    """Read the lines of the run and of all posts that its turns name."""
    posts = {post for turn in course.turns for post in (*turn.posts, turn.taken_post) if post}
    rows = await db().fetch(LINES, current(), list(posts), course.id, course.unit)
    course.lines.update({row["id"]: frozenset(row["line"]) for row in rows})


def said(text: str, *, field: str, message: str) -> str:
    """A text that has to be there. Refused 422 at the field."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refused(422, message, field=field, most=LONGEST)
    return text


async def own_photo(photo: UUID | None, by: UUID) -> UUID | None:
    """A photo that this person sent. Refused 422 where it has not come in."""
    if photo is not None:
        kept: Any = await db().fetchval(
            "select id from photos where tenant_id = $1 and id = $2 and membership_id = $3", current(), photo, by
        )
        if kept is None:
            raise Refused(422, N_("照片还没有传到，请稍等再交。"), field="photo")
    return photo


@dataclass(frozen=True)
class Proof:
    """What the giver says with the handover."""

    note: str = ""
    photo: UUID | None = None
    met: bool = False


async def end(turn: Turn, state: str, proof: Proof, *, by: UUID, now: datetime) -> None:
    """Sign a turn off. Refused 409 when somebody else was first."""
    done = await db().execute(
        """update turns set state = $3, done_by = $4, done_at = $5, note = $6, photo_id = $7, condition_met = $8
            where tenant_id = $1 and id = $2 and state = $9""",
        current(), turn.id, state, by, now, proof.note, proof.photo, proof.met, turn.state,
    )  # fmt: skip
    if done != "UPDATE 1":
        raise Refused(409, N_("已经有人先办了，请刷新看现在的状态。"))
    turn.state, turn.done_by, turn.done_at = state, by, now
