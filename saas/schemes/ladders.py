"""Gradings beside the company's own, such as the state's: parts by weight, grades with floors; what is still short. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.values import ZERO, exact, half_up

PLACES = 2


@dataclass(frozen=True)
class Short:
    """A part (or "" the total) that bars the next grade: what it has and what it would need."""

    part: str
    has: Decimal
    needs: Decimal


@dataclass(frozen=True)
class Stand:
    """Parts as they come out, the total of those stated, the grade; and of the grade above, what is short of it."""

    parts: Mapping[str, Decimal]
    total: Decimal | None
    grade: str | None
    above: str | None
    short: Sequence[Short]


def fields_of(ladder: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, part) of every score that is asked for: a part's own, or those it is the lowest of."""
    return [(field, part["code"]) for part in ladder["parts"] for field in part.get("lowest_of") or [part["code"]]]


def stand(ladder: Mapping[str, Any], given: Mapping[str, Decimal]) -> Stand:
    """Weighted over the parts that have a score; grades are read from the figure as shown."""
    parts: dict[str, Decimal] = {}
    for part in ladder["parts"]:
        known = [given[field] for field in part.get("lowest_of") or [part["code"]] if field in given]
        if known:
            parts[part["code"]] = min(known)
    weights = {part["code"]: Decimal(str(part["weight"])) for part in ladder["parts"] if part["code"] in parts}
    base = sum(weights.values(), ZERO)
    if not base:
        return Stand(parts, None, None, None, ())
    with exact():
        total = half_up(sum((weights[code] * parts[code] for code in parts), ZERO) / base, PLACES)
    found: str | None = None
    above: str | None = None
    short: tuple[Short, ...] = ()
    for grade in sorted(ladder["grades"], key=lambda each: -Decimal(str(each["least"]))):
        missing = _short(grade, parts, total)
        if not missing:
            found = grade["key"]
            break
        above, short = grade["key"], missing
    return Stand(parts, total, found, above, short)


def _short(grade: Mapping[str, Any], parts: Mapping[str, Decimal], total: Decimal) -> tuple[Short, ...]:
    floors = {code: Decimal(str(floor)) for code, floor in (grade.get("floors") or {}).items()}
    least = Decimal(str(grade["least"]))
    of_parts = [Short(code, parts[code], floor) for code, floor in floors.items() if code in parts and parts[code] < floor]
    return (*([Short("", total, least)] if total < least else []), *of_parts)
