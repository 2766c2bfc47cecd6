"""Change what a unit is called, its layer, its weight, and whether it is external."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.add_unit import layer_of
from saas.org.given import Given
from saas.org.held import HeldUnit, hold_open_unit, plain
from saas.org.spans import keep_units
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def change_unit(unit: UUID, given: Given, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """Write the form of a unit; the days before today keep what it was.

    Raises 404, 409 for a closed unit, Stale where somebody was first, 422 at the fields.
    """
    code, name, weight, external = given.code(), given.name(), given.weight(), bool(given.text("external"))
    layer = await layer_of(given)
    given.done()
    held = await hold_open_unit(unit)
    await _check_external(held, external)
    after = held.told(
        code=code or held.code, name_zh=name.get("zh", ""), name_en=name.get("en", ""), layer=layer["code"],
        weight=plain(weight), external=external,
    )  # fmt: skip
    await revise("unit", unit, seen, after, by=by, now=now, before=held.told())
    if name != held.name or layer["id"] != held.layer:
        await keep_units([unit], today)
    await check_code_free("units", unit, after["code"])
    await db().execute(
        """update units set code = $3, name = $4, layer_id = $5, weight = $6, external = $7
            where tenant_id = $1 and id = $2""",
        current(), unit, after["code"], name, layer["id"], weight, external,
    )  # fmt: skip
    await trail.record("change", "unit", unit, by=by, now=now)


TAKEN = {
    "units": "select true from units where tenant_id = $1 and code = $2 and id <> $3",
    "posts": "select true from posts where tenant_id = $1 and code = $2 and id <> $3",
}


async def check_code_free(table: str, thing: UUID, code: str) -> None:
    if await db().fetchval(TAKEN[table], current(), code, thing):
        raise Refused(422, N_("这个编码已经用过，请换一个。"), field="code")


async def _check_external(held: HeldUnit, external: bool) -> None:
    """Executives and administrators see the whole company: they cannot stand in an external unit."""
    if external and held.parent is None:
        raise Refused(422, N_("最上层的单元不能是外部单元。"), field="external")
    if external and not held.external and await inner_role_below(held.id):
        raise Refused(422, N_("这个单元里有高管或管理员，不能设为外部单元。请先调整他们的角色。"), field="external")


async def inner_role_below(unit: UUID) -> bool:
    """Whether somebody below is executive or administrator by a role there."""
    return bool(
        await db().fetchval(
            """select true from roles r join unit_lines l on l.tenant_id = r.tenant_id and l.unit_id = r.unit_id
                where r.tenant_id = $1 and l.ancestor_id = $2 and r.role in ('executive', 'admin') limit 1""",
            current(),
            unit,
        )
    )
