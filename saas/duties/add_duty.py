"""Add a line to the duties of a job title, as the last one under its parent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.duties.held_line import NOUN, hold, order, told
from saas.duties.lines import LEVELS, below, wording
from saas.refusals import Refused, not_found
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def add_duty(title: UUID, parent: UUID | None, given: Mapping[str, str], *, by: UUID, now: datetime) -> UUID:
    """The new line's id. Without a parent it is the overall duty, of which there is one.

    Raises 404 for an unknown title or parent, 422 at the text or where the overall duty is there already.
    """
    code = await db().fetchval("select code from job_titles where tenant_id = $1 and id = $2 for update", current(), title)
    if code is None:
        raise not_found()
    level = await _level(code, parent)
    text = wording(given)
    made: UUID = await db().fetchval(
        """insert into duties (tenant_id, job_title, parent_id, level, text, position)
           values ($1, $2, $3, $4, $5,
                   (select coalesce(max(position), 0) + 1 from duties where tenant_id = $1 and job_title = $2))
           returning id""",
        current(), code, parent, level, text,
    )  # fmt: skip
    await order(code)
    await revise(NOUN, made, 0, told(text, job_title=code, level=level), by=by, now=now)
    await trail.record("add", NOUN, made, by=by, now=now, job_title=code)
    return made


async def _level(title: str, parent: UUID | None) -> str:
    if parent is None:
        if await db().fetchval(
            "select true from duties where tenant_id = $1 and job_title = $2 and parent_id is null", current(), title
        ):
            raise Refused(422, N_("总职责只有一条，请在它下面添加。"), field="text_zh")
        return LEVELS[0]
    above = await hold(parent)
    if above["job_title"] != title:
        raise not_found()
    if above["level"] == LEVELS[-1]:
        raise Refused(422, N_("细节下面不再分。"), field="text_zh")
    return below(above["level"])
