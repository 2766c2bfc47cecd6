"""A category of causes is added, renamed, put out of use or back into it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.words import N_
from tenants import current, db

titles("cause", {"name_zh": N_("名称"), "name_en": N_("英文名称"), "retired": N_("停用")}, word=N_("原因类别"))


async def set_cause(cause: UUID | None, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """Its id. What was explained by it stays. Raises 404, 409 Stale, 422 at the fields."""
    was = await _held(cause) if cause else None
    name, retired = given.name(), given.text("retired") == "on"
    code = None if was else given.code()
    if not was and code is None:
        given.wrong("code", N_("请填写编码。"))
    given.done()
    before = _told(was["name"], was["retired_on"] is not None) if was else None
    if cause is None:
        cause = await _add(code or "", name)
    else:
        await db().execute(
            """update causes set name = $3, retired_on = case when $4 then coalesce(retired_on, $5) end
                where tenant_id = $1 and id = $2""",
            current(), cause, name, retired, today,
        )  # fmt: skip
    seen = given.edition() if before else 0
    await revise("cause", cause, seen, _told(name, retired), by=by, now=now, before=before)
    await trail.record("set", "cause", cause, by=by, now=now)
    return cause


async def _held(cause: UUID) -> Any:
    row = await db().fetchrow("select * from causes where tenant_id = $1 and id = $2 for update", current(), cause)
    if row is None:
        raise not_found()
    return row


async def _add(code: str, name: dict[str, str]) -> UUID:
    made: UUID | None = await db().fetchval(
        """insert into causes (tenant_id, code, name, position)
           select $1, $2, $3, coalesce(max(position), 0) + 1 from causes where tenant_id = $1
           on conflict (tenant_id, code) do nothing returning id""",
        current(), code, name,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("编码 %(code)s 已经有了。"), field="code", code=code)
    return made


def _told(name: dict[str, str], retired: bool) -> dict[str, Any]:
    return {"name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "retired": retired}
