"""Printed bars add up with a pencil; limits come from the moves between weeks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from saas.reports.control import limits
from saas.reports.figures import Week
from saas.reports.marks import Move, printed
from saas.values import half_up

PARTS = st.lists(
    st.integers(-9_000_000_000_000, 9_000_000_000_000).map(lambda n: D(n).scaleb(-12)),
    min_size=1,
    max_size=12,
)


@given(PARTS, st.integers(0, 100 * 10**12).map(lambda n: D(n).scaleb(-12)), st.integers(0, 4))
def test_printed_parts_add_up_to_the_difference_of_the_printed_scores(parts, before, places):
    after = before + sum(parts, D(0))
    total = half_up(after, places) - half_up(before, places)
    told = printed([Move(str(i), part) for i, part in enumerate(parts)], total, places)
    assert sum((each.value for each in told), D(0)) == total
    assert all(
        abs(each.value - part) <= 2 * D(1).scaleb(-places) for each, part in zip(told, parts, strict=True)
    )


@given(PARTS)
def test_what_did_not_move_prints_as_nothing(parts):
    moves = [
        Move("still", D(0)),
        *(Move(str(i), part) for i, part in enumerate(parts)),
        Move("also still", D("0E-12")),
    ]
    total = half_up(sum(parts, D(0)), 2)
    told = {each.key: each.value for each in printed(moves, total, 2)}
    assert told["still"] == told["also still"] == 0


def week(n: int, score: str | None) -> Week:
    return Week(date(2026, 1, 5), None if score is None else D(score), n)


def test_limits_of_weeks():
    found = limits([week(1, x) for x in ("90", "92", "91", "93", "92", "94")])
    assert found.centre == D(92)
    # Moves 2, 1, 2, 1, 2: mean 1.6, times 2.66.
    assert (found.lower, found.upper) == (D(92) - D("4.256"), D(92) + D("4.256"))


def test_few_weeks_have_no_limits():
    found = limits([week(1, "90"), week(1, None), *(week(1, "91") for _ in range(4))])
    assert (found.centre, found.lower, found.upper) == (None, None, None)
