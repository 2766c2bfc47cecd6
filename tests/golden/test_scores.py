"""Scores as the industries' own sheets compute them, to the last digit; each names the line it comes from."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest
import yaml

from saas.schemes.ladders import fields_of, stand
from saas.scores.curves import Curve, points
from saas.scores.scheme import Charge, Grade, Ruling, Veto
from saas.scores.score import score
from saas.scores.sheet import Achieved, FindingCount, Ruled
from tests.scores.make import rules, sheet, tally

GRADES = (Grade("excellent", D(90)), Grade("good", D(80)), Grade("pass", D(70)), Grade("poor", D(0)))
AS_IT_IS = Curve("ratio", target=D(100))


def told(parts, **more):
    """A post that is scored by parts (weight, figure) of a hundred."""
    weights = {f"K{n}": D(weight) for n, (weight, _) in enumerate(parts)}
    achieved = tuple(Achieved("a", f"K{n}", "1", D(figure), AS_IT_IS) for n, (_, figure) in enumerate(parts))
    scheme = rules(components={"*": {"indicators": D(1)}}, indicators={"*": weights}, grades=GRADES, **more.pop("scheme", {}))
    return score(sheet(scheme=scheme, achieved=achieved, **more)).posts["a"]


def test_cold_drink_line_173_the_periods_score_is_90_75_and_excellent():
    found = told([("30", "93.5"), ("50", "88.2"), ("10", "96"), ("10", "90")])
    assert (str(found.shown), found.grade) == ("90.75", "excellent")


def test_cold_drink_line_173_a_veto_caps_it_at_59():
    veto = {"scheme": {"vetoes": (Veto("forged", points=D(59)),)}, "ruled": (Ruled("a", "forged", 1),)}
    found = told([("30", "93.5"), ("50", "88.2"), ("10", "96"), ("10", "90")], **veto)
    assert (str(found.shown), found.grade) == ("59.00", "poor")


def test_a_veto_may_sink_a_score_to_nothing():
    found = told([("100", "96")], scheme={"vetoes": (Veto("death", points=D(0)),)}, ruled=(Ruled("a", "death", 1),))
    assert (str(found.shown), found.grade) == ("0.00", "poor")


def test_hospital_line_194_a_wait_of_24_minutes_earns_92_and_the_unit_comes_to_89_15():
    wait = Curve("linear", "lower", target=D(20), floor=D(40), zero=D(70))
    assert points(wait, D(24)) == 92
    weights, figures = ("35", "15", "15", "15", "10", "10"), ("92", "88", "85", "90", "95", "80")
    found = told(list(zip(weights, figures, strict=True)))
    assert str(found.shown) == "89.15"


@pytest.mark.parametrize(("value", "earned"), [("120", "100"), ("100", "100"), ("90", "80"), ("80", "60"), ("40", "30"), ("0", "0")])
def test_bank_line_211_higher_is_better_falls_to_60_at_the_line_and_to_nothing_at_nothing(value, earned):
    assert points(Curve("linear", "higher", target=D(100), floor=D(80), zero=D(0)), D(value)) == D(earned)


@pytest.mark.parametrize(("value", "earned"), [("1", "100"), ("2", "100"), ("3", "80"), ("4", "60"), ("7", "30"), ("10", "0"), ("12", "0")])
def test_bank_line_211_lower_is_better_has_a_line_of_nothing(value, earned):
    assert points(Curve("linear", "lower", target=D(2), floor=D(4), zero=D(10)), D(value)) == D(earned)


@pytest.mark.parametrize(("times", "shown"), [(1, "98.00"), (2, "95.00"), (3, "91.00"), (4, "87.00")])
def test_bank_line_191_the_same_fault_costs_half_as_much_again_and_from_the_third_time_twice(times, shown):
    again = Ruling("fault", D(-2), again=(D("1.5"), D(2)))
    told = sheet(tally(), scheme=rules(rulings=(again,)), ruled=(Ruled("a", "fault", times),))
    assert str(score(told).posts["a"].shown) == shown


@pytest.mark.parametrize(("overdue", "shown"), [(1, "99.50"), (9, "95.50"), (10, "95.00"), (30, "95.00")])
def test_bank_line_191_overdue_costs_half_a_point_and_five_at_most(overdue, shown):
    told = sheet(tally(), scheme=rules(deductions=(Charge("overdue", D("0.5"), D(5)),)), findings=(FindingCount("a", due=40, overdue=overdue),))
    assert str(score(told).posts["a"].shown) == shown


def test_coal_line_of_2017_a_mine_with_90_21_misses_grade_one_by_three_floors():
    """The ladder of the coal pack: the total is enough, geology, heading and equipment are not."""
    file = Path(__file__).parents[2] / "tenants" / "packs" / "coal_mine" / "scheme.yaml"
    ladder = yaml.safe_load(file.read_text(encoding="utf-8"))["ladders"][0]
    even = {field: D(92) for field, _ in fields_of(ladder)}
    low = even | {"vent3": D(90), "geo": D("88.10"), "heading": D("88.20"), "me": D("87.76")}
    assert stand(ladder, even).grade == "one"
    found = stand(ladder, low)
    assert (found.parts["vent"], found.total, found.grade, found.above) == (D(90), D("90.53"), "below", "one")
    assert [(each.part, each.needs) for each in found.short] == [("geo", D(90)), ("heading", D(90)), ("me", D(90))]
    assert stand(ladder, {}).total is None
