"""Move a unit with all below it under another one, from today on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.change_unit import inner_role_below
from saas.org.held import hold_open_unit, hold_tree
from saas.org.lines import hang_below
from saas.org.recheck import recheck
from saas.org.spans import keep_units
from saas.refusals import Refused
from saas.revisions import revise
from saas.words import N_
from tenants import current, db


async def move_unit(unit: UUID, parent: UUID, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """Closed cycles keep their frozen sheets; the running one counts the unit where it stands when it is closed.

    Raises 404, 409 where one of the two is closed, Stale, 422 for the top of the company or a circle.
    """
    await hold_tree()
    held, above = await hold_open_unit(unit), await hold_open_unit(parent)
    if held.parent is None:
        raise Refused(422, N_("最上层的单元不能移动。"), field="parent")
    if held.parent == parent:
        return
    await revise("unit", unit, seen, held.told(parent=above.code), by=by, now=now, before=held.told())
    await keep_units([unit], today)
    await hang_below(unit, parent)
    if await _is_external(parent) and await inner_role_below(unit):
        raise Refused(422, N_("外部单元之下不能有高管或管理员。请先调整他们的角色。"), field="parent")
    await db().execute(
        """update units set position = (select coalesce(max(position), 0) + 1 from units
                                         where tenant_id = $1 and parent_id = $3) where tenant_id = $1 and id = $2""",
        current(), unit, parent,
    )  # fmt: skip
    await trail.record("move", "unit", unit, by=by, now=now, parent=str(parent), was=str(held.parent))
    await recheck()


async def _is_external(unit: UUID) -> bool:
    return bool(
        await db().fetchval(
            """select true from unit_lines l join units u on u.tenant_id = l.tenant_id and u.id = l.ancestor_id and u.external
                where l.tenant_id = $1 and l.unit_id = $2 limit 1""",
            current(),
            unit,
        )
    )
