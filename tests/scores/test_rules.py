"""Each further rule of a scheme with a table of values: curves, shares, units scored themselves, rulings, vetoes by hand."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.scores.curves import Curve, Knot, points
from saas.scores.formulas import ruled
from saas.scores.scheme import SHARES, Charge, Grade, Ruling, Veto
from saas.scores.score import score
from saas.scores.sheet import Achieved, FindingCount, Post, Ruled, Share, Unit
from saas.scores.trace import recompute, trace
from tests.scores.make import rules, sheet, tally

D = Decimal
SALES = Curve("linear", "higher", target=D(100), floor=D(80), zero=D(60), stretch=D(120), cap=D(120))
LOSS = Curve("linear", "lower", target=D(4), floor=D(5), zero=D(6))
WAIT = Curve("steps", "lower", knots=(Knot(D(3), D(60)), Knot(D(2), D(80)), Knot(D(1), D(100))))
BUDGET = Curve("per_unit", "higher", target=D(99), unit=D("0.1"), minus=D(5))
STOCK = Curve("range", "range", target_low=D(10), target_high=D(20), zero=D(5))


@pytest.mark.parametrize(
    ("curve", "value", "expected"),
    [
        (SALES, "100", "100"), (SALES, "110", "110"), (SALES, "150", "120"), (SALES, "90", "80"), (SALES, "80", "60"),
        (SALES, "70", "30"), (SALES, "59", "0"), (LOSS, "4", "100"), (LOSS, "3", "100"), (LOSS, "4.5", "80"), (LOSS, "5.5", "30"),
        (LOSS, "7", "0"), (WAIT, "0.5", "100"), (WAIT, "1.5", "80"), (WAIT, "3", "60"), (WAIT, "3.1", "0"), (BUDGET, "98.8", "90"),
        (BUDGET, "96", "0"), (BUDGET, "100", "100"), (STOCK, "10", "100"), (STOCK, "21", "80"), (STOCK, "5", "0"),
        (Curve("ratio", target=D(200)), "150", "75"), (Curve("ratio", "lower", target=D(4)), "5", "80"),
        (Curve("ratio", "lower", target=D(4)), "0", None), (Curve("linear"), "5", None),
    ],
)  # fmt: skip
def test_a_value_earns_what_its_curve_says(curve, value, expected):
    assert points(curve, D(value)) == (None if expected is None else D(expected))


@pytest.mark.parametrize(("times", "expected"), [(0, "0"), (1, "1"), (2, "2.5"), (3, "4.5"), (4, "6")])
def test_the_same_again_costs_more_up_to_its_cap(times, expected):
    assert ruled(D(times), D(-1), D(6), (D("1.5"), D(2))) == D(expected)


def measured(value, curve=SALES, subject="a", code="K01"):
    return Achieved(subject, code, "1", None if value is None else D(value), curve)


def test_indicators_weigh_among_themselves_and_one_without_a_value_leaves():
    scheme = rules(components={"*": {"indicators": D(1)}}, indicators={"*": {"K01": D(3), "K02": D(1), "K03": D(9)}})
    told = score(sheet(scheme=scheme, achieved=(measured(100), measured(90, code="K02"), measured(None, code="K03")))).posts["a"]
    assert told.figures == {"indicators/K01": D(100), "indicators/K02": D(80), "indicators": D(95)}
    assert told.figure == D(95)


def test_a_post_answers_for_its_unit_where_it_has_no_value_of_its_own():
    scheme = rules(components={"*": {"indicators": D(1)}}, indicators={"*": {"K01": D(1)}})
    posts = (Post("a", "u", "rep"), Post("b", "u", "rep"))
    told = score(sheet(scheme=scheme, posts=posts, achieved=(measured(90, subject="u"), measured(80, subject="b")))).posts
    assert [told["a"].figure, told["b"].figure] == [D(80), D(60)]


def test_a_team_is_60_of_its_indicators_15_of_an_inspection_and_25_of_its_posts():
    scheme = rules(
        components={"*": {"checks": D(1)}, "@L3": {"indicators": D(60), "appraisal": D(15)}}, indicators={"@L3": {"K01": D(1)}},
        own_share={"@L3": D(75)},
    )  # fmt: skip
    made = sheet(
        tally(applied=10, earned=7), scheme=scheme, units=(Unit("u", None, D(1), "L3"),),
        achieved=(measured(90, subject="u"),), shares=(Share("u", "appraisal", D(92), D(100)),),
    )  # fmt: skip
    scores = score(made)
    assert scores.units["u"].figure == D("0.60") * 80 + D("0.15") * 92 + D("0.25") * 70 == D("79.3")
    steps = trace(made, scores, "unit", "u")
    assert recompute(steps) == D("79.30")
    assert "own/indicators/K01" in {step.key for step in steps}
    assert set(scores.all()) == {("post", "a"), ("unit", "u")}, "a unit's seat has no score of its own to be told"


@pytest.mark.parametrize(
    ("of", "points_left", "post", "unit"),
    [("post", D(59), ("C", D(59)), "C"), ("unit", None, ("A", D(100)), "B"), ("both", None, ("B", D(100)), "B")],
)
def test_a_veto_confirmed_by_a_leader_bounds_the_post_and_caps_the_grades_it_names(of, points_left, post, unit):
    scheme = rules(vetoes=(Veto("worst", of, points_left, "B"),), grades=(Grade("A", D(90)), Grade("B", D(70)), Grade("C", D(0))))
    posts = (Post("a", "u", "rep"), Post("b", "u", "rep"))
    rows = (tally("a"), tally("b"))
    made = sheet(*rows, scheme=scheme, posts=posts, ruled=(Ruled("a", "worst", 1),))
    scores = score(made)
    assert (scores.posts["a"].grade, scores.posts["a"].figure) == post
    expected = unit if of != "post" else "B"
    assert scores.units["u"].grade == expected
    assert recompute(trace(made, scores, "post", "a")) == post[1]


def test_rulings_take_and_give_within_the_bounds_and_are_told():
    scheme = rules(rulings=(Ruling("false", D(-10)), Ruling("idea", D(2), D(5))))
    made = sheet(tally(applied=10, earned=9), scheme=scheme, ruled=(Ruled("a", "false", 1), Ruled("a", "idea", 4)))
    scores = score(made)
    assert (scores.posts["a"].off, scores.posts["a"].plus, scores.posts["a"].figure) == (D(10), D(5), D(85))
    assert recompute(trace(made, scores, "post", "a")) == D("85.00")


@settings(deadline=None, max_examples=100)
@given(
    own=st.integers(0, 5), leaders=st.integers(0, 5), told=st.integers(0, 20), kinds=st.sets(st.sampled_from(SHARES)),
    charge=st.integers(0, 9),
)  # fmt: skip
def test_telling_oneself_never_costs_more_beside_the_further_components(own, leaders, told, kinds, charge):
    """Who tells agrees with the leader who looks; who keeps silent is found, and does not."""
    scheme = rules(
        components={"*": {"checks": D(50)} | {kind: D(10) for kind in kinds}}, low=D(-99),
        deductions=(Charge("found_by_self", D(charge)), Charge("found_by_leader", D(charge))),
    )  # fmt: skip

    def figure(agree, findings):
        shares = tuple(Share("a", kind, D(agree if kind == "agreement" else 15), D(21)) for kind in kinds)
        return score(sheet(tally(applied=10, earned=8), scheme=scheme, findings=(findings,), shares=shares)).posts["a"].figure

    assert figure(told + 1, FindingCount("a", own + 1, leaders)) >= figure(told, FindingCount("a", own, leaders + 1))
