"""Files that have had their days, or that nothing names, go; whatever anything names stays, and next door is not touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from saas import files
from saas.desk.sweep import KNOWN_PATHS, NAMED_DOCUMENTS, SHOWN, sweep
from saas.standards.keep_file import keep_file
from saas.standards.open_draft import open_draft
from tenants import db, inside
from tests.lived import live_a_day
from tests.standards.story import PDF
from tests.statements import statements

DAY = timedelta(days=1)


async def stored(firm) -> set[str]:
    return {one.path async for one in files.listed(firm.id)}


async def sent_in(firm, at, state="planned") -> tuple[str, str]:
    """An import with a row, as it stands after its dry run; (id, path)."""
    path = await files.put(firm.id, f"imports/{uuid4()}", b"x")
    async with inside(firm.id):
        made = await db().fetchval(
            """insert into imports (tenant_id, sheet, file_name, path, bytes, locale, state, requested_by, requested_at, address)
               values ($1, 'posts', '岗位.xlsx', $2, 1, 'zh-CN', $3, $4, $5, '/x') returning id""",
            firm.id, path, state, firm.admin.member, at,
        )  # fmt: skip
        await db().execute("insert into import_rows values ($1, $2, 1, 'add', 'k', '{}', '[]', '[]')", firm.id, made)
    return made, path


async def kept(firm, at) -> tuple[str, str]:
    async with inside(firm.id):
        made = await keep_file("说明.pdf", PDF, by=firm.admin.member, now=at)
        return made, await db().fetchval("select path from standard_files where tenant_id = $1 and id = $2", firm.id, made)


async def photo(firm, at) -> tuple[str, str]:
    made = uuid4()
    path = await files.put(firm.id, f"{at.year}/{made}.jpg", b"x")
    async with inside(firm.id):
        await db().execute(
            """insert into photos (tenant_id, id, unit_id, membership_id, path, sha256, width, height, bytes, received_at)
               values ($1, $2, $3, $4, $5, '\\x00', 1, 1, 1, $6)""",
            firm.id, made, firm.units["Z1-1"], firm.staff.member, path, at,
        )  # fmt: skip
    return made, path


async def test_an_import_goes_after_a_week_with_its_rows_and_is_told(cast, world, client):
    firm, now = cast.brand, world.now
    (old, old_path), (new, new_path) = await sent_in(firm, now - 8 * DAY), await sent_in(firm, now - 6 * DAY)
    busy, busy_path = await sent_in(firm, now - 30 * DAY, "applying")
    theirs, their_path = await sent_in(cast.stranger, now - 30 * DAY)
    assert await sweep(firm.id, now=now) == 1
    assert await sweep(firm.id, now=now) == 0
    assert {old_path, new_path, busy_path} & await stored(firm) == {new_path, busy_path}
    assert their_path in await stored(cast.stranger)
    async with inside(firm.id):
        rows = dict(await db().fetch("select id, state from imports where tenant_id = $1 and id = any ($2)", firm.id, [old, new, busy]))
        assert rows == {old: "discarded", new: "planned", busy: "applying"}
        assert not await db().fetch("select from import_rows where tenant_id = $1 and import_id = $2", firm.id, old)
    async with inside(cast.stranger.id):
        assert await db().fetchval("select state from imports where tenant_id = $1 and id = $2", cast.stranger.id, theirs) == "planned"
    browser = client(firm.admin)
    with statements(1):
        page = await browser.get("/brand/desk/swept")
    assert "岗位.xlsx" in page.text
    assert "岗位.xlsx" not in (await client(cast.stranger.admin).get("/stranger/desk/swept")).text
    one = await browser.get(f"/brand/imports/{old}")
    assert (one.status_code, "清理" in one.text) == (200, True)
    assert (await browser.get(f"/brand/imports/{old}/report")).status_code == 404


async def test_a_document_goes_that_no_version_and_no_draft_names(cast, world):
    firm, now = cast.brand, world.now
    made = [await kept(firm, now - 3 * DAY) for _ in range(3)] + [await kept(firm, now - DAY)]
    async with inside(firm.id):
        draft = await open_draft(by=firm.admin.member, now=now)
        await db().execute(
            """insert into standard_nodes (tenant_id, standard_id, level, code, name, position, attachments)
               select tenant_id, standard_id, 'system', 'ATTACHED', name, position + 9000, $2 from standard_nodes where tenant_id = $1 limit 1""",
            firm.id, [made[0][0]],
        )  # fmt: skip
        await db().execute(
            """insert into draft_nodes (tenant_id, draft_id, id, level, code, name, position, attachments)
               values ($1, $2, $3, 'system', 'X', '{"zh": "x"}', 1, $4)""",
            firm.id, draft, uuid4(), [made[1][0]],
        )  # fmt: skip
    assert await sweep(firm.id, now=now) == 1
    assert {path for _, path in made} & await stored(firm) == {made[0][1], made[1][1], made[3][1]}


async def test_a_photo_goes_that_nothing_shows_for_a_month(cast, world):
    firm, now = cast.brand, world.now
    loose, told, fresh = await photo(firm, now - 31 * DAY), await photo(firm, now - 31 * DAY), await photo(firm, now - 29 * DAY)
    async with inside(firm.id):
        await db().execute(
            """insert into photo_parts (tenant_id, membership_id, photo_id, begins, body, received_at)
               values ($1, $2, $3, 0, '\\x00', $4)""",
            firm.id, firm.staff.member, told[0], now,
        )  # fmt: skip
    assert await sweep(firm.id, now=now) == 1
    assert {loose[1], told[1], fresh[1]} & await stored(firm) == {told[1], fresh[1]}


async def test_a_file_without_a_row_goes_after_two_days_and_what_is_not_ours_stays(cast):
    firm = cast.brand
    stray = await files.put(firm.id, f"standards/{uuid4()}.pdf", b"x")
    other = await files.put(firm.id, "something/else.bin", b"x")
    theirs = await files.put(cast.stranger.id, f"standards/{uuid4()}.pdf", b"x")
    written = datetime.now(UTC)
    await sweep(firm.id, now=written + DAY)
    assert stray in await stored(firm)
    await sweep(firm.id, now=written + 3 * DAY)
    assert {stray, other} & await stored(firm) == {other}
    assert theirs in await stored(cast.stranger)


async def test_after_a_lived_day_every_file_that_is_named_is_still_there(cast, world):
    """Months later: whatever a check, a finding, a report, a label or a version names has its file."""
    firm = cast.stranger
    await live_a_day(firm, now=world.now)
    await sweep(firm.id, now=datetime.now(UTC) + 60 * DAY)
    there = await stored(firm)
    async with inside(firm.id):
        for table, column in (("imports", "path"), ("standard_files", "path"), ("photos", "path"), ("label_sheets", "path"), ("reports", "path")):
            swept = "and swept_at is null" if table == "imports" else ""
            rows = await db().fetch(f"select {column} from {table} where tenant_id = $1 and {column} is not null {swept}", firm.id)
            assert {row[0] for row in rows} <= there, table
        shown = await db().fetch("select unnest(photos) from answers where tenant_id = $1", firm.id)
        assert shown
        ids = {row[0] for row in await db().fetch("select id from photos where tenant_id = $1", firm.id)}
        assert {row[0] for row in shown} <= ids


@pytest.mark.parametrize(
    ("looked_at", "like"),
    [(KNOWN_PATHS, "path$"), (SHOWN, "^photos?(_ids?)?$"), (NAMED_DOCUMENTS, "^(attachments?|files?|file_ids?)$")],
)  # fmt: skip
async def test_every_column_that_names_a_file_is_known_to_the_sweep(world, looked_at, like):
    """Whoever adds such a column adds it there, or its files would go."""
    owner = await asyncpg.connect(**world.owner)
    try:
        rows = await owner.fetch(
            """select c.table_name, c.column_name from information_schema.columns c
                where c.table_schema = 'public' and c.column_name ~ $1 and c.data_type in ('uuid', 'ARRAY', 'text')
                  and exists (select from information_schema.columns t where t.table_name = c.table_name
                       and t.table_schema = 'public' and t.column_name = 'tenant_id')""",
            like,
        )  # fmt: skip
    finally:
        await owner.close()
    known = {(table, column) for column, table in re.findall(r"(\w+)\)? from (\w+)", looked_at)}
    assert rows
    assert {tuple(row) for row in rows} <= known
