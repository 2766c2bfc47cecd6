"""The pictures' rules by tables of values: lamps, strips, Pareto, flow, points out of control, and which home opens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from saas.dashboards.flow import ages, trend, weeks
from saas.dashboards.home import EXECUTIVE, FUNCTION, LEADER, Waiting, first, homes, items
from saas.dashboards.lights import outside
from saas.dashboards.losses import Loss, across, pareto
from saas.dashboards.tree import Line, counted, grown, lamp
from saas.dashboards.work import Count, days_up_to, mondays, percent, strips, weakest
from saas.indicators.lamps import control

D = Decimal
FOUR = ("excellent", "good", "pass", "improve")
A, B, C = (UUID(int=n) for n in (1, 2, 3))
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("grade", "grades", "colour"),
    [
        ("excellent", FOUR, "green"), ("good", FOUR, "green"), ("pass", FOUR, "amber"), ("improve", FOUR, "red"),
        ("pass", ("pass", "fail"), "green"), ("fail", ("pass", "fail"), "red"), ("only", ("only",), "red"),
        (None, FOUR, "none"), ("unknown", FOUR, "none"),
    ],
)  # fmt: skip
def test_a_lamp_follows_the_grades_of_the_scheme(grade, grades, colour):
    assert lamp(grade, grades) == colour


def line(id_, parent, depth, grade, below=0):
    return Line(id_, parent, {"zh": str(id_.int)}, depth, below, D(90), grade, None)


def test_the_tree_grows_from_its_lines_and_says_where_it_is_cut():
    top = grown([line(A, None, 0, "good", 1), line(B, A, 1, "improve", 1), line(C, B, 2, "pass", 2)], [(g, {"zh": g}) for g in FOUR])
    assert [top.line.id, top.children[0].line.id, top.children[0].children[0].line.id] == [A, B, C]
    assert (top.hidden, top.children[0].children[0].hidden) == (False, True)
    assert counted(top) == {"green": 0, "amber": 1, "red": 1, "none": 0}  # the top itself is not one of those below
    assert grown([], []) is None


def test_cells_are_shares_of_what_was_due_and_nothing_due_is_no_cell():
    rows = [(A, {"zh": "a"}), (B, {"zh": "b"}), (C, {"zh": "c"})]
    times = mondays(date(2026, 11, 18), 2)
    assert times == [date(2026, 11, 9), MONDAY]
    told = strips(rows, times, [Count(A, MONDAY, 8, 6), Count(B, times[0], 4, 4), Count(B, MONDAY, 0, 0)])
    assert [(each.id, each.values) for each in told] == [(A, (None, D(75))), (B, (D(100), None))]
    assert [each.id for each in weakest(told)] == [A]
    assert percent(0, 0) is None
    assert days_up_to(MONDAY, 3)[0] == date(2026, 11, 14)


def loss(point, lost):
    return Loss("C1", point, D(lost), D("0.9"), D(10), None)


def test_the_vital_few_reach_four_fifths_and_the_line_ends_where_they_add_up():
    told = pareto([loss("a", "1"), loss("b", "6"), loss("c", "2.5"), loss("d", "0.5"), loss("e", "0")], D(10))
    assert [(bar.loss.point, bar.vital, bar.so_far) for bar in told.bars] == [
        ("b", True, D("0.6")), ("c", True, D("0.85")), ("a", False, D("0.95")), ("d", False, D(1)),
    ]  # fmt: skip
    assert (told.many, told.rest) == (2, D(0))
    assert [(bar.comes, bar.goes) for bar in told.bars[:2]] == [("0.00%", "60.00%"), ("60.00%", "85.00%")]
    assert across(D("0.12345")) == "12.35%"


def test_losses_that_are_spread_have_no_vital_few():
    told = pareto([loss(str(n), "1") for n in range(40)], D(40))
    assert (len(told.bars), told.many, told.drawn, told.rest) == (15, None, D("0.375"), D(25))
    assert pareto([], D(0)).bars == ()


def test_weeks_carry_what_is_open_and_ages_have_no_gap_between_them():
    times = [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9), MONDAY]
    told = weeks(times, 3, {times[1]: (4, 1), MONDAY: (1, 5)})
    assert [each.open for each in told] == [3, 6, 6, 6, 2]
    assert (trend(told), trend(told[:4])) == (-1, 0)
    classes = ages([(0, 1, 0), (7, 2, 1), (8, 3, 0), (14, 1, 0), (15, 1, 1), (60, 1, 0), (61, 5, 5)])
    assert [(each.count, each.overdue) for each in classes] == [(3, 1), (4, 0), (1, 1), (1, 0), (5, 5)]


def test_a_point_out_of_control_is_told_with_its_limit():
    values = [D(x) for x in (10, 11, 10, 11, 30, 10, 11, 10, 11)]
    limits = control(values)
    told = outside([str(n) for n in range(len(values))], values, limits)
    assert [(each.why, each.at, each.limit == limits.high) for each in told] == [("above", "4", True)]
    drift = [D(x) for x in (1, 2, 1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8, 9, 8)]
    assert {each.why for each in outside([str(n) for n in range(16)], drift, control(drift))} >= {"run"}


@pytest.mark.parametrize(
    ("roles", "owns", "asked", "opens"),
    [
        ({"executive", "leader"}, False, None, EXECUTIVE), ({"leader"}, False, None, LEADER), ({"admin"}, False, None, FUNCTION),
        ({"leader"}, True, "function", FUNCTION), ({"leader"}, False, "function", LEADER), ({"leader"}, False, "executive", LEADER),
    ],
)  # fmt: skip
def test_a_home_is_one_of_the_readers_own(roles, owns, asked, opens):
    assert first(asked, homes(roles, owns=owns)) == opens


def test_only_what_waits_is_named_in_the_order_of_what_stops_others():
    told = items(Waiting(signals=2, reviews=5, budgets=1))
    assert [(each.count, each.path) for each in told] == [(5, "reviews"), (2, "signals"), (1, "budgets")]
    assert Waiting(reviews=2, plans=1).total == 3
