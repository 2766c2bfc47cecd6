"""Twenty phones at work while kills go round, and the books afterwards."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from tests.loss.audit import at_rest, audit
from tests.loss.house import House
from tests.loss.phone import Ledger, Line, deliver, work
from tests.loss.reaper import Reaper
from tests.loss.yard import Yard

# Two web processes with ten connections and a door of two each, the worker with six, the clock with two.
CONNECTIONS = 2 * (10 + 2) + 6 + 2
SENT_AGAIN = 100
PATIENCE = 90.0  # a busy machine is long between two kills


async def storm(house: House, yard: Yard, reapers: list[Reaper], **pace: Any) -> Ledger:
    """Phones and reapers until the last kill; then some lists once more, byte for byte. Prints a line."""
    ledger, stop = Ledger(), asyncio.Event()
    phones = asyncio.create_task(work(yard, house.address, ledger, stop, **pace))
    await asyncio.gather(*(reaper.reap() for reaper in reapers))
    async with asyncio.timeout(PATIENCE):
        while len(ledger.receipts) <= SENT_AGAIN:
            await asyncio.sleep(0.1)
    stop.set()
    await phones
    killed: Counter[str] = sum((reaper.done for reaper in reapers), Counter())
    print(f"\n{ledger}; killed {dict(killed)} in {max(reaper.took for reaper in reapers):.0f} s")
    for check in list(ledger.receipts)[:: max(1, len(ledger.receipts) // SENT_AGAIN)]:
        line = Line(house.address, ledger.sent[check].seat)
        await deliver(yard, line, check, ledger)
        line.hang_up()
    return ledger


async def assert_whole(house: House, yard: Yard, ledger: Ledger) -> None:
    """Nothing lost, nothing doubled, nothing dead, no connection held."""
    assert await audit(house.settings, yard, ledger) == {}
    connections, hanging = await at_rest(house.settings)
    assert hanging == 0
    assert connections <= CONNECTIONS
