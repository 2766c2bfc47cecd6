"""Who comes in through the interface, how far, and how often."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from saas.api import limits, tokens
from saas.api.grant import MOST, grant
from saas.api.resources import every
from saas.api.revoke import revoke
from saas.api.scopes import SCOPES
from saas.app import load_pages
from saas.refusals import Refused
from saas.shield import token_hash
from tenants import db, inside

load_pages()
NAME = "{0.method} {0.path}".format
READS = [each for each in every if each.method == "GET"]
WITH_IDS = [each for each in every if each.address.count("{") > 1]




def at(each, slug: str, ids) -> str:
    return f"/{slug}" + re.sub(r"{(\w+)}", lambda found: str(ids(found[1])), each.path)


FITTING = {
    "changes": {"edition": 0, "attributes": {"x": "1"}},
    "values": {"values": [{"subject": str(UUID(int=1)), "input": "x", "day": "2026-03-01", "value": "1"}]},
    "targets": {"subject": str(UUID(int=1)), "first_day": "2026-01-01", "last_day": "2026-12-31", "target": "1"},
    "results": {"given": {}},
    "scenarios": {"name": "x", "given": {}},
    "figures": {"side": "department", "value": "1", "basis": "x"},
    "talks": {"said": "x"},
}  # fmt: skip


async def ask(client, each, where: str):
    if each.method == "GET":
        return await client.get(where)
    key = {"idempotency-key": str(uuid4())} if each.keeps else {}
    return await client.request(each.method, where, json=FITTING[each.path.rsplit("/", 1)[1]], headers=key)


@pytest.fixture(scope="module", autouse=True)
def plenty():
    """A token for each scope and some more: more than a company may have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("saas.api.grant.MOST", 99)
        yield


@pytest.fixture(scope="module")
async def without(cast, world):
    """A token for each scope that has all the others."""
    return {one: await made(cast, world, [scope for scope in SCOPES if scope != one]) for one in SCOPES}


async def made(cast, world, scopes):
    async with inside(cast.brand.id):
        return await grant("门店系统", scopes, 30, by=cast.brand.admin.member, now=world.now)


def unknown(_name: str) -> UUID:
    return uuid4()


@pytest.mark.parametrize("each", every, ids=NAME)
async def test_without_a_token_nothing_is_answered(each, system):
    for wrong in ("", "jj_", "jj_" + "A" * 65, tokens.new(uuid4())):
        answer = await ask(system(wrong), each, at(each, "brand", unknown))
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("each", WITH_IDS, ids=NAME)
async def test_foreign_and_unknown_ids_are_the_same_404(each, system, lived, cast, world):
    async with inside(cast.stranger.id):
        theirs = {
            "cycle": await db().fetchval("select cycle_id from closures where tenant_id = $1", cast.stranger.id),
            "subject": cast.stranger.units["Y"],
            "checklist": await db().fetchval("select id from checklists where tenant_id = $1 limit 1", cast.stranger.id),
            "indicator": await db().fetchval("select id from indicators where tenant_id = $1 limit 1", cast.stranger.id),
            "model": await db().fetchval("select id from models where tenant_id = $1 limit 1", cast.stranger.id),
            "thing": await db().fetchval("select id from objects where tenant_id = $1 limit 1", cast.stranger.id),
        }
    foreign = await ask(system(), each, at(each, "brand", theirs.get))
    nowhere = await ask(system(), each, at(each, "brand", unknown))
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert foreign.text == nowhere.text
    assert (await system().get(at(each, "brand", lambda _name: "x"))).status_code in (404, 405)


@pytest.mark.parametrize("each", every, ids=NAME)
async def test_another_company_looks_like_none(each, system):
    answers = [await ask(system(), each, at(each, slug, unknown)) for slug in ("stranger", "nowhere")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


@pytest.mark.parametrize("each", every, ids=NAME)
async def test_each_address_needs_its_own_scope(each, system, without):
    answer = await ask(system(without[each.scope]), each, at(each, "brand", unknown))
    assert answer.status_code == 403
    assert each.scope in answer.json()["title"]


def test_every_scope_opens_something():
    assert {each.scope for each in every} == set(SCOPES)


async def test_a_token_ends_with_its_day_and_with_its_revocation(system, cast, world, app):
    token = await made(cast, world, ["read:organisation"])
    assert (await system(token).get("/brand/units")).status_code == 200
    clock, app.state.clock = app.state.clock, lambda: world.now + timedelta(days=31)
    try:
        assert (await system(token).get("/brand/units")).status_code == 401
    finally:
        app.state.clock = clock
    async with inside(cast.brand.id):
        ours = await db().fetchval("select id from api_tokens where tenant_id = $1 and hash = $2", cast.brand.id, token_hash(token))
        await revoke(ours, by=cast.brand.admin.member, now=world.now)
        await revoke(ours, by=cast.brand.admin.member, now=world.now)
        lines = await db().fetchval(
            "select count(*) from trails where tenant_id = $1 and noun_id = $2 and action = 'revoke'", cast.brand.id, ours
        )
    assert lines == 1
    assert (await system(token).get("/brand/units")).status_code == 401
    with pytest.raises(Refused, match="没有找到"):
        async with inside(cast.stranger.id):
            await revoke(ours, by=cast.stranger.admin.member, now=world.now)


async def test_only_the_hash_of_a_token_is_kept(cast, world):
    token = await made(cast, world, ["read:organisation"])
    async with inside(cast.brand.id):
        kept = await db().fetchval("select string_agg(k::text, ' ') from api_tokens k where tenant_id = $1", cast.brand.id)
    assert token not in kept
    assert token[25:] not in kept


@pytest.mark.parametrize(
    ("name", "scopes", "days", "wrong"),
    [("", ["read:scores"], 30, "name"), ("x" * 61, ["read:scores"], 30, "name"), ("ERP", ["read:everything"], 30, "scopes"), ("ERP", [], 30, "scopes"), ("ERP", ["read:scores"], 31, "days")],
)  # fmt: skip
async def test_a_token_says_for_whom_what_and_how_long(cast, world, name, scopes, days, wrong):
    with pytest.raises(Refused) as refused:
        async with inside(cast.stranger.id):
            await grant(name, scopes, days, by=cast.stranger.admin.member, now=world.now)
    assert [each.field for each in refused.value.problems] == [wrong]


async def test_a_company_has_so_many_tokens_at_most(cast, world, monkeypatch):
    monkeypatch.setattr("saas.api.grant.MOST", MOST)
    with pytest.raises(Refused, match="个有效令牌"):
        async with inside(cast.stranger.id):
            for _ in range(MOST + 1):
                await grant("ERP", ["read:scores"], 30, by=cast.stranger.admin.member, now=world.now)


async def test_the_pace_is_told_and_held(system, cast, world, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS", 3)
    client = system(await made(cast, world, ["read:organisation"]))
    told = [await client.get("/brand/units") for _ in range(4)]
    assert [answer.status_code for answer in told] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in told] == ["2", "1", "0", "0"]
    assert told[3].headers["retry-after"] == told[3].headers["ratelimit-reset"] == "60"


@pytest.mark.parametrize(("second", "reset"), [(0, b"60"), (59, b"1")])
def test_the_next_minute_begins_when_it_is_said_to(world, second, reset):
    assert dict(limits.told(1, world.now.replace(second=second)))[b"ratelimit-reset"] == reset
