"""Programmes of measures drawn by chance, with what they did known beforehand: seeds are fixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from saas.plans.effect import Count, UnitCounts, effect

PROMISED = Decimal("0.1")
SEED = 20260101


@dataclass(frozen=True)
class Told:
    """How many programmes were called what."""

    worked: int
    no_effect: int
    cannot_tell: int

    @property
    def all(self) -> int:
        return self.worked + self.no_effect + self.cannot_tell

    @property
    def share(self) -> float:
        return self.worked / self.all


def judged(number: int, seed: int = SEED, *, gain: int = 0, wobble: int = 0, most: int = 80) -> Told:
    """The verdicts on so many programmes. gain: percentage points that the measure adds; wobble: how far a unit's own share
    wanders between windows; most: answers of a unit in a window, from 30 on.
    """
    verdicts = [effect(*rows, PROMISED).verdict for rows in programmes(number, seed, gain=gain, wobble=wobble, most=most)]
    return Told(*(verdicts.count(name) for name in ("worked", "no_effect", "cannot_tell")))


def programmes(number: int, seed: int, *, gain: int = 0, wobble: int = 0, most: int = 80) -> Iterator[list[list[UnitCounts]]]:
    """1–3 treated and 3–6 comparison units each, with shares of 55–90 %."""
    dice = Random(seed)
    for _ in range(number):
        share, answers = dice.randint(55, 90), dice.randint(30, most)
        yield [
            [_drawn(dice, f"{kind}{i}", share, answers, more, wobble) for i in range(size)]
            for kind, size, more in (("t", dice.randint(1, 3), gain), ("c", dice.randint(3, 6), 0))
        ]


def _drawn(dice: Random, name: str, share: int, answers: int, gain: int, wobble: int) -> UnitCounts:
    after = max(0, min(100, share + gain + dice.randint(-wobble, wobble)))
    counts = [Count(Decimal(sum(dice.randrange(100) < each for _ in range(answers))), Decimal(answers)) for each in (share, after)]
    return UnitCounts(name, *counts)
