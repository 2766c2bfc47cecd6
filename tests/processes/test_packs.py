"""What a company made of its processes goes out in its pack, and is taken up by another as the same."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from saas.packs import write
from saas.packs.cross_flows import faults
from saas.packs.export import export
from saas.packs.read import pack_of, read_pack
from saas.packs.shelf import FOLDER
from saas.processes import reads
from saas.processes.begin import begin
from saas.processes.edit_activity import edit_activity
from saas.processes.publish import publish
from tenants import db, inside


async def exported(firm, today):
    async with inside(firm.id):
        return await export(today)


async def changed(firm, world, fields):
    """Publish order to cash with P2-4 edited."""
    today = world.now.date()
    async with inside(firm.id):
        process = await db().fetchval("select id from processes where tenant_id = $1 and code = 'P2'", firm.id)
        await begin(process, by=firm.admin.member, now=world.now)
        draft = await reads.draft(process)
        one = next(each for each in await reads.draft_activities(draft.id, today) if each.code == "P2-4")
        await edit_activity(one.id, fields, seen=0, by=firm.admin.member, now=world.now, today=today)
        await publish(process, effective_from=today, today=today, why="试", by=firm.admin.member, now=world.now)


async def test_processes_that_nobody_touched_come_out_as_they_came(cast, world):
    assert (await exported(cast.stranger, world.now.date())).processes == read_pack(FOLDER / "cold_drink").processes


async def test_a_published_change_goes_out_in_words_of_the_pack_and_comes_in_the_same(cast, world):
    ways = {"ahead": "P2-5 | 现结 | Cash\nP2-6 | 挂账 | On account", "amount": "36", "per": "hours"}
    await changed(cast.brand, world, ways)
    pack = await exported(cast.brand, world.now.date() + timedelta(days=1))
    [order] = [process for process in pack.processes.processes if process.code == "P2"]
    fourth = order.activities[3]
    assert fourth.next == ("P2-5", "P2-6") and [case.when.zh for case in fourth.cases] == ["现结", "挂账"]
    assert str(fourth.limit.hours) == "36" and list(faults(pack)) == []
    untouched = {process.code: process for process in read_pack(FOLDER / "cold_drink").processes.processes} | {"P2": order}
    assert {process.code: process for process in pack.processes.processes} == untouched
    again, wrong = pack_of(write.files(pack))
    assert not wrong and msgspec.structs.asdict(again)["processes"] == pack.processes
