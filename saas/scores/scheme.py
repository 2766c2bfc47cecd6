"""The assessment scheme: every rule of a cycle's score that a tenant may choose. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from saas.values import HUNDRED, ONE, PLACES, ZERO

Component = Literal["checks", "coverage", "findings", "reviews", "actions", "agreement", "training", "indicators", "appraisal"]
RollUp = Literal["weight", "head_count", "equal", "lowest"]
OwnPosts = Literal["each", "together"]
Missed = Literal["zero", "left_out"]
Fault = Literal["overdue", "late", "missed", "veto", "found_by_leader", "found_by_self"]
Merit = Literal["found_by_self", "closed_in_time"]

COMPONENTS: tuple[Component, ...] = (
    "checks", "coverage", "findings", "reviews", "actions", "agreement", "training", "indicators", "appraisal",
)  # fmt: skip
# Counted as so many of so many: corrective actions that held when they were verified, answers that agree with a blind spot
# check, readings confirmed in time, and the marks that leaders gave out of those they could give.
SHARES: tuple[Component, ...] = ("actions", "agreement", "training", "appraisal")
EVERYONE = "*"
SEAT = "@"


class Charge(Struct, frozen=True, gc=False):
    """Points off per occurrence, at most `cap` in a cycle (None: no cap)."""

    on: Fault
    points: Decimal
    cap: Decimal | None = None


class Reward(Struct, frozen=True, gc=False):
    """Points on per occurrence, at most `cap` in a cycle. Being found out is not rewarded: no such `on`."""

    on: Merit
    points: Decimal
    cap: Decimal | None = None


class Ruling(Struct, frozen=True, gc=False):
    """Points that a person gives (above 0) or takes (below 0), each time with a reason; at most `cap` in a cycle.

    again: factor at the second, third … time; the last one holds for every further time.
    """

    code: str
    points: Decimal
    cap: Decimal | None = None
    again: tuple[Decimal, ...] = ()


class Veto(Struct, frozen=True, gc=False):
    """What a person confirms and what undoes a score: at most `points` for the post, at most `grade` for the post, for the
    unit it sits in, or for both.
    """

    code: str
    of: Literal["post", "unit", "both"] = "post"
    points: Decimal | None = None
    grade: str | None = None


class Grade(Struct, frozen=True, gc=False):
    """Reached from `least` points up, if each floor holds too.

    A floor names a figure: a component ("coverage"), a list ("checks/C1"), a section ("checks/C1/S1") or an indicator
    ("indicators/K01").
    A figure that is not available bars nothing.
    """

    key: str
    least: Decimal
    floors: Mapping[str, Decimal] = {}


class Scheme(Struct, frozen=True, gc=False):
    """One version of a tenant's scheme.

    components: job title → component → weight; "*" is for every title without a row of its own.
    "@" and the code of a layer stands for each unit of that layer itself: what its own indicators and appraisals weigh, and
    own_share how many hundredths of the unit's score they make (its posts and the units below make the rest).
    indicators: job title → indicator → weight within the component "indicators", "*" as above.
    lists: list code → weight (1 where absent). own_posts: beside child units a unit's own posts weigh one by one
    ("each") or as one part ("together"): own_weight, or where none is stated the average of the child units.
    Grades are read from the figure as shown (`places`, half-up), so that nobody sees 90.00 beside the grade
    below 90. Raises ValueError on a rule that makes no sense.
    """

    version: str
    components: Mapping[str, Mapping[Component, Decimal]]
    lists: Mapping[str, Decimal] = {}
    roll_up: RollUp = "weight"
    own_posts: OwnPosts = "each"
    own_weight: Decimal | None = None
    missed: Missed = "zero"
    late_penalty: Decimal = ZERO
    deductions: tuple[Charge, ...] = ()
    rewards: tuple[Reward, ...] = ()
    low: Decimal = ZERO
    high: Decimal = HUNDRED
    grades: tuple[Grade, ...] = ()
    veto_caps_grade: str | None = None
    places: int = 2
    demand_all: bool = False
    indicators: Mapping[str, Mapping[str, Decimal]] = {}
    own_share: Mapping[str, Decimal] = {}
    rulings: tuple[Ruling, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    def __post_init__(self) -> None:
        rules: tuple[Charge | Reward, ...] = (*self.deductions, *self.rewards)
        weights = [w for part in (self.components, self.indicators) for row in part.values() for w in row.values()]
        points = [rule.points for rule in rules]
        caps = [rule.cap for rule in rules if rule.cap is not None]
        own = () if self.own_weight is None else (self.own_weight,)
        if any(figure < 0 for figure in (*weights, *self.lists.values(), *self.own_share.values(), *points, *caps, *own)):
            raise ValueError("weights, points and caps of a scheme are never negative")
        if not ZERO <= self.late_penalty <= ONE:
            raise ValueError("late_penalty lies between 0 and 1")
        if self.low > self.high or not 0 <= self.places <= PLACES:
            raise ValueError("bounds or places of the scheme are out of order")
        if any(each > HUNDRED for each in self.own_share.values()):
            raise ValueError("own_share is at most 100")
        if self.veto_caps_grade is not None and self.veto_caps_grade not in {g.key for g in self.grades}:
            raise ValueError(f"veto_caps_grade names no grade: {self.veto_caps_grade}")

    def weights_of(self, job_title: str) -> Mapping[Component, Decimal]:
        """Component weights of a job title; an empty row of its own means that the title is not scored."""
        row = self.components.get(job_title)
        return self.components.get(EVERYONE, {}) if row is None else row

    def indicator_weights(self, job_title: str) -> Mapping[str, Decimal]:
        """Indicator → its weight within the component, for a job title."""
        row = self.indicators.get(job_title)
        return self.indicators.get(EVERYONE, {}) if row is None else row

    def list_weight(self, code: str) -> Decimal:
        """Weight of a checklist among the lists of a post."""
        return self.lists.get(code, ONE)
