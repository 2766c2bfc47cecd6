"""Does what worked last? The share since the window against the share in it. Pure.

Looked at every day, so a fall must be plain: the 99 % interval of the change lies below nothing, and more than half of
what was won is gone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from saas.plans.effect import FEWEST_ANSWERS, HALF, Count, UnitCounts
from saas.values import ONE, ZERO, exact

Outcome = Literal["held", "back", "cannot_tell"]
WIDE = Decimal("2.576")


def lasting(before: Count, window: Count, since: Count, *, over: bool) -> Outcome | None:
    """Counts of the treated posts before the measure, in its window and since; None: nothing to say yet.

    over: the watch is at its end. Then what has not fallen back held, unless there were too few answers.
    """
    if since.applied < FEWEST_ANSWERS:
        return "cannot_tell" if over else None
    with exact():
        at = [_share(each) for each in (before, window, since)]
        change = at[2] - at[1]
        wide = WIDE * (_variance(window) + _variance(since)).sqrt()
        if change + wide < 0 and at[2] < (at[0] + at[1]) / 2:
            return "back"
    return "held" if over else None


def summed(rows: list[UnitCounts]) -> tuple[Count, Count]:
    """Σ before and Σ after over posts."""
    nothing = Count(ZERO, ZERO)
    return sum((row.before for row in rows), nothing), sum((row.after for row in rows), nothing)


def _share(count: Count) -> Decimal:
    return (count.passed + HALF) / (count.applied + ONE)


def _variance(count: Count) -> Decimal:
    share = _share(count)
    return share * (ONE - share) / (count.applied + ONE)
