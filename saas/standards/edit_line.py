"""Change what a line of the draft says, where it hangs, and which documents belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.refusals import Refused
from saas.revisions import revise
from saas.standards.gate import line_of, parent_called, take_in, writable
from saas.standards.lines import Content, above, content, flat
from saas.words import N_
from tenants import current, db

MOST = 12


async def edit_line(
    draft: UUID, line: UUID, given: Mapping[str, str], files: Sequence[UUID], seen: int, *, by: UUID, now: datetime
) -> None:
    """Save the form of one line; `files` are all that belong to it afterwards, `seen` the edition it was opened with.

    Refused: 404 and 409 as the gate says, 422 naming the fields. Stale when somebody saved the line first.
    """
    await writable(draft)
    before = await line_of(draft, line)
    written = content(before["level"], given)
    if len(files) > MOST:
        raise Refused(422, N_("一条标准最多 %(most)s 个附件。"), field="files", most=MOST)
    parent = given.get("parent", "").strip() if above(before["level"]) else ""
    parent_id, position = await _place(draft, before, parent)
    names = await _names([*before["attachments"], *files])
    was = flat(before, before["parent_code"] or "") | {"attachments": _listed(before["attachments"], names), "gone": ""}
    after = flat({**written.__dict__}, parent) | {"attachments": _listed(files, names), "gone": ""}
    await revise("standard_node", line, seen, after, by=by, now=now, before=was)
    await take_in(draft, line)
    await db().execute(
        """update draft_nodes set name = $4, criterion = $5, principle = $6, mark = $7, parent_id = $8, position = $9,
                                  attachments = $10, unchecked = $11
            where tenant_id = $1 and draft_id = $2 and id = $3""",
        current(), draft, line, written.name, _kept(before, written), written.principle, written.mark, parent_id, position,
        list(files), written.unchecked,
    )  # fmt: skip


async def _place(draft: UUID, before: Any, parent: str) -> tuple[UUID | None, Decimal]:
    """Where it was, or at the end of another parent."""
    if parent == (before["parent_code"] or ""):
        return before["parent_id"], before["position"]
    row = await parent_called(draft, parent, above(before["level"]))
    return row["id"], row["last"]


def _kept(before: Any, written: Content) -> dict[str, Any] | None:
    """A bilingual unit of measure stays so while its Chinese stays."""
    uom = (before["criterion"] or {}).get("uom")
    if written.criterion and isinstance(uom, dict) and written.criterion["uom"] == uom.get("zh"):
        return {**written.criterion, "uom": uom}
    return written.criterion


async def _names(files: Sequence[UUID]) -> dict[UUID, str]:
    """Names of documents by id; each of `files` has to be there. Raises Refused 422."""
    rows = await db().fetch("select id, name from standard_files where tenant_id = $1 and id = any ($2)", current(), list(files))
    names = {row["id"]: row["name"] for row in rows}
    if set(files) - set(names):
        raise Refused(422, N_("附件不在了，请重新上传。"), field="files")
    return names


def _listed(files: Sequence[UUID], names: Mapping[UUID, str]) -> str:
    return "、".join(names[file] for file in files)
