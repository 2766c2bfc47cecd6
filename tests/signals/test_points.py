"""Points that tell nothing apart are proposed; leaving them out moves no unit further than the bound says."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from saas.scores.score import score
from saas.scores.sheet import to_json
from saas.signals.points import Usage, bound, proposal, without
from saas.values import exact
from tests.scores.any_sheet import any_sheet


@pytest.mark.parametrize(
    ("usage", "kind"),
    [
        (Usage(400, 0, 0, 0, 0), "retire"),
        (Usage(400, 0, 0, 0, 0, veto=True), "sample"),
        (Usage(400, 1, 0, 0, 0), None),
        (Usage(400, 0, 0, 1, 0), None),
        (Usage(400, 0, 0, 0, 1), None),
        (Usage(299, 0, 0, 0, 0), None),
        (Usage(400, 400, 0, 0, 9), "reword"),
        (Usage(5, 1, 95, 0, 0), "reword"),
        (Usage(2, 0, 40, 0, 0), None),
        (Usage(9, 3, 0, 0, 0, same=("L2", "p1")), "merge"),
        (Usage(9, 3, 0, 0, 0, veto=True, same=("L2", "p1")), None),
    ],
)
def test_what_is_proposed_of_a_point(usage, kind):
    assert proposal(usage) == kind


@pytest.mark.parametrize("seed", range(40))
def test_no_unit_moves_further_than_the_bound_says(seed):
    """Scored again from scratch without the point: no place and no score moves further than stated."""
    sheet, dice = any_sheet(seed), Random(seed)
    chosen = dice.choice(sheet.lists)
    point = dice.choice([one.code for part in chosen.sections for one in part.points])
    told, bare = bound(sheet, chosen.code, point), without(sheet, chosen.code, point)
    assert to_json(without(bare, chosen.code, point)) == to_json(bare)
    with exact():
        before, after = (
            {unit: each.figure for unit, each in score(one).units.items() if each.figure is not None} for one in (sheet, bare)
        )
    both = before.keys() & after.keys()
    assert told.units == len(both)
    for unit in both:
        rank = [sum(figures[other] > figures[unit] for other in both) for figures in (before, after)]
        assert abs(rank[0] - rank[1]) <= told.places
        assert abs(before[unit] - after[unit]) <= told.shift + Decimal("1e-11")
        # A unit passes only those that stood within twice the largest shift.
        near = sum(other != unit and abs(before[other] - before[unit]) <= 2 * told.shift for other in both)
        assert abs(rank[0] - rank[1]) <= near
