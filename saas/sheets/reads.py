"""Imports as pages and jobs see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import current, db

PAGE = 50
VERDICTS = ("refuse", "add", "change", "same")


@dataclass(frozen=True)
class Import:
    """One file that was sent in. `head`: titles, keys and unknown titles; `problem`: why all of it was refused."""

    id: UUID
    sheet: str
    file_name: str
    path: str
    state: str
    requested_by: UUID
    requested_at: datetime
    who: str
    decided_by: UUID | None
    decided_at: datetime | None
    only_good: bool
    finished_at: datetime | None
    total: int
    adds: int
    changes: int
    sames: int
    refusals: int
    done: int
    head: dict[str, Any]
    problem: list[list[Any]] | None
    result_path: str | None
    address: str
    locale: str
    swept_at: datetime | None

    @property
    def counts(self) -> dict[str, int]:
        return {"refuse": self.refusals, "add": self.adds, "change": self.changes, "same": self.sames}

    @property
    def writes(self) -> int:
        """Rows that would be written."""
        return self.adds + self.changes

    @property
    def moving(self) -> bool:
        return self.state in ("reading", "applying")


@dataclass(frozen=True)
class ImportRow:
    row_number: int
    verdict: str
    key: str
    fields: dict[str, list[Any]]
    problems: list[list[Any]]


COLUMNS = """i.id, i.sheet, i.file_name, i.path, i.state, i.requested_by, i.requested_at, i.decided_by, i.decided_at, i.only_good,
       i.finished_at, i.total, i.adds, i.changes, i.sames, i.refusals, i.done, i.head, i.problem, i.result_path, i.address,
       i.locale, i.swept_at, m.name as who"""


async def found(imported: UUID) -> Import | None:
    """The import of this id, None where there is none."""
    row = await db().fetchrow(
        f"""select {COLUMNS} from imports i
              join memberships m on m.tenant_id = i.tenant_id and m.id = i.requested_by
             where i.tenant_id = $1 and i.id = $2""",  # noqa: S608 – a constant
        current(), imported,
    )  # fmt: skip
    return Import(**dict(row)) if row else None


async def latest(sheet: str) -> list[Import]:
    """The last twenty files of a list."""
    rows = await db().fetch(
        f"""select {COLUMNS} from imports i
              join memberships m on m.tenant_id = i.tenant_id and m.id = i.requested_by
             where i.tenant_id = $1 and i.sheet = $2 order by i.requested_at desc, i.id desc limit 20""",  # noqa: S608
        current(), sheet,
    )  # fmt: skip
    return [Import(**dict(row)) for row in rows]


async def rows(imported: UUID, verdict: str | None, page: int) -> list[ImportRow]:
    """One page of the dry run, in the order of the file."""
    found_rows = await db().fetch(
        """select row_number, verdict, key, fields, problems from import_rows
            where tenant_id = $1 and import_id = $2 and ($3::text is null or verdict = $3)
            order by row_number limit $4 offset $5""",
        current(), imported, verdict, PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    return [ImportRow(**dict(row)) for row in found_rows]


async def given(imported: UUID, after: int, most: int) -> list[tuple[int, str, list[list[Any]], list[Any]]]:
    """(number, verdict, problems, cells as sent) of the rows behind `after`."""
    found_rows = await db().fetch(
        """select row_number, verdict, problems, given from import_rows
            where tenant_id = $1 and import_id = $2 and row_number > $3 order by row_number limit $4""",
        current(), imported, after, most,
    )  # fmt: skip
    return [tuple(row) for row in found_rows]


async def planned(imported: UUID) -> list[dict[str, Any]]:
    """What the dry run said of every row, as it is kept."""
    found_rows = await db().fetch(
        """select row_number, verdict, key, fields, problems from import_rows
            where tenant_id = $1 and import_id = $2 order by row_number""",
        current(), imported,
    )  # fmt: skip
    return [dict(row) for row in found_rows]


async def company() -> tuple[str, str]:
    """(slug, zone) of the company."""
    row = await db().fetchrow("select slug, zone from tenants where id = $1", current())
    return row["slug"], row["zone"]
