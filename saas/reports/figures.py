"""What a quarter is on the page and on paper: one frozen tree of figures. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from saas.benchmarks.told import PeersTold
from saas.reports.lines import Money, SystemLine
from saas.reports.marks import Bridge, Component, Counts, CycleRef, Mark, Past, Text
from saas.rollout.told import GatesTold


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit below, with its stored score and what it is made of.

    level: 1 or 2, counted from where the tree parts; systems: (code, score) of those with answers.
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
    code: str = ""
    systems: tuple[tuple[str, Decimal], ...] = ()


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
    """Where the unit loses most: score points lost, earned share of the answers, who answers for it."""

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
    """A measure of a plan. estimate, low, high: differences of shares; expected_gain: score points."""

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
    money: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """The rows that are shown, and how many there are by verdict or state."""

    rows: tuple[MeasureLine, ...]
    tally: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.tally.values())

    @property
    def worth(self) -> tuple[MeasureLine, ...]:
        """Those that worked and that a model tells in money: what did not, or cannot be told, is no money."""
        return tuple(each for each in self.rows if each.money and each.verdict == "worked")


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
class Restated:
    """A line of a post put right after closing. kind: appeal, reopening; shown: the unit's printed score before it."""

    at: datetime
    kind: str
    post: Text
    by: str
    why: str
    shown: Decimal | None


NO_GATES, NO_PEERS = GatesTold(), PeersTold()
Rhythm = Literal["month", "quarter", "year", "period"]
# Shortest and longest in days; a first cycle that began late is still a quarter.
RHYTHMS: dict[Rhythm, tuple[int, int]] = {"month": (20, 35), "quarter": (36, 110), "year": (300, 370)}


@dataclass(frozen=True, slots=True)
class Quarter:
    """One closed cycle of one unit. Every score figure is the stored one.

    slug, code: the company's and the unit's part of a trace id; gates: what was decided in the
    rollout, forced for ever, and what comes next; peers: the unit beside units like it;
    silent: systems of the standard without an answer.
    """

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
    restated: tuple[Restated, ...] = ()
    running: CycleRef | None = None
    slug: str = ""
    code: str = ""
    gates: GatesTold = NO_GATES
    peers: PeersTold = NO_PEERS
    systems: tuple[SystemLine, ...] = ()
    silent: tuple[Text, ...] = ()

    @property
    def rhythm(self) -> Rhythm:
        """How long a cycle is: what "the one before" is called follows from it."""
        days = (self.last - self.first).days + 1
        return next((name for name, (low, high) in RHYTHMS.items() if low <= days <= high), "period")

    @property
    def change(self) -> Decimal | None:
        """Difference of the printed scores."""
        return self.bridge.end - self.bridge.start if self.bridge else None

    @property
    def title(self) -> Text:
        """The topmost unit is the company itself and carries its name."""
        return {"zh": self.company} if self.whole else self.name

    def digest(self, *more: str) -> str:
        """SHA-256 over every figure and what else a print depends on; the running cycle is no part."""
        body = msgspec.json.encode(replace(self, running=None), order="sorted")
        return hashlib.sha256(b"\0".join([body, *(each.encode() for each in more)])).hexdigest()
