"""What past measures teach: the effect to expect of a kind, shrunk towards what is usual. Pure.

Method: each effect counts by its precision (its interval and what differs from measure to measure); the mean of a kind
is drawn towards the mean of all kinds, that of all kinds towards nothing, and a kind in one list towards the kind. The
fewer measures there are behind a figure, the nearer it stays to what is usual.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.values import ONE, ZERO, exact, quantum

# Half the width of a 95 % interval in standard deviations.
WIDE = Decimal("1.96")
# How far true effects lie apart, as shares: one measure from the next, a kind in a list from the kind, kinds, all of them.
MEASURES, LISTS, KINDS, ALL = (Decimal(each) for each in ("0.05", "0.03", "0.05", "0.10"))


@dataclass(frozen=True, slots=True)
class Past:
    """A judged measure: its kind, the list it was about, its estimate with the interval (None: too few counts)."""

    kind: str
    list: str
    verdict: str
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Learned:
    """effect: expected change of the share; sd: how sure; count: measures with an estimate; tried: all; worked of them."""

    effect: Decimal
    sd: Decimal
    count: int
    tried: int
    worked: int
    plain: Decimal | None


class Lessons:
    """What is expected of a kind, in a list or anywhere; of a kind nobody tried what is usual."""

    def __init__(self, past: Iterable[Past]) -> None:
        rows = list(past)
        self.kinds: dict[str, list[Past]] = defaultdict(list)
        self.lists: dict[tuple[str, str], list[Past]] = defaultdict(list)
        for row in rows:
            self.kinds[row.kind].append(row)
            self.lists[row.kind, row.list].append(row)
        with exact():
            self.usual = _drawn(rows, ZERO, ALL, MEASURES)

    def of(self, kind: str, list_code: str | None = None) -> Learned:
        """The lesson on a kind; with a list, from its measures there, drawn to the kind's."""
        with exact():
            rows = self.kinds.get(kind, ())
            told = _drawn(rows, self.usual.effect, KINDS, MEASURES)
            here = self.lists.get((kind, list_code), ()) if list_code else ()
            if not here or len(here) == len(rows):
                return told
            return _drawn(here, told.effect, LISTS, MEASURES)


def _drawn(rows: Sequence[Past], prior: Decimal, apart: Decimal, within: Decimal) -> Learned:
    """The mean by precision, together with one imagined measure at the prior."""
    told = [(row.estimate, variance) for row in rows if row.estimate is not None and (variance := _variance(row)) is not None]
    weights = [ONE / (variance + within * within) for _, variance in told]
    whole = ONE / (apart * apart) + sum(weights, ZERO)
    mean = (prior / (apart * apart) + sum((w * each for w, (each, _) in zip(weights, told, strict=True)), ZERO)) / whole
    plain = quantum(sum((each for each, _ in told), ZERO) / len(told)) if told else None
    worked = sum(row.verdict == "worked" for row in rows)
    return Learned(quantum(mean), quantum((ONE / whole).sqrt()), len(told), len(rows), worked, plain)


def _variance(row: Past) -> Decimal | None:
    if row.low is None or row.high is None:
        return None
    sd = (row.high - row.low) / 2 / WIDE
    return sd * sd
