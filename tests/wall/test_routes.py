"""Every address × a foreign id and an unknown id → the same 404; every role × every address → the table of roles.toml.

Both are generated from the route table: a new address without a case fails the suite.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from uuid import uuid4

import pytest

from saas.app import load_pages
from saas.people.permits import PERMITS
from saas.web import routes
from tests.lived import live_a_day

load_pages()

HERE = Path(__file__).parent
ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text())
CLOSED = [route for route in routes.all if route.permit is not None]
OPEN = [route for route in routes.all if route.permit is None]
WITH_IDS = [route for route in CLOSED if route.path.count("{") > 1]
NAME = "{0.method} {0.path}".format


def parameters(route) -> list[str]:
    return [name for name in re.findall(r"{(\w+)}", route.path) if name != "slug"]


def address(route, slug: str, ids: dict) -> str:
    return route.path.format(slug=slug, **{name: ids[name] for name in parameters(route)})


def bare(text: str) -> str:
    """A page without what differs from request to request."""
    return re.sub(r'nonce="[^"]*"|value="/[^"]*"|"\w{40}"', "", text)


@pytest.fixture(scope="module")
async def ids(cast, world):
    """A foreign id for every parameter: from the stranger, who has lived a day. The brand has, too."""
    await live_a_day(cast.brand, now=world.now)
    return await live_a_day(cast.stranger, now=world.now)


@pytest.fixture(scope="module")
def boss(cast):
    """Holds every role at the top of the brand, so that no refusal hides the wall."""
    return cast.brand.admin


@pytest.fixture(scope="module", autouse=True)
async def all_roles(cast):
    from tenants import db, inside

    brand = cast.brand
    async with inside(brand.id):
        for role in ("staff", "leader", "executive", "admin"):
            await db().execute(
                """insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, $3, $4)
                   on conflict do nothing""", brand.id, brand.admin.member, role, brand.units["Y"],
            )  # fmt: skip


async def ask(client, person, route, slug, ids):
    """The plainest request that could succeed: JSON for PUT, an empty form for POST."""
    body = {"json": {}} if route.method == "PUT" else {"data": {"x": "1"}} if route.method == "POST" else {}
    return await client(person, accept="text/html").request(route.method, address(route, slug, ids), **body)


def test_every_parameter_has_a_foreign_id(ids):
    for route in CLOSED:
        assert set(parameters(route)) <= set(ids), NAME(route)


@pytest.mark.parametrize("route", WITH_IDS, ids=NAME)
async def test_foreign_and_unknown_ids_are_the_same_404(route, client, boss, ids):
    foreign = await ask(client, boss, route, "brand", ids)
    unknown = await ask(client, boss, route, "brand", {name: uuid4() for name in ids})
    expected = 422 if NAME(route) in ALLOWED["made_by_the_phone"] else 404
    assert (foreign.status_code, unknown.status_code) == (expected, expected)
    assert bare(foreign.text) == bare(unknown.text)


@pytest.mark.parametrize("route", CLOSED, ids=NAME)
async def test_another_company_looks_like_none(route, client, boss, ids):
    foreign = await ask(client, boss, route, "stranger", ids)
    nowhere = await ask(client, boss, route, "nowhere", ids)
    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert bare(foreign.text) == bare(nowhere.text)


@pytest.mark.parametrize("route", CLOSED, ids=NAME)
async def test_without_a_session_nothing_is_answered(route, client, ids):
    answer = await ask(client, None, route, "brand", ids)
    if route.method == "GET":
        assert (answer.status_code, answer.headers["location"][:12]) == (303, "/login?next=")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("route", [route for route in routes.all if route.method != "GET"], ids=NAME)
async def test_unsafe_requests_need_our_token_and_our_origin(route, client, app, boss, cast, ids):
    """Without a token, with another person's, and from another site."""
    at = route.path.format(slug="brand", token="t", **ids) if "{" in route.path else route.path
    wrong = (
        {"x-csrf-token": ""},
        {"x-csrf-token": app.state.shield.csrf(cast.brand.staff.token)},
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
    )
    for headers in wrong:
        answer = await client(boss, **headers).request(route.method, at, data={"x": "1"})
        assert answer.status_code == 403, headers


def test_open_addresses_are_named():
    assert {NAME(route) for route in OPEN} == set(ALLOWED["open"])


def test_every_permit_is_used_and_known():
    assert {route.permit for route in CLOSED} == set(PERMITS)


@pytest.mark.parametrize("role", ["staff", "leader", "executive", "admin"])
async def test_the_matrix_of_roles(role, client, cast, ids):
    """`yes` in roles.toml: not 403 (an unknown id then is a 404). Everything else: 403, whatever the id."""
    expected = tomllib.loads((HERE / "roles.toml").read_text())
    person = getattr(cast.brand, "clerk" if role == "admin" else role)
    unknown = {name: uuid4() for name in ids}
    told = {}
    for route in CLOSED:
        answer = await ask(client, person, route, "brand", unknown)
        assert answer.status_code < 500, NAME(route)
        told[NAME(route)] = "no" if answer.status_code == 403 else "yes"
    assert told == {route: "yes" if role in roles else "no" for route, roles in expected["routes"].items()}
