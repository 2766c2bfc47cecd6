"""Pages that are kept: whatever changes what they tell must change the mark they are kept under."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import asyncpg
import pytest

from migrations.m0024_standing import LISTS, ORGANISATION
from migrations.m0028_beats import SUBJECTS
from migrations.m0067_looks import SUBJECTS as LOOKED
from migrations.m0084_waits import SUBJECTS as WAITING
from saas import web
from saas.dashboards import home_reads, losses_reads, marks
from saas.duties import matrix
from saas.duties import reads as gaps
from saas.duties.check import check
from saas.objects import reads as objects
from saas.org import reads as org
from saas.org import shown
from saas.shield import token_hash
from saas.standards import book, outer, outlines
from saas.standards import reads as standards
from tenants import db, enter, inside, later
from tests.standards.story import publish_change

PAGES = {
    "organisation": org.MARK, f"organisation?q={quote('销售')}": org.MARK, "organisation?on=2026-01-05": org.MARK,
    "organisation/counts": org.MARK, "responsibilities": matrix.MARK, f"responsibilities?q={quote('冷库')}": matrix.MARK,
    "responsibilities/gaps": gaps.MARK, "standards": standards.MARK, f"standards?q={quote('温度')}": standards.MARK,
    f"standards?q={quote('温度的样子啊')}": standards.MARK, "objects?kind=outlet": objects.MARK,
    "objects?kind=outlet&q=1": objects.MARK, "dashboards": marks.TREE_MARK, "dashboards/work": marks.WORK_MARK,
    "dashboards/work?by=lists": marks.WORK_MARK, "dashboards/control": marks.CONTROL_MARK,
    "dashboards/losses": marks.LOSSES_MARK, "dashboards/flow": marks.FLOW_MARK, "home": home_reads.HOME_MARK,
}  # fmt: skip
RESULTS = {"plans": ("measure_results", "result_effects", "gap_weighings")}  # of m0094
PROPOSED = {"suggestions": ("suggestions", "suggestion_answers")}  # of m0095
SEVERAL = [*SUBJECTS.items(), *LOOKED.items(), *WAITING.items(), *RESULTS.items(), *PROPOSED.items()]
WATCHED = [(table, subject) for subject, tables in SEVERAL for table in tables]
NAMED = re.compile(r"\b(?:from|join)\s+([a-z_]+)")
# It follows from the objects, in the same statement.
FOLLOWS = {"object_counts"}


def counted(mark: str) -> set[str]:
    """The tables whose changes a mark tells; what it reads by itself it tells anyway."""
    tables = {table for table, subject in WATCHED if f"'{subject}'" in mark} | FOLLOWS | set(NAMED.findall(mark))
    return tables | set(ORGANISATION if "who.org" in mark else ()) | set(LISTS if "who.lists" in mark else ())


@pytest.fixture
async def owned(world) -> set[str]:
    """The tables of a company."""
    connection = await asyncpg.connect(**world.owner)
    rows = await connection.fetch("select distinct table_name from information_schema.columns where column_name = 'tenant_id'")
    await connection.close()
    return {row["table_name"] for row in rows}


@pytest.fixture
def page(client):
    async def shown(who, path: str, **headers: str) -> str:
        answer = await client(who, **headers).get(path)
        assert answer.status_code == 200, path
        return answer.text

    return shown


async def change(firm, sql: str, *args) -> None:
    async with inside(firm.id):
        await db().execute(sql, firm.id, *args)


@pytest.mark.parametrize("path", PAGES)
async def test_every_table_that_a_kept_page_reads_is_counted(cast, page, statements, owned, path):
    for shelf in (web._pages, shown._trees, book._books, outlines._outlines, losses_reads.KEPT):
        shelf.clear()
    await page(cast.brand.admin, f"/brand/{path}")
    texts = [text.lower() for text in statements if "from enter(" not in text]
    read = {table for text in texts for table in NAMED.findall(text)} & owned
    assert read
    assert read <= counted(PAGES[path])


async def test_what_people_from_outside_see_is_counted_too(owned):
    assert set(NAMED.findall(outer.CONCERNS)) & owned <= counted(standards.MARK)


async def test_every_counted_table_has_its_triggers(world):
    connection = await asyncpg.connect(**world.owner)
    rows = await connection.fetch(
        """select c.relname, t.tgtype & 28 as change, t.tgargs from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where t.tgfoid = 'beat'::regproc and t.tgenabled = 'O'"""
    )
    await connection.close()
    kinds = {4, 8, 16}  # insert, delete, update
    assert {(row["relname"], row["tgargs"].rstrip(b"\0").decode(), row["change"]) for row in rows} == {
        (table, subject, kind) for table, subject in WATCHED for kind in kinds
    }


async def test_a_subject_beats_for_what_changed_and_for_its_company_alone(cast):
    async def beats(firm) -> int:
        async with inside(firm.id):
            said = "select coalesce(sum(count), 0) from beats where tenant_id = $1 and subject = 'layers'"
            return await db().fetchval(said, firm.id)

    ours, theirs = await beats(cast.brand), await beats(cast.stranger)
    await change(cast.brand, "update layers set position = position where tenant_id = $1 and code = 'nothing'")
    assert await beats(cast.brand) == ours
    await change(cast.brand, "insert into layers (tenant_id, code, name, position) values ($1, 'new', '{}', 99)")
    await change(cast.brand, "update layers set position = 98 where tenant_id = $1 and code = 'new'")
    await change(cast.brand, "delete from layers where tenant_id = $1 and code = 'new'")
    assert await beats(cast.brand) == ours + 3
    assert await beats(cast.stranger) == theirs


async def test_nothing_is_read_again_while_nothing_changes(cast, page, statements):
    for path in PAGES:
        await page(cast.brand.admin, f"/brand/{path}")
        statements.clear()
        assert await page(cast.brand.admin, f"/brand/{path}")
        assert ["from enter(" in text for text in statements] == [True], path


@pytest.mark.parametrize(
    ("table", "code", "paths"),
    [
        ("units", "Y", ("organisation", "responsibilities")),
        ("units", "Z1", ("objects?kind=outlet&q=", "objects?kind=outlet")),
        ("posts", "GM", ("organisation", "organisation?q=GM")),
        ("object_kinds", "outlet", ("objects?kind=outlet",)),
    ],
)
async def test_a_new_name_is_seen(cast, page, table, code, paths):
    if table == "units" and code == "Z1":
        code = await _unit_of_the_first_outlet(cast.brand)
    name = f"{table} {code} 换了名字"
    before = [await page(cast.brand.admin, f"/brand/{path}") for path in paths]
    assert all(name not in html for html in before)
    await change(cast.brand, f"update {table} set name = $3 where tenant_id = $1 and code = $2", code, {"zh": name})
    for path in paths:
        assert name in await page(cast.brand.admin, f"/brand/{path}"), path


async def _unit_of_the_first_outlet(firm) -> str:
    async with inside(firm.id):
        return await db().fetchval(
            """select u.code from objects o join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id and k.code = 'outlet'
                 join units u on u.tenant_id = $1 and u.id = o.unit_id where o.tenant_id = $1 order by o.code limit 1""",
            firm.id,
        )


async def test_layers_holders_and_days_are_seen_in_the_tree(cast, page, world):
    assert "管理大区" not in await page(cast.brand.staff, "/brand/organisation")
    await change(cast.brand, """update layers set name = '{"zh": "管理大区"}' where tenant_id = $1""")
    assert "管理大区" in await page(cast.brand.staff, "/brand/organisation")
    counts = await page(cast.brand.staff, "/brand/organisation/counts")
    vacant = (await page(cast.brand.staff, "/brand/organisation")).count("空缺")
    await change(
        cast.brand, "update appointments set to_date = $2 where tenant_id = $1 and post_id = $3", world.now.date(), cast.brand.posts["GM"]
    )
    assert (await page(cast.brand.staff, "/brand/organisation")).count("空缺") == vacant
    world.now += timedelta(days=1)
    assert (await page(cast.brand.staff, "/brand/organisation")).count("空缺") == vacant + 1
    assert await page(cast.brand.staff, "/brand/organisation/counts") != counts


async def test_a_cell_is_seen_in_the_matrix(cast, page, client):
    unit, post = cast.brand.units["Z1"], cast.brand.posts["SK-1"]
    async with inside(cast.brand.id):
        detail = await db().fetchval(
            """select n.code from standard_nodes n where n.tenant_id = $1 and n.level = 'detail' and not exists (
                      select from responsibilities r where r.tenant_id = $1 and r.detail_code = n.code and r.unit_id = $2)
                order by n.position limit 1""",
            cast.brand.id, unit,
        )  # fmt: skip
    path = f"/brand/responsibilities?unit={unit}&q={detail}"
    assert 'class="kind supporting">支</b></td>' not in await page(cast.brand.admin, path)
    cells = {"cells": [{"detail": detail, "post": str(post), "kind": "supporting", "was": []}]}
    assert (await client(cast.brand.admin).put(f"/brand/units/{unit}/responsibilities", json=cells)).status_code == 200
    assert 'class="kind supporting">支</b></td>' in await page(cast.brand.admin, path)


async def test_a_run_and_one_that_waits_are_seen(cast, page, world):
    path = "/brand/responsibilities/gaps"
    assert "还没有做过" in await page(cast.brand.admin, path)
    async with inside(cast.brand.id):
        await later("duties.check")
        await check(world.now.date(), by=cast.brand.admin.member, now=world.now)
    assert "正在重查" not in (before := await page(cast.brand.admin, path))
    async with inside(cast.brand.id):
        await later("duties.check")
    assert "正在重查" in await page(cast.brand.admin, path)
    await change(cast.brand, "update appointments set to_date = $2 where tenant_id = $1", world.now.date() - timedelta(days=1))
    async with inside(cast.brand.id):
        await check(world.now.date(), by=cast.brand.admin.member, now=world.now)
    assert "正在重查" not in await page(cast.brand.admin, path)
    assert (await page(cast.brand.admin, path)).count("责任岗位空缺") > before.count("责任岗位空缺")


async def test_drafts_and_versions_of_the_standard_are_seen(cast, page, world):
    word, found = quote("每天开门前测一次温度"), "找到 1 条"
    shown = await page(cast.brand.admin, "/brand/standards")
    assert found not in await page(cast.brand.staff, f"/brand/standards?q={word}")
    await publish_change(cast.brand, now=world.now)
    assert found in await page(cast.brand.staff, f"/brand/standards?q={word}")
    assert "第 2 版" in await page(cast.brand.admin, "/brand/standards")
    assert "第 2 版" not in shown
    assert "没有符合的细节" not in await page(cast.brand.admin, f"/brand/responsibilities?q={word}")


async def test_objects_and_their_book_figures_are_seen(cast, page):
    path = "/brand/objects?kind=outlet"
    before = await page(cast.brand.admin, path)
    await change(cast.brand, "update ledger_figures set figure = 98765 where tenant_id = $1")
    after = await page(cast.brand.admin, path)
    assert "98,765" in after
    assert "98,765" not in before
    await change(cast.brand, "update objects set retired_on = '2026-01-01' where tenant_id = $1")
    assert "还没有对象" in await page(cast.brand.admin, path)


async def test_only_whoever_leads_many_units_waits_for_the_minute(cast, world):
    on_time, minute = world.now.replace(second=0, microsecond=0), timedelta(minutes=1)

    async def read(wide: int, now) -> str:
        row = await enter("brand", token_hash(cast.brand.admin.token), now, reading=home_reads.mark(wide))
        return row["read"]

    assert await read(100, on_time) == await read(100, on_time + minute)
    assert await read(0, on_time) == await read(0, on_time + minute / 2)
    assert await read(0, on_time) != await read(0, on_time + minute)
    many, few = await read(0, on_time), await read(100, on_time)
    more = """insert into queues as q values ($1, $2, $3, $4, 0, 1)
        on conflict (tenant_id, unit_id, post_id, membership_id) do update set edition = q.edition + 1"""
    await change(cast.brand, more, cast.brand.units["Z1"], cast.brand.posts["SK-1"], cast.brand.staff.member)
    assert await read(0, on_time) == many
    assert await read(100, on_time) != few


async def test_each_reader_language_and_part_has_a_page_of_its_own(cast, page):
    path = "/brand/responsibilities/gaps"
    english = {"cookie": f"session={cast.brand.admin.token}; lang=en"}
    assert "责任体检" in await page(cast.brand.admin, path)
    assert "责任体检" not in await page(cast.brand.admin, path, **english)
    assert "<html" not in await page(cast.brand.admin, path, **{"hx-request": "true"})
    assert "<html" in await page(cast.brand.admin, path)
    assert f"{path}/runs" in await page(cast.brand.admin, path)
    assert f"{path}/runs" not in await page(cast.brand.leader, path)


async def test_a_role_that_is_taken_away_is_gone_at_once(cast, page, client):
    assert await page(cast.brand.clerk, "/brand/responsibilities")
    await change(cast.brand, "delete from roles where tenant_id = $1 and membership_id = $2", cast.brand.clerk.member)
    assert (await client(cast.brand.clerk).get("/brand/responsibilities")).status_code == 403
