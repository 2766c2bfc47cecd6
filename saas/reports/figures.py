"""What a quarter is on the page and on paper: one frozen tree of figures, from which nothing is computed again. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from uuid import UUID

import msgspec

from saas.values import ZERO, exact, half_up, share

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
    """A stored score. figure: 12 decimals; shown: half-up to the scheme's places; grade: its bilingual name."""

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
    """A bar of the bridge: a step of saas.scores.mix, or a point of a list inside the results. In score points."""

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
        top, rest = list(self.points[:SUB_BARS]), self.points[SUB_BARS:]
        with exact():
            other = sum((each.value for each in rest), ZERO)
        return add_up([*top, Move(f"rest:{len(rest)}", other)] if rest else top, results.value, self.places)

    def _printed(self) -> list[Move]:
        with exact():
            return add_up(self.parts, self.end - self.start, self.places)


def add_up(moves: Sequence[Move], total: Decimal, places: int) -> list[Move]:
    """Round moves so that they add up to a rounded total (largest remainder); those of nothing stay nothing."""
    step = Decimal(1).scaleb(-places)
    with exact():
        floors = [each.value.quantize(step, rounding=ROUND_FLOOR) for each in moves]
        missing = int((total - sum(floors, ZERO)) / step)
        order = sorted(range(len(moves)), key=lambda i: floors[i] - moves[i].value)
        for i in order[: max(0, missing)]:
            floors[i] += step
        return [replace(each, value=value + ZERO) for each, value in zip(moves, floors, strict=True)]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the score (checks, coverage, findings, reviews) now and in the cycle before; 0 to 100."""

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


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit below, with its stored score and what it is made of. level: 1 or 2, counted from where the tree parts.

    before, change: the printed score of the cycle before, and the difference of the printed scores.
    """

    id: UUID
    name: Text
    level: int
    mark: Mark
    before: Decimal | None
    change: Decimal | None
    checks: Decimal | None
    coverage: Decimal | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week from its Monday: mean score of its checks, how many had one; None where none had."""

    monday: date
    score: Decimal | None
    checks: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """A checklist: pooled score of the unit, the cycle before, and its weeks."""

    code: str
    name: Text
    version: str
    value: Decimal
    before: Decimal | None
    weeks: tuple[Week, ...]

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class GapLine:
    """Where the unit loses most: score points lost on a point, the earned share of its answers, who answers for it."""

    list: str
    point: str
    text: Text
    loss: Decimal
    share: Decimal
    applied: Decimal
    from_veto: Decimal
    found: int
    owner: Text


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure of a plan. estimate, low, high: differences of shares; expected_gain: score points of its unit."""

    id: UUID
    plan: UUID
    unit: Text
    title: Text
    point: Text
    owner: Text
    due_on: date
    baseline: Decimal | None
    target: Decimal
    expected_gain: Decimal
    state: str
    verdict: str | None
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Measures:
    """The rows that are shown, and how many there are by verdict or state."""

    rows: tuple[MeasureLine, ...]
    tally: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.tally.values())


@dataclass(frozen=True, slots=True)
class Fault:
    """How often a point opened a finding."""

    list: str
    point: str
    text: Text
    count: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Findings of a calendar week: opened and closed in it."""

    monday: date
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings of the cycle's checks as they stood at its close."""

    by_severity: dict[str, int]
    faults: tuple[Fault, ...]
    rest: int
    flow: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """One closed cycle of one unit. Every score figure is the stored one."""

    company: str
    zone: str
    cycle: CycleRef
    first: date
    last: date
    closed_at: datetime
    reason: str | None
    scheme: int
    places: int
    unit: UUID
    whole: bool
    name: Text
    path: tuple[tuple[UUID, Text], ...]
    mark: Mark
    bridge: Bridge | None
    no_bridge: str | None
    history: tuple[Past, ...]
    components: tuple[Component, ...]
    counts: Counts
    units: tuple[UnitLine, ...]
    lists: tuple[ListLine, ...]
    weeks: tuple[Week, ...]
    gaps: tuple[GapLine, ...]
    judged: Measures
    planned: Measures
    findings: Findings
    running: CycleRef | None = None

    @property
    def change(self) -> Decimal | None:
        """Difference of the printed scores."""
        return self.bridge.end - self.bridge.start if self.bridge else None

    @property
    def title(self) -> Text:
        """The topmost unit is the company itself and carries its name."""
        return {"zh": self.company} if self.whole else self.name

    def digest(self, *more: str) -> str:
        """SHA-256 over every figure and over what else a print depends on; the cycle running meanwhile is no part."""
        body = msgspec.json.encode(replace(self, running=None), order="sorted")
        return hashlib.sha256(b"\0".join([body, *(each.encode() for each in more)])).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and natural limits of an individuals chart; None where too few weeks say too little."""

    centre: Decimal | None
    lower: Decimal | None
    upper: Decimal | None


FEWEST_WEEKS = 6
MOVING_RANGE = Decimal("2.66")
HIGHEST = Decimal(100)


def limits(weeks: Sequence[Week]) -> Limits:
    """x̄ ± 2.66 × mean moving range (Shewhart; 2.66 = 3 ÷ 1.128), cut to 0…100."""
    known = [week.score for week in weeks if week.score is not None]
    if len(known) < FEWEST_WEEKS:
        return Limits(None, None, None)
    with exact():
        centre = sum(known, ZERO) / len(known)
        moves = [abs(b - a) for a, b in pairwise(known)]
        spread = MOVING_RANGE * sum(moves, ZERO) / len(moves)
        return Limits(centre, max(ZERO, centre - spread), min(HIGHEST, centre + spread))
