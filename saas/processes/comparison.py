"""Two versions of a process by what their runs took, activity beside activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.processes.flow import Activity
from saas.processes.measured import Measured
from saas.processes.spans import limit_minutes

HOUR, DAY = Decimal(60), Decimal(1440)


@dataclass(frozen=True)
class Row:
    """One activity before and after; None where a version does not have it, or nobody has done it yet."""

    code: str
    name: Mapping[str, str]
    before: Measured | None
    after: Measured | None
    limit: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Minutes more (+) or less (−) at the median."""
        if self.before is None or self.after is None or self.before.median is None or self.after.median is None:
            return None
        return self.after.median - self.before.median

    @property
    def few(self) -> bool:
        return any(one is not None and one.few for one in (self.before, self.after))


def rows(
    old: Sequence[Activity], new: Sequence[Activity], before: Mapping[str, Measured], after: Mapping[str, Measured]
) -> list[Row]:
    """In the order of the newer version; what only the older one has stands last."""
    names = {each.code: each for each in (*new, *old)}
    limits = {each.code: limit_minutes(each.amount, each.per) for each in (*old, *new)}
    return [Row(code, each.name, before.get(code), after.get(code), limits[code]) for code, each in names.items()]


def scale(found: Sequence[Row]) -> tuple[str, Decimal]:
    """The uom in which the longest of the medians reads best, and its minutes."""
    longest = max((one.median for row in found for one in (row.before, row.after) if one and one.median), default=Decimal(0))
    if longest >= 2 * DAY:
        return "days", DAY
    return ("hours", HOUR) if longest >= 2 * HOUR else ("minutes", Decimal(1))
