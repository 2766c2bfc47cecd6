"""A published checklist as the rules see it: sections, points, limits, options. Frozen and pure.

Kinds of points, what the phone sends for them, and where the table keeps what they are judged by:

    pass_fail  {"verdict": "pass|fail"}; with limits.minus a fail says how often: {"number": "3"}
    number     {"number": "-18.5"} against limits; with limits.minus the number counts occurrences
    reading    a number whose last values and trend stand beside the field
    range      {"low": "-21", "high": "-18"}, the lowest and highest seen, both against limits
    count      {"number": "24"} against the ledger figure of this point, within the tolerance
    ledger     the same against an attribute of the object: judge.attribute (without one: the ledger figure)
    choice     {"choice": key} of options, each with its share of the weight
    level      {"choice": key}, a ladder of options from the lowest up; a level includes those below it
    photo      {"photos": [id]} · text {"text": "…"}
    signature  {"photos": [id]} drawn, or {"text": name} typed
    scan       {"code": "…"} of a barcode or QR code, against the code of the object that is due

Any point may be answered {"verdict": "na"} and carry "note" and "photos".
limits (jsonb, texts): low, high (inclusive), below, above (exclusive), yellow_low, yellow_high, tolerance,
tolerance_percent, minus (points off an occurrence). options (jsonb): [{key, text, share}].
judge (jsonb, all optional): {"attribute": code, "level": "C|B|A" of a list scored by levels,
"when": {"point": code, one of "is": answer | "fails": true | "below": figure | "above": figure},
"evidence": {"pass|partial|fail|na|always": "photo|text|both"}}; the reason for asking stands in mark.reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from saas.values import ONE

Kind = Literal[
    "pass_fail", "number", "choice", "count", "photo", "text", "level", "range", "reading", "ledger", "signature", "scan"
]
Evidence = Literal["none", "photo", "text", "photo_always"]
Proof = Literal["photo", "text", "both"]
Level = Literal["C", "B", "A"]

LEVELS: tuple[Level, ...] = ("C", "B", "A")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a number, all optional; low and high are inclusive, above and below are not.

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
    above: Decimal | None = None
    below: Decimal | None = None

    @property
    def judges(self) -> bool:
        """Whether a number can fall outside."""
        return not (self.low is None and self.high is None and self.above is None and self.below is None)


@dataclass(frozen=True, slots=True)
class When:
    """A follow-up: asked only where an earlier point was answered so. Not asked → not in the denominator."""

    point: str
    answer: str | None = None
    fails: bool = False
    below: Decimal | None = None
    above: Decimal | None = None


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

    `evidence` is asked for when the answer fails, photo_always whenever the point applies; `proof` adds what is
    asked by outcome (pass, partial, fail, na, always).
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
    attribute: str = ""
    when: When | None = None
    proof: Mapping[str, Proof] = field(default_factory=dict)


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
    def leading(self) -> frozenset[str]:
        """Codes of the points that follow-ups look at."""
        return frozenset(point.when.point for point in self.points if point.when)

    @cached_property
    def by_section(self) -> tuple[tuple[Section, tuple[int, ...]], ...]:
        """Each section with the places of its points in `points`, built once per version."""
        return tuple(
            (section, tuple(i for i, point in enumerate(self.points) if point.section == section.code))
            for section in self.sections
        )
