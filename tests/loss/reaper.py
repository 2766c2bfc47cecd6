"""Kill -9 at random moments: one process, the whole database, or everything the launcher keeps."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from infra.process import send
from tests.loss.house import KINDS, House


@dataclass
class Reaper:
    """`wanted` kills of each kind still to do; what is done is counted. Gives up when the time is over."""

    house: House
    wanted: Counter[str]
    dice: Random
    within: float
    pause: tuple[float, float] = (0.1, 0.8)
    done: Counter[str] = field(default_factory=Counter)
    took: float = 0.0

    async def reap(self) -> None:
        """Until every wish is met or time is over. Only what lives is killed: half a power cut is none."""
        began = time.monotonic()
        while +self.wanted and self.took < self.within:
            await asyncio.sleep(self.dice.uniform(*self.pause))
            living = {kind: self.house.find(kind) for kind in KINDS}
            if all(living.values()):
                living["everything"] = [pid for pids in living.values() for pid in pids]
            kinds = [kind for kind in sorted(self.wanted.elements()) if living.get(kind)]
            if kinds:
                self._kill(self.dice.choice(kinds), living)
            self.took = time.monotonic() - began

    def _kill(self, kind: str, living: dict[str, list[int]]) -> None:
        for pid in living[kind] if kind == "everything" else [self.dice.choice(living[kind])]:
            send(pid, signal.SIGKILL)
        self.wanted[kind] -= 1
        self.done[kind] += 1
