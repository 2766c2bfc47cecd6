"""A member leaves the company: no role, no post, and the next request finds no membership."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.people.admins import check_another_admin
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db, later


async def leave(member: UUID, *, by: UUID, now: datetime, today: date) -> None:
    """End a membership. What the person did stays under their name; their account in other companies too.

    Raises 404 for an unknown member, 409 for one who has left, 422 for oneself: so an administrator remains.
    """
    if member == by:
        raise Refused(422, N_("不能办理自己的离开，请另一位管理员来办。"))
    await check_another_admin(member)
    row = await db().fetchrow("select ended_at from memberships where tenant_id = $1 and id = $2 for update", current(), member)
    if row is None:
        raise not_found()
    if row["ended_at"]:
        raise Refused(409, N_("这位成员已经离开。"))
    await db().execute("update memberships set ended_at = $3 where tenant_id = $1 and id = $2", current(), member, now)
    await db().execute("delete from roles where tenant_id = $1 and membership_id = $2", current(), member)
    await _leave_posts(member, now, today)
    await trail.record("leave", "membership", member, by=by, now=now)
    await later("duties.check")


async def _leave_posts(member: UUID, now: datetime, today: date) -> None:
    """What lies ahead is dropped, what runs ends today."""
    await db().execute(
        "delete from appointments where tenant_id = $1 and membership_id = $2 and from_date > $3", current(), member, today
    )
    await db().execute(
        """update appointments set to_date = $3
           where tenant_id = $1 and membership_id = $2 and (to_date is null or to_date > $3)""",
        current(), member, today,
    )  # fmt: skip
    await db().execute(
        """update deputies set to_date = greatest(from_date, $3), withdrawn_at = $4
           where tenant_id = $1 and membership_id = $2 and to_date >= $3 and withdrawn_at is null""",
        current(), member, today, now,
    )  # fmt: skip
