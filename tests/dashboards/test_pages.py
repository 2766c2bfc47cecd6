"""Homes and pictures over HTTP: what they say, from how many statements, to whom, and when they are read again."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from saas.cycles.close import close
from saas.dashboards.count import count
from tenants import db, inside
from tests.cycles.conftest import SECOND, cycle_of, seasoned
from tests.statements import statements

PICTURES = ("dashboards", "dashboards/work", "dashboards/work?by=lists", "dashboards/control", "dashboards/losses", "dashboards/flow")

# The way in tells the mark of a kept page.
ENTERED = 1


@pytest.fixture(scope="module")
async def firm(world):
    """A company with one closed cycle and one that runs, counted."""
    firm = await seasoned(world)
    async with inside(firm.id):
        await close(await cycle_of_open(firm, "2026-Q3s"), by=firm.executive.member, now=world.now)
        await count(SECOND[1], days=190, now=world.now)
    return firm


async def cycle_of_open(firm, code):
    return await db().fetchval("select id from cycles where tenant_id = $1 and code = $2", firm.id, code)


@pytest.fixture
def page(client, firm):
    async def shown(who, path: str, **headers: str) -> str:
        answer = await client(who, **headers).get(f"/{firm.slug}/{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    return shown


async def change(firm, sql: str, *args) -> None:
    async with inside(firm.id):
        await db().execute(sql, firm.id, *args)


@pytest.mark.parametrize("path", PICTURES)
@pytest.mark.parametrize("who", ["leader", "executive"])
async def test_a_picture_takes_three_statements_at_most(firm, page, path, who):
    with statements(most=ENTERED + 3):
        html = await page(getattr(firm, who), path)
    assert "<h1>" in html


@pytest.mark.parametrize(("who", "path"), [("leader", "home"), ("executive", "home"), ("executive", "home?as=function"), ("admin", "home")])
async def test_a_home_takes_three_statements_at_most(firm, page, who, path):
    with statements(most=ENTERED + 3):
        html = await page(getattr(firm, who), path)
    assert "等我处理" in html or "措施" in html


async def test_the_executive_reads_the_quarter_so_far_and_what_moved_it(firm, page):
    html = await page(firm.executive, "home")
    async with inside(firm.id):
        row = await db().fetchrow(
            """select i.shown, i.bridge from interim_scores i join units u on u.tenant_id = $1 and u.id = i.unit_id and u.parent_id is null
                where i.tenant_id = $1""",
            firm.id,
        )
    assert row["shown"] is not None
    assert f"{row['shown']:.2f}" in html
    assert "为什么变了" in html
    assert "最大的差距" in html
    assert row["bridge"]["since"] == str(await cycle_of(firm, "2026-Q3s"))


async def test_a_closed_cycle_is_drawn_from_its_own_scores(firm, page):
    cycle = await cycle_of(firm, "2026-Q3s")
    tree = await page(firm.executive, f"dashboards?cycle={cycle}")
    async with inside(firm.id):
        shown = await db().fetchval(
            """select s.shown from scores s join units u on u.tenant_id = $1 and u.id = s.subject_id and u.parent_id is null
                where s.tenant_id = $1 and s.cycle_id = $2""",
            firm.id, cycle,
        )  # fmt: skip
    assert f"{shown:.2f}" in tree
    assert f"/scores/{cycle}/" in tree
    assert "少得分" in await page(firm.executive, f"dashboards/losses?cycle={cycle}")


async def test_figures_lead_to_their_sources(firm, page):
    work = await page(firm.executive, "dashboards/work?by=lists")
    assert f"/{firm.slug}/days?unit=" in work
    assert "&amp;week=" in await page(firm.executive, "dashboards/work") or "&week=" in await page(firm.executive, "dashboards/work")
    assert "/findings?state=all&amp;unit=" in await page(firm.executive, "dashboards/losses")


async def test_a_unit_out_of_reach_is_not_there(firm, client):
    for path in (*PICTURES[:2], *PICTURES[3:], "home?as=executive"):
        sign = "&" if "?" in path else "?"
        answer = await client(firm.executive).get(f"/{firm.slug}/{path}{sign}unit={firm.id}")
        assert answer.status_code == 404, path
    theirs = firm.units["G-B"]
    assert (await client(firm.leader).get(f"/{firm.slug}/dashboards?unit={theirs}")).status_code == 404
    assert (await client(firm.staff).get(f"/{firm.slug}/home")).status_code == 403


async def test_who_signs_in_is_led_to_their_home(firm, client):
    for who, word in (("leader", "home"), ("executive", "home"), ("staff", "today"), ("admin", "setup")):
        answer = await client(getattr(firm, who)).get(f"/{firm.slug}")
        assert answer.headers["location"] == f"/{firm.slug}/{word}"


async def test_what_was_drawn_is_not_read_again_until_it_changes(firm, page):
    for path in (*PICTURES, "home"):
        await page(firm.executive, path)
        with statements(most=ENTERED):
            await page(firm.executive, path)
    before = await page(firm.executive, "dashboards/work")
    await change(firm, "update work_days set due = due + 7 where tenant_id = $1")
    after = await page(firm.executive, "dashboards/work")
    await change(firm, "update work_days set due = due - 7 where tenant_id = $1")
    assert after != before


async def test_counting_again_tells_the_same_and_takes_back_what_nobody_has_to_do(firm, world):
    said = "select count(*) as n, sum(due) as due, sum(done) as done from work_days where tenant_id = $1"
    async with inside(firm.id):
        before = await db().fetchrow(said, firm.id)
        await count(SECOND[1], days=190, now=world.now + timedelta(minutes=1))
        assert await db().fetchrow(said, firm.id) == before
        day = await db().fetchval("select max(day) from work_days where tenant_id = $1", firm.id)
        await db().execute("update work_days set due = due + 1 where tenant_id = $1 and day = $2", firm.id, day)
        await count(SECOND[1], days=190, now=world.now)
        assert await db().fetchrow(said, firm.id) == before
    assert before["done"] <= before["due"]


async def test_the_pictures_speak_english_as_well(firm, page):
    english = {"cookie": f"session={firm.executive.token}; lang=en"}
    for path, word in zip((*PICTURES, "home"), ("Tree of scores", "weeks", "days", "Control", "points", "Flow", "Measures"), strict=True):
        html = await page(firm.executive, path, **english)
        assert word in html
        assert 'lang="en"' in html


@pytest.mark.parametrize("key", ["work-days", "control", "losses", "finding-flow"])
async def test_a_picture_leaves_as_a_table(firm, client, key):
    answer = await client(firm.executive).get(f"/{firm.slug}/sheets/{key}")
    assert answer.status_code == 200
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) > (0 if key == "control" else 1)
    assert (await client(firm.staff).get(f"/{firm.slug}/sheets/{key}")).status_code in {403, 404}
