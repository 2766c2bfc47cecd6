"""What a closed cycle froze: scheme, lists, tree, posts and counts. A score needs nothing else. Pure.

Ids are strings and stay the same from cycle to cycle; lists and points are known by their codes.
A sheet goes to JSON and back without loss: Decimals travel as strings. Records are made by the hundred thousand and
never refer back to themselves, so the collector of cycles need not look at them (gc=False).
"""

from collections.abc import Iterable
from decimal import Decimal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from saas.scores.curves import Curve
from saas.scores.scheme import SEAT, Component, Scheme
from saas.scores.sums import Sums, Tally, sums_of
from saas.scores.unswept import unswept
from saas.values import ONE


class SheetPoint(Struct, frozen=True, gc=False):
    """A point of a list version, as far as scoring needs it."""

    code: str
    weight: Decimal
    veto: bool = False


class SheetSection(Struct, frozen=True, gc=False):
    """A section with its weight among the sections of the list."""

    code: str
    points: tuple[SheetPoint, ...]
    weight: Decimal = ONE


class SheetList(Struct, frozen=True, gc=False):
    """The version of a checklist that the cycle was scored with."""

    code: str
    version: str
    sections: tuple[SheetSection, ...]


class Unit(Struct, frozen=True, gc=False):
    """An organisational unit. `weight` counts in its parent when the scheme rolls up by weight; `layer` by its code."""

    id: str
    parent: str | None = None
    weight: Decimal = ONE
    layer: str = ""


class Post(Struct, frozen=True, gc=False):
    """A post of a unit. `heads` counts when the scheme rolls up by head count."""

    id: str
    unit: str
    job_title: str
    weight: Decimal = ONE
    heads: int = 1


class Coverage(Struct, frozen=True, gc=False):
    """Checks of a post: due = done + missed; `late` is a part of done."""

    post: str
    due: int = 0
    done: int = 0
    late: int = 0
    missed: int = 0


class ReviewCount(Struct, frozen=True, gc=False):
    """Reviews a post had to do, and how many it did in time."""

    post: str
    to_do: int = 0
    in_time: int = 0


class FindingCount(Struct, frozen=True, gc=False):
    """Findings of a post: who found them, and how many of those due were closed in time or are overdue."""

    post: str
    found_by_self: int = 0
    found_by_leader: int = 0
    due: int = 0
    closed_in_time: int = 0
    overdue: int = 0


class Share(Struct, frozen=True, gc=False):
    """So many of so many, for one of scheme.SHARES; of a post, or of a unit itself."""

    post: str
    component: Component
    part: Decimal
    whole: Decimal


class Achieved(Struct, frozen=True, gc=False):
    """An indicator's value in the cycle, of a post or of a unit, and the curve that it is scored by.

    A post without a value of its own answers for that of its unit. Value and curve are two things in a bridge: values are
    results, curves with their targets belong to the standard.
    """

    post: str
    code: str
    version: str
    value: Decimal | None
    curve: Curve


class Ruled(Struct, frozen=True, gc=False):
    """How often a person applied a ruling or a veto of the scheme to a post."""

    post: str
    code: str
    times: int


class Sheet(Struct, frozen=True, gc=False):
    """Everything one cycle's scores are computed from. The order of rows never matters."""

    scheme: Scheme
    lists: tuple[SheetList, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    sums: tuple[Sums, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    reviews: tuple[ReviewCount, ...] = ()
    findings: tuple[FindingCount, ...] = ()
    shares: tuple[Share, ...] = ()
    achieved: tuple[Achieved, ...] = ()
    ruled: tuple[Ruled, ...] = ()

    @property
    def staff(self) -> tuple[Post, ...]:
        """The posts, and a seat for each unit that the scheme scores itself: a post with the id of its unit."""
        if not self.scheme.own_share:
            return self.posts
        titles = ((unit.id, SEAT + unit.layer) for unit in self.units)
        seats = (Post(unit, unit, title, ONE, 0) for unit, title in titles if title in self.scheme.own_share)
        return (*self.posts, *seats)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The sums point by point."""
        return tuple(tally for row in self.sums for tally in row.tallies())


class _Frozen(Sheet, frozen=True, gc=False):
    """A sheet as the first cycles stored it: tally by tally."""

    tallies: tuple[Tally, ...] = ()


def sums_by_post(sheet: Sheet) -> dict[str, list[Sums]]:
    """Every post's sums, in the order of the sheet."""
    rows: dict[str, list[Sums]] = {}
    for row in sheet.sums:
        rows.setdefault(row.post, []).append(row)
    return rows


def line(units: Iterable[Unit], top: str) -> set[str]:
    """A unit and every unit below it."""
    below: dict[str | None, list[str]] = {}
    for unit in units:
        below.setdefault(unit.parent, []).append(unit.id)
    found: set[str] = set()
    waiting = [top]
    while waiting:
        at = waiting.pop()
        found.add(at)
        waiting += below.get(at, ())
    return found


def part_of(sheet: Sheet, kind: str, subject: str) -> Sheet:
    """The sheet as far as one post or one unit's line goes. KeyError for a subject that it does not know."""
    by_id = {post.id: post for post in sheet.posts}
    inside = {by_id[subject].unit} if kind == "post" else line(sheet.units, subject)
    units = tuple(unit for unit in sheet.units if unit.id in inside)
    if not units:
        raise KeyError(f"{kind}:{subject}")
    staff = {subject} if kind == "post" else {post.id for post in sheet.posts if post.unit in inside}
    told = staff | inside
    return replace(
        sheet,
        units=units,
        posts=tuple(post for post in sheet.posts if post.id in staff),
        sums=tuple(row for row in sheet.sums if row.post in staff),
        coverage=tuple(row for row in sheet.coverage if row.post in staff),
        reviews=tuple(row for row in sheet.reviews if row.post in staff),
        findings=tuple(row for row in sheet.findings if row.post in staff),
        shares=tuple(row for row in sheet.shares if row.post in told),
        achieved=tuple(row for row in sheet.achieved if row.post in told),
        ruled=tuple(row for row in sheet.ruled if row.post in told),
    )


def to_json(sheet: Sheet) -> bytes:
    """The sheet as JSON with Decimals as strings, the form in which a cycle stores it."""
    return msgspec.json.encode(sheet)


def from_json(text: bytes | str) -> Sheet:
    """The sheet again. Raises msgspec.ValidationError naming the place when the text is no sheet."""
    with unswept():
        told = msgspec.json.decode(text, type=_Frozen)
        return Sheet(
            told.scheme, told.lists, told.units, told.posts, told.sums or sums_of(told.tallies),
            told.coverage, told.reviews, told.findings, told.shares, told.achieved, told.ruled,
        )  # fmt: skip
