"""From a label to the list of its object: one's own, today's, and nobody else's."""

from __future__ import annotations

import pytest

from saas.checks.labels import code_of
from saas.checks.lay_out import lay_out
from tenants import db, inside

ONE = """
    select o.code, d.id from due_checks d join objects o on o.tenant_id = $1 and o.id = d.object_id
     where d.tenant_id = $1 and d.post_id = $2 and d.business_date = $3 order by d.closes_at, d.id limit 1"""


@pytest.mark.parametrize(
    ("label", "code"),
    [
        (" OU-111 ", "OU-111"), ("https://a.example/brand/o/OU-111", "OU-111"), ("http://a.example/BRAND/o/OU-111/", "OU-111"),
        ("https://a.example/stranger/o/OU-111", None), ("https://else.example/x", "https://else.example/x"),
    ],
)  # fmt: skip
def test_a_label_holds_a_code_or_an_address_of_ours(label, code):
    assert code_of(label, "brand") == code


async def labels_of(client, person, code, slug="brand"):
    return await client(person).get(f"/{slug}/scan", params={"code": code})


async def test_the_lists_of_a_label_are_ones_own(client, cast, statements, world):
    brand = cast.brand
    async with inside(brand.id):
        await lay_out(world.now.date(), now=world.now)
        code, due = await db().fetchrow(ONE, brand.id, brand.posts["SR-11"], world.now.date())
    found = await labels_of(client, brand.staff, code.lower())
    assert f"/brand/due/{due}" in found.headers.get("location", found.text)
    statements.clear()
    await labels_of(client, brand.staff, code)
    assert len(statements) <= 3
    other = await labels_of(client, brand.colleague, code)
    assert "/due/" not in other.headers.get("location", other.text)


@pytest.mark.parametrize("code", ["nothing", "' or 1=1", "x" * 5000, "https://a.example/stranger/o/OU-111"])
async def test_what_is_no_label_of_theirs_is_said_at_the_form(client, cast, code):
    answer = await labels_of(client, cast.brand.staff, code)
    assert answer.status_code == 200
    assert 'class="notice attention"' in answer.text


async def test_a_wish_for_large_type_is_ones_own(client, cast):
    one, other = client(cast.brand.staff), client(cast.brand.colleague)
    assert (await one.post("/brand/phone/type", data={"large": "1"})).json() == {"large": True}
    assert (await one.get("/brand/phone/type")).json() == {"large": True}
    assert (await other.get("/brand/phone/type")).json() == {"large": False}
    assert (await one.post("/brand/phone/type", data={"large": "0"})).json() == {"large": False}
    assert (await client(None).get("/brand/phone/type")).status_code in (303, 302, 401)


async def test_large_type_can_be_switched_on_with_ones_account(client, cast):
    page = (await client(cast.brand.staff).get("/account")).text
    assert f'data-person="{cast.brand.staff.person}" data-address="/brand"' in page
    assert 'data-large aria-pressed="false"' in page
