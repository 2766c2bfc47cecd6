"""Where the marks stand: bars on zero, parts of the bridge end to end, gaps where nothing is known."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from saas import charts

D = Decimal
PARTS = st.lists(st.decimals(-20, 20, places=2), min_size=1, max_size=12)


def at(percent: str) -> D:
    return D(percent.removesuffix("%"))


@given(before=st.decimals(0, 100, places=2), parts=PARTS)
def test_the_bars_of_a_bridge_stand_end_to_end_inside_the_drawing(before, parts):
    drawn = charts.waterfall(before, parts)
    edge = drawn["start"]
    for bar in drawn["bars"]:
        ends = (at(bar.x), at(bar.x) + at(bar.w))
        assert min(abs(at(edge) - end) for end in ends) <= D("0.02")
        assert 0 <= ends[0] <= ends[1] <= D("100.02")
        edge = bar.at
    assert edge == drawn["end"]


def test_the_parts_of_a_part_end_where_it_ends():
    whole = [D("0.40"), D("1.87")]
    outer = charts.waterfall(D("84.29"), whole)["bars"][1]
    inner = charts.inside(D("84.69"), [D("1.10"), D("0.77")], D("84.29"), whole)
    assert (inner[0].x, inner[-1].at) == (outer.x, outer.at)


def test_a_bridge_of_nothing_is_drawn():
    assert charts.waterfall(D(80), [D(0), D(0)])["bars"][0].w == "0.00%"


def test_bars_stand_on_zero():
    assert charts.bars([10, 5, 0]) == ["100.00%", "50.00%", "0.00%"]
    assert charts.bars([0, 0]) == ["0%", "0%"]


def test_a_bullet_marks_only_the_missing_piece():
    assert charts.bullet(D(60), goal=D(80)) == {
        "w": "60.00%",
        "gap": "20.00%",
        "goal": "80.00%",
        "others": None,
        "short": True,
    }
    assert charts.bullet(D(90), goal=D(80))["gap"] == "0.00%"


def test_a_pareto_tells_the_few_that_make_four_fifths():
    rows = charts.pareto([34, 21, 9, 5, 4])
    assert [row["vital"] for row in rows] == [True, True, True, False, False]
    assert rows[-1]["so_far"] == 1
    assert charts.pareto([0])[0]["share"] is None


def test_a_line_has_a_gap_where_a_value_is_not_available():
    plot = charts.line([D(1), None, D(2), D(3)])
    assert [dot.index for dot in plot.dots] == [0, 2, 3]
    assert len(plot.lines) == 1


def test_a_control_chart_marks_what_lies_outside_its_limits():
    plot = charts.line(
        [D(93), D(88), D(98)], rules={"upper": D(97), "lower": D(90), "centre": D(93), "goal": None}
    )
    assert [dot.short for dot in plot.dots] == [False, True, True]
    labels = [D(rule.label) for rule in plot.rules]
    assert all(b - a >= 15 for a, b in pairwise(labels))


def test_a_line_over_nothing_is_drawn():
    assert charts.line([]).dots == []
    assert charts.line([None, None]).lines == []
    assert charts.line([D(5)]).dots[0].x == "1.00%"


def test_columns_stand_on_zero_and_a_missing_one_has_no_height():
    drawn = charts.columns([D(100), D(50), None], height=130)
    assert [bar["h"] for bar in drawn["bars"]] == ["100.0", "50.0", "0.0"]
    assert charts.columns([], goal=None)["bars"] == []


def test_heat_deepens_in_five_steps():
    assert [cell["level"] for cell in charts.heat([D(0), D(20), D(99), D(100), None])] == [0, 1, 4, 4, None]
    assert charts.heat([D(70)], goal=D(80))[0]["short"]
