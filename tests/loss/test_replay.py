"""Sent again, twice at once, with other content, cut off midway: one row, one receipt, no open ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random
from uuid import uuid4

import pytest

from tenants import db, inside
from tests.loss.audit import at_rest, audit
from tests.loss.phone import Ledger, Line, Sending, deliver
from tests.loss.storm import CONNECTIONS
from tests.loss.yard import connected, found

EACH = 50  # lists a seat: a thousand in all
ALL = 500  # lists a seat: ten thousand
CUTS = 50
PICTURE = """
    select md5(
        (select string_agg(c::text, ',' order by id) from checks c where tenant_id = $1)
        || (select string_agg(a::text, ',' order by check_id, point_id) from answers a where tenant_id = $1)
        || (select string_agg(t::text, ',' order by post_id, business_date) from tallies t
             where tenant_id = $1))"""


@pytest.fixture(scope="module")
def ledger():
    """Of the thousand lists."""
    return Ledger()


async def picture(house, yard) -> str:
    """A digest of all checks, answers and tallies of the company."""
    async with connected(house.settings), inside(yard.company.id):
        return await db().fetchval(PICTURE, yard.company.id)


async def at_once(yard, work, *, salt):
    """`work(seat, dice)` for all twenty seats; other salt, other content."""
    await asyncio.gather(*(work(seat, Random(f"{salt} {n}")) for n, seat in enumerate(yard.seats)))


async def three_times(house, yard, ledger, each, *, salt):
    """Every seat sends `each` lists, each of them twice at once and then again."""

    async def send(seat, dice):
        lines = [Line(house.address, seat) for _ in range(2)]
        for _ in range(each):
            due, check = seat.dues.pop(), uuid4()
            ledger.sent[check] = Sending(seat, due, yard.sheet(due, dice))
            await asyncio.gather(*(deliver(yard, line, check, ledger) for line in lines))
            await deliver(yard, lines[0], check, ledger)
        for line in lines:
            line.hang_up()

    await at_once(yard, send, salt=salt)
    print(f"\n{ledger}; each sent three times, twice of it at once")


async def test_a_thousand_lists_sent_three_times_are_a_thousand_rows_and_the_same_bytes(house, yard, ledger):
    await three_times(house, yard, ledger, EACH, salt="first")
    assert (len(ledger.receipts), ledger.retries.total()) == (1000, 0)
    assert await audit(house.settings, yard, ledger) == {}


@pytest.mark.torture
async def test_ten_thousand_lists_sent_three_times_are_ten_thousand_rows(house):
    yard, ledger = await found(house.settings, ALL), Ledger()
    await three_times(house, yard, ledger, ALL, salt="all")
    assert (len(ledger.receipts), ledger.retries.total()) == (10_000, 0)
    assert await audit(house.settings, yard, ledger) == {}


async def test_the_same_id_with_other_content_is_refused_and_nothing_moves(house, yard, ledger):
    before, said = await picture(house, yard), Counter()

    async def otherwise(seat, dice):
        line, other = Line(house.address, seat), seat.dues[-1]
        mine = [item for item in ledger.sent.items() if item[1].seat is seat]
        foreign = next(check for check, sending in ledger.sent.items() if sending.seat is not seat)
        # Other answers, another due check, somebody else's list.
        tries = [(sending.due, check) for check, sending in mine[:10]]
        tries += [(other, check) for check, _ in mine[:10]] + [(other, foreign)]
        for due, check in tries:
            status, _ = await line.put(yard.path(due, check), yard.sheet(due, dice))
            said[status] += 1
        line.hang_up()

    await at_once(yard, otherwise, salt="other")
    assert said == {409: 20 * 21}
    assert await picture(house, yard) == before
    assert await audit(house.settings, yard, ledger) == {}


async def test_phones_that_hang_up_leave_no_transaction_and_give_the_connection_back(house, yard):
    ledger, dice = Ledger(), Random(3)
    for n in range(CUTS):
        seat = yard.seats[n % len(yard.seats)]
        due, check = seat.dues.pop(), uuid4()
        ledger.sent[check] = Sending(seat, due, yard.sheet(due, dice))
        # In the head, in the body, and after the last byte, when the answer finds nobody.
        after = dice.choice((40, 400, 1000, 1_000_000))
        await Line(house.address, seat).cut(yard.path(due, check), ledger.sent[check].body, after=after)

    async def send(check, sending):
        line = Line(house.address, sending.seat)
        await deliver(yard, line, check, ledger)
        line.hang_up()

    async with asyncio.timeout(15):
        await asyncio.gather(*(send(*item) for item in ledger.sent.items()))
    assert (len(ledger.receipts), ledger.retries.total(), ledger.wrong) == (CUTS, 0, [])
    connections, hanging = await at_rest(house.settings)
    assert hanging == 0
    assert connections <= CONNECTIONS
