"""Take a line out of the draft, with all that is below it, or bring it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.revisions import revise
from saas.standards.gate import line_of, writable
from saas.standards.lines import flat
from saas.standards.overlay import OVERLAY
from tenants import current, db

# Out: all below goes with it. Back: all below returns, and what stands above it has to be there.
SWEEP = f"""
with recursive tree as materialized ({OVERLAY}),
down as (select t.id from tree t where t.id = $3 union select t.id from tree t join down on t.parent_id = down.id),
up as (select t.id, t.parent_id from tree t where t.id = $3
       union select t.id, t.parent_id from tree t join up on t.id = up.parent_id)
insert into draft_nodes as d (tenant_id, draft_id, id, parent_id, level, code, name, criterion, principle, mark, unchecked,
                              attachments, position, gone)
select $1, $2, t.id, t.parent_id, t.level, t.code, t.name, t.criterion, t.principle, t.mark, t.unchecked, t.attachments,
       t.position, $4
  from tree t where t.id in (select id from down) or (not $4 and t.id in (select id from up) and t.fate = 'removed')
on conflict (tenant_id, draft_id, id) do update set gone = excluded.gone"""  # noqa: S608 – a piece of our own


async def remove_line(draft: UUID, line: UUID, seen: int, *, gone: bool, by: UUID, now: datetime) -> None:
    """`gone` takes it out, not `gone` brings it back. Refused: 404 and 409 as the gate says; Stale."""
    await writable(draft)
    before = await line_of(draft, line)
    said = flat(before, before["parent_code"] or "")
    await revise(
        "standard_node", line, seen, said | {"gone": "yes" if gone else ""}, by=by, now=now,
        before=said | {"gone": "" if gone else "yes"},
    )  # fmt: skip
    await db().execute(SWEEP, current(), draft, line, gone)
