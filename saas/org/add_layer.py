"""Add a layer below those there are."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.org.numbering import next_code
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def add_layer(given: Given, *, by: UUID, now: datetime) -> UUID:
    """The new layer's id. Fields: code (numbered by itself where empty), name_zh, name_en. Raises 422 at the fields."""
    code, name = given.code(), given.name()
    given.done()
    code = code or await next_code("layers", "L")
    made: UUID | None = await db().fetchval(
        """insert into layers (tenant_id, code, name, position)
           values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from layers where tenant_id = $1))
           on conflict (tenant_id, code) do nothing returning id""",
        current(), code, name,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("这个编码已经用过，请换一个。"), field="code")
    await revise("layer", made, 0, {"name_zh": name.get("zh", ""), "name_en": name.get("en", "")}, by=by, now=now)
    await trail.record("add", "layer", made, by=by, now=now)
    return made
