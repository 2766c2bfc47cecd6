"""People of an external unit see their own part: whatever they click, no name from inside."""

from __future__ import annotations

import re

import pytest

from saas.org.change_unit import change_unit
from saas.org.given import Given
from saas.org.move_unit import move_unit
from saas.people.grant import grant
from saas.people.permits import OUTSIDE, PERMITS, may
from saas.refusals import Refused
from tenants import db, inside
from tests.cast import seat
from tests.lived import live_a_day

EVERY_MENU = (
    "today", "reviews", "quarter", "findings", "scores", "plans", "measures", "cycles", "standards", "responsibilities",
    "checklists", "objects", "organisation", "members", "desk/jobs", "desk/mail", "posts", "layers", "job-titles", "setup",
)  # fmt: skip
# Zone 1 is run by a distributor: its owner, a keeper, a rep and a driver of the cast.
OUTSIDERS = ("staff", "keeper", "keeper_leader", "driver")
INSIDE = """
select u.name->>'zh' as name, u.id from units u where u.tenant_id = $1 and not exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = $2) and u.parent_id is not null
union all select p.name->>'zh', p.id from posts p where p.tenant_id = $1 and not exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = $2)
union all select o.name->>'zh', o.id from objects o where o.tenant_id = $1 and not exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = $2)"""


async def set_external(firm, code, now, external=True):
    async with inside(firm.id):
        row = await db().fetchrow(
            "select u.name, l.id::text as layer, u.weight::text as weight from units u join layers l on l.id = u.layer_id where u.id = $1",
            firm.units[code],
        )  # fmt: skip
        fields = {"name_zh": row["name"]["zh"], "name_en": row["name"]["en"], "layer": row["layer"], "weight": row["weight"]}
        fields |= {"external": "on"} if external else {}
        seen = await db().fetchval(
            "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun_id = $2", firm.id, firm.units[code]
        )
        await change_unit(firm.units[code], Given(fields), seen, by=firm.admin.member, now=now, today=now.date())


@pytest.fixture(scope="module")
async def brand(cast, world):
    await live_a_day(cast.brand, now=world.now)
    await set_external(cast.brand, "Z1", world.now)
    return cast.brand


@pytest.fixture(scope="module")
async def inner(brand):
    async with inside(brand.id):
        return {row["name"]: row["id"] for row in await db().fetch(INSIDE, brand.id, brand.units["Z1"])}


async def clicked(browser, begin):
    """Every page that can be reached from these by its links, and what it says."""
    seen, ahead = {}, [f"/brand/{word}" for word in begin]
    while ahead and len(seen) < 150:
        at = ahead.pop(0)
        if at in seen:
            continue
        page = await browser.get(at)
        seen[at] = page
        found = re.findall(r'href="(/brand/[^"#?]+)', page.text) if page.status_code == 200 else []
        ahead += [link for link in dict.fromkeys(found) if link not in seen]
    return seen


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_an_outsider_sees_no_name_from_inside(brand, inner, client, who):
    pages = await clicked(client(brand.people[who]), EVERY_MENU)
    read = {at for at, page in pages.items() if page.status_code == 200}
    assert {"/brand/today", "/brand/organisation", "/brand/standards", "/brand/findings"} <= read
    for at, page in pages.items():
        assert page.status_code in (200, 303, 403, 404), at
        told = [name for name in inner if name in page.text]
        assert told == [], at


async def test_what_lies_inside_is_not_found_by_its_address(brand, inner, client):
    browser = client(brand.keeper_leader)
    for address in (
        f"units/{brand.units['G-B']}", f"units/{brand.units['Y']}", f"units/{brand.units['Z2']}/branch", f"posts/{brand.posts['GM']}",
    ):  # fmt: skip
        assert (await browser.get(f"/brand/{address}")).status_code == 404, address
    assert (await browser.get(f"/brand/units/{brand.units['Z1-1']}")).status_code == 200
    for word in ("SR-5", "二片", "executive"):
        found = (await browser.get(f"/brand/organisation?q={word}")).text
        assert not [name for name in inner if name in found]


async def test_their_own_unit_is_the_top_of_their_tree(brand, client):
    page = await client(brand.staff).get("/brand/organisation")
    assert "一区" in page.text
    assert "G 市营业所" not in page.text


@pytest.mark.parametrize("permit", sorted(set(PERMITS) - OUTSIDE))
def test_what_is_not_listed_for_outsiders_is_nobodys_outside(permit):
    assert not may(frozenset({"staff", "leader", "executive", "admin", "outside"}), permit)


async def test_they_see_the_standards_that_concern_them(brand, client):
    async with inside(brand.id):
        rows = await db().fetch(
            "select id, code from standard_nodes where tenant_id = $1 and level = 'detail' order by position", brand.id
        )
    browser = client(brand.keeper)
    page = (await browser.get("/brand/standards")).text
    shown = [row for row in rows if str(row["id"]) in page]
    assert 0 < len(shown) < len(rows)
    for row in rows:
        answer = await browser.get(f"/brand/standards/{row['id']}")
        assert answer.status_code == (200 if row in shown else 404)


async def test_nobody_outside_is_executive_or_administrator(brand, world):
    async with inside(brand.id):
        with pytest.raises(Refused) as refused:
            await grant(brand.keeper.member, "executive", brand.units["Z1-1"], by=brand.admin.member, now=world.now)
    assert refused.value.problems[0].field == "role"
    with pytest.raises(Refused) as refused:
        await set_external(brand, "Y", world.now)
    assert refused.value.problems[0].field == "external"


async def test_moving_below_an_external_unit_makes_outsiders(brand, world, client):
    neighbour = await seat(brand, "neighbour", "staff", "Z2-1", "SR-21", now=world.now)
    before = await client(neighbour).get(f"/brand/units/{brand.units['G-B']}")
    async with inside(brand.id):
        await move_unit(brand.units["Z2-1"], brand.units["Z1-1"], 0, by=brand.admin.member, now=world.now, today=world.now.date())
    after = await client(neighbour).get(f"/brand/units/{brand.units['G-B']}")
    assert (before.status_code, after.status_code) == (200, 404)
