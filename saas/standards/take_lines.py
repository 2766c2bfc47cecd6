"""Take the rows of a sheet into the draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from saas import trail
from saas.sheets.registry import Progress
from saas.standards.gate import writable
from saas.standards.open_draft import open_draft
from saas.standards.overlay import OVERLAY
from saas.standards.rows import Wish
from tenants import current, db

# All at once: a line of the base is copied as it is written, a new one comes at the end of its parent.
WRITE = f"""
with tree as materialized ({OVERLAY}),
wish as (select * from jsonb_to_recordset($3) w (id uuid, parent_id uuid, level text, code text, name jsonb, criterion jsonb,
                                                 principle jsonb, mark jsonb, unchecked jsonb, gone boolean, at int))
insert into draft_nodes as d (tenant_id, draft_id, id, parent_id, level, code, name, criterion, principle, mark, unchecked,
                              attachments, position, gone)
select $1, $2, w.id, w.parent_id, w.level, w.code, w.name, w.criterion, w.principle, w.mark, w.unchecked,
       coalesce(t.attachments, '{{}}'),
       case when t.id is not null and t.parent_id is not distinct from w.parent_id then t.position
            else w.at + (select coalesce(max(position), 0) from tree) end, w.gone
  from wish w left join tree t on t.id = w.id
on conflict (tenant_id, draft_id, id) do update set parent_id = excluded.parent_id, name = excluded.name,
  criterion = excluded.criterion, principle = excluded.principle, mark = excluded.mark, unchecked = excluded.unchecked,
  position = excluded.position, gone = excluded.gone"""  # noqa: S608 – a piece of our own

# What hangs on a line that goes, goes with it.
SWEEP = f"""
with recursive tree as materialized ({OVERLAY}),
down as (select t.id from tree t where t.id = any ($3) union select t.id from tree t join down on t.parent_id = down.id)
insert into draft_nodes as d (tenant_id, draft_id, id, parent_id, level, code, name, criterion, principle, mark, unchecked,
                              attachments, position, gone)
select $1, $2, t.id, t.parent_id, t.level, t.code, t.name, t.criterion, t.principle, t.mark, t.unchecked, t.attachments,
       t.position, true
  from tree t join down on down.id = t.id
on conflict (tenant_id, draft_id, id) do update set gone = true"""  # noqa: S608

REVISE = """
insert into revisions (tenant_id, noun_id, noun, edition, at, membership_id, why, after)
select $1, w.id, 'standard_node', 1 + (select coalesce(max(r.edition), 0) from revisions r
         where r.tenant_id = $1 and r.noun = 'standard_node' and r.noun_id = w.id), $2, $3, null, w.after
  from jsonb_to_recordset($4) w (id uuid, after jsonb)"""


async def take_lines(wishes: Sequence[Wish], *, by: UUID, now: datetime, progress: Progress) -> UUID:
    """Into the open draft, or a new one; all or nothing. Refused: 409 while the draft is reviewed."""
    draft = await open_draft(by=by, now=now)
    await writable(draft)
    ids = await _ids(draft) | {wish.code: uuid4() for wish in wishes if wish.id is None}
    rows = [_row(wish, ids, at) for at, wish in enumerate(wishes, 1)]
    await db().execute(WRITE, current(), draft, rows)
    await db().execute(SWEEP, current(), draft, [wish.id for wish in wishes if wish.gone and wish.id])
    told = [{"id": str(ids[wish.code]), "after": wish.after} for wish in wishes]
    await db().execute(REVISE, current(), now, by, told)
    await trail.record("import", "standard_draft", draft, by=by, now=now, lines=len(wishes))
    await progress(len(wishes))
    return draft


async def _ids(draft: UUID) -> dict[str, UUID]:
    rows = await db().fetch(f"select o.id, o.code from ({OVERLAY}) o", current(), draft)  # noqa: S608 – a piece of our own
    return {row["code"]: row["id"] for row in rows}


def _row(wish: Wish, ids: dict[str, UUID], at: int) -> dict[str, Any]:
    said = wish.content
    return {
        "id": str(ids[wish.code]), "parent_id": str(ids[wish.parent]) if wish.parent else None, "level": wish.level,
        "code": wish.code, "name": said.name, "criterion": said.criterion, "principle": said.principle, "mark": said.mark,
        "unchecked": said.unchecked, "gone": wish.gone, "at": at,
    }  # fmt: skip
