"""Who is stuck and what helps; signs that the programme is only slogans: a table of values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from saas.rollout.broke import broke, whole_again
from saas.rollout.judge import Criterion, Figure, judge
from saas.rollout.slogans import SIGNS, Seen, grouped, signs, together
from saas.rollout.stuck import NO_PEOPLE, NOT_BEGUN, NOT_ENTERED, NOT_ON_TIME, NOT_REVIEWED, OVERDUE, UNREAD, VACANT, Unit, helps

HEALTHY = Seen(
    UUID(int=1), {"zh": "一区"}, checks=400, clean=360, bulk=10, late=20, stand_in=4, reviews=100, unopened=10, hits=6,
    veto_checks=400, vetoes=2, found=40, own=30, before=45, again=2, compared=80, differ=4, list_days=60,
)  # fmt: skip
# What differs from a healthy unit, and the sign it gives; the second row of each just falls short of it.
TABLE = [
    ("all_good", {"clean": 396}, {"clean": 395}), ("one_minute", {"bulk": 80}, {"bulk": 79}),
    ("afterwards", {"late": 100}, {"late": 99}), ("for_others", {"stand_in": 40}, {"stand_in": 39}),
    ("unopened", {"unopened": 50}, {"unopened": 49}), ("never_returned", {"hits": 0}, {"hits": 1}),
    ("never_veto", {"vetoes": 0}, {"vetoes": 1}), ("found_by_others", {"own": 12}, {"own": 13}),
    ("vanished", {"found": 2, "own": 2, "again": 0}, {"found": 3, "own": 3, "again": 0}), ("again", {"again": 8}, {"again": 7}),
    ("differs", {"differ": 8}, {"differ": 7}), ("never_changed", {"list_days": 180}, {"list_days": 179}),
]  # fmt: skip
UNIT = Unit(UUID(int=1), "Z1", {"zh": "一区"}, 10, 10, 10, 100, 96, 20, 18, 0, 0, 0, True)


def test_a_healthy_unit_shows_no_sign():
    assert signs(HEALTHY) == []


@pytest.mark.parametrize(("key", "shows", "short"), TABLE)
def test_a_sign_shows_from_its_figure_on(key, shows, short):
    assert [one.sign.key for one in signs(replace(HEALTHY, **shows))] == [key]
    assert signs(replace(HEALTHY, **short)) == []


def test_the_table_names_every_sign():
    assert [key for key, _, _ in TABLE] == [sign.key for sign in SIGNS]


def test_few_checks_say_nothing():
    assert signs(replace(Seen(UUID(int=1), {}), checks=10, clean=10, bulk=10, late=10, stand_in=10)) == []


def test_all_together_are_summed_and_a_list_changed_anywhere_is_changed():
    both = together([replace(HEALTHY, list_days=300), replace(HEALTHY, list_days=20)], {"zh": "合计"})
    assert (both.checks, both.found, both.list_days) == (800, 80, 20)


@pytest.mark.parametrize(
    ("differs", "sentences"),
    [
        ({}, []), ({"people": 0, "vacant": 3}, [NO_PEOPLE]), ({"vacant": 1}, [VACANT]), ({"entered": 7, "began": 7}, [NOT_ENTERED]),
        ({"began": 6}, [NOT_BEGUN]), ({"began": 6, "asked": False}, []), ({"on_time": 79}, [NOT_ON_TIME]), ({"on_time": 80}, []),
        ({"due": 4, "on_time": 0}, []), ({"reviewed": 9}, [NOT_REVIEWED]), ({"overdue": 2, "unread": 1}, [OVERDUE, UNREAD]),
    ],
)  # fmt: skip
def test_who_is_stuck_is_told_what_helps(differs, sentences):
    told = helps(replace(UNIT, **differs))
    assert [one.sentence for one in told] == sentences
    assert all(one.sentence % one.params for one in told)


def test_signs_stand_in_one_line_each_with_the_units_where_they_show():
    late = [replace(HEALTHY, id=UUID(int=n), late=HEALTHY.checks * n // 10) for n in (3, 5)]
    (one,) = [group for group in grouped([HEALTHY, *late]) if group.sign.key == "afterwards"]
    assert [told.seen.id for told in one.units] == [UUID(int=5), UUID(int=3)]
    assert all(group.units == () for group in grouped([late[1]]))


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ([100] * 28, None),
        ([100] * 27 + [90], 27),
        ([100] * 25 + [90, 100, 100], 25),
        ([100] * 24 + [90] + [100] * 3, None),  # told days ago
        ([90] + [100] * 26 + [90], None),  # it never held
        ([None] * 22 + [100] * 5 + [90], None),  # less than a week had held
    ],
)
def test_a_window_breaks_on_the_first_of_its_last_days_that_fails(values, broken):
    day = date(2026, 11, 18)
    asked = Criterion(UUID(int=1), UUID(int=1), "exit", "S1-time", {}, "checks_on_time", Decimal(95), None, "%", 28)
    first, _ = asked.window(day)
    figures = [Figure(first + timedelta(days=n), Decimal(x), Decimal(x)) for n, x in enumerate(values) if x is not None]
    found = broke([judge(asked, figures, today=day)])
    assert [told.day for _, told in found] == ([] if broken is None else [first + timedelta(days=broken)])
    if found:
        assert whole_again(found[0][0], found[0][1].day) == first + timedelta(days=broken + 28)
