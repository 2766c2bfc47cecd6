"""Where days stand on a line of time: dates in, percentages out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
MONTHS = 12


@dataclass(frozen=True)
class Tick:
    """The first of a month."""

    x: str
    day: date


@dataclass(frozen=True)
class Scale:
    """A stretch of days; `x` is where a day begins, `w` how wide a stretch of whole days is."""

    first: date
    last: date

    def x(self, day: date) -> str:
        return self._percent((min(max(day, self.first), self.last + timedelta(days=1)) - self.first).days)

    def w(self, first: date, last: date) -> str:
        """Both days included; what lies outside is cut off."""
        days = (min(last, self.last) - max(first, self.first)).days + 1
        return self._percent(max(days, 0))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def months(self) -> list[Tick]:
        """Every first of a month within."""
        day, found = self.first.replace(day=1), []
        while day <= self.last:
            if day >= self.first:
                found.append(Tick(self.x(day), day))
            day = (day + timedelta(days=32)).replace(day=1)
        return found

    def _percent(self, days: int) -> str:
        whole = (self.last - self.first).days + 1
        return f"{(HUNDRED * days / whole).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def scale(days: Sequence[date], today: date) -> Scale:
    """From the first of the month of the earliest day to the end of the month of the latest; today is always in it."""
    first, last = min([*days, today]), max([*days, today])
    return Scale(first.replace(day=1), (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
