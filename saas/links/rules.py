"""Whether what should move an indicator is to be seen in the figures, said with care. Pure, and the same each time.

Units and periods are pairs: how well a point was kept, and what the indicator came to `lag` periods later. A unit is held
against itself (ranks within the unit) and against what was common to all (the mean of a period goes out), so that neither
a good unit nor a good month makes a link. Chance is measured by giving units the whole lines of other units, which keeps
every line's own ups and downs; of many links together no more than one in twenty found is owed to chance (Benjamini and
Hochberg 1995, p values of sequential permutations after Besag and Clifford 1991).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from operator import mul
from random import Random
from typing import Literal

from saas.values import EXACT, half_up

Verdict = Literal["seen", "other_way", "none", "few"]
# Told is one in twenty; asked for is a little more, so that it holds.
RATE = Fraction(4, 100)
SUBJECTS, PERIODS, PAIRS = 5, 6, 32
MOST, ENOUGH = 1999, 30
SEED = 1995


@dataclass(frozen=True)
class Pair:
    """One subject in one period: the process (more is better), and the result `lag` periods later."""

    subject: str
    period: int
    process: Fraction
    result: Fraction


@dataclass(frozen=True)
class Weighed:
    """strength −1…1 (1: the same order everywhere); chance: how often chance alone gives as much; None: too few pairs."""

    pairs: int
    subjects: int
    periods: int
    strength: Decimal | None = None
    chance: Fraction | None = None


@dataclass(frozen=True)
class Judged:
    """`verdict` few: cannot tell; none: no link is visible."""

    weighed: Weighed
    verdict: Verdict


def judge(links: Mapping[str, Sequence[Pair]], *, higher: bool) -> dict[str, Judged]:
    """All links of one indicator together; `higher`: more of the indicator is better."""
    weighed = {key: weigh(pairs, seed=SEED + n) for n, (key, pairs) in enumerate(sorted(links.items()))}
    found = discovered({key: one.chance for key, one in weighed.items() if one.chance is not None})
    return {key: Judged(one, _verdict(one, key in found, higher)) for key, one in weighed.items()}


def _verdict(one: Weighed, found: bool, higher: bool) -> Verdict:
    if one.strength is None:
        return "few"
    if not found:
        return "none"
    return "seen" if (one.strength > 0) == higher else "other_way"


def discovered(chances: Mapping[str, Fraction], rate: Fraction = RATE) -> set[str]:
    """Which of them are more than chance, when all are looked at together."""
    order = sorted(chances.items(), key=lambda each: (each[1], each[0]))
    last = max((n for n, (_, chance) in enumerate(order, 1) if chance <= rate * n / len(order)), default=0)
    return {key for key, _ in order[:last]}


def weigh(pairs: Sequence[Pair], *, seed: int = SEED) -> Weighed:
    """One link by itself."""
    lines = _lines(pairs)
    kept = [pair for line in lines for pair in line]
    size = Weighed(len(kept), len(lines), len({pair.period for pair in kept}))
    if size.subjects < SUBJECTS or size.periods < PERIODS or size.pairs < PAIRS:
        return size
    process = _grid(lines, _ranked(_centred(lines, [[p.process for p in line] for line in lines])))
    result = _grid(lines, _ranked(_centred(lines, [[p.result for p in line] for line in lines])))
    flat = [rank for line in result for rank in line]
    spread = sum(rank * rank for line in process for rank in line) * sum(rank * rank for rank in flat)
    if not spread:
        return size
    together = _product(process, flat)
    strength = half_up(EXACT.divide(Decimal(together), EXACT.sqrt(Decimal(spread))), 2)
    chance = _chance(process, flat, abs(together), Random(seed))  # noqa: S311  the same each time
    return Weighed(size.pairs, size.subjects, size.periods, strength, chance)


def _chance(process: list[list[int]], flat: list[int], seen: int, dice: Random) -> Fraction:
    """Stop as soon as chance has been as good often enough: that it is chance is known then."""
    as_good = 0
    for tried in range(1, MOST + 1):
        as_good += abs(_product(dice.sample(process, len(process)), flat)) >= seen
        if as_good >= ENOUGH:
            return Fraction(as_good, tried)
    return Fraction(as_good + 1, MOST + 1)


def _lines(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Subject by subject in the order of time; who has fewer than three periods tells nothing of change."""
    found: dict[str, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda p: (p.subject, p.period)):
        found.setdefault(pair.subject, []).append(pair)
    return [line for line in found.values() if len(line) > 2]  # noqa: PLR2004  two periods are one step


def _centred(lines: list[list[Pair]], figures: list[list[Fraction]]) -> list[list[Fraction]]:
    """Ranks within the subject, in −1…1, less the mean of the period."""
    own = [[Fraction(rank, len(row)) for rank in _ranks(row)] for row in figures]
    whole: dict[int, list[Fraction]] = {}
    for line, row in zip(lines, own, strict=True):
        for pair, rank in zip(line, row, strict=True):
            whole.setdefault(pair.period, []).append(rank)
    means = {period: sum(row, Fraction(0)) / len(row) for period, row in whole.items()}
    return [
        [rank - means[pair.period] for pair, rank in zip(line, row, strict=True)] for line, row in zip(lines, own, strict=True)
    ]


def _ranked(figures: list[list[Fraction]]) -> list[list[int]]:
    """Ranks over all pairs together, in the lines they stand in."""
    ranks = iter(_ranks([figure for row in figures for figure in row]))
    return [[next(ranks) for _ in row] for row in figures]


def _ranks(figures: Sequence[Fraction]) -> list[int]:
    """Twice the rank less its mean: whole numbers around 0; equals share the middle of their ranks."""
    order = sorted(range(len(figures)), key=figures.__getitem__)
    ranks = [0] * len(figures)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and figures[order[last + 1]] == figures[order[first]]:
            last += 1
        for at in order[first : last + 1]:
            ranks[at] = first + last + 1 - len(figures)
        first = last + 1
    return ranks


def _grid(lines: list[list[Pair]], ranks: list[list[int]]) -> list[list[int]]:
    """Every line over all periods; where it has no pair it tells nothing: 0, the middle."""
    places = {period: n for n, period in enumerate(sorted({pair.period for line in lines for pair in line}))}
    found = []
    for line, row in zip(lines, ranks, strict=True):
        told = [0] * len(places)
        for pair, rank in zip(line, row, strict=True):
            told[places[pair.period]] = rank
        found.append(told)
    return found


def _product(process: Sequence[Sequence[int]], flat: Sequence[int]) -> int:
    return sum(map(mul, chain.from_iterable(process), flat))
