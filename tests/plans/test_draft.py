from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from saas.plans.draft import NEUTRAL, Window, draft, propose
from saas.scores.score import score
from saas.scores.sheet import Post, Unit
from saas.values import ONE
from tests.scores.any_sheet import any_sheet
from tests.scores.make import one_list, rules, sheet, tally, with_rows

D = Decimal
NEXT = Window(date(2027, 1, 1), date(2027, 3, 31))


def gaps(made, found=None, full=ONE):
    return draft(made, score(made), found or {}, full)


def test_the_largest_loss_stands_first_in_score_points_of_the_unit():
    made = sheet(
        tally(point="p1", earned=8),
        tally(point="p2", earned=5),
        tally(point="p3", earned=10),
        lists=(one_list(3, 1, 1),),
    )
    told = gaps(made)["u"]
    # p1: 100 · 3 · 2 ÷ 50 = 12; p2: 100 · 1 · 5 ÷ 50 = 10; p3 loses nothing.
    assert [(gap.point, gap.loss, gap.pass_share) for gap in told] == [
        ("p1", D(12), D("0.8")),
        ("p2", D(10), D("0.5")),
    ]


def test_losses_climb_the_tree_by_the_weights_of_the_roll_up():
    made = sheet(
        tally("a", earned=10),
        tally("b", earned=5),
        tally("c", earned=9),
        lists=(one_list(1),),
        units=(Unit("u"), Unit("v", "u", D(3))),
        posts=(Post("a", "u", "rep"), Post("b", "v", "rep"), Post("c", "v", "rep", D(3))),
    )
    told = gaps(made)
    assert [gap.loss for gap in told["v"]] == [D(20)]  # (1 · 50 + 3 · 10) ÷ 4
    assert [(gap.loss, gap.owner_post) for gap in told["u"]] == [(D(15), "b")]  # 3 ÷ 4 of it
    assert told["u"][0].pass_share == D("0.8")  # 24 of 30


def test_under_lowest_only_the_lowest_member_counts():
    made = sheet(
        tally("a", earned=9),
        tally("b", point="p2", earned=4),
        scheme=rules(roll_up="lowest"),
        posts=(Post("a", "u", "rep"), Post("b", "u", "rep")),
    )
    assert [(gap.point, gap.loss) for gap in gaps(made)["u"]] == [("p2", D(60))]


def test_a_gap_says_what_came_from_veto_not_applicable_and_findings():
    made = sheet(tally(applied=8, na=2, earned=4, raw=6))
    (gap,) = gaps(made, {("a", "C1", "p1"): 3, ("b", "C1", "p1"): 9})["u"]
    assert (gap.from_veto, gap.na_rate, gap.found, gap.applied) == (D("0.5"), D("0.2"), 3, D(8))


def test_against_a_target_below_full_marks_only_the_rest_is_a_gap():
    made = sheet(tally(point="p1", earned=8), tally(point="p2", earned=10), lists=(one_list(1, 1),))
    (gap,) = gaps(made, full=D("0.9"))["u"]
    assert (gap.point, gap.loss) == ("p1", D(5))


def test_proposals_win_back_half_of_the_largest_gaps():
    made = sheet(tally(point="p1", earned=5), tally(point="p2", earned=8), tally(point="p3", earned=9))
    first, second = propose(gaps(made)["u"], {"p1": "M7"}, NEXT, top=2)
    assert (first.gap.point, first.measure, first.owner_post) == ("p1", "M7", "a")
    assert (first.metric, first.baseline, first.target) == ("pass_share/C1/p1", D("0.5"), D("0.75"))
    assert first.expected_gain == D("8.333333333334")  # half of 100 · 5 ÷ 30, as the gap is kept
    assert (second.gap.point, second.measure, second.window) == ("p2", NEUTRAL, NEXT)


@pytest.mark.parametrize("earned", [0, 9, "9.99"])
def test_a_target_is_above_the_baseline_and_never_above_full_marks(earned):
    made = sheet(tally(earned=earned))
    (measure,) = propose(gaps(made)["u"], {}, NEXT)
    assert measure.baseline < measure.target <= 1
    assert 0 < measure.expected_gain <= measure.gap.loss


def test_nobody_answered_nothing_is_proposed():
    told = gaps(sheet())
    assert told == {"u": []}
    assert propose(told["u"], {}, NEXT) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9))
def test_the_order_is_fixed_and_losses_are_real(seed):
    made = any_sheet(seed)
    told = gaps(made)
    dice = Random(seed)
    mixed = with_rows(
        made,
        tallies=dice.sample(made.tallies, len(made.tallies)),
        posts=dice.sample(made.posts, len(made.posts)),
    )
    assert gaps(mixed) == told
    for unit in told.values():
        assert all(gap.loss > 0 and 0 <= gap.na_rate < 1 for gap in unit)
        assert [gap.loss for gap in unit] == sorted((gap.loss for gap in unit), reverse=True)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9))
def test_closing_every_gap_of_a_unit_wins_exactly_what_it_lost(seed):
    made = any_sheet(seed)
    free = replace(made.scheme, low=D(-999), high=D(999), deductions=(), vetoes=(), roll_up="weight")
    made = replace(made, scheme=free)
    best = with_rows(made, tallies=[replace(row, earned=row.applied, raw=row.applied) for row in made.tallies])
    before, after = score(made).units, score(best).units
    for unit, lost in gaps(made).items():
        if before[unit].figure is not None:
            won = after[unit].figure - before[unit].figure
            assert abs(won - sum(gap.loss for gap in lost)) < D("1E-9")
