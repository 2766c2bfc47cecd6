"""The calendar of cycles: every rhythm a row, every cycle a bar, in percent of the months shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from saas.cycles.reads import Cycle
from saas.cycles.rhythms import Rhythm

BEFORE, MONTHS = 9, 15
NARROW = 7


@dataclass(frozen=True)
class Bar:
    """A cycle: from where, how wide; `narrow` has no room for its name."""

    cycle: Cycle
    x: float
    width: float

    @property
    def narrow(self) -> bool:
        return self.width < NARROW


@dataclass(frozen=True)
class Course:
    """rows: rhythm → bars; today and months: where they stand."""

    rows: list[tuple[dict[str, str], list[Bar]]]
    today: float
    months: list[tuple[date, float]]


def course(rhythms: Iterable[Rhythm], cycles: Sequence[Cycle], today: date) -> Course:
    """Nine months back and five ahead. Rhythms without a cycle in this time are left out."""
    starts = [_month(today, n - BEFORE) for n in range(MONTHS + 1)]
    first, after = starts[0], starts[-1]
    span: Any = (after - first).days

    def at(day: date) -> float:
        return round(100 * (min(max(day, first), after) - first).days / span, 2)

    rows = []
    for each in rhythms:
        own = [cycle for cycle in cycles if cycle.rhythm_id == each.id and cycle.from_date < after and cycle.to_date >= first]
        ends = [(cycle, at(cycle.from_date), at(cycle.to_date + timedelta(days=1))) for cycle in own]
        bars = [Bar(cycle, start, round(end - start, 2)) for cycle, start, end in ends]
        if bars:
            rows.append((each.name, sorted(bars, key=lambda bar: bar.x)))
    return Course(rows, at(today), [(start, at(start)) for start in starts[:-1] if start.month % 3 == 1])


def _month(day: date, ahead: int) -> date:
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)
