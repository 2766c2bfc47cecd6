"""What of a score can be disputed beside points and counts: what a person ruled, and the value of an indicator. Pure."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from saas.scores.amend import NoSuchLine, amend, lines
from saas.scores.curves import Curve
from saas.scores.scheme import Ruling, Veto
from saas.scores.score import score
from saas.scores.sheet import Achieved, Post, Ruled
from tests.scores.make import rules, sheet, tally

RULINGS = (Ruling(code="late", points=D(-2)), Ruling(code="praise", points=D(3)))
SCHEME = rules(
    components={"*": {"checks": D(50), "indicators": D(50)}}, indicators={"*": {"K1": D(1)}}, rulings=RULINGS,
    vetoes=(Veto(code="fatal", points=D(0)),),
)  # fmt: skip
LOSS = Curve("per_unit", "lower", target=D(5), unit=D(1), minus=D(20))
TWO = (Post("a", "u", "rep"), Post("b", "u", "rep"))


def frozen(*achieved, **ruled):
    counted = tuple(Ruled("a", code, times) for code, times in ruled.items())
    return sheet(tally(), tally(post="b"), scheme=SCHEME, posts=TWO, achieved=achieved, ruled=counted)


def shown(told, post="a"):
    return score(told).posts[post].figure


def test_what_was_ruled_against_somebody_is_a_line_and_praise_is_none():
    assert {line.key: line.most for line in lines(frozen(late=2, praise=1, fatal=1), "a")} == {"ruled/late": 2, "ruled/fatal": 1}


def test_a_ruling_that_is_lifted_costs_nothing():
    told = frozen(late=2)
    assert shown(told) == 96
    assert [shown(amend(told, "a", "ruled/late", times, "full").sheet) for times in (1, 2)] == [98, 100]
    with pytest.raises(NoSuchLine):
        amend(told, "a", "ruled/late", 3, "full")


def test_an_indicator_is_put_right_to_a_value_and_the_curve_tells_the_points():
    told = frozen(Achieved("a", "K1", "1", D(8), LOSS))
    (line,) = lines(told, "a")
    assert (line.key, line.lost, line.most, shown(told)) == ("indicators/K1", D("0.6"), 1, 70)
    assert shown(amend(told, "a", line.key, 1, "full", D(6)).sheet) == 90
    assert shown(amend(told, "a", line.key, 1, "waived").sheet) == 100
    with pytest.raises(NoSuchLine):
        amend(told, "a", line.key, 1, "full")


def test_the_value_of_a_unit_is_another_one_for_all_who_answer_for_it():
    told = frozen(Achieved("u", "K1", "1", D(8), LOSS))
    after = amend(told, "a", "indicators/K1", 1, "full", D(6))
    assert [shown(after.sheet, post) for post in ("a", "b")] == [90, 90]
    assert (after.before["value"], after.after["value"], after.after["post"]) == ("8", "6", "u")


def test_full_marks_and_no_value_are_no_line():
    assert lines(frozen(Achieved("a", "K1", "1", D(4), LOSS)), "a") == []
    assert lines(frozen(Achieved("a", "K1", "1", None, LOSS)), "a") == []
