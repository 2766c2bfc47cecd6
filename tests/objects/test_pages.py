"""The ledger's page: kinds as tabs, objects of one's line, book figures; ≤ 2 statements."""

from __future__ import annotations

import pytest

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
