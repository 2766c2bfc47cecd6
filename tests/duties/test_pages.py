"""The matrix, the gap check and its runs as pages: who sees what, in how many statements, with and without script."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from saas.duties.check import check
from tenants import db, inside
from tests.statements import statements

BASE = "/brand/responsibilities"
DETAIL = "A1.1.2.1"


def english(client, person):
    browser = client(person, **{"x-language": "en"})
    browser.cookies.set("lang", "en")
    return browser


@pytest.fixture(scope="module")
async def run(cast, world):
    async with inside(cast.brand.id):
        return await check(world.now.date(), by=None, now=world.now)


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("leader", 200), ("executive", 200), ("admin", 200)])
async def test_leaders_and_above_see_the_matrix(cast, client, who, status):
    assert (await client(cast.brand.people[who]).get(BASE)).status_code == status


async def test_a_page_needs_three_statements_whatever_its_size(cast, client, run):
    unit = cast.brand.units["Z1"]
    for path, most in ((f"{BASE}?unit={unit}", 3), (f"{BASE}/gaps", 3), (f"{BASE}/gaps/{run}", 2)):
        with statements(most):
            assert (await client(cast.brand.admin).get(path)).status_code == 200


async def test_the_matrix_shows_cells_and_what_holds_from_above(cast, client):
    page = (await client(cast.brand.admin).get(f"{BASE}?unit={cast.brand.units['Z1']}")).text
    for words in ("负责", "知会", "库管员·一区", "A1.1.2.1 冷库容积", "沿用G 市营业所：区域销售经理", "渠道管理"):
        assert words in page


async def test_it_is_filtered_by_detail_part_and_post(cast, client):
    browser, unit = client(cast.brand.admin), cast.brand.units["Z1"]
    page = (await browser.get(f"{BASE}?unit={unit}&q={quote('冷库容积')}")).text
    assert 'data-detail="A1.1.2.1"' in page
    assert 'data-detail="A1.1.2.2"' not in page
    page = (await browser.get(f"{BASE}?post={cast.brand.posts['SK-1']}")).text
    assert "库管员·一区" in page
    assert 'data-detail="A1.1.1.1"' not in page
    assert "没有符合的细节" in (await browser.get(f"{BASE}?unit={unit}&q=nothing+of+the+kind")).text


async def test_a_leader_sees_no_unit_outside_the_line(cast, client):
    mine, other = cast.brand.units["Z1"], cast.brand.units["Z4"]
    assert (await client(cast.brand.leader).get(f"{BASE}?unit={mine}")).status_code == 200
    assert (await client(cast.brand.leader).get(f"{BASE}?unit={other}")).status_code == 404
    assert (await client(cast.brand.admin).get(f"{BASE}?unit={cast.stranger.units['Z1']}")).status_code == 404
    assert (await client(cast.brand.admin).get(f"{BASE}?unit=x")).status_code == 404


async def test_a_cell_is_set_by_script_and_refused_in_place(cast, client):
    at = f"/brand/units/{cast.brand.units['Z2']}/responsibilities"
    browser = client(cast.brand.admin, accept="application/json")
    cell = {"detail": DETAIL, "post": str(cast.brand.posts["DR-21"]), "kind": "informed", "was": []}
    answer = await browser.put(at, json={"cells": [cell]})
    assert (answer.status_code, answer.json()) == (200, {"changed": 1})
    taken = await browser.put(at, json={"cells": [cell | {"kind": "responsible", "was": ["informed"]}]})
    assert taken.status_code == 422
    assert taken.json()["problems"][0]["field"] == f"{DETAIL}|{cell['post']}"
    assert "负责，先清掉那一格" in taken.json()["problems"][0]["message"]
    stale = await browser.put(at, json={"cells": [cell]})
    assert stale.status_code == 409
    assert (await browser.put(at, json={"cells": "x"})).status_code == 422
    assert (await client(cast.brand.leader).put(at, json={"cells": [cell]})).status_code == 403


async def test_a_row_is_set_by_its_form_without_script(cast, client):
    brand = cast.brand
    unit, post = brand.units["Z3"], brand.posts["SK-3"]
    page = (await client(brand.admin).get(f"{BASE}?unit={unit}&edit={DETAIL}")).text
    assert f'name="k-{post}"' in page
    form = {"detail": DETAIL, "back": f"unit={unit}", f"k-{post}": "informed", f"w-{post}": "supporting"}
    answer = await client(brand.admin).post(f"/brand/units/{unit}/responsibilities", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}?unit={unit}#d-{DETAIL}")
    async with inside(brand.id):
        kind = await db().fetchval(
            "select kind from responsibilities where tenant_id = $1 and unit_id = $2 and post_id = $3 and detail_code = $4", brand.id, unit, post, DETAIL
        )
    assert kind == "informed"
    wrong = await client(brand.admin).post(f"/brand/units/{unit}/responsibilities", data=form | {f"k-{post}": "responsible", f"w-{post}": "informed"})
    assert wrong.status_code == 422
    assert "先清掉那一格" in wrong.text


async def test_the_gaps_are_listed_with_the_place_where_they_are_mended(cast, client, run):
    page = (await client(cast.brand.admin).get(f"{BASE}/gaps")).text
    assert "责任岗位空缺" in page
    assert f"/brand/posts/{cast.brand.posts['SR-21']}" in page
    only = (await client(cast.brand.admin).get(f"{BASE}/gaps?kind=unchecked")).text
    assert f"/brand/posts/{cast.brand.posts['SR-21']}" not in only
    assert "没有一张在用的检查表查它" not in only  # the pack says of each of them why


async def test_why_a_detail_is_not_checked_stands_at_the_detail(cast, client):
    async with inside(cast.brand.id):
        node = await db().fetchrow(
            "select id, unchecked from standard_nodes where tenant_id = $1 and unchecked is not null order by position limit 1",
            cast.brand.id,
        )
    page = (await client(cast.brand.admin).get(f"/brand/standards/{node['id']}")).text
    assert "不设检查项" in page and node["unchecked"]["zh"] in page
    assert node["unchecked"]["en"] in (await english(client, cast.brand.admin).get(f"/brand/standards/{node['id']}")).text


async def test_a_leader_sees_the_gaps_of_the_own_line_only(cast, client, run):
    page = (await client(cast.brand.leader).get(f"{BASE}/gaps")).text
    assert f"/brand/posts/{cast.brand.posts['SR-21']}" in page
    assert f"/brand/posts/{cast.brand.posts['SR-41']}" not in page
    assert "没有一张在用的检查表查它" not in page


async def test_a_run_at_once_tells_what_came_and_went(cast, client, run):
    async with inside(cast.brand.id):
        await db().execute(
            "insert into appointments (tenant_id, post_id, membership_id, from_date) values ($1, $2, $3, '2026-11-01')",
            cast.brand.id, cast.brand.posts["SR-21"], cast.brand.clerk.member,
        )  # fmt: skip
    answer = await client(cast.brand.admin).post(f"{BASE}/gaps/runs", data={"x": "1"})
    assert answer.status_code == 303
    page = (await client(cast.brand.admin).get(f"{BASE}/gaps")).text
    assert "新增 0，消除 1" in page
    async with inside(cast.brand.id):
        newest = await db().fetchval("select id from gap_runs where tenant_id = $1 order by id desc limit 1", cast.brand.id)
    told = (await english(client, cast.brand.executive).get(f"{BASE}/gaps/{newest}")).text
    assert "Sales rep, zone 2 route 1" in told
    assert (await client(cast.brand.leader).post(f"{BASE}/gaps/runs", data={"x": "1"})).status_code == 403


async def test_in_english_nothing_is_left_in_chinese_but_the_switch(cast, client, run):
    for path in (BASE, f"{BASE}?unit={cast.brand.units['Z1']}", f"{BASE}/gaps", f"{BASE}/gaps/{run}", f"{BASE}/duties"):
        page = await english(client, cast.brand.admin).get(path)
        assert page.status_code == 200
        said = page.text.split("<main", 1)[1].split("</main>", 1)[0]
        assert not re.findall(r"[\u4e00-\u9fff]+", said.replace("管理员", "")), path


async def test_the_lists_leave_as_spreadsheets(cast, client):
    for key in ("responsibilities", "duties"):
        answer = await client(cast.brand.admin).get(f"/brand/sheets/{key}")
        assert answer.status_code == 200
        assert answer.content[:2] == b"PK"
    assert (await client(cast.brand.staff).get("/brand/sheets/responsibilities")).status_code in (403, 404)
