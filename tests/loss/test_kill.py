"""Nothing acknowledged is lost and nothing is counted twice, whatever is killed while twenty phones send."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

from tests.loss.audit import at_rest, audit
from tests.loss.phone import Ledger, Line, deliver, work
from tests.loss.reaper import Reaper

KILLS = Counter(web=5, worker=5, postgres=5, everything=1)
# Two web processes with ten connections each, the worker with six, the clock with two.
CONNECTIONS = 2 * 10 + 6 + 2


async def test_kill_web_worker_database_and_all_of_them_under_twenty_phones(house, yard):
    ledger, reaper = Ledger(), Reaper(house, Counter(KILLS), Random(16), within=60)
    await storm(house, yard, ledger, reaper)
    assert reaper.done == KILLS
    assert len(ledger.receipts) > 300
    assert await audit(house.settings, yard, ledger) == {}
    connections, hanging = await at_rest(house.settings)
    assert hanging == 0
    assert connections <= CONNECTIONS


async def storm(house, yard, ledger, reaper):
    """Twenty phones at work while the reaper goes round; then the same bytes of some lists once more."""
    stop = asyncio.Event()
    phones = asyncio.create_task(work(yard, house.address, ledger, stop))
    await reaper.reap()
    stop.set()
    await phones
    again = ledger.retries.total()
    for check in list(ledger.receipts)[:: max(1, len(ledger.receipts) // 100)]:
        line = Line(house.address, ledger.sent[check].seat)
        await deliver(yard, line, check, ledger)
        line.hang_up()
    reaped = f"killed {dict(reaper.done)} in {reaper.took:.0f} s"
    print(f"\n{ledger}; {reaped}")
    assert ledger.retries.total() == again
