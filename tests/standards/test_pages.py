"""The standards as a tree, searched, and one detail with what hangs on it."""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import uuid4

import pytest

from tenants import db, inside
from tests.statements import statements


async def node(firm, level="detail"):
    async with inside(firm.id):
        return await db().fetchrow(
            "select id, code, name from standard_nodes where level = $1 order by position limit 1", level
        )


@pytest.mark.parametrize("who", ["staff", "leader", "executive", "admin"])
async def test_everybody_reads_the_tree_in_one_statement(cast, client, who):
    with statements(1) as sent:
        page = await client(cast.brand.people[who]).get("/brand/standards")
    assert sent
    assert page.status_code == 200
    assert "建议值" in page.text


async def test_a_search_shows_hits_with_their_line(cast, client):
    detail = await node(cast.brand)
    page = await client(cast.brand.staff).get(f"/brand/standards?q={quote(detail['name']['zh'])}")
    whole = await client(cast.brand.staff).get("/brand/standards")
    assert str(detail["id"]) in page.text
    assert page.text.count("/standards/") < whole.text.count("/standards/")
    english = await client(cast.brand.staff).get(f"/brand/standards?q={quote(detail['name']['en'].upper())}")
    assert str(detail["id"]) in english.text


@pytest.mark.parametrize(
    "query", ["%", "_", "100%_", "\\", "' or 1=1 --", "<script>alert(1)</script>", "长" * 500]
)
async def test_a_strange_search_finds_nothing_and_says_so(cast, client, query):
    page = await client(cast.brand.staff).get(f"/brand/standards?q={quote(query)}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


async def test_it_answers_htmx_with_the_tree_alone(cast, client):
    page = await client(cast.brand.staff).get("/brand/standards", headers={"hx-request": "true"})
    assert "<html" not in page.text
    assert 'id="standards"' in page.text


async def test_a_detail_shows_who_answers_and_what_checks_it(cast, client):
    async with inside(cast.brand.id):
        checked = await db().fetchval(
            """select n.id from standard_nodes n where exists (
                 select from points p where p.detail_code = n.code and p.veto) order by position limit 1"""
        )
    with statements(1):
        page = await client(cast.brand.staff).get(f"/brand/standards/{checked}")
    assert page.status_code == 200
    assert "一票否决" in page.text
    assert re.search(r"/brand/posts/[\w-]{36}", page.text)


async def test_every_level_has_a_page(cast, client):
    for level in ("system", "category", "item", "step"):
        found = await node(cast.brand, level)
        page = await client(cast.brand.admin).get(f"/brand/standards/{found['id']}")
        assert (page.status_code, found["name"]["zh"] in page.text) == (200, True)


async def test_foreign_and_unknown_details_are_not_found(cast, client):
    foreign = (await node(cast.brand))["id"]
    for one in (foreign, uuid4(), "no-id"):
        assert (await client(cast.stranger.admin).get(f"/stranger/standards/{one}")).status_code == 404
