"""A session: a new secret at every sign-in, dead when it must be, in a cookie that scripts and other sites never see."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import asyncpg
import pytest

from infra.roles import SUPERUSER, passwords
from saas.app import create_app, load_pages
from saas.people.sessions import LIFETIME
from saas.shield import token_hash
from saas.web import routes
from tenants import db, inside, lobby
from tests.cast import PASSWORD
from tests.people.browser import Browser

NEW = "另外一个足够长的密码"
CHOSEN = "A" * 43


async def tell(world, statement: str, *args) -> None:
    """As somebody who may suspend companies: nobody of the product can."""
    secret = passwords(world.postgres.secrets)[SUPERUSER]
    connection = await asyncpg.connect(**world.app | {"user": SUPERUSER, "password": secret})
    await connection.execute(statement, *args)
    await connection.close()


def taken(browser: Browser, name: str = "session") -> str | None:
    return browser.cookies.get(name)


async def signed_in(app, person, **more) -> Browser:
    browser = Browser(app, address=f"10.1.0.{len(person.login)}", **more)
    assert (await browser.sign_in(person.login)).status_code == 303
    return browser


async def test_a_chosen_cookie_is_never_kept(app, cast):
    """Whoever planted a token in the browser beforehand holds nothing afterwards."""
    victim = Browser(app, cookies={"session": CHOSEN, "visitor": CHOSEN})
    answer = await victim.post(
        "/login",
        headers={"x-csrf-token": app.state.shield.csrf(CHOSEN)},
        data={"login": cast.brand.staff.login, "password": PASSWORD},
    )
    assert answer.status_code == 303
    given = re.search(r"session=([\w-]+);", answer.headers["set-cookie"])[1]
    assert given != CHOSEN
    assert (await Browser(app, cookies={"session": CHOSEN}).get("/brand/today")).status_code == 303
    assert (await Browser(app, cookies={"session": given}).get("/brand/today")).status_code == 200


async def test_every_sign_in_is_a_new_session_and_only_its_hash_is_kept(app, cast):
    first, second = [taken(await signed_in(app, cast.brand.staff)) for _ in range(2)]
    assert first != second
    async with lobby():
        kept = {row["token_hash"] for row in await db().fetch("select token_hash from sessions")}
    assert {token_hash(first), token_hash(second)} <= kept
    assert first.encode() not in kept


async def test_signing_out_ends_this_session_and_no_other(app, cast):
    one, two = [await signed_in(app, cast.brand.staff) for _ in range(2)]
    old = taken(one)
    answer = await one.fill("/logout", page="/account")
    assert answer.headers["location"] == "/login"
    assert taken(one) is None
    assert (await Browser(app, cookies={"session": old}).get("/brand/today")).headers["location"].startswith("/login")
    assert (await two.get("/brand/today")).status_code == 200


async def test_a_new_password_ends_every_other_session_and_renews_this_one(app, cast):
    here, there = [await signed_in(app, cast.brand.colleague) for _ in range(2)]
    old = taken(here)
    answer = await here.fill("/account/password", page="/account", old=PASSWORD, password=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?changed=1")
    assert taken(here) != old
    assert (await here.get("/brand/today")).status_code == 200
    for dead in (there, Browser(app, cookies={"session": old})):
        assert (await dead.get("/brand/today")).status_code == 303
    assert (await Browser(app).sign_in(cast.brand.colleague.login, PASSWORD)).status_code == 422
    assert (await Browser(app).sign_in(cast.brand.colleague.login, NEW)).status_code == 303


async def test_a_session_lives_thirty_days_and_not_a_second_longer(app, cast, world):
    browser, began = await signed_in(app, cast.brand.driver), world.now
    try:
        world.now = began + LIFETIME - timedelta(seconds=1)
        assert (await browser.get("/brand/today")).status_code == 200
        world.now = began + LIFETIME
        assert (await browser.get("/brand/today")).headers["location"] == "/login?next=/brand/today"
        assert (await browser.get("/companies")).headers["location"] == "/login"
        assert (await browser.get("/account")).headers["location"].startswith("/login")
    finally:
        world.now = began


async def test_a_disabled_person_is_out_everywhere_at_once_and_cannot_come_back(app, cast):
    browser = await signed_in(app, cast.brand.keeper)
    async with lobby():
        await db().execute("update persons set disabled_at = now() where id = $1", cast.brand.keeper.person)
    for address in ("/brand/today", "/account", "/companies", "/"):
        assert (await browser.get(address)).headers["location"].startswith("/login"), address
    answer = await Browser(app).sign_in(cast.brand.keeper.login)
    assert answer.status_code == 422
    assert "账号或密码不对。" in answer.text


async def test_an_ended_membership_is_a_404_at_the_next_request(app, cast):
    browser = await signed_in(app, cast.brand.other_leader)
    assert (await browser.get("/brand/reviews")).status_code == 200
    async with inside(cast.brand.id):
        await db().execute(
            "update memberships set ended_at = now() where tenant_id = $1 and id = $2",
            cast.brand.id,
            cast.brand.other_leader.member,
        )
    assert (await browser.get("/brand/reviews")).status_code == 404
    assert 'href="/brand' not in (await browser.get("/account")).text


async def test_a_suspended_company_is_a_404_for_everybody_and_comes_back_whole(app, cast, world):
    browser = await signed_in(app, cast.brand.leader)
    await tell(world, "update tenants set suspended_at = now() where slug = 'brand'")
    try:
        assert (await browser.get("/brand/reviews")).status_code == 404
        assert (await browser.get("/")).headers["location"] == "/login"
        assert (await (await signed_in(app, cast.stranger.leader)).get("/stranger/reviews")).status_code == 200
    finally:
        await tell(world, "update tenants set suspended_at = null where slug = 'brand'")
    assert (await browser.get("/brand/reviews")).status_code == 200


async def test_whoever_belongs_to_two_companies_chooses(app, cast, world):
    async with inside(cast.stranger.id):
        await db().execute(
            "insert into memberships (tenant_id, person_id, name, joined_at) values ($1, $2, 'guest', $3)",
            cast.stranger.id, cast.brand.clerk.person, world.now,
        )  # fmt: skip
    browser = Browser(app)
    assert (await browser.sign_in(cast.brand.clerk.login)).headers["location"] == "/companies"
    shown = (await browser.get("/companies")).text
    assert 'href="/brand"' in shown
    assert 'href="/stranger"' in shown
    # A member without a role sees that the company is there, and may do nothing in it.
    assert (await browser.get("/stranger/members")).status_code == 403


class TestCookies:
    async def test_they_are_out_of_reach_of_scripts_and_other_sites(self, app, cast):
        browser = Browser(app)
        given = [*(await browser.get("/login")).headers.get_list("set-cookie")]
        given += (await browser.sign_in(cast.brand.staff.login)).headers.get_list("set-cookie")
        given += (await browser.fill("/language", page="/account", locale="en")).headers.get_list("set-cookie")
        given += (await browser.fill("/logout", page="/account")).headers.get_list("set-cookie")
        assert {each.split("=")[0] for each in given} == {"visitor", "session", "lang"}
        for each in given:
            assert "HttpOnly" in each, each
            assert "SameSite=lax" in each, each
            assert "Path=/;" in each + ";", each
            assert "Domain" not in each, each

    async def test_behind_https_they_are_secure_and_bound_to_the_host(self, world, cast):
        """Also where they are dropped: a browser refuses a __Host- cookie without Secure, even to remove it."""
        secure = create_app(SimpleNamespace(**vars(world) | {"origin": "https://test"}), clock=lambda: world.now)
        browser = Browser(secure, origin="https://test")
        given = [*(await browser.get("/login")).headers.get_list("set-cookie")]
        given += (await browser.sign_in(cast.brand.staff.login)).headers.get_list("set-cookie")
        assert (await browser.get("/brand/today")).status_code == 200
        given += (await browser.fill("/language", page="/account", locale="en")).headers.get_list("set-cookie")
        given += (await browser.fill("/logout", page="/account")).headers.get_list("set-cookie")
        assert {each.split("=")[0] for each in given} == {"__Host-visitor", "__Host-session", "lang"}
        for each in given:
            assert "Secure" in each, each
            assert "Domain" not in each, each
        assert taken(browser, "__Host-session") is None
        # A cookie without the prefix, set by a neighbouring host, is not looked at.
        plain = Browser(secure, origin="https://test", cookies={"session": cast.brand.staff.token})
        assert (await plain.get("/brand/today")).status_code == 303


load_pages()
PAGES = [route for route in routes.all if route.method == "GET"]


@pytest.fixture
def ids():
    return {name: uuid4() for route in routes.all for name in re.findall(r"{(\w+)}", route.path)} | {
        "slug": "brand",
        "token": "t",
    }


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
async def test_every_page_carries_the_strict_policy(route, client, cast, ids):
    """Pages and refusals alike: a nonce of this answer, no eval, nothing inline, no foreign origin."""
    for person in (cast.brand.admin, cast.brand.leader, None):
        answer = await client(person).get(route.path.format(**ids))
        assert answer.status_code in (200, 303, 403, 404), answer.text[:300]
        check_policy(answer)


async def test_refusals_of_the_server_itself_carry_it_too(client, cast):
    browser = client(cast.brand.staff)
    for answer in (
        await browser.get("/no/such/page/at/all"),
        await browser.get("/brand/nothing"),
        await browser.post("/brand/today"),
        await browser.post("/login", content=b"x" * 2_000_000, headers={"content-type": "application/x-www-form-urlencoded"}),
    ):
        assert answer.status_code in (404, 405, 413), answer.status_code
        check_policy(answer)


async def test_a_nonce_is_used_once(client, cast):
    found = {nonce_of(await client(cast.brand.staff).get("/brand/today")) for _ in range(3)}
    assert len(found) == 3


def nonce_of(answer) -> str:
    return re.search(r"script-src 'nonce-([\w-]{22})' 'strict-dynamic'", answer.headers["content-security-policy"])[1]


def check_policy(answer) -> None:
    policy, nonce = answer.headers["content-security-policy"], nonce_of(answer)
    assert "unsafe" not in policy
    assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(policy.split("; "))
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")
    if answer.headers.get("content-type", "").startswith("text/html"):
        for tag in re.findall(r"<script\b[^>]*>", answer.text):
            assert f'nonce="{nonce}"' in tag, tag
        assert not re.search(r"<[^>]+\sstyle=|<[^>]+\son\w+=|<style|javascript:", answer.text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
