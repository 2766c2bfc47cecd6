from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.plans.effect import Count, UnitCounts, effect
from tests.plans.programmes import judged

D = Decimal


def unit(name, before, after, applied=100):
    return UnitCounts(name, Count(D(before), D(applied)), Count(D(after), D(applied)))


STEADY = [unit("c1", 80, 81), unit("c2", 78, 78), unit("c3", 82, 81), unit("c4", 79, 80)]


def test_a_clear_gain_over_the_comparison_units_worked():
    told = effect([unit("t1", 70, 92), unit("t2", 72, 93)], STEADY, D("0.1"))
    assert (told.verdict, told.reason) == ("worked", None)
    assert told.estimate == D("0.2125")  # (185 − 142) ÷ 200 − (320 − 319) ÷ 400
    assert 0 < told.low < told.estimate < told.high
    assert told.treated == (Count(D(142), D(200)), Count(D(185), D(200)))


def test_a_gain_that_everybody_had_is_no_effect():
    others = [unit(f"c{i}", 70, 90, 1000) for i in range(4)]
    others = [UnitCounts(o.unit, Count(D(700 + i), D(1000)), Count(D(900 - i), D(1000))) for i, o in enumerate(others)]
    treated = [UnitCounts("t", Count(D(700), D(1000)), Count(D(900), D(1000)))]
    assert effect(treated, others, D("0.1")).verdict == "no_effect"


def test_a_loss_is_no_effect():
    assert effect([unit("t1", 90, 60), unit("t2", 90, 62)], STEADY, D("0.1")).verdict == "no_effect"


def test_where_less_is_wanted_a_fall_worked():
    treated = [unit("t1", 40, 12), unit("t2", 38, 11)]
    assert effect(treated, STEADY, D("0.1"), "lower").verdict == "worked"
    assert effect(treated, STEADY, D("0.1"), "higher").verdict == "no_effect"


@pytest.mark.parametrize(
    ("treated", "comparison", "reason"),
    [
        ([], STEADY, "too_few_units"),
        ([unit("t", 70, 95)], [], "too_few_units"),
        ([unit("t", 70, 95)], STEADY[:1], "too_few_units"),
        ([unit("t", 10, 18, 19)], STEADY, "too_few_answers"),
        ([unit("t", 0, 0, 0)], STEADY, "too_few_answers"),
        ([unit("t", 14, 17, 20)], STEADY, "interval_too_wide"),
    ],
)
def test_small_numbers_cannot_tell(treated, comparison, reason):
    told = effect(treated, comparison, D("0.1"))
    assert (told.verdict, told.reason) == ("cannot_tell", reason)


def test_an_estimate_without_counts_is_not_available():
    assert effect([unit("t", 0, 0, 0)], STEADY, D("0.1")).estimate is None


def test_units_that_moved_apart_widen_the_interval():
    calm = effect([unit("t1", 70, 80), unit("t2", 70, 80)], STEADY, D("0.1"))
    wild = effect([unit("t1", 70, 98), unit("t2", 70, 62)], STEADY, D("0.1"))
    assert calm.estimate == wild.estimate
    assert wild.high - wild.low > 2 * (calm.high - calm.low)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=5),
)
def test_worked_only_if_the_interval_lies_above_no_effect(treated, comparison):
    rows = [[unit(f"x{i}", b, a, 60) for i, (b, a) in enumerate(group)] for group in (treated, comparison)]
    told = effect(*rows, D("0.1"))
    assert told.low <= told.high
    assert (told.verdict == "worked") == (told.low > 0)
    if told.verdict == "no_effect":
        assert told.high < D("0.1")


@pytest.mark.parametrize("wobble", [0, 8])
def test_of_measures_without_effect_at_most_five_in_a_hundred_are_called_worked(wobble):
    told = judged(600, wobble=wobble)
    assert told.worked <= 30


def test_a_strong_measure_is_usually_seen_and_hardly_ever_denied():
    told = judged(200, 7, gain=35)
    assert told.share >= 0.5
    assert told.no_effect <= 10


def test_ten_points_are_seen_where_there_are_answers_enough():
    assert judged(60, 7, gain=10, most=900).share >= 0.5
