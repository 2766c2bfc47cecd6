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

# Where ids of documents and photos and paths of files stand. A test holds these three against the catalogue.
NAMED_DOCUMENTS = """
select unnest(attachments) from standard_nodes where tenant_id = $1
union all select unnest(attachments) from draft_nodes where tenant_id = $1
union all select (f ->> 2)::uuid from pack_parts p cross join jsonb_array_elements(p.body -> 'files') f
           where p.tenant_id = $1 and p.part = 'offer'"""
# A check comes in after its photos, so only checks since then can show them.
SHOWN = """
select unnest(a.photos) from answers a join checks c on c.tenant_id = $1 and c.id = a.check_id
 where a.tenant_id = $1 and a.photos is not null and c.received_at >= $3
union all select unnest(photos) from spot_answers where tenant_id = $1
union all select photo_id from corrective_actions where tenant_id = $1
union all select photo_id from verifications where tenant_id = $1
union all select photo_id from containments where tenant_id = $1
union all select photo_id from extent_checks where tenant_id = $1
union all select photo_id from turns where tenant_id = $1
union all select photo_id from photo_parts where tenant_id = $1
union all select unnest(photos) from voices where tenant_id = $1
union all select unnest(photos) from suggestions where tenant_id = $1
union all select unnest(photos) from appeals where tenant_id = $1
union all select unnest(photos) from intakes where tenant_id = $1
union all select photo_id from photo_echoes where tenant_id = $1
union all select photo_id from measure_notes where tenant_id = $1
union all select (p #>> '{}')::uuid from findings f cross join jsonb_array_elements(coalesce(f.found -> 'photos', '[]')) p
           where f.tenant_id = $1"""
KNOWN_PATHS = """
select path from imports where tenant_id = $1 and path = any ($2) and swept_at is null
union all select result_path from imports where tenant_id = $1 and result_path = any ($2) and swept_at is null
union all select path from standard_files where tenant_id = $1 and path = any ($2)
union all select path from photos where tenant_id = $1 and path = any ($2)
union all select path from label_sheets where tenant_id = $1 and path = any ($2)
union all select path from voice_posters where tenant_id = $1 and path = any ($2)
union all select path from reports where tenant_id = $1 and path = any ($2)"""

LOOSE_DOCUMENTS = f"""
delete from standard_files f where f.tenant_id = $1 and f.kept_at < $2
   and not exists (select from ({NAMED_DOCUMENTS}) named (id) where named.id = f.id)
returning f.id, f.name, f.bytes, f.kept_at as since, f.path, null as result_path"""  # noqa: S608 – names of our own

LOOSE_PHOTOS = f"""
delete from photos o where o.tenant_id = $1 and o.received_at < $2 and o.received_at >= $3
   and not exists (select from ({SHOWN}) shown (id) where shown.id = o.id)
returning o.id, o.id::text as name, o.bytes, o.received_at as since, o.path, null as result_path"""  # noqa: S608


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
