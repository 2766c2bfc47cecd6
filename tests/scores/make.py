"""Small builders for sheets, so that a test shows only what it is about."""

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from saas.scores.scheme import Scheme
from saas.scores.sheet import (
    Coverage,
    FindingCount,
    Post,
    ReviewCount,
    Sheet,
    SheetList,
    SheetPoint,
    SheetSection,
    Unit,
)
from saas.scores.sums import Tally, sums_of

D = Decimal


def tally(post="a", point="p1", applied=10, earned=10, *, code="C1", na=0, raw=None, sent=None, **more):
    """A tally in whole numbers; raw and sent are as earned unless told."""
    raw = earned if raw is None else raw
    sent = earned if sent is None else sent
    return Tally(post, code, point, D(applied), D(na), D(earned), D(raw), D(sent), **more)


def one_list(*weights, code="C1", version="1", veto=()):
    """A list of one section, points p1, p2, … with the weights given."""
    points = tuple(SheetPoint(f"p{i}", D(w), f"p{i}" in veto) for i, w in enumerate(weights, 1))
    return SheetList(code, version, (SheetSection("S1", points),))


def rules(**more):
    """A scheme of checks alone, unless told otherwise."""
    return Scheme("1", **({"components": {"*": {"checks": D(1)}}} | more))


def sheet(*tallies, lists=None, scheme=None, units=None, posts=None, **more):
    """One unit u with one post a and one list of three equal points, unless told otherwise."""
    return Sheet(
        scheme or rules(),
        tuple(lists or (one_list(1, 1, 1),)),
        tuple(units or (Unit("u"),)),
        tuple(posts or (Post("a", "u", "rep"),)),
        sums_of(tallies),
        **more,
    )


def company(posts=60, units=30, lists=3, points=12, *, seed=1):
    """A company of a given size with seeded counts."""
    dice = Random(seed)
    components = {"checks": D(60), "coverage": D(20), "findings": D(10), "reviews": D(10)}
    weights = [[dice.randint(1, 9) for _ in range(points)] for _ in range(lists)]
    staff = [Post(f"a{i}", f"u{dice.randrange(units)}", "rep", D(dice.randint(1, 3))) for i in range(posts)]
    return Sheet(
        rules(components={"*": components}),
        tuple(one_list(*row, code=f"C{i}") for i, row in enumerate(weights, 1)),
        tuple(Unit(f"u{i}", f"u{(i - 1) // 4}" if i else None, D(dice.randint(1, 5))) for i in range(units)),
        tuple(staff),
        sums_of(row for post in staff for row in _answers(dice, post.id, lists, points)),
        tuple(Coverage(post.id, 60, 58, dice.randint(0, 5), 2) for post in staff),
        tuple(ReviewCount(post.id, 10, dice.randint(5, 10)) for post in staff[::3]),
        tuple(FindingCount(post.id, 3, 1, 4, dice.randint(1, 4), 1) for post in staff[::2]),
    )


def _answers(dice, post, lists, points):
    for code in range(1, lists + 1):
        for point in range(1, points + 1):
            applied = dice.randint(20, 60)
            earned = applied - dice.randint(0, 8)
            sent = min(applied, earned + dice.randint(0, 1))
            yield tally(post, f"p{point}", applied, earned, code=f"C{code}", na=dice.randint(0, 3), sent=sent)


def with_rows(old, **rows):
    """The sheet with some of its parts replaced; answers are given point by point, as tallies."""
    if "tallies" in rows:
        rows["sums"] = sums_of(rows.pop("tallies"))
    return replace(old, **{name: tuple(value) for name, value in rows.items()})
