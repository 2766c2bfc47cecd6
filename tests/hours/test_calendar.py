"""On which days a pattern falls: by example and by property."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.calendar import FIRST_WORKDAY, LAST_DAY, LAST_WORKDAY, Pattern, WorkCalendar, days, falls_on, month_end
from saas.checks.timetable import Plan, Rotation, slots

PLAIN = WorkCalendar()
CHINA = WorkCalendar({date(2026, 10, n): False for n in range(1, 8)} | {date(2026, 9, 20): True, date(2026, 10, 10): True})
WORKDAYS = Pattern(weekdays=(1, 2, 3, 4, 5), workdays_only=True)

some_days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
calendars = st.builds(
    WorkCalendar, st.dictionaries(some_days, st.booleans(), max_size=20), st.dictionaries(some_days, st.booleans(), max_size=20)
)
patterns = st.one_of(
    st.builds(
        Pattern, weekdays=st.sets(st.integers(1, 7), min_size=1).map(lambda s: tuple(sorted(s))), workdays_only=st.booleans(),
        every_weeks=st.integers(1, 8), anchor=some_days,
    ),
    st.builds(
        Pattern, month_days=st.sets(st.sampled_from([1, 2, 15, 28, 29, 30, 31, -1, -2, -3]), min_size=1).map(tuple),
        months=st.sets(st.integers(1, 12)).map(tuple), workdays_only=st.booleans(),
    ),
    st.builds(
        Pattern, cycle_days=st.just(8), cycle_on=st.sets(st.integers(0, 7), min_size=1).map(tuple), anchor=some_days,
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 9, 20), True), (date(2026, 10, 1), False), (date(2026, 10, 8), True), (date(2026, 10, 10), True),
     (date(2026, 10, 11), False)],
    ids=["make-up Sunday", "holiday", "Thursday", "make-up Saturday", "Sunday"],
)  # fmt: skip
def test_workdays_follow_the_public_calendar(day, expected):
    assert falls_on(day, WORKDAYS, CHINA) is expected


@pytest.mark.parametrize(
    ("pattern", "month", "expected"),
    [(Pattern(month_days=(31,)), 2, [28]), (Pattern(month_days=(LAST_DAY,)), 4, [30]), (Pattern(month_days=(1, 15)), 5, [1, 15]),
     (Pattern(month_days=(LAST_WORKDAY,)), 5, [29]), (Pattern(month_days=(FIRST_WORKDAY,)), 10, [8]),
     (Pattern(month_days=(15,), months=(3, 6, 9, 12)), 5, []), (Pattern(month_days=(15,), months=(3, 6, 9, 12)), 6, [15])],
    ids=["31st of a short month", "last day", "two days", "last workday", "first workday after a holiday", "not this month",
         "end of a quarter"],
)  # fmt: skip
def test_days_of_the_month(pattern, month, expected):
    first = date(2026, month, 1)
    assert [day.day for day in days(first, month_end(first)) if falls_on(day, pattern, CHINA)] == expected


def test_every_other_week_counts_from_the_week_of_the_anchor():
    pattern = Pattern(weekdays=(1, 4), every_weeks=2, anchor=date(2026, 11, 5))
    found = [day for day in days(date(2026, 11, 2), date(2026, 11, 29)) if falls_on(day, pattern, PLAIN)]
    assert found == [date(2026, 11, 2), date(2026, 11, 5), date(2026, 11, 16), date(2026, 11, 19)]


@given(some_days, patterns, calendars)
def test_nothing_falls_on_a_closure(day, pattern, calendar):
    closed = WorkCalendar(calendar.public, {**calendar.own, day: False})
    assert not falls_on(day, pattern, closed)


@given(some_days, calendars)
def test_what_asks_for_workdays_falls_on_each_and_no_other(day, calendar):
    assert falls_on(day, WORKDAYS, calendar) == (calendar.works(day) and not calendar.closed(day))


@given(some_days, calendars)
def test_a_month_has_one_last_workday_and_none_after_it(day, calendar):
    month = days(day.replace(day=1), month_end(day))
    open_days = [one for one in month if calendar.works(one)]
    found = [one for one in month if falls_on(one, Pattern(month_days=(LAST_WORKDAY,)), calendar)]
    assert found == open_days[-1:]


@given(some_days, st.sampled_from([2, 3, 4]))
def test_each_shift_of_a_round_has_one_team_every_day(day, parts):
    """Two, three and four shifts: whoever the day's shift belongs to, it is exactly one crew."""
    codes = ["D", "E", "N", ""][:parts]
    times = {code: (time_of(n), time_of(n + 1)) for n, code in enumerate(code for code in codes if code)}
    turns = tuple(code for code in codes for _ in range(2))
    posts = tuple(uuid_of(n) for n in range(parts))
    plan = Plan(kind="rotation", posts=posts, rotation=uuid_of(9))
    found = slots(uuid_of(8), plan, day, times, Rotation(date(2026, 1, 1), turns, parts))
    for code in times:
        on = [one for one in found if one["shift"] == code and (day - date(2026, 1, 1)).days % len(turns) in one["cycle_on"]]
        assert len(on) == 1


@given(some_days, st.integers(1, 400))
def test_a_round_comes_again(day, rounds):
    pattern = Pattern(cycle_days=8, cycle_on=(0, 1), anchor=date(2026, 1, 1))
    assert falls_on(day, pattern, PLAIN) == falls_on(day + timedelta(days=8 * rounds), pattern, PLAIN)


def time_of(n):
    from datetime import time

    return time(8 * n % 24)


def uuid_of(n):
    from uuid import UUID

    return UUID(int=n + 1)
