"""The two edges of a commit, held open: no receipt without a row, and a row without a receipt gets one."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager
from random import Random
from uuid import uuid4

import asyncpg
import pytest

from tests.loss.audit import audit
from tests.loss.phone import GONE, Ledger, Line, Sending, deliver

WAITING = """
    select pid from pg_stat_activity
     where usename = current_user and wait_event_type = 'Lock' and query like '%submit_check%'"""
LOCK = "select from due_checks where tenant_id = $1 and id = $2 for update"
STORED = "select count(*) from checks where tenant_id = $1 and id = $2"


@pytest.fixture(scope="module")
def ledger():
    """Of all that the company of these tests was sent."""
    return Ledger()


@asynccontextmanager
async def held(house, yard, due):
    """A connection that keeps the due check locked, and one to look around with."""
    async with asyncio.timeout(30):
        holding, looking = [await asyncpg.connect(**house.settings.app) for _ in range(2)]
    try:
        for connection in (holding, looking):
            await connection.execute(f"set app.tenant = '{yard.company.id}'")
        await holding.execute("begin")
        await holding.execute(LOCK, yard.company.id, due)
        yield holding, looking
    finally:
        await holding.close()
        await looking.close()


async def until(ask, *args):
    """What the question brings once it brings anything."""
    end = time.monotonic() + 15
    while not (found := await ask(*args)):
        assert time.monotonic() < end, args
        await asyncio.sleep(0.02)
    return found


def begun(house, yard, ledger):
    """A list on its way, and the line it takes."""
    seat = yard.seats[len(ledger.sent)]
    due, check = seat.dues.pop(), uuid4()
    ledger.sent[check] = Sending(seat, due, yard.sheet(due, Random(5)))
    return check, ledger.sent[check], Line(house.address, seat)


async def test_killed_before_commit_there_is_no_receipt_and_no_row(house, yard, ledger):
    check, sending, line = begun(house, yard, ledger)
    async with held(house, yard, sending.due) as (_, looking):
        answer = asyncio.create_task(line.put(yard.path(sending.due, check), sending.body))
        os.kill(await until(looking.fetchval, WAITING), signal.SIGTERM)
        status, _ = await answer
        assert status == 503
        assert await looking.fetchval(STORED, yard.company.id, check) == 0
    await deliver(yard, line, check, ledger)
    line.hang_up()
    assert await audit(house.settings, yard, ledger) == {}


async def test_killed_after_the_statement_was_sent_the_row_stands_and_gets_its_receipt(house, yard, ledger):
    check, sending, line = begun(house, yard, ledger)
    async with held(house, yard, sending.due) as (holding, looking):
        answer = asyncio.create_task(line.put(yard.path(sending.due, check), sending.body))
        await until(looking.fetchval, WAITING)
        for pid in house.find("web"):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(GONE):
            await answer
        # Nobody listens any more, and the database goes on: committed, never acknowledged.
        await holding.execute("rollback")
        assert await until(looking.fetchval, STORED, yard.company.id, check) == 1
    await deliver(yard, line, check, ledger)
    line.hang_up()
    assert await audit(house.settings, yard, ledger) == {}
