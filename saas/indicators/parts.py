"""Whether the targets of the parts make the whole's: added up, by weight, or as a ratio of sums. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.indicators.form import Split
from saas.values import EXACT, ZERO, half_up


@dataclass(frozen=True)
class Part:
    """A target, and its weight: of a ratio the planned denominator."""

    target: Decimal | None
    weight: Decimal | None = None


@dataclass(frozen=True)
class Together:
    """`made`: what the parts make; `gap` = made − whole; `holds`: none at the whole's own places.

    `base`: Σ weights less the whole's, where a ratio's whole has one; `missing`: parts without target or weight.
    """

    made: Decimal | None
    gap: Decimal | None
    holds: bool
    missing: int
    base: Decimal | None = None


def together(split: Split, whole: Part, parts: Sequence[Part]) -> Together | None:
    """None where there is nothing to hold against each other."""
    if not parts or whole.target is None:
        return None
    weighed = split != "sum"
    known = [part for part in parts if part.target is not None and (part.weight is not None or not weighed)]
    missing = len(parts) - len(known)
    made = _made(weighed, known)
    if made is None or missing:
        return Together(made, None, False, missing)
    gap = EXACT.subtract(made, whole.target)
    # A whole written with two places is held at two places: 5.3013… makes 5.30.
    at_places = half_up(made, max(0, -int(whole.target.as_tuple().exponent))) == whole.target
    base = None
    if split == "ratio" and whole.weight is not None:
        base = EXACT.subtract(sum((part.weight or ZERO for part in known), ZERO), whole.weight)
    return Together(made, gap, (at_places if weighed else gap == 0) and not base, 0, base)


def _made(weighed: bool, known: Sequence[Part]) -> Decimal | None:
    if not weighed:
        return sum((part.target or ZERO for part in known), ZERO) if known else None
    base = sum((part.weight or ZERO for part in known), ZERO)
    if not base:
        return None
    total = ZERO
    for part in known:
        total = EXACT.add(total, EXACT.multiply(part.target or ZERO, part.weight or ZERO))
    return EXACT.divide(total, base)
