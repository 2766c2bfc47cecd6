"""The ledger's page: kinds as tabs, objects of one's line, book figures; ≤ 2 statements."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from tenants import db, inside
from tests.statements import statements


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "账面"), ("en", "Book")])
async def test_it_lists_the_objects_of_the_line(client, cast, locale, word):
    with statements(3):
        page = await client(
            cast.brand.leader, **{"accept-language": locale}, cookie=f"session={cast.brand.leader.token}; lang={locale}"
        ).get("/brand/objects?kind=outlet")
    assert page.status_code == 200
    assert word in page.text
    assert "胜利路" in page.text or "Outlet" in page.text


async def test_staff_have_no_ledger(client, cast):
    assert (await client(cast.brand.staff).get("/brand/objects")).status_code == 403


async def test_an_unknown_kind_is_not_found(client, cast):
    assert (await client(cast.brand.leader).get("/brand/objects?kind=nothing")).status_code == 404


@pytest.mark.parametrize("number", ["0", "-3", "abc", "９", "99999999999999999999"])
async def test_a_strange_page_number_shows_a_page(client, cast, number):
    assert (await client(cast.brand.leader).get(f"/brand/objects?page={number}")).status_code == 200


async def test_from_page_to_page_nothing_is_left_out_or_told_twice(client, cast):
    """On by the last code, back by the first, and by number: the same pages."""
    async with inside(cast.brand.id):
        await db().execute(
            """insert into objects (tenant_id, kind_id, unit_id, code, name)
               select $1, k.id, $2, 'walk-' || lpad(n::text, 3, '0'), '{"zh": "走"}' from object_kinds k, generate_series(1, 130) n
                where k.tenant_id = $1 and k.code = 'outlet'""",
            cast.brand.id, cast.brand.units["G-A"],
        )  # fmt: skip
    browser, address = client(cast.brand.leader), "/brand/objects?kind=outlet"

    async def codes(query: str) -> tuple[list[str], str]:
        text = (await browser.get(f"{address}&{query}")).text
        return re.findall(r'<td class="code">([^<]+)</td>', text), text

    seen, pages, (shown, text) = [], [], await codes("page=1")
    for _ in range(9):
        seen += shown
        pages.append(shown)
        further = re.search(r'page=(\d+)&amp;after=([^"]+)" rel="next"', text)
        if not further:
            break
        shown, text = await codes(f"page={further[1]}&after={further[2]}")
    assert len(seen) == len(set(seen)) > 130
    assert seen == sorted(seen)
    for number in range(1, len(pages) + 1):
        assert (await codes(f"page={number}"))[0] == pages[number - 1]
    assert (await codes(f"page=2&before={quote(pages[2][0])}"))[0] == pages[1]
    assert (await codes("page=2&after=zzzz"))[0] == pages[1]


async def test_a_search_also_finds_what_says_more_than_an_index_holds(client, cast):
    brand = cast.brand
    async with inside(brand.id):
        code = await db().fetchval(
            """update objects set attributes = attributes || jsonb_build_object('note', repeat('长话', 1000) || '灯塔')
               where tenant_id = $1 and id = (select o.id from objects o join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
                 where o.tenant_id = $1 and o.retired_on is null order by k.id, o.code limit 1) returning code""",
            brand.id,
        )  # fmt: skip
    page = await client(brand.admin).get(f"/brand/objects?q={quote('话灯塔')}")
    assert re.findall(r'<td class="code">([^<]+)', page.text) == [code]
