from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.reviews.rules import agreement, owed, span

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
EVERY = ("shift", "day", "week", "ten_days", "half_month", "month", "quarter", "half_year", "year")


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        ("shift", "2026-11-18", "2026-11-18", "2026-11-18"),
        ("week", "2026-11-18", "2026-11-16", "2026-11-22"),
        ("ten_days", "2026-11-20", "2026-11-11", "2026-11-20"),
        ("ten_days", "2026-10-31", "2026-10-21", "2026-10-31"),
        ("half_month", "2026-02-16", "2026-02-16", "2026-02-28"),
        ("quarter", "2026-11-18", "2026-10-01", "2026-12-31"),
        ("half_year", "2026-05-01", "2026-01-01", "2026-06-30"),
        ("year", "2026-05-01", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_day_belongs_to_one_round(every, day, first, last):
    assert span(every, date.fromisoformat(day)) == (date.fromisoformat(first), date.fromisoformat(last))


@given(DAYS, st.sampled_from(EVERY))
def test_rounds_follow_one_another_without_gap_or_overlap(day, every):
    first, last = span(every, day)
    assert first <= day <= last
    assert span(every, first) == span(every, last) == (first, last)
    assert span(every, last + timedelta(days=1))[0] == last + timedelta(days=1)


@given(DAYS, st.sampled_from(EVERY), st.integers(1, 200))
def test_a_number_is_owed_little_by_little_and_whole_at_the_end(day, every, number):
    first, last = span(every, day)
    so_far = [owed(first, last, first + timedelta(days=n), share=None, number=number, pool=0) for n in range((last - first).days + 1)]
    assert so_far == sorted(so_far)
    assert so_far[0] >= 1
    assert so_far[-1] == number


@pytest.mark.parametrize(("share", "pool", "many"), [("20", 10, 2), ("20", 11, 3), ("5", 1, 1), ("10", 0, 0), ("100", 7, 7)])
def test_a_share_is_rounded_up(share, pool, many):
    day = date(2026, 11, 18)
    assert owed(day, day, day, share=Decimal(share), number=None, pool=pool) == many


@pytest.mark.parametrize(
    ("compared", "different", "says"),
    [(9, 9, "few"), (10, 0, "same"), (20, 1, "same"), (20, 2, "some"), (20, 4, "some"), (20, 5, "often"), (0, 0, "few")],
)
def test_few_points_say_nothing(compared, different, says):
    assert agreement(compared, different) == says
