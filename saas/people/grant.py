"""Give a member one more role at a unit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.people.admins import check_place
from saas.people.permits import ROLES
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def grant(member: UUID, role: str, unit: UUID, *, by: UUID, now: datetime) -> None:
    """It holds at the member's next request. Raises 404, 409 for who has left, 422 at the fields or where they have it."""
    await hold_member(member)
    if role not in ROLES:
        raise Refused(422, N_("请选择角色。"), field="role")
    await check_place(role, unit)
    if not await db().fetchval(
        """insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, $3, $4)
           on conflict (tenant_id, membership_id, role, unit_id)
           do update set deputy_id = null where roles.deputy_id is not null returning true""",
        current(), member, role, unit,
    ):  # fmt: skip
        raise Refused(422, N_("这位成员在这个单元已经有这个角色。"), field="role")
    await trail.record("grant", "membership", member, by=by, now=now, role=role, unit=str(unit))


async def hold_member(member: UUID) -> None:
    """Lock a membership that has not ended. Raises 404, 409."""
    row = await db().fetchrow("select ended_at from memberships where tenant_id = $1 and id = $2 for update", current(), member)
    if row is None:
        raise not_found()
    if row["ended_at"]:
        raise Refused(409, N_("这位成员已经离开。"))
