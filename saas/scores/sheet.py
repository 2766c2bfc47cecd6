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

from saas.scores.scheme import Scheme
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
    """An organisational unit. `weight` counts in its parent when the scheme rolls up by weight."""

    id: str
    parent: str | None = None
    weight: Decimal = ONE


class Post(Struct, frozen=True, gc=False):
    """A post of a unit. `heads` counts when the scheme rolls up by head count."""

    id: str
    unit: str
    job_title: str
    weight: Decimal = ONE
    heads: int = 1


class Tally(Struct, frozen=True, gc=False):
    """Answers of one post to one point of one list in the cycle; sums of g over its checks.

    applied, na   answers that applied / that did not (after corrections)
    earned        effective: after corrections, 0 where a veto sank the section or a lower level failed.
                  What a leader found wrong counts here as failed, exactly as if the post had reported it.
    raw           after corrections, before veto and levels
    sent          as sent by the post, effective
    sent_applied  answers that applied as sent (None: as applied)
    failed        answers that failed outright, after corrections: on a veto point they may cap the grade or
                  cost points, as the scheme says; sent_failed: the same as sent (None: as failed)
    """

    post: str
    list: str
    point: str
    applied: Decimal
    na: Decimal
    earned: Decimal
    raw: Decimal
    sent: Decimal
    sent_applied: Decimal | None = None
    failed: int = 0
    sent_failed: int | None = None

    @property
    def at(self) -> tuple[str, str]:
        """The point among all points of all lists."""
        return self.list, self.point

    @property
    def asked(self) -> Decimal:
        """How often the point was put to the post, whether it applied or not."""
        return self.applied + self.na


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


class Sheet(Struct, frozen=True, gc=False):
    """Everything one cycle's scores are computed from. The order of rows never matters."""

    scheme: Scheme
    lists: tuple[SheetList, ...]
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    tallies: tuple[Tally, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    reviews: tuple[ReviewCount, ...] = ()
    findings: tuple[FindingCount, ...] = ()


class Place(Struct, frozen=True, gc=False):
    """The section a point stands in, by the key of its figure ("checks/C1/S1"), and its weight there."""

    key: str
    weight: Decimal
    veto: bool


class Keyed(Struct, frozen=True, gc=False):
    """A list with the keys of its figures: its own, and (weight, key) of every section; its weight among the lists."""

    code: str
    key: str
    weight: Decimal
    sections: tuple[tuple[Decimal, str], ...]


class Places(dict[tuple[str, str], Place]):
    """(list code, point code) → its place; `lists`: those of the sheet by their keys, made once for all posts.

    `shares`: what leverage found for the figures of one post holds for every other post with the same ones.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lists: tuple[Keyed, ...] = ()
        self.shares: dict[tuple[str, ...], dict[str, Decimal]] = {}


def places(sheet: Sheet) -> Places:
    """Where every point stands. A tally of any other point belongs to no list of the sheet."""
    known = Places()
    lists = []
    for each in sheet.lists:
        sections = []
        for section in each.sections:
            key = f"checks/{each.code}/{section.code}"
            sections.append((section.weight, key))
            for point in section.points:
                known[each.code, point.code] = Place(key, point.weight, point.veto)
        lists.append(Keyed(each.code, f"checks/{each.code}", sheet.scheme.list_weight(each.code), tuple(sections)))
    known.lists = tuple(lists)
    return known


def tallies_by_post(sheet: Sheet) -> dict[str, list[Tally]]:
    """Every post's tallies, in the order of the sheet."""
    rows: dict[str, list[Tally]] = {}
    for tally in sheet.tallies:
        rows.setdefault(tally.post, []).append(tally)
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
    return replace(
        sheet,
        units=units,
        posts=tuple(post for post in sheet.posts if post.id in staff),
        tallies=tuple(row for row in sheet.tallies if row.post in staff),
        coverage=tuple(row for row in sheet.coverage if row.post in staff),
        reviews=tuple(row for row in sheet.reviews if row.post in staff),
        findings=tuple(row for row in sheet.findings if row.post in staff),
    )


def to_json(sheet: Sheet) -> bytes:
    """The sheet as JSON with Decimals as strings, the form in which a cycle stores it."""
    return msgspec.json.encode(sheet)


def from_json(text: bytes | str) -> Sheet:
    """The sheet again. Raises msgspec.ValidationError naming the place when the text is no sheet."""
    with unswept():
        return msgspec.json.decode(text, type=Sheet)
