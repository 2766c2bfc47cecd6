"""A budget in figures: the department's against finance's item by item, then what was agreed against what was spent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.values import EXACT, HUNDRED, ZERO


@dataclass(frozen=True)
class Line:
    """The figures of one item; None where a side has said nothing."""

    department: Decimal | None = None
    finance: Decimal | None = None
    agreed: Decimal | None = None
    actual: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """In percent of finance's figure."""
        return percent(self.department, self.finance)

    @property
    def deviation(self) -> Decimal | None:
        """In percent of the agreed figure."""
        return percent(self.actual, self.agreed)


@dataclass(frozen=True)
class Totals(Line):
    """`net`: plus and minus set off against each other; `absolute`: item by item, so that neither hides the other."""

    net: Decimal | None = None
    absolute: Decimal | None = None


def percent(one: Decimal | None, base: Decimal | None) -> Decimal | None:
    """(one − base) ÷ base in percent; None where a figure is missing or the base is 0."""
    if one is None or not base:
        return None
    return EXACT.divide(EXACT.multiply(EXACT.subtract(one, base), HUNDRED), base)


def to_talk(line: Line, from_percent: Decimal) -> bool:
    """Whether the two sides are too far apart to agree without talking; of a finance figure of 0 any difference is."""
    if line.department is None or line.finance is None:
        return False
    far = line.difference
    return line.department != line.finance if far is None else abs(far) > from_percent


def between(line: Line, agreed: Decimal) -> bool:
    """Whether an agreed figure lies between the two sides'."""
    if line.department is None or line.finance is None:
        return False
    return min(line.department, line.finance) <= agreed <= max(line.department, line.finance)


def totals(lines: Sequence[Line]) -> Totals:
    """Sums of what every item has; deviations over the items that have both figures, once there are any."""
    both = [line for line in lines if line.agreed is not None and line.actual is not None]
    agreed = sum((line.agreed or ZERO for line in both), ZERO)
    net = sum(((line.actual or ZERO) - (line.agreed or ZERO) for line in both), ZERO)
    absolute = sum((abs((line.actual or ZERO) - (line.agreed or ZERO)) for line in both), ZERO)
    share = [EXACT.divide(each * HUNDRED, agreed) if agreed else None for each in (net, absolute)]
    sums = [_sum([getattr(line, side) for line in lines]) for side in ("department", "finance", "agreed", "actual")]
    return Totals(*sums, *share)


def _sum(figures: Sequence[Decimal | None]) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known, ZERO) if known else None
