"""Nothing acknowledged is lost and nothing is counted twice, whatever is killed while twenty phones send."""

from __future__ import annotations

from collections import Counter
from random import Random

from tests.loss.reaper import Reaper
from tests.loss.storm import assert_whole, storm

KILLS = Counter(web=5, worker=5, postgres=5, everything=1)


async def test_kill_web_worker_database_and_all_of_them_under_twenty_phones(house, yard):
    reaper = Reaper(house, Counter(KILLS), Random(16), within=180)
    ledger = await storm(house, yard, [reaper])
    assert reaper.done == KILLS
    assert len(ledger.receipts) > 100
    await assert_whole(house, yard, ledger)
