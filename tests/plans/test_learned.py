"""What measures teach, which one is chosen, whose it is, what it is held against, whether it lasts. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.plans.beside import like, own_best, peer_best, pooled, recoverable
from saas.plans.choose import Load, Option, own_kind, ranked
from saas.plans.effect import Count
from saas.plans.lasting import lasting
from saas.plans.learned import Lessons, Past
from saas.plans.picture import picture
from saas.plans.spans import scale
from saas.scores.sheet import Post, Unit
from tests.scores.make import one_list, sheet, tally

D = Decimal


HALF = D("0.04")


def past(kind, estimate, half=HALF, at="C1", verdict="worked"):
    if estimate is None:
        return Past(kind, at, "cannot_tell", None, None, None)
    return Past(kind, at, verdict, D(estimate), D(estimate) - half, D(estimate) + half)


def test_without_any_measure_nothing_is_expected():
    told = Lessons([]).of("M1")
    assert (told.effect, told.count, told.tried, told.plain) == (0, 0, 0, None)


def test_one_lucky_measure_is_believed_less_than_many():
    once = Lessons([past("M1", "0.20")]).of("M1")
    often = Lessons([past("M1", "0.20") for _ in range(8)]).of("M1")
    assert 0 < once.effect < often.effect < D("0.20")
    assert (once.count, often.count, often.worked) == (1, 8, 8)
    assert often.sd < once.sd


def test_a_sure_effect_counts_more_than_a_wide_one():
    rows = [past("M1", "0.20", half=D("0.01")), past("M1", "0.00", half=D("0.40"))]
    assert Lessons(rows).of("M1").effect > Lessons([past("M1", "0.20", half=D("0.40")), past("M1", "0.00", half=D("0.01"))]).of("M1").effect


def test_what_could_not_be_measured_is_told_and_moves_nothing():
    sure = Lessons([past("M1", "0.10")]).of("M1")
    also = Lessons([past("M1", "0.10"), past("M1", None)]).of("M1")
    assert (also.effect, also.count, also.tried) == (sure.effect, 1, 2)


def test_a_kind_in_one_list_is_drawn_to_the_kind():
    rows = [past("M1", "0.20", at="C1") for _ in range(3)] + [past("M1", "0.00", at="C2", verdict="no_effect") for _ in range(3)]
    lessons = Lessons(rows)
    assert lessons.of("M1", "C2").effect < lessons.of("M1").effect < lessons.of("M1", "C1").effect
    assert lessons.of("M1", "C9").effect == lessons.of("M1").effect


def test_an_untried_measure_stands_between_what_worked_and_what_did_not():
    lessons = Lessons([past("good", "0.15")] * 4 + [past("bad", "-0.05", verdict="no_effect")] * 4)
    options = [Option(code, {"zh": code}, D(8)) for code in ("bad", "new", "good")]
    assert [row.option.code for row in ranked(D(10), D("0.5"), "C1", options, lessons)] == ["good", "new", "bad"]


def test_half_the_effort_wins_where_the_effect_is_the_same():
    options = [Option("a", {"zh": "a"}, D(8)), Option("b", {"zh": "b"}, D(4))]
    lessons = Lessons([past("a", "0.1"), past("b", "0.1")])
    rows = ranked(D(10), D("0.5"), "C1", options, lessons)
    assert [row.option.code for row in rows] == ["b", "a"]
    assert rows[0].by_hour == 2 * rows[1].by_hour
    assert rows[0].gain == 10 * rows[0].learned.effect / D("0.5")


def test_words_of_ones_own_are_one_kind_where_they_are_the_same():
    assert own_kind({"zh": "早班 复盘"}) == own_kind({"zh": " 早班  复盘"}) != own_kind({"zh": "晚班复盘"})


def test_whoever_is_full_gets_no_more():
    load = Load({"a": D(8)}, {"a": D(4), "b": D(33)})
    assert load.first_with_room(["a", "b"], D(8)) is None  # a: 4 of 8 left; b: 7 of 40 left
    assert load.first_with_room(["a", "b"], D(7)) == "b"
    load.take("b", D(7))
    assert load.room("b") == 0


SHEET = sheet(
    tally("a", earned=50, applied=100), tally("b", earned=90, applied=100), tally("c", earned=10, applied=10),
    lists=(one_list(1),), units=(Unit("top", layer="company"), Unit("u", "top"), Unit("v", "top"), Unit("w", "top")),
    posts=(Post("a", "u", "rep"), Post("b", "v", "rep"), Post("c", "w", "rep")),
)  # fmt: skip


def test_shares_are_pooled_up_the_tree():
    sums = pooled(SHEET)
    at = next(iter(sums))[1]
    assert sums["top", at] == Count(D(150), D(210))
    assert sums["u", at] == Count(D(50), D(100))


def test_the_best_peer_has_like_many_answers():
    sums = pooled(SHEET)
    at = next(iter(sums))[1]
    told = peer_best("u", at, SHEET, sums)
    assert (told.share, told.whose) == (D("0.9"), "v")  # w has 10 answers: too few to say anything
    assert told.of == 1
    assert not like(D(100), D(10))
    assert like(D(100), D(34))


def test_the_own_best_names_its_cycle():
    at = ("C1", "p1")
    earlier = [("q3", {("u", at): Count(D(80), D(100))}), ("q2", {("u", at): Count(D(95), D(100))}), ("q1", {("u", at): Count(D(9), D(9))})]
    assert own_best("u", at, earlier).whose == "q2"
    assert own_best("x", at, earlier) is None


@pytest.mark.parametrize(("reference", "won"), [("0.9", "8"), ("1", "10"), ("0.4", "0"), (None, None)])
def test_points_to_be_won_go_with_the_way_to_the_reference(reference, won):
    told = recoverable(D(10), D("0.5"), None if reference is None else D(reference))
    assert told == (None if won is None else D(won))


BEFORE, WINDOW = Count(D(60), D(100)), Count(D(95), D(100))


@pytest.mark.parametrize(
    ("since", "over", "outcome"),
    [
        ((94, 100), False, None), ((94, 100), True, "held"), ((62, 100), False, "back"), ((5, 10), False, None),
        ((5, 10), True, "cannot_tell"), ((86, 100), False, None),
    ],
)  # fmt: skip
def test_what_worked_is_watched(since, over, outcome):
    assert lasting(BEFORE, WINDOW, Count(*map(D, since)), over=over) == outcome


def test_days_stand_in_their_order_on_a_line_of_whole_months():
    told = scale([date(2026, 11, 10), date(2027, 1, 5)], date(2026, 11, 18))
    assert (told.first, told.last) == (date(2026, 11, 1), date(2027, 1, 31))
    assert told.x(date(2026, 11, 1)) == "0.00%"
    assert told.w(told.first, told.last) == "100.00%"
    assert told.w(date(2027, 3, 1), date(2027, 3, 5)) == "0.00%"
    assert [tick.day.month for tick in told.months()] == [11, 12, 1]


def test_a_picture_needs_answers_on_all_four_sides():
    figures = {"treated": [["60", "100"], ["90", "100"]], "comparison": [["70", "100"], ["71", "100"]]}
    told = picture(figures, D("0.29"), D("0.15"), D("0.43"))
    assert (told.treated.before, told.comparison.after) == (D("0.6"), D("0.71"))
    assert float(told.treated.y2) < float(told.comparison.y2) < float(told.treated.y1)
    assert told.span is not None
    assert picture(figures | {"comparison": [["0", "0"], ["7", "9"]]}, None, None, None) is None
