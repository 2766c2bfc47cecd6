"""Fifty kills of each, as in tests/loss; a quarter of an hour at most. `make torture`"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.loss.house import House
from tests.loss.reaper import Reaper
from tests.loss.storm import assert_whole, storm
from tests.loss.yard import found

pytestmark = pytest.mark.torture
EACH, EVERYTHING = 50, 5
WITHIN = 720.0


@pytest.fixture
def house(tmp_path_factory):
    built = House(tmp_path_factory.mktemp("torture") / "var")
    try:
        built.start()
        yield built
    finally:
        built.end()


async def test_fifty_kills_of_web_worker_and_database_under_twenty_phones(house):
    yard = await found(house.settings, 2500)
    # The worker has a hand of its own: killed so often, it comes back after ten seconds only.
    others = Counter(web=EACH, postgres=EACH, everything=EVERYTHING)
    reapers = [
        Reaper(house, Counter(worker=EACH), Random(1), WITHIN, pause=(0.1, 3.0)),
        Reaper(house, others, Random(2), WITHIN, pause=(1.0, 9.0)),
    ]
    ledger = await storm(house, yard, reapers, thought=0.4)
    assert reapers[0].done + reapers[1].done == Counter(
        web=EACH, worker=EACH, postgres=EACH, everything=EVERYTHING
    )
    await assert_whole(house, yard, ledger)
