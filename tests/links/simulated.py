"""Units over months as a model makes them: good and poor units, a season common to all, months that hang together."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from saas.links.rules import Judged, Pair, judge

UNITS, MONTHS, LINKS = 10, 12, 6


def panel(dice: Random, *, moves: float = 0.0, units: int = UNITS, months: int = MONTHS, links: int = LINKS) -> dict[str, list[Pair]]:
    """`moves`: how much the first point moves the indicator of the next month, in spreads; the other points move nothing."""
    season = [dice.gauss(0, 1) for _ in range(months + 1)]
    lines = {f"P{n}": [_line(dice, months, season) for _ in range(units)] for n in range(links)}
    results = [_line(dice, months + 1, season) for _ in range(units)]
    return {
        key: [
            Pair(f"U{u}", t, _kept(process[t]), Fraction(results[u][t + 1] + moves * lines["P0"][u][t]))
            for u, process in enumerate(rows) for t in range(months)
        ]
        for key, rows in lines.items()
    }  # fmt: skip


def _kept(figure: float) -> Fraction:
    """A share of twenty answers, as a point has it."""
    return Fraction(min(20, max(0, round(16 + 2 * figure))), 20)


def _line(dice: Random, months: int, season: list[float]) -> list[float]:
    """A unit: its own level, the season, and what hangs together from month to month."""
    level, at = dice.gauss(0, 2), 0.0
    line = []
    for month in range(months):
        at = 0.5 * at + dice.gauss(0, 1)
        line.append(level + season[month] + at)
    return line


def told(seed: int, **model: float) -> dict[str, Judged]:
    return judge(panel(Random(seed), **model), higher=True)


def false_claims(seeds: range, **model: int) -> int:
    """Panels without any link in which one is claimed."""
    return sum(any(one.verdict in ("seen", "other_way") for one in told(seed, **model).values()) for seed in seeds)


def found(seeds: range, moves: float, **model: int) -> int:
    """Panels in which the one point that moves the indicator is seen."""
    return sum(told(seed, moves=moves, **model)["P0"].verdict == "seen" for seed in seeds)
