"""A gate opens on evidence: every criterion on every day of its window, and nothing less."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.rollout.judge import EVERY_DAY, MAY_BE_EMPTY, OF_DAYS, Criterion, Figure, Note, frozen, judge, opens, print_of

TODAY = date(2026, 11, 18)
ONE = UUID(int=1)
NAME = {"zh": "按时", "en": "On time"}


def asks(by: str = "checks_on_time", *, low: str | None = "95", high: str | None = None, days: int | None = 28) -> Criterion:
    return Criterion(ONE, ONE, "exit", "S1-time", NAME, by, Decimal(low) if low else None, Decimal(high) if high else None, "%", days)


def planted(criterion: Criterion, values: list[Decimal | None]) -> list[Figure]:
    """The values on the days of the window, the first on its first day."""
    first, _ = criterion.window(TODAY)
    return [Figure(first + timedelta(days=n), value, value) for n, value in enumerate(values) if value is not None]


figures = st.one_of(st.none(), st.decimals(min_value=0, max_value=100, places=1))


@given(st.lists(figures, min_size=28, max_size=28), st.sampled_from(("checks_on_time", "owners_covered", "findings_closed")))
def test_a_gate_never_opens_when_one_day_of_its_window_fails(values, by):
    criterion = asks(by)
    told = judge(criterion, planted(criterion, values), today=TODAY, since=date(2026, 1, 1))
    measured = [value for value in values if value is not None]
    known = len(measured) == 28 if by in EVERY_DAY else bool(measured) or by in MAY_BE_EMPTY
    held = all(value >= 95 for value in measured) and known
    assert opens([told]) is held
    assert len(told.failed) == sum(value < 95 for value in measured)


@given(st.lists(st.just(Decimal(100)), min_size=28, max_size=28), st.integers(0, 27))
def test_one_bad_day_shuts_a_perfect_month_wherever_it_lies(values, place):
    values[place] = Decimal("94.9")
    criterion = asks()
    told = judge(criterion, planted(criterion, values), today=TODAY)
    assert not opens([told])
    assert [one.day for one in told.failed] == [criterion.window(TODAY)[0] + timedelta(days=place)]


def test_what_happened_before_or_after_the_window_does_not_count():
    criterion = asks(days=7)
    first, last = criterion.window(TODAY)
    outside = [Figure(first - timedelta(days=1), Decimal(0), Decimal(0)), Figure(last + timedelta(days=1), Decimal(0), Decimal(0))]
    assert opens([judge(criterion, planted(criterion, [Decimal(100)] * 7) + outside, today=TODAY)])


@pytest.mark.parametrize(("by", "last"), [*((by, TODAY - timedelta(days=1)) for by in OF_DAYS), ("owners_covered", TODAY), ("score", TODAY)])
def test_a_window_ends_with_the_last_whole_day_or_today_where_things_merely_stand(by, last):
    assert asks(by, days=28).window(TODAY) == (last - timedelta(days=27), last)
    assert asks(by, days=None).window(TODAY) == (last, last)


def test_an_exit_waits_until_its_stage_has_run_for_the_whole_window():
    criterion = asks(days=28)
    perfect = planted(criterion, [Decimal(100)] * 28)
    late = judge(criterion, perfect, today=TODAY, since=criterion.window(TODAY)[0] + timedelta(days=3))
    assert (late.why, late.missing, opens([late])) == ("too_short", 3, False)
    assert opens([judge(criterion, perfect, today=TODAY, since=criterion.window(TODAY)[0])])


def test_a_month_without_a_figure_proves_nothing_but_no_finding_is_no_fault():
    assert judge(asks(), [], today=TODAY).why == "no_figure"
    assert judge(asks("findings_closed"), [], today=TODAY).why == "holds"


@pytest.mark.parametrize("by", EVERY_DAY)
def test_how_things_stand_is_known_on_every_day_or_the_window_is_not_proven(by):
    """One quarter at 92 points is not two quarters; a figure that came yesterday says nothing of last month."""
    criterion = asks(by, low="80")
    late = judge(criterion, planted(criterion, [None] * 20 + [Decimal(92)] * 8), today=TODAY)
    assert (late.why, late.measured, opens([late])) == ("gaps", 8, False)
    assert opens([judge(criterion, planted(criterion, [Decimal(92)] * 28), today=TODAY)])


def test_of_several_units_the_worst_counts():
    day = TODAY
    spread = [Figure(day, Decimal(60), Decimal(99))]
    assert not opens([judge(asks("score", low="80", days=None), spread, today=TODAY)])
    assert not opens([judge(asks("indicator", low=None, high="98", days=None), spread, today=TODAY)])
    assert opens([judge(asks("indicator", low=None, high="99", days=None), spread, today=TODAY)])


def test_what_a_person_judges_holds_only_by_what_they_said_last():
    criterion = asks("decision", low=None, days=None)
    said = datetime(2026, 11, 1, tzinfo=UTC)
    assert judge(criterion, [], today=TODAY).why == "not_noted"
    assert judge(criterion, [], today=TODAY, note=Note(False, "还差两个岗位", "管理员", said)).why == "noted_no"
    assert judge(criterion, [], today=TODAY, note=Note(True, "已任命", "管理员", said)).holds


def test_a_gate_that_asks_for_nothing_stays_shut():
    assert not opens([])


def test_the_print_of_the_figures_tells_every_change():
    criterion = asks(days=2)
    told = frozen([judge(criterion, planted(criterion, [Decimal("95.5"), None]), today=TODAY)])
    assert told[0]["days"] == [["2026-11-16", "95.5", "95.5"], ["2026-11-17", None, None]]
    other = frozen([judge(criterion, planted(criterion, [Decimal("95.6"), None]), today=TODAY)])
    assert print_of(told) == print_of([dict(reversed(told[0].items()))]) != print_of(other)
