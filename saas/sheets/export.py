"""A list as a file: rows are fetched in the request's transaction and written by a thread, some at a time."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from saas.sheets.book import Book
from saas.sheets.cells import shown
from saas.sheets.head import PROBLEMS
from saas.sheets.reads import VERDICTS, Import, given
from saas.sheets.registry import Column, Row, Sheet
from saas.sheets.rows import sentences
from saas.visit import Visit

BATCH = 1_000
REFUSED = VERDICTS[0]


async def export(sheet: Sheet, visit: Visit) -> bytes:
    """The xlsx of a list as this person may see it, in their language."""
    offers = await sheet.offers() if sheet.offers else {}
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "list.xlsx"
        book = Book(path, sheet.title, sheet.columns, locale=visit.locale, zone=visit.tenant.zone, offers=offers)
        async for batch in _batches(sheet, visit):
            await asyncio.to_thread(book.add, batch)
        await asyncio.to_thread(book.close)
        return await asyncio.to_thread(path.read_bytes)


async def _batches(sheet: Sheet, visit: Visit) -> AsyncIterator[list[Row]]:
    rows = sheet.export(visit) if sheet.scoped else sheet.export()
    batch: list[Row] = []
    if isinstance(rows, AsyncIterator):
        async for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    else:
        found = await rows
        for start in range(0, len(found), BATCH):
            yield list(found[start : start + BATCH])
    yield batch


async def report(one: Import, sheet: Sheet, locale: str, zone: str) -> bytes:
    """The file as it was sent, its rows with a problem marked, and a column that says what is wrong."""
    known = {column.key: column for column in sheet.columns}
    heads = zip(one.head["titles"], one.head["keys"], strict=True)
    columns = [_column(known, at, title, key) for at, (title, key) in enumerate(heads)]
    columns.append(Column("problems", PROBLEMS, width=60))
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "report.xlsx"
        book = Book(path, sheet.title, columns, locale=locale, zone=zone, offers={})
        after = 0
        while batch := await given(one.id, after, BATCH):
            after = batch[-1][0]
            rows = [_marked(line[3], sentences(line[2], sheet.columns, locale)) for line in batch]
            await asyncio.to_thread(book.add, rows, [line[1] == REFUSED for line in batch])
        await asyncio.to_thread(book.close)
        return await asyncio.to_thread(path.read_bytes)


def _column(known: Mapping[str, Column], at: int, title: str, key: str | None) -> Column:
    """A column of the file: under its own title, with what its meaning offers to choose from."""
    if key is None:
        return Column(f"c{at}", title)
    return replace(known[key], key=f"c{at}", title=title, required=False, told=False, uom="")


def _marked(cells: list[Any], problems: list[str]) -> Row:
    return {f"c{at}": _typed(cell) for at, cell in enumerate(cells)} | {"problems": "\n".join(problems)}


def _typed(cell: Any) -> Any:
    """A cell as it was sent, as the writer of sheets takes it."""
    if not isinstance(cell, dict):
        return cell
    if "n" in cell:
        return Decimal(cell["n"])
    if "d" in cell:
        return date.fromisoformat(cell["d"][:10])
    return cell["b"] if "b" in cell else shown(cell)
