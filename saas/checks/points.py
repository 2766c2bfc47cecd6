"""A published checklist as the rules see it: sections, points, limits, options. Frozen and pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from saas.values import ONE

Kind = Literal["pass_fail", "number", "choice", "count", "photo", "text"]
Evidence = Literal["none", "photo", "text", "photo_always"]
Level = Literal["C", "B", "A"]

LEVELS: tuple[Level, ...] = ("C", "B", "A")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a number, all inclusive and optional.

    low…high → full; yellow_low…yellow_high (each defaults to its limit) → half; outside → nothing.
    A count is held against the book: within `tolerance` or `tolerance_percent` of it, whichever is wider.
    `minus` makes the number a count of occurrences: that many points off each, never below 0 (扣完为止).
    """

    low: Decimal | None = None
    high: Decimal | None = None
    yellow_low: Decimal | None = None
    yellow_high: Decimal | None = None
    tolerance: Decimal | None = None
    tolerance_percent: Decimal | None = None
    minus: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, and the share of the weight it earns: 1, 0 (fails) or between (partial)."""

    key: str
    share: Decimal
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a list with its weight among the parts."""

    code: str
    weight: Decimal = ONE
    name: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a checklist.

    `evidence` is asked for when the answer fails, photo_always whenever the point applies.
    """

    code: str
    section: str
    kind: Kind
    weight: Decimal
    position: int = 0
    text: Mapping[str, str] = field(default_factory=dict)
    veto: bool = False
    evidence: Evidence = "none"
    uom: str = ""
    limits: Limits | None = None
    options: tuple[Option, ...] = ()
    detail: str = ""
    level: Level = "C"


@dataclass(frozen=True)
class ListVersion:
    """A checklist as published: what a check is judged by, whatever is published later.

    scoring  weighted | deduction (扣完为止, 缺项折算) | levels (C→B→A)
    veto     section: a failed veto point makes its section 0; cap: it only caps the grade of the cycle
    """

    code: str
    version: str
    sections: tuple[Section, ...]
    points: tuple[Point, ...]
    scoring: Literal["weighted", "deduction", "levels"] = "weighted"
    veto: Literal["section", "cap"] = "section"

    @cached_property
    def by_code(self) -> dict[str, Point]:
        """Point code → point, built once per version."""
        return {point.code: point for point in self.points}

    @cached_property
    def by_section(self) -> tuple[tuple[Section, tuple[int, ...]], ...]:
        """Each section with the places of its points in `points`, built once per version."""
        return tuple(
            (section, tuple(i for i, point in enumerate(self.points) if point.section == section.code))
            for section in self.sections
        )
