"""A new kind of object."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db

NEXT = "select coalesce(max(substr(code, 2)::bigint), 0) + 1 from object_kinds where tenant_id = $1 and code ~ '^K[0-9]{1,12}$'"


async def add_kind(given: Given, *, by: UUID, now: datetime) -> UUID:
    """From its name and code; attributes and rules are added to it. Raises Refused 422 at the fields."""
    code, name, exclusive = given.code(), given.name(), bool(given.text("exclusive"))
    given.done()
    if code is None:
        code = f"K{await db().fetchval(NEXT, current())}"
    kind: UUID | None = await db().fetchval(
        """insert into object_kinds (tenant_id, code, name, exclusive) values ($1, $2, $3, $4)
           on conflict (tenant_id, code) do nothing returning id""",
        current(), code, name, exclusive,
    )  # fmt: skip
    if kind is None:
        raise Refused(422, N_("这个编码已经用过，请换一个。"), field="code")
    after = {"code": code, "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "exclusive": exclusive}
    await revise("object_kind", kind, 0, after, by=by, now=now)
    await trail.record("add", "object_kind", kind, by=by, now=now)
    return kind
