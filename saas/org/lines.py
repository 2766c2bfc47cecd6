"""unit_lines after a move: set-based, whatever hangs below."""

from __future__ import annotations

from uuid import UUID

from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def begin_line(unit: UUID, parent: UUID | None) -> None:
    """The line of a unit that is new: itself, and all above it."""
    await db().execute(
        """insert into unit_lines (tenant_id, ancestor_id, unit_id, depth)
           select $1::uuid, $2::uuid, $2::uuid, 0
           union all
           select l.tenant_id, l.ancestor_id, $2, l.depth + 1 from unit_lines l where l.tenant_id = $1 and l.unit_id = $3""",
        current(), unit, parent,
    )  # fmt: skip


async def hang_below(unit: UUID, parent: UUID) -> None:
    """The unit with all below it leaves its line and joins the parent's. Raises 422 where that were a circle."""
    if await db().fetchval(
        "select true from unit_lines where tenant_id = $1 and ancestor_id = $2 and unit_id = $3", current(), unit, parent
    ):
        raise Refused(422, N_("不能移到自己或自己的下级之下。"), field="parent")
    await db().execute(
        """delete from unit_lines l using unit_lines below
            where l.tenant_id = $1 and below.tenant_id = $1 and below.ancestor_id = $2 and l.unit_id = below.unit_id
              and not exists (select from unit_lines i
                               where i.tenant_id = $1 and i.ancestor_id = $2 and i.unit_id = l.ancestor_id)""",
        current(), unit,
    )  # fmt: skip
    await db().execute(
        """insert into unit_lines (tenant_id, ancestor_id, unit_id, depth)
           select $1, up.ancestor_id, below.unit_id, up.depth + below.depth + 1
             from unit_lines up cross join unit_lines below
            where up.tenant_id = $1 and up.unit_id = $3 and below.tenant_id = $1 and below.ancestor_id = $2""",
        current(), unit, parent,
    )  # fmt: skip
    await db().execute("update units set parent_id = $3 where tenant_id = $1 and id = $2", current(), unit, parent)
