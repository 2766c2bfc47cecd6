"""Of a fixed number of looks, how many fall on planted people: simulated staff, short and long lists, fixed seeds."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time
from uuid import UUID

from saas.signals.rote import ranked
from tests.signals.staff import LONG, SHORT, precision, staff

SEEDS = range(100, 120)
PEOPLE = 1_000


@dataclass(frozen=True)
class Looks:
    """Looks of all seeds together, how many fell on planted people, and how many honest people the threshold shows."""

    name: str
    budget: int
    hits: int
    flagged: int
    honest: int


def figures() -> tuple[list[Looks], float]:
    """By list, and the seconds of CPU that ranking two thousand people and lists takes."""
    told = [_looks("short list, 5 points", SHORT), _looks("long list, 25 points", LONG), _looks("both", None)]
    _, counted = staff(1, PEOPLE, PEOPLE // 10)
    began = process_time()
    ranked(counted, {})
    return told, process_time() - began


def _looks(name: str, only: UUID | None) -> Looks:
    each = [precision(seed, only=only) for seed in SEEDS]
    return Looks(name, *(sum(getattr(one, what) for one in each) for what in ("budget", "hits", "flagged", "honest")))
