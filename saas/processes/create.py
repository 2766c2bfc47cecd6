"""Start a new process: an empty draft, or a copy of another process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.processes import reads
from saas.processes.gate import write
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
NAME_MOST = 100


async def create(name: Mapping[str, str], code: str, like: UUID | None, *, by: UUID, now: datetime, today: date) -> UUID:
    """The new process with its open draft; nobody can run it until it is published. Returns its id.

    Refused: 404 for an unknown `like`, 422 at name or code.
    """
    if not any(name.values()) or any(len(each) > NAME_MOST for each in name.values()):
        raise Refused(422, N_("请写名称，最多 %(most)s 个字。"), field="name_zh", most=NAME_MOST)
    if not CODE.fullmatch(code):
        raise Refused(422, N_("编号用字母、数字、点或横线，最多 20 个字符。"), field="code")
    model = (await reads.process(like, today)).shown(None) if like else None
    new: UUID | None = await db().fetchval(
        """insert into processes (tenant_id, code, name, position)
           select $1, $2, $3, coalesce(max(position), 0) + 1 from processes where tenant_id = $1
           on conflict (tenant_id, code) do nothing returning id""",
        current(), code, dict(name),
    )  # fmt: skip
    if new is None:
        raise Refused(422, N_("编号 %(code)s 已用于另一个流程。"), field="code", code=code)
    draft = await db().fetchval(
        """insert into process_drafts (tenant_id, process_id, name, goal, started_at, started_by)
           values ($1, $2, $3, $4, $5, $6) returning id""",
        current(), new, dict(name), model.goal if model else {}, now, by,
    )  # fmt: skip
    await write(draft, await reads.activities(model.id, today) if model else [])
    await trail.record("create", "process", new, by=by, now=now)
    return new
