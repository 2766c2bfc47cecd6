"""Process and result side by side: how a point was kept in a period, and the indicator so many periods later. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from saas.links.reads import Kept, Link, Result
from saas.links.rules import Pair

Span = tuple[date, date]


def pairs(
    links: Sequence[Link], kept: Iterable[Kept], results: Iterable[Result], spans: Sequence[Span],
    lines: Mapping[UUID, Sequence[UUID]], band: tuple[Decimal, Decimal] | None = None,
) -> dict[str, list[Pair]]:  # fmt: skip
    """Link → its pairs, of the level (units of one layer, or posts) that has most figures.

    `band`: of an indicator that should lie within it the result is how far it is from there, less being better.
    """
    came = _results(results, spans, band)
    shares = _shares(kept, lines)
    found = {}
    for link in links:
        told = shares.get((link.process, link.code), {})
        found[link.key] = [
            Pair(str(subject), period, share, came[subject, period + link.lag])
            for (subject, period), share in told.items() if (subject, period + link.lag) in came
        ]  # fmt: skip
    return found


def _results(
    results: Iterable[Result], spans: Sequence[Span], band: tuple[Decimal, Decimal] | None
) -> dict[tuple[UUID, int], Fraction]:
    places = {first: n for n, (first, _) in enumerate(spans, 1)}
    rows = [row for row in results if row.first_day in places and row.value is not None]
    level = max(Counter(row.level for row in rows).items(), key=lambda each: (each[1], each[0]), default=("", 0))[0]
    return {
        (row.subject, places[row.first_day]): _placed(Fraction(row.value or 0), band) for row in rows if row.level == level
    }


def _placed(value: Fraction, band: tuple[Decimal, Decimal] | None) -> Fraction:
    if band is None:
        return value
    return max(Fraction(0), Fraction(band[0]) - value, value - Fraction(band[1]))


def _shares(
    kept: Iterable[Kept], lines: Mapping[UUID, Sequence[UUID]]
) -> dict[tuple[str, str], dict[tuple[UUID, int], Fraction]]:
    """(process, code) → (post or unit, period) → share kept; of a unit with all below it."""
    parts: dict[tuple[str, str], Counter[tuple[UUID, int]]] = {}
    wholes: dict[tuple[str, str], Counter[tuple[UUID, int]]] = {}
    for row in kept:
        at = row.process, row.code
        for subject in (row.subject, *lines.get(row.unit_id, ())):
            if subject is not None:
                parts.setdefault(at, Counter())[subject, row.period] += row.part
                wholes.setdefault(at, Counter())[subject, row.period] += row.whole
    return {
        at: {key: Fraction(parts[at][key], whole) for key, whole in told.items() if whole} for at, told in wholes.items()
    }
