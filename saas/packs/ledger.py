"""objects.yaml: kinds of managed objects with their attributes, segments, stages and playbook; territories; objects."""

from typing import Any, Literal

from msgspec import field

from saas.packs.parts import Code, Figure, Mark, Part, Text, Weekday


class Choice(Part, frozen=True):
    key: Code
    name: Text


class Attribute(Part, frozen=True):
    """A date is written 2026-11-23; object and post are links, by code.

    `counted`: a count of the ledger asks for this number, and takes a difference up to `tolerance`.
    """

    code: Code
    name: Text
    kind: Literal["text", "number", "choice", "flag", "date", "object", "post"]
    uom: str | None = None
    options: tuple[Choice, ...] = ()
    required: bool = False
    unique: bool = False
    counted: bool = False
    tolerance: Figure | None = None


class Condition(Part, frozen=True):
    """About one attribute: one of these texts or options, yes or no, at least `low`, at most `high`, `above`, `below`."""

    attribute: Code
    any_of: tuple[str, ...] = ()
    flag: bool | None = None
    low: Figure | None = None
    high: Figure | None = None
    above: Figure | None = None
    below: Figure | None = None


class Segment(Part, frozen=True):
    """Objects that fulfil every condition of `when`, or with `join: any` one of them.

    Read from the top: the first that fits; without `when` it takes the rest.
    """

    code: Code
    name: Text
    when: tuple[Condition, ...] = ()
    join: Literal["all", "any"] = "all"
    note: Text | None = None


class LifeStage(Part, frozen=True):
    """A stage of life. By rule (`when`) or, without one, by hand; `after` names the stages it may follow (empty: any).

    `periods`: so many periods in a row must agree before it counts.
    """

    code: Code
    name: Text
    when: tuple[Condition, ...] = ()
    join: Literal["all", "any"] = "all"
    after: tuple[Code, ...] = ()
    periods: int = 1
    strategy: Text | None = None


class Overlap(Part, frozen=True):
    """Two active objects (in one of `stages`, or all) that serve one need: equal in all attributes of `same`."""

    code: Code
    name: Text
    same: tuple[Code, ...]
    stages: tuple[Code, ...] = ()
    note: Text | None = None


class Play(Part, frozen=True):
    """What is done for a segment, in a stage, or for both at once: words, and where it fits a list, standard, measure.

    Without `code` it is called after its place: p1, p2, …
    """

    text: Text
    code: Code | None = None
    segment: Code | None = None
    stage: Code | None = None
    checklists: tuple[Code, ...] = ()
    standards: tuple[Code, ...] = ()
    measures: tuple[Code, ...] = ()


class ObjectType(Part, frozen=True):
    """`exclusive`: each object of this type lies in exactly one territory."""

    code: Code
    name: Text
    attributes: tuple[Attribute, ...]
    exclusive: bool = False
    segments: tuple[Segment, ...] = ()
    stages: tuple[LifeStage, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    playbook: tuple[Play, ...] = ()

    @property
    def plays(self) -> list[tuple[str, Play]]:
        """Each with the code it is kept by."""
        return [(play.code or f"p{n}", play) for n, play in enumerate(self.playbook, 1)]


class Territory(Part, frozen=True):
    """Whose ground it is: a zone, grid or route. `unit` answers for it."""

    code: Code
    name: Text
    unit: Code
    types: tuple[Code, ...]
    rule: Text | None = None


class Object(Part, frozen=True):
    """A thing under management. `days` narrows its schedules to weekdays (1 = Monday); `book` is what the
    ledger says, per point of kind count or ledger; `at` is the object it stands in; `territory` whose ground it stands on.
    """

    code: Code
    type: Code
    unit: Code
    name: Text
    at: Code | None = None
    territory: Code | None = None
    stage: Code | None = None
    days: tuple[Weekday, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    book: dict[str, Figure] = field(default_factory=dict)


class Objects(Part, frozen=True):
    mark: Mark
    types: tuple[ObjectType, ...] = ()
    territories: tuple[Territory, ...] = ()
    objects: tuple[Object, ...] = ()
