"""The page of the tokens: empty, refused, made, shown once, revoked."""

from __future__ import annotations

import re

import pytest

from saas.api.tokens import PREFIX
from saas.shield import token_hash
from tenants import db, inside


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_page_is_there_in_one_statement(language, client, cast, statements):
    page = await client(cast.stranger.clerk, **{"accept-language": language}).get("/stranger/interface")
    assert page.status_code == 200
    assert len(statements) == 1


async def test_a_refused_form_keeps_what_was_given(client, cast):
    page = await client(cast.stranger.clerk).post("/stranger/interface/tokens", data={"name": "ERP", "days": "30"})
    assert page.status_code == 422
    assert "至少选一项权限" in page.text
    assert 'value="ERP"' in page.text
    async with inside(cast.stranger.id):
        assert await db().fetchval("select count(*) from api_tokens where tenant_id = $1 and cardinality(scopes) <> 1", cast.stranger.id) == 0


async def test_a_token_is_shown_once_works_and_can_be_revoked(client, cast, system):
    clerk = client(cast.stranger.clerk)
    form = {"name": "ERP", "days": "30", "scopes": ["read:organisation", "read:scores"]}
    token = re.search(rf"{PREFIX}[\w-]+", (await clerk.post("/stranger/interface/tokens", data=form)).text)[0]
    assert token not in (await clerk.get("/stranger/interface")).text
    assert (await system(token).get("/stranger/units")).status_code == 200
    async with inside(cast.stranger.id):
        ours = await db().fetchval("select id from api_tokens where tenant_id = $1 and hash = $2", cast.stranger.id, token_hash(token))
    assert (await clerk.post(f"/stranger/interface/tokens/{ours}/revocation")).status_code == 303
    assert (await system(token).get("/stranger/units")).status_code == 401
    assert "已停用" in (await clerk.get("/stranger/interface")).text
