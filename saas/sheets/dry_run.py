"""The dry run: what every row of a file would do, kept row by row. Nothing of the list itself changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from saas.refusals import Refused
from saas.sheets import reads
from saas.sheets.head import Head, find_head
from saas.sheets.reader import Read
from saas.sheets.registry import Change, Sheet, sheet_of
from saas.sheets.rows import judged, plain, typed
from saas.words import N_
from tenants import current, db

BATCH = 2_000


async def dry_run(imported: UUID, content: Read | Refused, *, now: datetime) -> None:
    """Plan every row of what was read, or keep why the file is refused. Twice is once: only an import that waits is planned."""
    one = await reads.found(imported)
    if one is None or one.decided_at or one.state not in ("reading", "failed"):
        return
    sheet = await sheet_of(one.sheet)
    assert sheet is not None  # noqa: S101 – it took the file in
    try:
        if isinstance(content, Refused):
            raise content
        head = find_head(sheet.columns, content.lines)
        lines = [line for line in content.lines if line[0] > head.row_number]
        changes = await planned(sheet, head, lines, await today(now))
    except Refused as refused:
        await _refuse(imported, refused, now)
        return
    await _keep(imported, head, changes, dict(lines))


async def planned(sheet: Sheet, head: Head, lines: Sequence[Any], day: date) -> list[Change]:
    """The changes of all rows, in order. Raises Refused 422 where there is no row at all."""
    if not lines:
        raise Refused(422, N_("表头下面没有内容。"), field="file")
    rows, faults = typed(sheet.columns, head, lines)
    assert sheet.plan is not None  # noqa: S101 – only editable lists take files in
    return judged(rows, await sheet.plan(rows, day), faults)


async def today(now: datetime) -> date:
    _, zone = await reads.company()
    return business_date(now, zone)


async def _refuse(imported: UUID, refused: Refused, now: datetime) -> None:
    problem = [["", one.message, one.params] for one in refused.problems] or [["", refused.message, refused.params]]
    await db().execute(
        "update imports set state = 'refused', problem = $3, finished_at = $4 where tenant_id = $1 and id = $2",
        current(), imported, problem, now,
    )  # fmt: skip


async def _keep(imported: UUID, head: Head, changes: list[Change], given: dict[int, list[Any]]) -> None:
    for start in range(0, len(changes), BATCH):
        batch = [plain(change) | {"given": given[change.row_number]} for change in changes[start : start + BATCH]]
        await db().execute(
            """insert into import_rows (tenant_id, import_id, row_number, verdict, key, fields, problems, given)
               select $1, $2, r.row_number, r.verdict, r.key, r.fields, r.problems, r.given
                 from jsonb_to_recordset($3)
                   r (row_number int, verdict text, key text, fields jsonb, problems jsonb, given jsonb)""",
            current(), imported, batch,
        )  # fmt: skip
    counts = [sum(change.verdict == verdict for change in changes) for verdict in ("add", "change", "same", "refuse")]
    kept = {"row_number": head.row_number, "titles": head.titles, "keys": head.keys, "unknown": head.unknown}
    await db().execute(
        """update imports set state = 'planned', total = $3, adds = $4, changes = $5, sames = $6, refusals = $7, head = $8,
                  done = 0, problem = null
            where tenant_id = $1 and id = $2""",
        current(), imported, len(changes), *counts, kept,
    )  # fmt: skip
