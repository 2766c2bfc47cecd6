"""Queue before tallies, in every transaction: whoever corrects a check and whoever sends another never wait for each other."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tenants import db, inside

from .company import TODAY, another_due
from .test_submit import send

QUEUE = """insert into queues as q select tenant_id, unit_id, post_id, membership_id, 0, 1 from checks where tenant_id = $1 limit 1
           on conflict (tenant_id, unit_id, post_id, membership_id) do update set edition = q.edition + 1"""


async def test_a_new_check_and_one_taken_out_of_the_tallies_do_not_lock_each_other(company):
    await send(company)
    due, held = await another_due(company, TODAY - timedelta(days=1)), asyncio.Event()

    async def second():
        await held.wait()
        return await send(company, due=due)

    sending = asyncio.create_task(second())
    async with inside(company.id):
        check = await db().fetchval("select id from checks where tenant_id = $1", company.id)
        await db().execute("select tally_check($1, $2, 0)", company.id, check)
        held.set()
        await asyncio.sleep(0.3)
        await db().execute(QUEUE, company.id)
    assert (await asyncio.wait_for(sending, 5)).score == 100
