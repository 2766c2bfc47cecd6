"""What the pages of indicators show: a line of the list, the course of one, its parts, and where its year will end. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.calendar import WorkCalendar, days
from saas.formulas.fault import NotAvailable
from saas.indicators.compute import reason_of
from saas.indicators.form import Indicator
from saas.indicators.lamps import Deviation, Forecast, Past, control, deviation, forecast, lamp
from saas.indicators.over import COMPUTED, EXPECTED, Figure, Subject, Target, Wanted, wanted
from saas.indicators.parts import Part, Together, together
from saas.indicators.periods import Span, between, label, period, year_before
from saas.values import EXACT, ONE, ZERO, half_up

LARGE, SMALL = Decimal(1000), Decimal(1)
SHOWN = 24


@dataclass(frozen=True)
class Spot:
    """One period of one subject."""

    span: Span
    label: str
    value: Decimal | None
    wanted: Wanted
    lamp: str
    off: Deviation | None
    provisional: bool = False
    reason: NotAvailable | None = None
    expected: Decimal | None = None
    missed: Deviation | None = None


@dataclass(frozen=True)
class Branch:
    """A part of the subject that is looked at: its figure in the period, and whether it opens further."""

    subject: Subject
    spot: Spot
    weight: Decimal | None
    opens: bool


@dataclass(frozen=True)
class Ahead:
    """Where the time of the target will end; `forecast` None: cannot tell."""

    span: Span
    wanted: Wanted
    forecast: Forecast | None
    lamp: str
    parts: int


def shown(value: Decimal) -> Decimal:
    """As people read it: two places from a thousand up, else three; no zeros at the end."""
    trimmed = half_up(value, 2 if abs(value) >= LARGE else 3).normalize(EXACT)
    return trimmed.quantize(ONE, context=EXACT) if int(trimmed.as_tuple().exponent) > 0 else trimmed + ZERO


def spot(form: Indicator, subject: UUID, span: Span, figures: Iterable[Figure], targets: Iterable[Target]) -> Spot:
    """What is known of a subject in a period."""
    here = {f.name: f for f in figures if f.subject_id == subject and (f.first_day, f.last_day) == span}
    aim, found, guess = wanted(form, subject, targets, span), here.get(COMPUTED), here.get(EXPECTED)
    value = found.value if found else None
    expected = guess.value if guess else None
    return Spot(
        span, label(form.frequency, span), value, aim, lamp(form, value, aim), deviation(value, aim.target),
        bool(found and found.state == "provisional"), reason_of(found.reason) if found else None, expected,
        deviation(value, expected),
    )  # fmt: skip


def course(form: Indicator, subject: UUID, figures: Sequence[Figure], targets: Sequence[Target], today: date) -> list[Spot]:
    """The last two dozen periods up to the one of today, oldest first, from the first one with a figure on."""
    mine = [f for f in figures if f.subject_id == subject]
    begun = min((f.first_day for f in mine if f.name == COMPUTED), default=None)
    if begun is None:
        return []
    spans = [*between(form.frequency, begun, today), period(form.frequency, today)]
    return [spot(form, subject, span, mine, targets) for span in dict.fromkeys(spans)][-SHOWN:]


def charted(spots: Sequence[Spot], unit_wanted: Wanted) -> dict[str, Any]:
    """The control chart: labels, values, limits; `out`: labels of the points that are out of control."""
    past = [s for s in spots if s.value is not None]
    values = [s.value for s in past]
    limits = control(values)
    out = [past[n].label for n in limits.out] if limits else []
    return {"labels": [s.label for s in past], "values": values, "limits": limits, "out": out, "goal": unit_wanted.target}


def branches(
    form: Indicator, at: UUID, span: Span, tree: Mapping[UUID, Subject], figures: Sequence[Figure], targets: Sequence[Target]
) -> list[Branch]:
    """The parts below, those with a figure or a target."""
    parents = {one.parent_id for one in tree.values()}
    found = []
    for one in tree.values():
        if one.parent_id != at:
            continue
        here = spot(form, one.id, span, figures, targets)
        mine = [t for t in targets if t.subject_id == one.id]
        if here.value is not None or here.reason or mine or one.kind == "node":
            weights = [t.weight for t in mine if t.first_day <= span[0] and t.last_day >= span[1]]
            found.append(Branch(one, here, weights[-1] if weights else None, one.id in parents))
    return found


def divided(form: Indicator, at: UUID, tree: Mapping[UUID, Subject], targets: Sequence[Target]) -> tuple[Span, Together] | None:
    """Whether the targets below make the one above, for the longest time that has both."""
    mine = sorted((t for t in targets if t.subject_id == at), key=lambda t: t.first_day - t.last_day)
    for whole in mine:
        span = whole.first_day, whole.last_day
        parts = [
            t
            for t in targets
            if (t.first_day, t.last_day) == span and t.subject_id in tree and tree[t.subject_id].parent_id == at
        ]
        made = together(form.split, Part(whole.target, whole.weight), [Part(t.target, t.weight) for t in parts])
        if made:
            return span, made
    return None


def ahead(
    form: Indicator, at: UUID, figures: Sequence[Figure], targets: Sequence[Target], calendar: WorkCalendar, today: date
) -> Ahead:
    """The year (or the shortest target around today that holds several periods): what is over, and what is still to come."""
    around = [t for t in targets if t.subject_id == at and t.first_day <= today <= t.last_day]
    wide = [t for t in around if len(between(form.frequency, t.first_day, t.last_day)) > 1]
    best = min(wide, key=lambda t: t.last_day - t.first_day, default=None)
    span = (best.first_day, best.last_day) if best else period("year", today)
    spans = between(form.frequency, *span)
    values = {(f.first_day, f.last_day): f.value for f in figures if f.subject_id == at and f.name == COMPUTED}
    seasons = _seasons(form, spans, values)
    past = [Past(value, _worked(calendar, s), seasons[s]) for s in spans if s[1] < today and (value := values.get(s)) is not None]
    left = [(_worked(calendar, s), seasons[s]) for s in spans if s[1] >= today]
    made = forecast(past, left, adds=form.split == "sum")
    aim = wanted(form, at, targets, span)
    return Ahead(span, aim, made, lamp(form, made.value, aim) if made else "none", len(past))


def _seasons(form: Indicator, spans: Sequence[Span], values: Mapping[Span, Decimal | None]) -> dict[Span, Decimal]:
    """Last year's figure of the same period over the mean of last year's; 1 where last year is not whole."""
    last = {s: values.get(year_before(form.frequency, s)) for s in spans}
    known = [value for value in last.values() if value is not None]
    mean = sum(known, ZERO) / len(known) if known and len(known) == len(spans) else ZERO
    return {s: value / mean if mean and value else ONE for s, value in last.items()}


def _worked(calendar: WorkCalendar, span: Span) -> int:
    return sum(calendar.works(day) for day in days(*span))


def due(form: Indicator, spots: Sequence[Spot], today: date) -> list[str]:
    """Periods whose figure is overdue: they are over, the days of grace too, and there is none."""
    return [s.label for s in spots if s.value is None and s.span[1] + timedelta(days=form.grace) < today]


def late(form: Indicator, edition: Mapping[str, Any]) -> bool:
    """Whether a figure came for the first time after the days of grace."""
    return bool(edition["edition"] == 1 and edition["noted_at"].date() > edition["last_day"] + timedelta(days=form.grace))
