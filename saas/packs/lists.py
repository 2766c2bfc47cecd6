"""checklists.yaml: what is asked, how it is judged, who does it when. The words are those of saas/checks/points.py."""

from typing import Annotated, Literal

from msgspec import Meta, field

from saas.packs.parts import Clock, Code, Figure, Mark, Part, Text, Weekday

PointKind = Literal[
    "pass_fail", "number", "choice", "count", "photo", "text", "level", "range", "reading", "ledger", "signature", "scan"
]
Evidence = Literal["none", "photo", "text", "photo_always"]
Proof = Literal["photo", "text", "both"]
MonthDay = Annotated[int, Meta(ge=1, le=31, description="In a shorter month its last day stands in.")]


class Limits(Part, frozen=True):
    """low…high (included) or above…below (not included) scores full, the yellow band beyond it half.

    count, ledger: the difference still allowed. minus: so many points off per occurrence (pass_fail, number).
    """

    low: Figure | None = None
    high: Figure | None = None
    above: Figure | None = None
    below: Figure | None = None
    yellow_low: Figure | None = None
    yellow_high: Figure | None = None
    tolerance: Figure | None = None
    tolerance_percent: Figure | None = None
    minus: Figure | None = None


class Option(Part, frozen=True):
    """One answer to a choice or level; `share` of the weight is earned, and 0 opens a finding."""

    key: Code
    text: Text
    share: Figure


class When(Part, frozen=True):
    """A follow-up is asked only when an earlier point was answered like this: one of is, fails, below, above."""

    point: Code
    is_: str | None = field(default=None, name="is")
    fails: bool | None = None
    below: Figure | None = None
    above: Figure | None = None


class Proofs(Part, frozen=True):
    """What is asked as evidence by outcome, where `evidence` (asked on a fail) does not say enough."""

    pass_: Proof | None = field(default=None, name="pass")
    partial: Proof | None = None
    fail: Proof | None = None
    na: Proof | None = None
    always: Proof | None = None


class Section(Part, frozen=True):
    """`floor`: the least score of this section that a grade of the list may rest on."""

    code: Code
    name: Text
    weight: Figure
    floor: Figure | None = None


class Point(Part, frozen=True):
    """A line of a checklist. `detail` is the standard it checks; `reason` says why it wants a photo each time.

    `attribute`: what a ledger point counts against; `level`: its rung in a list scored by levels.
    """

    code: Code
    section: Code
    text: Text
    kind: PointKind
    weight: Figure
    detail: Code | None = None
    veto: bool = False
    evidence: Evidence = "none"
    evidence_by: Proofs | None = None
    uom: str | None = None
    limits: Limits | None = None
    options: tuple[Option, ...] = ()
    attribute: Code | None = None
    level: Literal["C", "B", "A"] | None = None
    when: When | None = None
    mark: Mark | None = None
    reason: Text | None = None


class On(Part, frozen=True):
    """What calls a list up by itself. `stage`: the one reached; `severity`: the least grave finding; `process`: whose runs."""

    what: Literal["object_added", "object_stage", "object_retired", "finding_opened", "run_started", "run_done"]
    stage: Code | None = None
    severity: Literal["minor", "major", "veto"] | None = None
    process: Code | None = None


class Only(Part, frozen=True):
    """Which objects of the type: of a segment, in a stage, in a territory, with a value of an attribute; all that is said."""

    segment: Code | None = None
    stage: Code | None = None
    territory: Code | None = None
    attribute: Code | None = None
    value: str | None = None


class Schedule(Part, frozen=True):
    """Who does the list when, in the tenant's local time. `each` is "post" or the type of the objects:
    the doer is then the nearest post of `job_title` from the object's unit upwards; `only` some of the objects.

    A window (opens, closes) or `shifts`; on weekdays, or on `month_days`. What closes no later than it opens ends on the next
    day and belongs to the day it began. Or on an `event` only: a person calls it up, or `on` does; done `within` minutes.
    """

    each: Code
    job_title: Code
    reviewer: Code
    weekdays: tuple[Weekday, ...] = (1, 2, 3, 4, 5, 6, 7)
    month_days: tuple[MonthDay, ...] = ()
    workdays_only: bool = False
    opens: Clock | None = None
    closes: Clock | None = None
    shifts: tuple[Code, ...] = ()
    event: Text | None = None
    late_minutes: Annotated[int, Meta(ge=0, le=1440)] = 0
    on: On | None = None
    within: Annotated[int, Meta(ge=1, le=10080)] = 240
    only: Only | None = None


class Checklist(Part, frozen=True):
    """Weights of points, and of sections, add up to 100. `mark` holds for each point without its own."""

    code: Code
    name: Text
    scoring: Literal["weighted", "deduction", "levels"]
    mark: Mark
    sections: tuple[Section, ...]
    points: tuple[Point, ...]
    note: Text | None = None
    schedule: Schedule | None = None


class Checklists(Part, frozen=True):
    checklists: tuple[Checklist, ...]
