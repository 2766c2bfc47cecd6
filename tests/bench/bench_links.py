"""Shuffled figures: in how many of a thousand made-up companies a link is claimed where there is none; and how many are found."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time

from tests.links.simulated import false_claims, found

SEEDS, SHIFTED = range(10_000, 11_000), range(20_000, 20_200)
MOVES = 0.7


@dataclass(frozen=True)
class Claims:
    """Claims of companies without any link; companies in which the one there is was found; seconds of CPU for one."""

    false: int
    of: int
    found: int
    there: int
    seconds: float


def figures() -> Claims:
    began = process_time()
    false = false_claims(SEEDS)
    seconds = (process_time() - began) / len(SEEDS)
    return Claims(false, len(SEEDS), found(SHIFTED, MOVES), len(SHIFTED), seconds)
