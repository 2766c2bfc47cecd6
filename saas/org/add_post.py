"""Add a post to a unit, from today on; vacant until somebody is appointed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.org.held import hold_open_unit
from saas.org.numbering import next_code
from saas.people.places import first_word
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def add_post(unit: UUID, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """The new post's id. Fields: code (numbered by itself where empty), name_zh, name_en, job_title.

    Raises 404 for an unknown unit, 409 for a closed one, 422 at the fields.
    """
    code, name, title = given.code(), given.name(), await title_of(given)
    given.done()
    held = await hold_open_unit(unit)
    code = code or await next_code("posts", "P")
    made: UUID | None = await db().fetchval(
        """insert into posts (tenant_id, unit_id, code, job_title, name, opened_on) values ($1, $2, $3, $4, $5, $6)
           on conflict (tenant_id, code) do nothing returning id""",
        current(), unit, code, title, name, today,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("这个编码已经用过，请换一个。"), field="code")
    await revise("post", made, 0, {
        "code": code, "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "job_title": title, "unit": held.code,
    }, by=by, now=now)  # fmt: skip
    await trail.record("add", "post", made, by=by, now=now, unit=str(unit))
    return made


async def title_of(given: Given) -> str:
    """The code of the job title that was chosen; its fault is noted where there is no such one."""
    said = first_word(given.text("job_title"))
    if not await db().fetchval("select true from job_titles where tenant_id = $1 and code = $2", current(), said):
        given.wrong("job_title", N_("请选择职务。"))
    return said
