"""What is printed of scores and counts: marks, bars of a bridge that add up with a pencil. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from saas.values import ZERO, add_up, exact, half_up, share

Text = dict[str, str]
SUB_BARS = 3


@dataclass(frozen=True, slots=True)
class CycleRef:
    """A cycle by id and bilingual name."""

    id: UUID
    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Mark:
    """A stored score. figure: 12 decimals; shown: half-up to the scheme's places; grade: its name."""

    id: UUID
    figure: Decimal | None
    shown: Decimal | None
    grade: Text | None


@dataclass(frozen=True, slots=True)
class Past:
    """The unit's shown score in an earlier cycle, for the line of the last eight."""

    cycle: CycleRef
    shown: Decimal | None


@dataclass(frozen=True, slots=True)
class Move:
    """A bar of the bridge, in score points: a step of saas.scores.mix, or a point inside the results."""

    key: str
    value: Decimal
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """S(after) − S(before): Σ parts = change, and Σ points = the part "results", both exactly.

    What is printed is rounded so that a reader with a pencil finds the same: the printed bars add up to the
    difference of the printed scores.
    """

    since: CycleRef
    before: Decimal
    after: Decimal
    change: Decimal
    parts: tuple[Move, ...]
    points: tuple[Move, ...]
    places: int

    @property
    def start(self) -> Decimal:
        return half_up(self.before, self.places)

    @property
    def end(self) -> Decimal:
        return half_up(self.after, self.places)

    def bars(self) -> list[Move]:
        """The steps that show, in the declared order."""
        return [part for part in self._printed() if part.value]

    def still(self) -> list[Move]:
        """The steps too small to show."""
        return [part for part in self._printed() if not part.value]

    def inside(self, results: Move) -> list[Move]:
        """The largest points and the rest in one; they add up to the printed bar of the results."""
        top = list(self.points[:SUB_BARS])
        return printed([*top, self.rest] if self.rest else top, results.value, self.places)

    @property
    def rest(self) -> Move | None:
        """The points beside the largest, in one."""
        rest = self.points[SUB_BARS:]
        with exact():
            return Move(f"rest:{len(rest)}", sum((each.value for each in rest), ZERO)) if rest else None

    def _printed(self) -> list[Move]:
        with exact():
            return printed(self.parts, self.end - self.start, self.places)


def printed(moves: Sequence[Move], total: Decimal, places: int) -> list[Move]:
    """The moves as they are printed: they add up to the printed total."""
    figures = add_up([each.value for each in moves], total, places)
    return [replace(each, value=figure) for each, figure in zip(moves, figures, strict=True)]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the score (checks, coverage, findings, reviews) now and before; 0 to 100."""

    key: str
    value: Decimal
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Frozen counts of a unit's line.

    Checks: due = done + missed, late is a part of done. Findings: by whom they were found; of those due to be
    closed how many were closed in time, how many are overdue. Reviews: how many were to do, done in time.
    """

    due: int = 0
    done: int = 0
    late: int = 0
    missed: int = 0
    by_self: int = 0
    by_leader: int = 0
    to_close: int = 0
    closed: int = 0
    overdue: int = 0
    to_review: int = 0
    reviewed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def found(self) -> int:
        return self.by_self + self.by_leader

    @property
    def done_share(self) -> Decimal | None:
        return share(self.done, self.due)

    @property
    def self_share(self) -> Decimal | None:
        """Self-honesty: found by the post itself ÷ found by anybody."""
        return share(self.by_self, self.found)

    @property
    def closed_share(self) -> Decimal | None:
        return share(self.closed, self.to_close)

    @property
    def reviewed_share(self) -> Decimal | None:
        return share(self.reviewed, self.to_review)
