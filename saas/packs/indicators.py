"""indicators.yaml: what is measured, in what, from which figures, and what is wanted of it."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from saas.packs.parts import Code, Figure, Formula, Mark, Name, Part, Text

Frequency = Literal["event", "shift", "day", "week", "ten_days", "month", "quarter", "half_year", "year"]
Source = Literal["hand", "sheet", "system", "formula", "checks", "findings", "ledger", "process", "api"]


class Ingredient(Part, frozen=True):
    """A figure that the formula takes in, and where it comes from. `adds`: how figures of parts make the whole's, `over`:
    those of periods. `figure` names what checks and findings tell, such as checks.earned/C1 or findings.due.
    """

    name: Name
    title: Text
    uom: str
    source: Source = "hand"
    adds: Literal["sum", "own", "mean", "min", "max"] = "sum"
    over: Literal["sum", "mean", "last"] = "sum"
    figure: Annotated[str, Meta(pattern=r"^$|^[a-z_]+\.[a-z_]+(/[A-Za-z0-9._-]+){0,2}$")] = ""


class Knot(Part, frozen=True):
    """One step of a curve: from this value on (in the good direction), so many points."""

    value: Figure
    points: Figure


class Curve(Part, frozen=True):
    """linear: `floor` 60, `target` 100, `zero` 0 points, straight between. steps: `knots`. ratio: value ÷ target × 100.
    per_unit: 100 less `minus` for every `unit` away from the target. range: 100 inside target_low…target_high, 0 at `zero`
    beyond them.
    """

    kind: Literal["linear", "steps", "ratio", "per_unit", "range"]
    zero: Figure | None = None
    knots: tuple[Knot, ...] = ()
    unit: Figure | None = None
    minus: Figure | None = None
    cap: Figure | None = None


class Indicator(Part, frozen=True):
    """`formula` is over the names of `inputs`, or of other indicators. Direction range needs target_low and target_high;
    a target that the company must set itself is left out. `dimensions`: unit, post, person, shift, season, a type of
    object, or type.attribute. `split`: how targets of parts make the whole's; `amber`: percent of the target within which
    a miss is amber where no floor is stated; `grace`: days after the period in which figures are in time.
    """

    code: Code
    name: Text
    uom: str
    direction: Literal["higher", "lower", "range"]
    frequency: Frequency
    formula: Formula
    inputs: tuple[Ingredient, ...] = ()
    target: Figure | None = None
    target_low: Figure | None = None
    target_high: Figure | None = None
    floor: Figure | None = None
    stretch: Figure | None = None
    curve: Curve | None = None
    owner: Code | None = None
    dimensions: tuple[str, ...] = ()
    trees: tuple[Code, ...] = ()
    split: Literal["sum", "weighted", "ratio"] = "ratio"
    amber: Figure = Decimal(5)
    grace: Annotated[int, Meta(ge=0, le=366)] = 5
    benchmark: Text | None = None
    note: Text | None = None
    mark: Mark | None = None


class Branch(Part, frozen=True):
    """A node of a dimension tree below `parent`, listed after it; none: the top."""

    code: Code
    name: Text
    parent: Code | None = None


class Tree(Part, frozen=True):
    """What an indicator is walked by: voltages, lines, transformer areas, seasons."""

    code: Code
    name: Text
    nodes: tuple[Branch, ...] = ()


class Indicators(Part, frozen=True):
    """`mark` holds for each indicator without its own."""

    mark: Mark = Mark("suggestion")
    trees: tuple[Tree, ...] = ()
    indicators: tuple[Indicator, ...] = ()
