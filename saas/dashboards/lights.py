"""Indicators of one unit: lamps, what is overdue, and the control chart of each with its points outside in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.indicators.form import Indicator
from saas.indicators.lamps import RUN, Control, control
from saas.indicators.over import Figure, Target
from saas.indicators.periods import before, label, period
from saas.indicators.view import Spot, course, due, spot
from saas.words import N_

WHYS = {
    "above": N_("%(at)s：%(value)s，高于上限 %(limit)s"),
    "below": N_("%(at)s：%(value)s，低于下限 %(limit)s"),
    "run": N_("到 %(at)s 已连续 %(limit)s 期在均值同一侧"),
}


@dataclass(frozen=True)
class Out:
    """A point that is out of control, and why: a key of WHYS; `limit`: the limit, or the length of a run."""

    why: str
    at: str
    value: Decimal
    limit: Decimal


@dataclass(frozen=True)
class Light:
    """One indicator of the unit; `now`: the newest period that has a figure; `missing`: periods that are overdue."""

    id: UUID
    code: str
    form: Indicator
    now: Spot | None
    spots: tuple[Spot, ...]
    missing: tuple[str, ...]

    @property
    def lamp(self) -> str:
        return self.now.lamp if self.now else "none"

    @property
    def past(self) -> list[Spot]:
        """The periods that have a figure."""
        return [each for each in self.spots if each.value is not None]

    @property
    def limits(self) -> Control | None:
        """Mean ± 2.66 × mean moving range; None for fewer than eight periods."""
        return control([each.value for each in self.past])

    @property
    def outside(self) -> list[Out]:
        limits = self.limits
        return outside([each.label for each in self.past], [each.value for each in self.past], limits) if limits else []


def outside(labels: Sequence[str], values: Sequence[Decimal | None], limits: Control) -> list[Out]:
    """Every point that `control` found out, in words: beyond a limit first, else the end of a run on one side."""
    found = []
    for at in limits.out:
        value = values[at]
        if value is None:
            continue
        if value > limits.high:
            found.append(Out("above", labels[at], value, limits.high))
        elif value < limits.low:
            found.append(Out("below", labels[at], value, limits.low))
        else:
            found.append(Out("run", labels[at], value, Decimal(RUN)))
    return found


def lights(
    unit: UUID, known: Iterable[Mapping[str, Any]], figures: Sequence[Figure], targets: Sequence[Target], today: date
) -> list[Light]:
    """`known`: id, code, form of what is in force. Those with a figure come first, red before amber before green."""
    found = []
    for one in known:
        mine = [f for f in figures if f.indicator_id == one["id"]]
        aims = [t for t in targets if t.indicator_id == one["id"]]
        spots = course(one["form"], unit, mine, aims, today)
        newest = max(((f.first_day, f.last_day) for f in mine if f.value is not None), default=None)
        now = spot(one["form"], unit, newest, mine, aims) if newest else None
        found.append(Light(one["id"], one["code"], one["form"], now, tuple(spots), _missing(one["form"], spots, today)))
    order = ("red", "amber", "green", "none")
    return sorted(found, key=lambda each: (each.now is None, order.index(each.lamp)))


def _missing(form: Indicator, spots: Sequence[Spot], today: date) -> tuple[str, ...]:
    """Periods whose figure is overdue; of one that never had a figure the last that is over, days of grace aside."""
    if spots or form.frequency in ("event", "shift"):
        return tuple(due(form, spots, today))
    last = before(form.frequency, period(form.frequency, today - timedelta(days=form.grace)))
    return (label(form.frequency, last),)


def tally(found: Iterable[Light]) -> dict[str, int]:
    """How many there are of each lamp."""
    counts = dict.fromkeys(("red", "amber", "green"), 0)
    for each in found:
        if each.lamp in counts:
            counts[each.lamp] += 1
    return counts
