"""The company half of a pack: its face, organisation, standards, responsibilities and managed objects.

Figures are Decimal, texts carry both languages, and a figure says whether a public rule or we suggest it.
The other half, what is asked and how it counts, stands in `format`.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Words = Annotated[str, Meta(min_length=1, max_length=400)]
Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Figure = Annotated[Decimal, Meta(description="A decimal number, read from its written digits.")]
Weekday = Annotated[int, Meta(ge=1, le=7)]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What every piece of a pack has in common: it never changes and knows no field by accident."""


class Text(Part, frozen=True):
    zh: Words
    en: Words


class Mark(Part, frozen=True):
    """Where a figure comes from. A rule carries name, year and version; a suggestion is the pack's own."""

    kind: Literal["rule", "suggestion"]
    source: Text | None = None
    year: int | None = None
    version: str | None = None
    note: Text | None = None


# pack.yaml
class Layer(Part, frozen=True):
    code: Code
    name: Text
    level: Literal["management", "executive", "implementing"]


class Face(Part, frozen=True):
    """pack.yaml: what the pack is called and which layers it knows, from the top down."""

    key: Code
    name: Text
    summary: Text
    version: str
    locale: Literal["zh", "en"]
    timezone: str
    layers: tuple[Layer, ...]


# organisation.yaml
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
    code: Code
    name: Text
    layer: Code
    parent: Code | None = None
    weight: Figure = Decimal(1)


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


# standards.yaml
class Criterion(Part, frozen=True):
    """A measurable demand: ge needs low, le needs high, eq needs low, between needs both. Limits included."""

    op: Literal["ge", "le", "eq", "between"]
    uom: Words
    low: Figure | None = None
    high: Figure | None = None


class Detail(Part, frozen=True):
    code: Code
    name: Text
    mark: Mark
    criterion: Criterion | None = None
    principle: Text | None = None


class Step(Part, frozen=True):
    code: Code
    name: Text
    details: tuple[Detail, ...]


class Item(Part, frozen=True):
    code: Code
    name: Text
    steps: tuple[Step, ...]


class Category(Part, frozen=True):
    code: Code
    name: Text
    items: tuple[Item, ...]


class System(Part, frozen=True):
    code: Code
    name: Text
    categories: tuple[Category, ...]


class Standards(Part, frozen=True):
    systems: tuple[System, ...]


# responsibilities.yaml
class Responsibility(Part, frozen=True):
    """Who answers for one detail, by job title; it holds for every unit of `layer`."""

    detail: Code
    layer: Code
    responsible: Code
    supporting: tuple[Code, ...] = ()
    reviewing: tuple[Code, ...] = ()
    informed: tuple[Code, ...] = ()


class Responsibilities(Part, frozen=True):
    responsibilities: tuple[Responsibility, ...]


# objects.yaml
class Choice(Part, frozen=True):
    key: Code
    name: Text


class Attribute(Part, frozen=True):
    code: Code
    name: Text
    kind: Literal["text", "number", "choice", "flag"]
    uom: str | None = None
    options: tuple[Choice, ...] = ()


class ObjectType(Part, frozen=True):
    code: Code
    name: Text
    attributes: tuple[Attribute, ...]


class Object(Part, frozen=True):
    """A thing under management. `days` narrows its schedules to weekdays (1 = Monday); `book` is what the
    ledger says, per point of kind count; `at` is the object it stands in.
    """

    code: Code
    type: Code
    unit: Code
    name: Text
    at: Code | None = None
    days: tuple[Weekday, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    book: dict[str, Figure] = field(default_factory=dict)


class Objects(Part, frozen=True):
    mark: Mark
    types: tuple[ObjectType, ...]
    objects: tuple[Object, ...]
