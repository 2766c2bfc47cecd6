"""Limits of an individuals chart over the weeks of a cycle. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from saas.reports.figures import Week
from saas.values import HUNDRED, ZERO, exact


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and natural limits of an individuals chart; None where too few weeks say too little."""

    centre: Decimal | None
    lower: Decimal | None
    upper: Decimal | None

    def outside(self, weeks: Sequence[Week]) -> list[Week]:
        """The weeks that stand out."""
        if self.lower is None or self.upper is None:
            return []
        return [week for week in weeks if week.score is not None and not self.lower <= week.score <= self.upper]


FEWEST_WEEKS = 6
MOVING_RANGE = Decimal("2.66")


def limits(weeks: Sequence[Week]) -> Limits:
    """x̄ ± 2.66 × mean moving range (Shewhart; 2.66 = 3 ÷ 1.128), cut to 0…100."""
    known = [week.score for week in weeks if week.score is not None]
    if len(known) < FEWEST_WEEKS:
        return Limits(None, None, None)
    with exact():
        centre = sum(known, ZERO) / len(known)
        moves = [abs(b - a) for a, b in pairwise(known)]
        spread = MOVING_RANGE * sum(moves, ZERO) / len(moves)
        return Limits(centre, max(ZERO, centre - spread), min(HUNDRED, centre + spread))
