"""scheme.yaml, cycles.yaml and measures.yaml: how it is scored, and what is done about it."""

from typing import Annotated, Literal

from msgspec import Meta, field

from saas.packs.parts import Code, Figure, Mark, Part, Text
from saas.scores.scheme import Component, Merit, Missed, OwnPosts, RollUp
from saas.scores.scheme import Fault as Offence


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


class Share(Part, frozen=True):
    """A weighted part of a composition. `of`: checks, checks/<list>, coverage, findings, reviews, indicator/<code>,
    process/<code>, training, appraisal (a person's judgement), own (posts of the unit), below (units below).
    """

    of: str
    weight: Figure
    name: Text | None = None


class Composition(Part, frozen=True):
    """What a post (by job title), a unit (by layer) or the whole company is scored by, once all its parts are measured."""

    code: Code
    name: Text
    parts: tuple[Share, ...]
    job_title: Code | None = None
    layer: Code | None = None
    mark: Mark | None = None


class Ruling(Part, frozen=True):
    """Points that a person decides to give (above 0) or take (below 0); `again`: factor at the second, third … time."""

    code: Code
    text: Text
    points: Figure
    cap: Figure | None = None
    again: tuple[Figure, ...] = ()
    mark: Mark | None = None


class Veto(Part, frozen=True):
    """Something that undoes a score: it becomes 0 (zero), at most `points`, or the grade at most `grade`. For the post,
    its unit, or both; confirmed by a leader.
    """

    code: Code
    text: Text
    of: Literal["post", "unit", "both"]
    points: Figure | None = None
    grade: Code | None = None
    mark: Mark | None = None


class Money(Part, frozen=True):
    """What a score or an indicator means in money, in words and, where it is computed, by a model of models.yaml."""

    code: Code
    text: Text
    model: Code | None = None
    mark: Mark | None = None


class Field(Part, frozen=True):
    """A part of a ladder; its score is its own, or the lowest of `lowest_of`."""

    code: Code
    name: Text
    weight: Figure
    lowest_of: tuple[Code, ...] = ()


class Ladder(Part, frozen=True):
    """A grading beside the company's own, for example the state's: parts by weight, grades with floors per part."""

    code: Code
    name: Text
    mark: Mark
    parts: tuple[Field, ...]
    grades: tuple[Grade, ...]


class Scheme(Part, frozen=True):
    """scheme.yaml, with the words of `saas.scores.scheme`. `components`: job title ("*" for all others) →
    component → weight, adding up to 100; `lists` weighs the checklists against each other; `late_penalty`
    is the share of a check lost when it is late. `own_posts`: beside the units below, a unit's own posts count as
    one part (together, with `own_weight` or as an average unit below) or each by itself. "@" and a layer's code among the titles
    is each unit of that layer itself, `own_share` its hundredths of the unit's score; `indicators` weigh within the component.
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
    own_posts: OwnPosts = "together"
    own_weight: Figure | None = None
    veto_caps_grade: Code | None = None
    indicators: dict[str, dict[Code, Figure]] = field(default_factory=dict)
    own_share: dict[str, Figure] = field(default_factory=dict)
    read_days: Annotated[int, Meta(ge=0, le=90)] | None = None
    deductions: tuple[Charge, ...] = ()
    rewards: tuple[Reward, ...] = ()
    compositions: tuple[Composition, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    money: tuple[Money, ...] = ()
    ladders: tuple[Ladder, ...] = ()


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
class Measure(Part, frozen=True):
    """What to do about a problem: when one of `points` fails again and again, or one of `moves` (indicators) falls short."""

    code: Code
    problem: Text
    text: Text
    points: tuple[Code, ...] = ()
    moves: tuple[Code, ...] = ()
    processes: tuple[Code, ...] = ()
    mark: Mark | None = None


class Measures(Part, frozen=True):
    mark: Mark
    measures: tuple[Measure, ...] = ()
