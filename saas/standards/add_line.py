"""Add a line to the draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import asyncpg

from saas.refusals import Refused
from saas.revisions import revise
from saas.standards.gate import parent_called, writable
from saas.standards.lines import LEVELS, above, code, content, flat
from saas.words import N_
from tenants import current, db

TAKEN = N_("编码“%(code)s”已经用过，请换一个。")


async def add_line(draft: UUID, level: str, given: Mapping[str, str], *, by: UUID, now: datetime) -> UUID:
    """A new line at the end of its parent (`given["parent"]`, none for a system); its code is its own for good.

    Refused: 404 and 409 as the gate says, 422 naming the fields.
    """
    await writable(draft)
    if level not in LEVELS:
        raise Refused(422, N_("请选择层级。"), field="level")
    said, written = code(given), content(level, given)
    parent_id, last = await _place(draft, level, given.get("parent", ""))
    if await db().fetchval(
        """select n.id from standard_nodes n
             join standard_drafts d on d.tenant_id = $1 and d.id = $2 and d.base_id = n.standard_id
            where n.tenant_id = $1 and n.code = $3""", current(), draft, said,
    ):  # fmt: skip
        raise Refused(422, TAKEN, field="code", code=said)
    try:
        made: UUID = await db().fetchval(
            """insert into draft_nodes (tenant_id, draft_id, id, parent_id, level, code, name, criterion, principle, mark,
                                        unchecked, position)
               values ($1, $2, uuidv7(), $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id""",
            current(), draft, parent_id, level, said, written.name, written.criterion, written.principle, written.mark,
            written.unchecked, last,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise Refused(422, TAKEN, field="code", code=said) from None
    after = flat({**written.__dict__}, given.get("parent", "")) | {"attachments": "", "gone": ""}
    await revise("standard_node", made, 0, after, by=by, now=now)
    return made


async def _place(draft: UUID, level: str, parent: str) -> tuple[UUID | None, object]:
    if above(level) is not None:
        row = await parent_called(draft, parent, above(level))
        return row["id"], row["last"]
    last = await db().fetchval(
        """select 1 + greatest((select coalesce(max(position), 0) from draft_nodes where tenant_id = $1 and draft_id = $2),
             (select coalesce(max(n.position), 0) from standard_nodes n
                join standard_drafts d on d.tenant_id = $1 and d.id = $2 and d.base_id = n.standard_id
               where n.tenant_id = $1))""",
        current(), draft,
    )  # fmt: skip
    return None, last
