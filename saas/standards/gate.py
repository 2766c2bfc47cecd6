"""The gate of every change of a draft: it is open, nobody reviews it, and one writer at a time passes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.standards.overlay import OVERLAY
from saas.words import N_
from tenants import current, db

IN_REVIEW = N_("草稿正在审核。先撤回，再修改。")


async def writable(draft: UUID) -> None:
    """Lock the draft until the end of the transaction. Refused: 404 no open draft, 409 while it is reviewed."""
    held = await db().fetchval(
        "select id from standard_drafts where tenant_id = $1 and id = $2 and ended_at is null for update", current(), draft
    )
    if held is None:
        raise not_found()
    if await db().fetchval(
        "select id from standard_proposals where tenant_id = $1 and draft_id = $2 and ended_at is null", current(), draft
    ):
        raise Refused(409, IN_REVIEW)


LINE = f"""
with tree as ({OVERLAY})
select t.*, p.code as parent_code, p.fate as parent_fate,
  (select b.position from standard_nodes b where b.tenant_id = $1 and b.id = t.id) as base
from tree t left join tree p on p.id = t.parent_id where t.id = $3"""  # noqa: S608 – a piece of our own


async def line_of(draft: UUID, line: UUID) -> Any:
    """One line of the draft as it stands, with its parent's code. Raises 404."""
    row = await db().fetchrow(LINE, current(), draft, line)
    if row is None:
        raise not_found()
    return row


PARENT = f"""
with tree as ({OVERLAY})
select t.id, t.level, t.fate, (select coalesce(max(c.position), 0) + 1 from tree c where c.parent_id = t.id) as last
from tree t where t.code = $3"""  # noqa: S608


async def parent_called(draft: UUID, code: str, level: str | None) -> Any:
    """The line with this code, as a place for lines of the level below. Raises Refused 422 at `parent`."""
    row = await db().fetchrow(PARENT, current(), draft, code)
    if row is None or row["level"] != level:
        raise Refused(422, N_("没有编码为“%(code)s”的上级。"), field="parent", code=code)
    if row["fate"] == "removed":
        raise Refused(422, N_("这个上级已经删除，先恢复它。"), field="parent")
    return row


async def take_in(draft: UUID, line: UUID) -> None:
    """Copy a line of the base into the draft, where it may be changed; nothing where it is there already."""
    await db().execute(
        """insert into draft_nodes (tenant_id, draft_id, id, parent_id, level, code, name, criterion, principle, mark,
                                    unchecked, attachments, position)
           select $1, $2, id, parent_id, level, code, name, criterion, principle, mark, unchecked, attachments, position
             from standard_nodes where tenant_id = $1 and id = $3 on conflict do nothing""",
        current(), draft, line,
    )  # fmt: skip
