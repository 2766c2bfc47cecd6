"""An indicator that a measure should move: fixed when it is signed, judged by what everybody came to, or honestly not."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from saas.plans.result import Moved, Way, result

D = Decimal
UP = Way("higher")
OTHERS = [Moved(f"c{n}", D(50), D(50 + n)) for n in range(4)]


def test_a_clear_gain_over_the_comparison_worked_and_says_how_sure_it_is():
    told = result([Moved("t1", D(50), D(61)), Moved("t2", D(48), D(60))], OTHERS, D(5), UP)
    assert (told.verdict, told.reason, told.estimate) == ("worked", None, D(10))  # 11.5 − 1.5
    assert 0 < told.low < told.estimate < told.high


def test_what_everybody_had_is_no_effect_and_where_less_is_wanted_a_rise_is_none():
    same = [Moved("t", D(50), D("51.5"))]
    assert result(same, OTHERS, D(20), UP).verdict == "no_effect"
    assert result([Moved("t1", D(50), D(70)), Moved("t2", D(50), D(71))], OTHERS, D(5), Way("lower")).verdict == "no_effect"


def test_of_a_range_it_counts_how_near_it_came():
    way = Way("range", D(-20), D(-18))
    assert [way.better(D(each)) for each in ("-19", "-15", "-23")] == [0, -3, -3]


@pytest.mark.parametrize(
    ("treated", "comparison", "reason"),
    [
        ([], OTHERS, "no_figures"), ([Moved("t", D(1), D(9))], [], "too_few_units"),
        ([Moved("t", D(1), D(9))], OTHERS[:1], "too_few_units"),
        ([Moved("t", D(1), D(9))], [Moved("c1", D(1), D(2)), Moved("c2", D(1), D(2))], "no_spread"),
        ([Moved("t", D(50), D(54))], OTHERS, "interval_too_wide"),
    ],
)  # fmt: skip
def test_where_it_cannot_be_told_the_reason_is_said(treated, comparison, reason):
    told = result(treated, comparison, D(3), UP)
    assert (told.verdict, told.reason) == ("cannot_tell", reason)


def drawn(dice, name, many, gain):
    befores = [round(dice.gauss(100, 10)) for _ in range(many)]
    return [Moved(f"{name}{n}", D(each), D(each + round(dice.gauss(gain, 4)))) for n, each in enumerate(befores)]


def test_of_indicators_that_nothing_moved_at_most_five_in_a_hundred_are_called_moved_and_a_strong_move_is_seen():
    dice = Random(20260101)
    called = [
        sum(result(drawn(dice, "t", 2, gain), drawn(dice, "c", 5, 0), D(5), UP).verdict == "worked" for _ in range(300))
        for gain in (0, 20)
    ]
    assert called[0] <= 15
    assert called[1] >= 240
