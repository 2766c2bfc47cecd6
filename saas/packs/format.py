"""The format of an industry pack: nine YAML files, every word of them data that a tenant may change.

Here stand the lists, the scheme, the cycles and the library of measures, and the whole `Pack`.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from saas.packs.parts import (
    Code,
    Face,
    Figure,
    Mark,
    Objects,
    Organisation,
    Part,
    Responsibilities,
    Standards,
    Text,
    Weekday,
)
from saas.scores.scheme import Component, Merit, Missed, RollUp
from saas.scores.scheme import Fault as Offence

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Local time, HH:MM.")]
PointKind = Literal["pass_fail", "number", "choice", "count", "photo", "text"]
Evidence = Literal["none", "photo", "text", "photo_always"]


class Limits(Part, frozen=True):
    """Number: low..high scores full, the yellow band beyond it half. Count: the difference still allowed."""

    low: Figure | None = None
    high: Figure | None = None
    yellow_low: Figure | None = None
    yellow_high: Figure | None = None
    tolerance: Figure | None = None
    tolerance_percent: Figure | None = None


class Option(Part, frozen=True):
    """One answer to a choice; `share` of the weight is earned, and 0 opens a finding."""

    key: Code
    text: Text
    share: Figure


class Section(Part, frozen=True):
    code: Code
    name: Text
    weight: Figure


class Point(Part, frozen=True):
    """A line of a checklist. `detail` is the standard it checks; `reason` says why it wants a photo."""

    code: Code
    section: Code
    text: Text
    kind: PointKind
    weight: Figure
    detail: Code
    veto: bool = False
    evidence: Evidence = "none"
    uom: str | None = None
    limits: Limits | None = None
    options: tuple[Option, ...] = ()
    mark: Mark | None = None
    reason: Text | None = None


class Schedule(Part, frozen=True):
    """Who does the list when, in the tenant's local time. `each` is "post" or the type of the objects:
    the doer is then the nearest post of `job_title` from the object's unit upwards.
    """

    weekdays: tuple[Weekday, ...]
    each: Code
    opens: Clock
    closes: Clock
    late_minutes: Annotated[int, Meta(ge=0, le=1440)]
    job_title: Code
    reviewer: Code
    workdays_only: bool = False


class Checklist(Part, frozen=True):
    """Weights of points, and of sections, add up to 100. `mark` holds for each point without its own."""

    code: Code
    name: Text
    note: Text
    scoring: Literal["weighted", "deduction", "levels"]
    mark: Mark
    schedule: Schedule
    sections: tuple[Section, ...]
    points: tuple[Point, ...]


class Checklists(Part, frozen=True):
    checklists: tuple[Checklist, ...]


# scheme.yaml
class Charge(Part, frozen=True):
    """Points off per occurrence, at most `cap` points in one cycle."""

    on: Offence
    name: Text
    points: Figure
    cap: Figure | None = None


class Reward(Part, frozen=True):
    """Points on per occurrence, at most `cap` points in one cycle."""

    on: Merit
    name: Text
    points: Figure
    cap: Figure | None = None


class Grade(Part, frozen=True):
    """Reached from `least` points up, if each floor holds too: a component ("coverage"), a list
    ("checks/C1") or a section ("checks/C1/shelf").
    """

    key: Code
    name: Text
    least: Figure
    floors: dict[str, Figure] = field(default_factory=dict)


class Scheme(Part, frozen=True):
    """scheme.yaml, with the words of `saas.scores.scheme`. `components`: job title ("*" for all others) →
    component → weight, adding up to 100; `lists` weighs the checklists against each other; `late_penalty`
    is the share of a check lost when it is late.
    """

    version: str
    name: Text
    mark: Mark
    components: dict[str, dict[Component, Figure]]
    lists: dict[Code, Figure]
    roll_up: RollUp
    missed: Missed
    late_penalty: Figure
    low: Figure
    high: Figure
    grades: tuple[Grade, ...]
    places: Annotated[int, Meta(ge=0, le=6)]
    demand_all: bool
    veto_caps_grade: Code | None = None
    deductions: tuple[Charge, ...] = ()
    rewards: tuple[Reward, ...] = ()


# cycles.yaml
class Cycles(Part, frozen=True):
    """cycles.yaml. In `code` and `name` the words {year}, {quarter} and {month} are filled in."""

    every: Literal["month", "quarter", "year"]
    code: str
    name: Text
    sample_percent: Annotated[int, Meta(ge=0, le=100)]
    review_hours: Annotated[int, Meta(ge=1)]
    finding_days: Annotated[int, Meta(ge=1)]
    appeal_days: Annotated[int, Meta(ge=0)]
    mark: Mark


# measures.yaml
class Indicator(Part, frozen=True):
    code: Code
    name: Text
    uom: str
    direction: Literal["higher", "lower"]
    target: Figure | None = None
    mark: Mark | None = None


class Measure(Part, frozen=True):
    """What to do when one of `points` fails again and again, and which indicators it should move."""

    code: Code
    problem: Text
    text: Text
    points: tuple[Code, ...]
    moves: tuple[Code, ...]


class Measures(Part, frozen=True):
    mark: Mark
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]


class Pack(Struct, frozen=True, kw_only=True):
    """A whole pack; each field is the file of the same name."""

    pack: Face
    organisation: Organisation
    standards: Standards
    responsibilities: Responsibilities
    objects: Objects
    checklists: Checklists
    scheme: Scheme
    cycles: Cycles
    measures: Measures
