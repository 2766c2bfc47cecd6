"""The company half of a pack: its face, organisation, standards and responsibilities, and what all files share.

Figures are Decimal, texts carry both languages, and a figure says whether a public rule or we suggest it.
The other files stand in `ledger`, `flows`, `lists`, `assess` and `models`; `format` holds them together.
"""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from saas.values import CODE

Words = Annotated[str, Meta(min_length=1, max_length=400)]
Code = Annotated[str, Meta(pattern=f"^{CODE.pattern}$")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,39}$", description="A name in formulas.")]
Formula = Annotated[
    str, Meta(min_length=1, max_length=2000, description="Text of a formula: names, numbers, + - * /, functions.")
]
Figure = Annotated[Decimal, Meta(description="A decimal number, read from its written digits.")]
Weekday = Annotated[int, Meta(ge=1, le=7)]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Local time, HH:MM.")]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What every piece of a pack has in common: it never changes and knows no field by accident."""


class Text(Part, frozen=True):
    zh: Words
    en: Words


class Mark(Part, frozen=True):
    """Where figures come from. A public rule carries its name, year and version; a suggestion is the pack's own."""

    kind: Literal["public_rule", "suggestion"]
    name: Text | None = None
    year: int | None = None
    version: str | None = None
    clause: Text | None = None
    note: Text | None = None


# pack.yaml
class Layer(Part, frozen=True):
    code: Code
    name: Text
    level: Literal["management", "executive", "implementing"]


class Face(Part, frozen=True):
    """pack.yaml: what the pack is called and which layers it knows, from the top down. `format` is 2."""

    format: Literal[2]
    key: Code
    name: Text
    summary: Text
    version: str
    locale: Literal["zh", "en"]
    timezone: str
    layers: tuple[Layer, ...]


# organisation.yaml
class Shift(Part, frozen=True):
    """A part of the day that lists may be done in. It does not cross midnight: 16:00–23:59, not 16:00–00:00."""

    code: Code
    name: Text
    opens: Clock
    closes: Clock


class DutyItem(Part, frozen=True):
    name: Text
    details: tuple[Text, ...]


class DutyCategory(Part, frozen=True):
    name: Text
    items: tuple[DutyItem, ...]


class Duties(Part, frozen=True):
    overall: Text
    categories: tuple[DutyCategory, ...]


class JobTitle(Part, frozen=True):
    """A template over several posts; `role` is what its holder may do in the product."""

    code: Code
    name: Text
    layer: Code
    role: Literal["staff", "leader", "executive"]
    duties: Duties


class Unit(Part, frozen=True):
    """`external`: a distributor or contractor, whose people see their own line only."""

    code: Code
    name: Text
    layer: Code
    parent: Code | None = None
    weight: Figure = Decimal(1)
    external: bool = False


class Post(Part, frozen=True):
    code: Code
    name: Text
    unit: Code
    job_title: Code


class Organisation(Part, frozen=True):
    mark: Mark
    job_titles: tuple[JobTitle, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    shifts: tuple[Shift, ...] = ()


# standards.yaml
class Criterion(Part, frozen=True):
    """A measurable demand: ge needs low, le needs high, eq needs low, between needs both. Limits included."""

    op: Literal["ge", "le", "eq", "between"]
    uom: Words
    low: Figure | None = None
    high: Figure | None = None


class Attached(Part, frozen=True):
    """A document or photo in the pack's folder `files/`; `name` is what people see. PDF, xlsx, docx or a photo."""

    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.(jpg|jpeg|png|webp|pdf|xlsx|docx)$")]
    name: Annotated[str, Meta(min_length=1, max_length=130)]


class Detail(Part, frozen=True):
    """A criterion or a controlling principle, one of them. `correction` says what to do when it is not kept;
    `unchecked` says why no checklist asks for it.
    """

    code: Code
    name: Text
    mark: Mark
    criterion: Criterion | None = None
    principle: Text | None = None
    correction: Text | None = None
    unchecked: Text | None = None
    files: tuple[Attached, ...] = ()


class Step(Part, frozen=True):
    code: Code
    name: Text
    details: tuple[Detail, ...]
    files: tuple[Attached, ...] = ()


class Item(Part, frozen=True):
    code: Code
    name: Text
    steps: tuple[Step, ...]
    files: tuple[Attached, ...] = ()


class Category(Part, frozen=True):
    code: Code
    name: Text
    items: tuple[Item, ...]
    files: tuple[Attached, ...] = ()


class System(Part, frozen=True):
    code: Code
    name: Text
    categories: tuple[Category, ...]
    files: tuple[Attached, ...] = ()


class QuizPoint(Part, frozen=True):
    """Two to four options; `right` is the number of the right one, from 1. `detail`: what it is about."""

    text: Text
    options: tuple[Text, ...]
    right: int
    detail: Code | None = None


class Standards(Part, frozen=True):
    """`quiz`: two to five questions, asked where the reading of the standards is confirmed; none: only confirmed."""

    systems: tuple[System, ...]
    quiz: tuple[QuizPoint, ...] = ()


# responsibilities.yaml
class Responsibility(Part, frozen=True):
    """Who answers for one detail, by job title; it holds for every unit of `layer`."""

    detail: Code
    layer: Code
    responsible: Code
    supporting: tuple[Code, ...] = ()
    reviewing: tuple[Code, ...] = ()
    informed: tuple[Code, ...] = ()


class Assignment(Part, frozen=True):
    """Who answers for one detail in one unit, by post: for what no rule by job title says."""

    detail: Code
    unit: Code
    responsible: Code | None = None
    supporting: tuple[Code, ...] = ()
    reviewing: tuple[Code, ...] = ()
    informed: tuple[Code, ...] = ()


class Responsibilities(Part, frozen=True):
    """A detail stands either in `responsibilities`, once, or in `by_post`, once per unit."""

    responsibilities: tuple[Responsibility, ...]
    by_post: tuple[Assignment, ...] = ()
