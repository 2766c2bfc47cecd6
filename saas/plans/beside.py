"""What a unit's pass share is held against: its own best before, the best unit like it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.plans.effect import Count
from saas.scores.data import post_data
from saas.scores.places import PointKey
from saas.scores.sheet import Sheet
from saas.values import ONE, ZERO, exact, quantum, share

# A share of fewer answers says little; a unit is like another when it had a third to three times as many of them.
FEWEST = Decimal(20)
TIMES = 3
NOTHING = Count(ZERO, ZERO)
Pooled = Mapping[tuple[str, PointKey], Count]


@dataclass(frozen=True, slots=True)
class Best:
    """The best share, and whose it is: a cycle's or a unit's; `of`: out of how many."""

    share: Decimal
    whose: str
    of: int


def pooled(sheet: Sheet) -> dict[tuple[str, PointKey], Count]:
    """(unit, (list, point)) → answers of all posts in the unit's line that passed, and that applied."""
    parents = {unit.id: unit.parent for unit in sheet.units}
    sums: dict[tuple[str, PointKey], Count] = {}
    with exact():
        for data in post_data(sheet):
            for tally in data.tallies:
                unit: str | None = data.post.unit
                while unit in parents:
                    sums[unit, tally.at] = sums.get((unit, tally.at), NOTHING) + Count(tally.earned, tally.applied)
                    unit = parents[unit]
    return sums


def own_best(unit: str, at: PointKey, earlier: Sequence[tuple[str, Pooled]]) -> Best | None:
    """The unit's best share in earlier cycles, each with its answers; of equal ones the latest. earlier: newest first."""
    rows = [(cycle, sums[unit, at]) for cycle, sums in earlier if (unit, at) in sums and sums[unit, at].applied >= FEWEST]
    return _best(rows)


def peer_best(unit: str, at: PointKey, sheet: Sheet, sums: Pooled) -> Best | None:
    """The best share among units of the same layer with like many answers on the point, the unit itself left out."""
    layers = {one.id: one.layer for one in sheet.units}
    own = sums.get((unit, at), NOTHING).applied
    rows = [
        (one.id, sums[one.id, at])
        for one in sorted(sheet.units, key=lambda one: one.id)
        if one.id != unit and one.layer == layers[unit] and (one.id, at) in sums and like(own, sums[one.id, at].applied)
    ]
    return _best(rows)


def like(own: Decimal, other: Decimal) -> bool:
    """Whether two numbers of answers can be held against each other."""
    return other >= FEWEST and own <= other * TIMES and other <= own * TIMES


def recoverable(loss: Decimal, pass_share: Decimal, reference: Decimal | None) -> Decimal | None:
    """Score points the unit would win at the reference share: the loss against full marks, in proportion to the way there."""
    if reference is None:
        return None
    with exact():
        room = ONE - pass_share
        part = share(max(ZERO, reference - pass_share), room) if room > 0 else ZERO
        return quantum(loss * (part or ZERO))


def _best(rows: Sequence[tuple[str, Count]]) -> Best | None:
    told = [(share(count.passed, count.applied), whose) for whose, count in rows]
    found = [(quantum(part), whose) for part, whose in told if part is not None]
    if not found:
        return None
    top = max(part for part, _ in found)
    return Best(top, next(whose for part, whose in found if part == top), len(found))
