"""Stopped or cut off under load: everything ends in time, and the next start knows every receipt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.loss.audit import audit
from tests.loss.phone import Ledger, work

STOPS = 3
LOAD = 2.0  # seconds of work before each end, and longer until something was acknowledged
PATIENCE = 60.0
GONE_WITHIN = 15.0


async def test_nothing_acknowledged_is_lost_by_three_stops_and_a_power_cut_under_load(house, yard):
    ledger, stop = Ledger(), asyncio.Event()
    phones = asyncio.create_task(work(yard, house.address, ledger, stop))
    ends = [await _ended(house, ledger, house.ask_to_end) for _ in range(STOPS)]
    await _ended(house, ledger, house.kill_everything)
    await asyncio.sleep(LOAD)
    stop.set()
    await phones
    print(f"\n{ledger}; stopped in {', '.join(f'{took:.1f} s' for took in ends)}; one power cut")
    assert max(ends) <= GONE_WITHIN
    assert await audit(house.settings, yard, ledger) == {}


async def _ended(house, ledger: Ledger, end: Callable[[], float | None]) -> float | None:
    """Some work, the end, a new start; seconds the end took."""
    before = len(ledger.receipts)
    await asyncio.sleep(LOAD)
    async with asyncio.timeout(PATIENCE):
        while len(ledger.receipts) == before:
            await asyncio.sleep(0.1)
    took = await asyncio.to_thread(end)
    await asyncio.to_thread(house.start)
    return took
