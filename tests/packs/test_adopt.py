"""A company that began empty uploads a pack: told what is wrong, shown what it brings, and born anew when it confirms."""

from __future__ import annotations

import asyncio
import io
import itertools
import shutil
import zipfile
from datetime import date

import pytest

from saas.checks.lay_out import lay_out
from saas.dashboards.count import count
from saas.packs import write
from saas.packs.adopt import adopt
from saas.packs.export import export
from saas.packs.offer import offer, withdraw
from saas.packs.read import PackFaults, pack_of, read_pack
from saas.packs.shelf import FOLDER
from saas.packs.sign_up import sign_up
from saas.packs.zips import MOST_BYTES, unzipped, zipped
from saas.refusals import Refused
from tenants import current, db, inside
from tests.cast import PASSWORD
from tests.packs.rich import enrich

COLD_DRINK = read_pack(FOLDER / "cold_drink")
FILES = write.files(COLD_DRINK)
COUNT = itertools.count(1)


@pytest.fixture
async def empty(world):
    """Founds a company from the empty start; gives its id and its first member."""

    async def found():
        slug = f"empty-{next(COUNT)}-of-its-own"
        tenant = await sign_up(slug, slug, "blank", "管理员", f"owner@{slug}.example", PASSWORD, now=world.now, locale="zh-CN")
        async with inside(tenant):
            member = await db().fetchval("select id from memberships where tenant_id = $1", tenant)
        return tenant, member

    return found


async def offered(tenant, member, world, pack=COLD_DRINK):
    async with inside(tenant):
        await offer(pack, [], {}, by=member, now=world.now)


async def test_it_takes_up_the_pack_and_gives_back_the_same(empty, world):
    tenant, member = await empty()
    await offered(tenant, member, world)
    async with inside(tenant):
        await count(world.now.date(), days=2, now=world.now)  # the clock has looked in since
        taken = await adopt(by=member, now=world.now)
        assert taken.counts["posts"] == len(COLD_DRINK.organisation.posts)
    async with inside(tenant):
        assert write.files(await export(world.now.date())) == FILES
        roles = await db().fetch("select role, unit_id from roles where tenant_id = $1", tenant)
        assert {(row["role"], row["unit_id"]) for row in roles} == {("admin", taken.root), ("executive", taken.root)}
        assert await db().fetchval("select count(*) from units where tenant_id = $1 and parent_id is null", tenant) == 1
        assert await db().fetchval("select max(number) from standards where tenant_id = $1", tenant) == 2


@pytest.fixture
def rich(tmp_path):
    return read_pack(enrich(shutil.copytree(FOLDER / "cold_drink", tmp_path / "pack")))


async def test_everything_that_the_format_can_say_comes_back(empty, world, rich):
    tenant, member = await empty()
    await offered(tenant, member, world, rich)
    async with inside(tenant):
        await adopt(by=member, now=world.now)
        assert write.files(await export(world.now.date())) == write.files(rich)
        shifts = await db().fetch(
            "select distinct shift, opens_at::text from schedules where tenant_id = $1 and shift <> ''", tenant
        )
    assert {tuple(row) for row in shifts} == {("early", "06:00:00"), ("late", "14:00:00")}


async def test_a_list_of_the_month_is_laid_out_on_its_days(empty, world, rich):
    tenant, member = await empty()
    await offered(tenant, member, world, rich)
    async with inside(tenant):
        await adopt(by=member, now=world.now)
        found = []
        for day in (date(2026, 11, 30), date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 30), date(2026, 12, 31)):
            await lay_out(day, now=world.now)
            monthly = """select exists (select from due_checks d join schedules s on s.tenant_id = d.tenant_id and s.id = d.schedule_id
                          where d.tenant_id = $1 and d.business_date = $2 and s.month_days <> '{}')"""
            if await db().fetchval(monthly, tenant, day):
                found.append(day)
    # November has no 31st: its last day stands in.
    assert found == [date(2026, 11, 30), date(2026, 12, 8), date(2026, 12, 31)]


async def test_export_and_import_carry_what_a_company_changed(empty, cast, world):
    async with inside(cast.brand.id):
        await db().execute(
            """update units set name = '{"zh": "北区", "en": "North"}' where tenant_id = $1 and code = 'Z1'""", current()
        )
        first = write.files(await export(world.now.date()))
    pack, _ = pack_of(unzipped(zipped(first, "cold_drink")))
    tenant, member = await empty()
    await offered(tenant, member, world, pack)
    async with inside(tenant):
        await adopt(by=member, now=world.now)
        assert write.files(await export(world.now.date())) == first


async def test_of_two_who_confirm_at_once_one_is_told(empty, world):
    tenant, member = await empty()
    await offered(tenant, member, world)

    async def confirm():
        async with inside(tenant):
            return await adopt(by=member, now=world.now)

    done = await asyncio.gather(confirm(), confirm(), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Refused", "TakenUp"]


async def test_a_company_with_content_is_refused(cast, world):
    async with inside(cast.brand.id):
        with pytest.raises(Refused) as refused:
            await offer(COLD_DRINK, [], {}, by=cast.brand.admin.member, now=world.now)
    assert refused.value.status == 409


async def test_without_a_pack_that_waits_nothing_happens(empty, world):
    tenant, member = await empty()
    await offered(tenant, member, world)
    async with inside(tenant):
        await withdraw(by=member, now=world.now)
        with pytest.raises(Refused) as refused:
            await adopt(by=member, now=world.now)
    assert refused.value.status == 409


def archive(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return made.getvalue()


HOSTILE = {
    "no zip": b"PK\x03\x04 and then nothing",
    "nothing": b"",
    "too large": b"0" * (MOST_BYTES + 1),
    "a bomb": archive(**{"pack.yaml": b" " * 30_000_000}),
    "a thousand files": archive(**{f"{n}.yaml": b"a: 1" for n in range(1000)}),
    "one name twice": archive(**{"a/pack.yaml": b"a: 1", "b/pack.yaml": b"a: 1"}),
}


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_archive_is_refused_in_words(sent):
    with pytest.raises(PackFaults) as refused:
        unzipped(sent)
    assert all(fault.zh and fault.en for fault in refused.value.faults)


def test_a_name_that_climbs_is_only_a_name():
    assert unzipped(archive(**{"../../pack.yaml": b"a: 1", "/etc/notes.txt": b"x"})) == {"pack.yaml": b"a: 1"}


def test_equal_packs_are_equal_archives():
    assert zipped(FILES, "cold_drink") == zipped(dict(FILES), "cold_drink")
    assert unzipped(zipped(FILES, "cold_drink")) == FILES
