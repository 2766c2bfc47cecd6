"""Withdraw one role of a member: their next request is answered without it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.people.admins import check_another_admin
from saas.people.grant import hold_member
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def revoke(member: UUID, role: UUID, *, by: UUID, now: datetime) -> None:
    """`role` is the id of the row. Raises 404, 422 for the last administrator and for a member's last role."""
    await hold_member(member)
    rows = await db().fetch(
        "select id, role, unit_id, deputy_id from roles where tenant_id = $1 and membership_id = $2", current(), member
    )
    row = next((each for each in rows if each["id"] == role), None)
    if row is None:
        raise not_found()
    if row["deputy_id"]:
        raise Refused(422, N_("这个角色随代理而来，代理结束就收回。要提前收回，请在岗位页上结束代理。"))
    if len([each for each in rows if each["deputy_id"] is None]) == 1:
        raise Refused(422, N_("成员至少有一个角色。要停止使用，请办理离开。"))
    if row["role"] == "admin" and [each["role"] for each in rows].count("admin") == 1:
        await check_another_admin(member)
    await db().execute("delete from roles where tenant_id = $1 and id = $2", current(), role)
    await trail.record("revoke", "membership", member, by=by, now=now, role=row["role"], unit=str(row["unit_id"]))
