"""Sweep: imported files after their days, and files that nothing names any more; each with its reason on a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from saas import files, trail
from tenants import current, db, inside

IMPORTS, ORPHANS = timedelta(days=7), timedelta(days=2)
# A phone may be away for weeks with a list whose photos came through already.
PHOTOS, LOOK_BACK = timedelta(days=30), timedelta(days=37)

# Where paths stand, and where ids of documents and photos do. A test holds these against the catalogue.
PATHS = {
    "imports": ("path", "result_path"), "standard_files": ("path",), "photos": ("path",), "label_sheets": ("path",),
    "reports": ("path",),
}  # fmt: skip
DOCUMENTS_IN = {"standard_nodes": "attachments", "draft_nodes": "attachments"}
PHOTOS_IN = {
    "answers": "photos", "spot_answers": "photos", "corrective_actions": "photo_id", "verifications": "photo_id",
    "containments": "photo_id", "extent_checks": "photo_id", "turns": "photo_id", "photo_parts": "photo_id",
}  # fmt: skip
# Keys that the house writes itself: anything else in the store is not ours to judge.
OURS = re.compile(r"[^/]+/(imports|standards|labels|reports|\d{4})/[^/]+")

OLD_IMPORTS = """
with old as materialized (
    select id, file_name, path, result_path, bytes, requested_at from imports
     where tenant_id = $1 and swept_at is null and requested_at < $3 and state <> 'applying' for update skip locked),
rows as (delete from import_rows where tenant_id = $1 and import_id in (select id from old)),
done as (
    update imports i set swept_at = $2, finished_at = coalesce(finished_at, $2),
           state = case when state in ('reading', 'planned') then 'discarded' else state end
      from old where i.tenant_id = $1 and i.id = old.id)
select id, file_name as name, bytes, requested_at as since, path, result_path from old"""

NAMED_DOCUMENTS = " union all ".join(
    f"select unnest({column}) from {table} where tenant_id = $1" for table, column in DOCUMENTS_IN.items()  # noqa: S608
)
LOOSE_DOCUMENTS = f"""
delete from standard_files f where f.tenant_id = $1 and f.kept_at < $2
   and not exists (select from ({NAMED_DOCUMENTS}) named (id) where named.id = f.id)
returning f.id, f.name, f.bytes, f.kept_at as since, f.path, null as result_path"""  # noqa: S608 – names of our own

# A check comes in after its photos, so only checks since then can show them.
SHOWN_SINCE = """select unnest(a.photos) from answers a join checks c on c.tenant_id = a.tenant_id and c.id = a.check_id
                  where a.tenant_id = $1 and a.photos is not null and c.received_at >= $3"""
IN_FINDINGS = """select (p #>> '{}')::uuid from findings f cross join jsonb_array_elements(coalesce(f.found -> 'photos', '[]')) p
                  where f.tenant_id = $1"""
SHOWN_ELSEWHERE = (
    f"select {f'unnest({column})' if column == 'photos' else column} from {table} where tenant_id = $1"  # noqa: S608
    for table, column in PHOTOS_IN.items() if table != "answers"
)  # fmt: skip
SHOWN = " union all ".join([SHOWN_SINCE, IN_FINDINGS, *SHOWN_ELSEWHERE])
LOOSE_PHOTOS = f"""
delete from photos o where o.tenant_id = $1 and o.received_at < $2 and o.received_at >= $3
   and not exists (select from ({SHOWN}) shown (id) where shown.id = o.id)
returning o.id, o.id::text as name, o.bytes, o.received_at as since, o.path, null as result_path"""  # noqa: S608

KNOWN_PATHS = " union all ".join(
    f"select {column} from {table} where tenant_id = $1 and {column} = any ($2)"  # noqa: S608
    + (" and swept_at is null" if table == "imports" else "")
    for table, columns in PATHS.items() for column in columns
)  # fmt: skip


@dataclass(frozen=True)
class Gone:
    """Something that was swept: `paths` are what it had in the store."""

    kind: str
    name: str
    bytes: int
    since: datetime
    paths: tuple[str, ...]


async def sweep(tenant: UUID, *, now: datetime) -> int:
    """How many things went. The rows go first: a file without a row is found the next time, a row without one is a loss."""
    async with inside(tenant):
        gone = await _rows(now)
        await _told(gone, now)
    for one in gone:
        for path in one.paths:
            await files.remove(tenant, path)
    stray = await _strays(tenant, now)
    for one in stray:
        await files.remove(tenant, one.name)
    return len(gone) + len(stray)


async def _rows(now: datetime) -> list[Gone]:
    found = {
        "import": await db().fetch(OLD_IMPORTS, current(), now, now - IMPORTS),
        "document": await db().fetch(LOOSE_DOCUMENTS, current(), now - ORPHANS),
        "photo": await db().fetch(LOOSE_PHOTOS, current(), now - PHOTOS, now - LOOK_BACK),
    }
    return [
        Gone(kind, row["name"], row["bytes"], row["since"], tuple(path for path in (row["path"], row["result_path"]) if path))
        for kind, rows in found.items() for row in rows
    ]  # fmt: skip


async def _strays(tenant: UUID, now: datetime) -> list[Gone]:
    """Files of this company's own folder that no row names: their transaction was taken back, or they outlived their row."""
    old = {one.path: one async for one in files.listed(tenant) if one.at < now - ORPHANS and OURS.fullmatch(one.path)}
    if not old:
        return []
    async with inside(tenant):
        known = {row[0] for row in await db().fetch(KNOWN_PATHS, current(), list(old))}
        stray = [Gone("file", path, one.size, one.at, ()) for path, one in old.items() if path not in known]
        await _told(stray, now)
    return stray


async def _told(gone: Iterable[Gone], now: datetime) -> None:
    rows = [(one.kind, one.name, one.bytes, one.since) for one in gone]
    if not rows:
        return
    await db().execute(
        """insert into swept (tenant_id, at, kind, name, bytes, since)
           select $1, $2, * from unnest($3::text[], $4::text[], $5::bigint[], $6::timestamptz[])""",
        current(), now, *(list(column) for column in zip(*rows, strict=True)),
    )  # fmt: skip
    await trail.record("sweep", "file", current(), by=None, now=now, count=len(rows))
