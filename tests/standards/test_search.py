"""The search: candidates from the index, held against the words as typed."""

from __future__ import annotations

import pytest

from saas.standards.book import book_of
from saas.standards.reads import front
from saas.standards.search import Found
from saas.standards.search import search as found_in
from saas.standards.terms import terms
from tenants import current, db, inside
from tests.statements import statements


@pytest.fixture
def day(world):
    return world.now.date()


async def search(asked, day) -> Found:
    """In the version in force."""
    version = (await front(day, current())).id
    return found_in(await book_of(version), asked)


async def said(firm, like: str) -> set[str]:
    return {
        row["code"]
        for row in await db().fetch("select code from standard_nodes where tenant_id = $1 and said like $2", firm.id, like)
    }


@pytest.mark.parametrize("query", ["温度", "冰", "a1.1", "A1.1", "freez", "冷库", "100", "gb/t", "食品安全法", "freez 冰"])
async def test_it_finds_exactly_what_says_the_words(cast, day, query):
    async with inside(cast.brand.id):
        found = await search(terms(query), day)
        expected = None
        for word in terms(query).said:
            codes = await said(cast.brand, f"%{word}%")
            expected = codes if expected is None else expected & codes
        assert not found.near
        assert found.total == len(found.hits) == len(expected)
        assert {hit.code for hit in found.hits} == expected


async def test_what_is_called_so_comes_before_what_says_so(cast, day):
    async with inside(cast.brand.id):
        hits = (await search(terms("温度"), day)).hits
        named = ["温度" in hit.name["zh"] for hit in hits]
        assert named == sorted(named, reverse=True)
        code = hits[0].code
        assert (await search(terms(code), day)).hits[0].code == code


async def test_pairs_that_are_not_the_word_are_no_hit(cast, day):
    async with inside(cast.brand.id):
        some = await db().fetchval(
            "select name->>'zh' from standard_nodes where tenant_id = $1 and level = 'detail' limit 1", current()
        )
        scrambled = some[2:4] + some[:2]
        found = await search(terms(scrambled), day)
        assert found.near or all(scrambled in hit.name["zh"] + str(hit.principle) for hit in found.hits)


async def test_where_nothing_says_it_the_nearest_are_shown_and_called_so(cast, day):
    async with inside(cast.brand.id):
        name = await db().fetchrow(
            "select code, name->>'zh' as zh from standard_nodes where tenant_id = $1 and length(name->>'zh') > 6 limit 1",
            current(),
        )
        found = await search(terms(name["zh"][:6] + "呀"), day)
        assert found.near
        assert name["code"] in {hit.code for hit in found.hits}


@pytest.mark.parametrize("query", ["", "%", "龘龘", "zzz", "'; drop table", "\\"])
async def test_nothing_is_found_calmly(cast, day, query):
    async with inside(cast.brand.id):
        found = await search(terms(query), day)
        assert (found.hits, found.total) == ([], 0)


async def test_the_other_company_is_never_found(cast, day):
    async with inside(cast.stranger.id):
        theirs = {str(hit.id) for hit in (await search(terms("温度"), day)).hits}
    async with inside(cast.brand.id):
        assert theirs.isdisjoint({str(hit.id) for hit in (await search(terms("温度"), day)).hits})


async def test_the_page_marks_its_hits_within_the_budget(cast, client):
    for query, most in (("温度", 3), ("温度的样子啊", 3)):
        with statements(most):
            page = await client(cast.brand.staff).get("/brand/standards", params={"q": query})
        assert page.status_code == 200
    page = await client(cast.brand.staff).get("/brand/standards", params={"q": "温度"}, headers={"hx-request": "true"})
    assert "<mark>温度</mark>" in page.text
    assert "<html" not in page.text
