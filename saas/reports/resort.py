"""Figures by the systems of the standard again: the points of a system, one by one, from the frozen sheet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saas.reports.rescore import SUMMED, Again, Line, lost
from saas.reports.systems import UNSORTED, PointKey
from saas.scores import labels
from saas.scores.places import places
from saas.scores.sheet import Sheet, part_of
from saas.values import HUNDRED, ZERO, exact, quantum, share
from saas.words import N_

COSTS = N_("这个体系的各检查项少得的分相加")


def of_system(sheet: Sheet, unit: str, code: str, name: str, points: Mapping[PointKey, str], names: Any) -> Again:
    """name: "score", "answers" or "loss"; points: (list, point) → system."""
    if name == "loss":
        rows = {at: loss for at, loss in lost(sheet, unit).items() if points.get(at, UNSORTED) == code and loss > 0}
        lines = tuple(Line(_text(names, at), rows[at]) for at in sorted(rows, key=lambda at: (-rows[at], at)))
        return Again(sum(rows.values(), ZERO), COSTS, lines)
    known = places(sheet)
    told = {at: row for at, row in _pooled(sheet, unit).items() if points.get(at, UNSORTED) == code and at in known and row[1]}
    if name == "answers":
        lines = tuple(Line(_text(names, at), applied) for at, (_, applied) in told.items())
        return Again(sum((applied for _, applied in told.values()), ZERO), SUMMED, lines)
    with exact():
        earned = sum((known[at].weight * row[0] for at, row in told.items()), ZERO)
        part = share(earned, sum((known[at].weight * row[1] for at, row in told.items()), ZERO))
        value = None if part is None else quantum(HUNDRED * part)
    lines = tuple(Line(_text(names, at), row[0], known[at].weight, row[1]) for at, row in told.items())
    return Again(value, labels.FORMULAS["pooled"], lines, labels.COLUMNS["pooled"])


def _pooled(sheet: Sheet, unit: str) -> dict[PointKey, tuple[Decimal, Decimal]]:
    """Point → earned and applied over the unit's line."""
    found: dict[PointKey, tuple[Decimal, Decimal]] = {}
    with exact():
        for tally in part_of(sheet, "unit", unit).tallies:
            earned, applied = found.get(tally.at, (ZERO, ZERO))
            found[tally.at] = earned + tally.earned, applied + tally.applied
    return dict(sorted(found.items()))


def _text(names: Any, at: PointKey) -> Any:
    return names.points.get("/".join(at), "/".join(at))
