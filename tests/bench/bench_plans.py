"""Of a thousand measures that do nothing, how many are called worked; of a thousand that do something, how many are seen."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time

from tests.plans.programmes import Told, judged

NUMBER = 1_000


@dataclass(frozen=True)
class Simulated:
    """Nothing done, nothing done while units wander by eight points, twenty points won, ten points with many answers."""

    null: Told
    wandering: Told
    strong: Told
    many: Told
    seconds: float


def figures() -> Simulated:
    """The same for the same code: seeds are fixed. seconds: CPU of all four."""
    began = process_time()
    told = (
        judged(NUMBER), judged(NUMBER, wobble=8), judged(NUMBER, gain=20), judged(NUMBER, gain=10, most=600),
    )  # fmt: skip
    return Simulated(*told, process_time() - began)
