"""The calendar of cycles: every rhythm a row, every cycle a bar, in percent of the months shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from saas.cycles.reads import Cycle
from saas.cycles.rhythms import Rhythm
from saas.values import HUNDRED, half_up

BEFORE, MONTHS = 9, 15
NAMED, NO_ROOM = (1, 7), 85


@dataclass(frozen=True)
class Bar:
    """A cycle: from where, how wide."""

    cycle: Cycle
    x: Decimal
    width: Decimal


@dataclass(frozen=True)
class Course:
    """rows: rhythm → bars; today and the months that are named: where they stand."""

    rows: list[tuple[dict[str, str], list[Bar]]]
    today: Decimal
    months: list[tuple[date, Decimal]]


def course(rhythms: Iterable[Rhythm], cycles: Sequence[Cycle], today: date) -> Course:
    """Nine months back and five ahead. Rhythms without a cycle in this time are left out."""
    starts = [_month(today, n - BEFORE) for n in range(MONTHS + 1)]
    first, after = starts[0], starts[-1]
    span = Decimal((after - first).days)

    def at(day: date) -> Decimal:
        return half_up(HUNDRED * (min(max(day, first), after) - first).days / span, 2)

    rows = []
    for each in rhythms:
        own = [cycle for cycle in cycles if cycle.rhythm_id == each.id and cycle.from_date < after and cycle.to_date >= first]
        ends = [(cycle, at(cycle.from_date), at(cycle.to_date + timedelta(days=1))) for cycle in own]
        bars = [Bar(cycle, start, end - start) for cycle, start, end in ends]
        if bars:
            rows.append((each.name, sorted(bars, key=lambda bar: bar.x)))
    return Course(rows, at(today), [(start, at(start)) for start in starts[:-1] if start.month in NAMED and at(start) < NO_ROOM])


def _month(day: date, ahead: int) -> date:
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)
