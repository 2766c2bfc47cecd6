"""Add a unit to the tree, from today on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.org.held import hold_open_unit, hold_tree, plain
from saas.org.lines import begin_line
from saas.org.numbering import next_code
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def add_unit(parent: UUID, given: Given, *, by: UUID, now: datetime, today: date) -> UUID:
    """The new unit's id, last among the children of `parent`.

    Fields: code (numbered by itself where empty), name_zh, name_en, layer, weight, external.
    Raises 404 for an unknown parent, 409 for a closed one, 422 at the fields.
    """
    code, name, weight = given.code(), given.name(), given.weight()
    layer = await layer_of(given)
    given.done()
    await hold_tree()
    above = await hold_open_unit(parent)
    code = code or await next_code("units", "U")
    made: UUID | None = await db().fetchval(
        """insert into units (tenant_id, parent_id, layer_id, code, name, weight, external, opened_on, position)
           values ($1, $2, $3, $4, $5, $6, $7, $8,
                   (select coalesce(max(position), 0) + 1 from units where tenant_id = $1 and parent_id = $2))
           on conflict (tenant_id, code) do nothing returning id""",
        current(), parent, layer and layer["id"], code, name, weight, bool(given.text("external")), today,
    )  # fmt: skip
    if made is None:
        raise Refused(422, N_("这个编码已经用过，请换一个。"), field="code")
    await begin_line(made, parent)
    await revise("unit", made, 0, {
        "code": code, "name_zh": name.get("zh", ""), "name_en": name.get("en", ""), "parent": above.code,
        "layer": layer and layer["code"], "weight": plain(weight), "external": bool(given.text("external")),
    }, by=by, now=now)  # fmt: skip
    await trail.record("add", "unit", made, by=by, now=now, parent=str(parent))
    return made


async def layer_of(given: Given) -> Any:
    """Id and code of the layer that was chosen; None, with its fault noted, where there is no such one."""
    found = await db().fetchrow(
        "select id, code from layers where tenant_id = $1 and (id::text = $2 or code = $2)", current(), given.text("layer")
    )
    if found is None:
        given.wrong("layer", N_("请选择层级。"))
    return found
