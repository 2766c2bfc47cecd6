"""Rename a job title, or change the role it proposes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.add_title import role_of
from saas.org.given import Given
from saas.refusals import not_found
from saas.revisions import revise
from tenants import current, db


async def change_title(title: UUID, given: Given, seen: int, *, by: UUID, now: datetime) -> None:
    """Roles already given stay as they are. Raises 404, Stale, 422 at the fields."""
    was = await db().fetchrow("select name, role from job_titles where tenant_id = $1 and id = $2 for update", current(), title)
    if was is None:
        raise not_found()
    name, role = given.name(), role_of(given)
    given.done()
    before = {"name_zh": was["name"].get("zh", ""), "name_en": was["name"].get("en", ""), "role": was["role"]}
    after = {"name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "role": role}
    await revise("job_title", title, seen, after, by=by, now=now, before=before)
    await db().execute(
        "update job_titles set name = $3, role = $4 where tenant_id = $1 and id = $2", current(), title, name, role
    )
    await trail.record("change", "job_title", title, by=by, now=now)
