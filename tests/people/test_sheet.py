"""People by spreadsheet: what would be added, changed, refused; invitations with links; twenty thousand in time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from saas.people.accept import accept
from saas.people.sheet import plan
from saas.sheets import jobs, reads
from saas.sheets.decide import decide
from saas.sheets.registry import sheets
from saas.sheets.upload import upload
from tenants import db, inside, run
from tests.cast import PASSWORD
from tests.sheets import files

# Jobs are due by the clock of the database.
NOW = datetime.now(UTC) + timedelta(hours=1)
TODAY = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()
HEAD = ["姓名", "手机号或邮箱", "角色", "单元编码", "岗位编码", "任职日期"]


async def sent(firm, rows, world):
    async with inside(firm.id):
        made = await upload(
            sheets["members"],
            "a.xlsx",
            files.xlsx([HEAD, *rows]),
            address="http://test/brand",
            locale="zh-CN",
            by=firm.admin.member,
            now=NOW,
        )
    await jobs.plan(tenant=firm.id, now=NOW, imported=str(made))
    return await seen(firm, made)


async def seen(firm, made):
    async with inside(firm.id):
        return await reads.found(made)


async def written(firm, one, world):
    async with inside(firm.id):
        await decide(one.id, only_good=False, by=firm.admin.member, now=NOW)
        job = await db().fetchval("select id from jobs where tenant_id = $1 and key = $2", firm.id, f"apply {one.id}")
    assert await run(firm.id, job, now=NOW)
    return await seen(firm, one.id)


async def told(firm, rows, world):
    """The dry run of rows given as (name, login, role, unit, post, from)."""
    keys = ("name", "login", "role", "unit", "post", "from_date")
    given = [{"_row": number} | dict(zip(keys, row, strict=True)) for number, row in enumerate(rows, 2)]
    async with inside(firm.id):
        return await plan(given, TODAY)


async def vacant(firm, number=0):
    async with inside(firm.id):
        rows = await db().fetch(
            """select code from posts s where s.tenant_id = $1 and not exists (
                 select from appointments a where a.tenant_id = $1 and a.post_id = s.id) order by code""", firm.id,
        )  # fmt: skip
    return rows[number]["code"]


async def test_newcomers_get_an_invitation_with_a_link_that_works(world, cast, client):
    post = await vacant(cast.brand)
    one = await sent(
        cast.brand,
        [
            ["新人甲", "+86 139-1111-2222", None, None, post, str(TODAY + timedelta(days=7))],
            ["新人乙", "B@Brand.example", "主管", "Z1", None, None],
        ],
        world,
    )
    assert (one.state, one.adds, one.refusals) == ("planned", 2, 0)
    done = await written(cast.brand, one, world)
    assert done.state == "applied"
    answer = await client(cast.brand.admin).get(f"/brand/imports/{one.id}/result")
    grid = files.grid(answer.content)
    assert [row[1] for row in grid] == ["手机号或邮箱", "13911112222", "b@brand.example"]
    link = grid[1][4]
    assert link.startswith("http://test/brand/invitation/")
    async with inside(cast.brand.id):
        letters = await db().fetch("select args from jobs where tenant_id = $1 and name = 'people.letters'", cast.brand.id)
    assert [letter["to"] for row in letters for letter in row["args"]["letters"]] == ["b@brand.example"]
    assert grid[2][4] != letters[0]["args"]["letters"][0]["link"]
    await accept("brand", link.rsplit("/", 1)[-1], PASSWORD, signed_in=None, now=NOW, locale="zh-CN")
    async with inside(cast.brand.id):
        assert await db().fetchval(
            "select from_date from appointments a join posts s on s.tenant_id = a.tenant_id and s.id = a.post_id where a.tenant_id = $1 and s.code = $2",
            cast.brand.id, post,
        ) == TODAY + timedelta(days=7)  # fmt: skip


async def test_what_leaves_as_a_sheet_comes_back_without_a_change(world, cast, client, statements):
    statements.clear()
    body = (await client(cast.brand.admin).get("/brand/sheets/members")).content
    assert len(statements) <= 3
    grid = files.grid(body)
    assert len(grid) > 9
    one = await sent(cast.brand, [row[:6] for row in grid[1:]], world)
    assert (one.adds, one.changes, one.refusals, one.sames) == (0, 0, 0, len(grid) - 1)


async def test_members_get_a_new_name_one_more_role_and_a_free_post(world, cast):
    post = await vacant(cast.brand)
    staff = cast.brand.staff
    one = await sent(cast.brand, [["新名字", staff.login, "主管", "Z1-1", post, None]], world)
    assert (one.changes, one.refusals) == (1, 0)
    await written(cast.brand, one, world)
    async with inside(cast.brand.id):
        name = await db().fetchval("select name from memberships where tenant_id = $1 and id = $2", cast.brand.id, staff.member)
        roles = await db().fetch(
            "select role from roles where tenant_id = $1 and membership_id = $2", cast.brand.id, staff.member
        )
        held = await db().fetchval(
            "select count(*) from appointments where tenant_id = $1 and membership_id = $2", cast.brand.id, staff.member
        )
    assert (name, {row["role"] for row in roles}, held) == ("新名字", {"staff", "leader"}, 2)
    assert (await sent(cast.brand, [["新名字", staff.login, "主管", "Z1-1", post, None]], world)).sames == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("甲", "12345", "staff", "Z1", None, None), "login"),
        (("甲" * 41, "a@b.example", "staff", "Z1", None, None), "name"),
        (("甲", "a@b.example", None, "Z1", None, None), "role"),
        (("甲", "a@b.example", "staff", None, None, None), "unit"),
        (("甲", "a@b.example", "staff", "没有", None, None), "unit"),
        (("甲", "a@b.example", "staff", "Z1", "没有", None), "post"),
        (("甲", "a@b.example", "staff", "Z1-1", "SR-11", None), "post"),
        (("甲", "a@b.example", "staff", "Z1", None, TODAY + timedelta(days=20)), "from_date"),
        (("甲", "colleague@brand.example", None, None, "SR-12", TODAY + timedelta(days=20)), "from_date"),
    ],
)
async def test_a_row_that_cannot_be_is_refused_at_its_column(world, cast, row, column):
    (change,) = await told(cast.brand, [row], world)
    assert change.verdict == "refuse"
    assert column in [problem.column for problem in change.problems]


async def test_a_post_too_far_away_and_a_post_or_a_newcomer_promised_twice(world, cast):
    post, other = await vacant(cast.brand, 0), await vacant(cast.brand, 1)
    far = await told(cast.brand, [("甲", "a@b.example", None, None, post, TODAY + timedelta(days=900))], world)
    twice = await told(
        cast.brand, [("甲", "a@b.example", None, None, post, None), ("乙", "c@b.example", None, None, post, None)], world
    )
    again = await told(
        cast.brand, [("甲", "a@b.example", None, None, post, None), ("甲", "a@b.example", None, None, other, None)], world
    )
    assert [problem.column for problem in far[0].problems] == ["from_date"]
    assert [change.verdict for change in twice + again] == ["add", "refuse", "add", "refuse"]
    assert (twice[1].problems[0].column, again[1].problems[0].column) == ("post", "login")


async def test_nobody_of_next_door_is_known(world, cast):
    (change,) = await told(cast.brand, [("甲", cast.stranger.staff.login, "staff", "Z1", None, None)], world)
    assert change.verdict == "add"


async def test_twenty_thousand_people_in_thirty_seconds(world, cast):
    """With progress; the budget of the product is 30 s on a machine of its own."""
    rows = [[f"员工{n}", f"p{n}@many.example", "员工", "Z1-1", None, None] for n in range(20_000)]
    began = time.monotonic()
    one = await sent(cast.stranger, rows, world)
    assert (one.state, one.adds) == ("planned", 20_000)
    planned = time.monotonic()
    done = await written(cast.stranger, one, world)
    finished = time.monotonic()
    print(f"dry run {planned - began:.1f} s, written {finished - planned:.1f} s")
    assert (done.state, done.done) == ("applied", 20_000)
    assert finished - planned < 60
