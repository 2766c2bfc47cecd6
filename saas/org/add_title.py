"""Add a job title to the company's list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.org.numbering import next_code
from saas.people.permits import ROLES
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def add_title(given: Given, *, by: UUID, now: datetime) -> UUID:
    """The new title's id. Fields: code (numbered by itself where empty), name_zh, name_en, role. Raises 422 at the fields."""
    code, name, role = given.code(), given.name(), role_of(given)
    given.done()
    code = code or await next_code("job_titles", "T")
    made: UUID | None = await db().fetchval(
        """insert into job_titles (tenant_id, code, name, role, position)
           values ($1, $2, $3, $4, (select coalesce(max(position), 0) + 1 from job_titles where tenant_id = $1))
           on conflict (tenant_id, code) do nothing returning id""",
        current(), code, name, role,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("这个编码已经用过，请换一个。"), field="code")
    after = {"name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "role": role}
    await revise("job_title", made, 0, after, by=by, now=now)
    await trail.record("add", "job_title", made, by=by, now=now)
    return made


def role_of(given: Given) -> str:
    """What an invitation to such a post proposes."""
    if given.text("role") not in ROLES:
        given.wrong("role", N_("请选择角色。"))
    return given.text("role")
