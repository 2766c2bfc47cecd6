"""Pages that are kept once rendered: what they tell is read each time, and so is who may see it."""

from __future__ import annotations

import re

import pytest

from tenants import db, inside

PAGES = ("today", "reviews", "checklists", "organisation", "responsibilities", "responsibilities/gaps", "standards", "objects")


def token(html: str) -> str:
    return re.search(r'name="csrf" content="(\w+)"', html)[1]


@pytest.mark.parametrize("path", PAGES)
async def test_every_request_has_its_own_nonce_and_its_sessions_token(client, cast, app, path):
    browser = client(cast.brand.leader)
    pages = [await browser.get(f"/brand/{path}") for _ in range(3)]
    nonces = {re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"])[1] for page in pages}
    assert len(nonces) == len(pages)
    for page in pages:
        assert "\x01" not in page.text
        assert set(re.findall(r'nonce="([^"]+)"', page.text)) <= nonces
        assert token(page.text) == app.state.shield.csrf(cast.brand.leader.token)


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_sees_the_page_of_another(client, cast, path):
    first = await client(cast.brand.leader).get(f"/brand/{path}")
    other = await client(cast.brand.other_leader).get(f"/brand/{path}")
    stranger = await client(cast.stranger.leader).get(f"/stranger/{path}")
    assert first.status_code == other.status_code == stranger.status_code == 200
    assert len({token(page.text) for page in (first, other, stranger)}) == 3
    assert "/brand/" not in stranger.text
    assert (await client(cast.stranger.leader).get(f"/brand/{path}")).status_code == 404


async def test_a_role_that_is_withdrawn_ends_the_page_at_once(client, cast):
    browser, leader = client(cast.brand.leader), cast.brand.leader.member
    assert (await browser.get("/brand/reviews")).status_code == 200
    assert (await browser.get("/brand/reviews")).status_code == 200
    async with inside(cast.brand.id):
        roles = await db().fetch(
            "delete from roles where tenant_id = $1 and membership_id = $2 returning role, unit_id", cast.brand.id, leader
        )
    assert (await browser.get("/brand/reviews")).status_code == 403
    async with inside(cast.brand.id):
        for role in roles:
            await db().execute(
                "insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, $3, $4)",
                cast.brand.id, leader, role["role"], role["unit_id"],
            )  # fmt: skip
    assert (await browser.get("/brand/reviews")).status_code == 200


async def test_what_is_new_is_there_at_the_next_request(client, cast):
    browser = client(cast.brand.leader)
    before = (await browser.get("/brand/checklists")).text
    async with inside(cast.brand.id):
        code = await db().fetchval(
            """update checklists set name = '{"zh": "换了名字的表"}' where tenant_id = $1
                  and id = (select id from checklists where tenant_id = $1 limit 1) returning code""",
            cast.brand.id,
        )
    after = (await browser.get("/brand/checklists")).text
    assert code in before
    assert "换了名字的表" not in before
    assert "换了名字的表" in after
