"""Simulated staff from a seed: planted rote, honest fast, honest slow and ordinary people, on a short and on a long list."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from statistics import quantiles
from uuid import UUID

from saas.signals.rote import Counted, Key, ranked, worth_a_look

SHORT, LONG = UUID(int=1), UUID(int=2)
POINTS = {SHORT: 5, LONG: 25}
READINGS = {SHORT: 1, LONG: 4}
# Share of points that are really found wanting, by list.
WANTING = {SHORT: 0.02, LONG: 0.03}


@dataclass(frozen=True)
class Worker:
    """How somebody works: seconds a point, how often a list is only ticked off, how often a photo is taken from before."""

    sort: str
    seconds: float
    rote: float = 0.0


def workers(dice: Random, people: int = 60, planted: int = 6) -> list[Worker]:
    """One in ten planted, two in ten fast, two in ten slow, the rest in between."""
    sorts = ["rote"] * planted + ["fast"] * (people // 5) + ["slow"] * (people // 5)
    sorts += ["plain"] * (people - len(sorts))
    return [_worker(dice, sort) for sort in sorts]


def staff(seed: int, people: int = 60, planted: int = 6, checks: int = 24) -> tuple[dict[Key, str], dict[Key, Counted]]:
    """What four weeks leave behind: the sort of each person and list, and what is counted of it."""
    dice = Random(seed)
    sorts, counted = {}, {}
    for number, worker in enumerate(workers(dice, people, planted)):
        for checklist in (SHORT, LONG):
            key = (UUID(int=number + 100), checklist)
            sorts[key] = worker.sort
            counted[key] = _month(dice, worker, checklist, dice.randint(checks // 2, checks))
    return sorts, counted


def _worker(dice: Random, sort: str) -> Worker:
    around = dice.lognormvariate(0, 0.12)
    return {
        "rote": Worker("rote", 3.0 * around, dice.uniform(0.75, 1.0)),
        "fast": Worker("fast", 6.5 * around),
        "slow": Worker("slow", 20.0 * around),
        "plain": Worker("plain", 12.0 * around),
    }[sort]


def _month(dice: Random, worker: Worker, checklist: UUID, checks: int) -> Counted:
    points, paces = POINTS[checklist], []
    passes = repeats = pairs = reused = photos = bursts = kinder = compared = 0
    for _ in range(checks):
        ticked = dice.random() < worker.rote
        seconds = worker.seconds if ticked or worker.sort != "rote" else 11.0
        paces.append(math.log(seconds) + dice.gauss(0, 0.35 + 0.4 / points))
        wanting = sum(dice.random() < WANTING[checklist] for _ in range(points))
        seen = 0 if ticked else wanting
        passes += seen == 0
        for _ in range(READINGS[checklist]):
            pairs += 1
            repeats += dice.random() < (0.8 if ticked else 0.12)
        if dice.random() < 0.3:
            photos += 1
            reused += dice.random() < (0.35 if ticked else 0.005)
        bursts += dice.random() < (0.5 if ticked else 0.06)
        if dice.random() < 0.1:
            compared += points
            kinder += wanting - seen + (dice.random() < 0.05)
    # Of its own dice, so that everything else is thrown as before: who ticks off shows the standard photo now and then.
    spare = Random(f"{worker.sort} {checklist} {paces[0]}")
    standard = sum(spare.random() < 0.08 for _ in range(photos)) if worker.sort == "rote" else 0
    low, _, high = quantiles(paces, n=4)
    cases = {
        "all_pass": (passes, checks), "same_reading": (repeats, pairs), "same_photo": (reused, photos), "standard_photo": (standard, photos),
        "burst": (bursts, checks), "leader_gap": (kinder, compared),
    }  # fmt: skip
    return Counted(checks, points, checks, *(Decimal(str(x)) for x in (sorted(paces)[checks // 2], low, high)), cases, Decimal("0.12"))


@dataclass(frozen=True)
class Precision:
    """Of `budget` looks `hits` fell on planted people; of `flagged` people and lists `honest` should not have been."""

    budget: int
    hits: int
    flagged: int
    honest: int

    @property
    def share(self) -> float:
        return self.hits / self.budget


def precision(seed: int, *, only: UUID | None = None) -> Precision:
    """The strongest within a budget of as many looks as there are planted ones; how many honest people the threshold shows."""
    sorts, counted = staff(seed)
    some = {key: each for key, each in counted.items() if only in (None, key[1])}
    planted = sum(sorts[key] == "rote" for key in some)
    told = ranked(some, {})
    first = told[:planted]
    shown = worth_a_look(told, len(told))
    return Precision(
        planted, sum(sorts[one.key] == "rote" for one in first), len(shown), sum(sorts[one.key] != "rote" for one in shown)
    )
