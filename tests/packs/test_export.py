"""What was taken up comes out again, byte for byte; what a company changed since comes out changed."""

import pytest

from saas.packs import write
from saas.packs.export import export
from saas.packs.read import pack_of, read_pack
from saas.packs.shelf import FOLDER, keys
from saas.packs.sign_up import sign_up
from tenants import db, inside
from tests.cast import PASSWORD


@pytest.fixture(scope="module")
async def company(world):
    """Signs a company up with a pack, once per pack."""
    known = {}

    async def found(key):
        if key not in known:
            slug = key.replace("_", "-") + "-x"
            login = f"admin@{slug}.example"
            known[key] = await sign_up(f"{key} 公司", slug, key, "管理员", login, PASSWORD, now=world.now, locale="zh-CN")
        return known[key]

    return found


async def exported(tenant, world):
    async with inside(tenant):
        return await export(world.now.date())


def same(pack, other):
    files, others = write.files(pack), write.files(other)
    assert files.keys() == others.keys()
    for name in files:
        assert files[name].decode() == others[name].decode(), name


@pytest.mark.parametrize("key", keys())
async def test_a_pack_comes_out_as_it_went_in(company, world, key):
    same(await exported(await company(key), world), read_pack(FOLDER / key))


async def change(tenant, sql, *values):
    async with inside(tenant):
        assert await db().execute(sql, tenant, *values) != "UPDATE 0"


@pytest.fixture
async def brand(cast):
    return cast.brand.id


async def test_what_was_changed_comes_out_changed(brand, world):
    before = await exported(brand, world)
    await change(brand, """update units set name = '{"zh": "北区", "en": "North"}' where tenant_id = $1 and code = 'Z1'""")
    await change(brand, "update posts set closed_on = $2 where tenant_id = $1 and code = 'DC-G'", world.now.date())
    await change(
        brand, "update schedules set closes_at = '20:00' where tenant_id = $1 and opens_at = '08:00' and closes_at = '19:00'"
    )
    await change(
        brand, """delete from responsibilities where tenant_id = $1 and detail_code = 'C1.1.1.1' and kind = 'reviewing'
                  and unit_id = (select id from units where tenant_id = $1 and code = 'Z1-1')"""
    )  # fmt: skip
    after = await exported(brand, world)
    assert next(u.name.en for u in after.organisation.units if u.code == "Z1") == "North"
    assert "DC-G" not in {p.code for p in after.organisation.posts}
    assert after.checklists.checklists[0].schedule.closes == "20:00"
    # One unit differs from the rule now, so every unit of this detail is told by post.
    assert "C1.1.1.1" not in {r.detail for r in after.responsibilities.responsibilities}
    routes = {a.unit: a for a in after.responsibilities.by_post if a.detail == "C1.1.1.1"}
    assert (routes["Z1-1"].reviewing, routes["Z1-2"].reviewing) == ((), ("CS-A",))
    assert after.standards == before.standards
    pack_of(write.files(after))


async def test_a_company_of_before_comes_out_as_a_pack_too(company, world):
    """It has no copy of what its pack said beyond the tables, and never named a reviewer."""
    tenant = await company("cold_drink")
    async with inside(tenant):
        await db().execute("delete from pack_parts where tenant_id = $1", tenant)
        await db().execute("update schedules set reviewer = '' where tenant_id = $1", tenant)
    same(await exported(tenant, world), read_pack(FOLDER / "cold_drink"))
