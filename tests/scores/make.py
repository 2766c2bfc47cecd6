"""Small builders for sheets, so that a test shows only what it is about."""

from decimal import Decimal

from saas.scores.scheme import Scheme
from saas.scores.sheet import Post, Sheet, SheetList, SheetPoint, SheetSection, Tally, Unit

D = Decimal


def tally(post, point, applied=10, earned=10, *, code="C1", na=0, raw=None, sent=None, failed=0, **more):
    """A tally in whole numbers; raw and sent are as earned unless told."""
    raw = earned if raw is None else raw
    sent = earned if sent is None else sent
    return Tally(post, code, point, D(applied), D(na), D(earned), D(raw), D(sent), failed=failed, **more)


def one_list(*weights, code="C1", version="1", veto=()):
    """A list of one section, points p1, p2, … with the weights given."""
    points = tuple(SheetPoint(f"p{i}", D(w), f"p{i}" in veto) for i, w in enumerate(weights, 1))
    return SheetList(code, version, (SheetSection("S1", points),))


def scheme(**more):
    """Checks alone unless told otherwise."""
    return Scheme("1", **({"components": {"*": {"checks": D(1)}}} | more))


def sheet(*tallies, lists=None, rules=None, units=None, posts=None, **more):
    """One unit u with one post a, unless told otherwise."""
    return Sheet(
        rules or scheme(), tuple(lists or (one_list(1, 1, 1),)),
        tuple(units or (Unit("u"),)), tuple(posts or (Post("a", "u", "rep"),)), tuple(tallies), **more,
    )


def company(posts=60, units=30, lists=3, points=12, *, seed=1, **more):
    """A company of a given size with seeded counts, for speed and for whole-house properties."""
    from random import Random

    from saas.scores.sheet import Coverage, FindingCount, ReviewCount

    dice = Random(seed)
    tree = [Unit("u0")] + [Unit(f"u{i}", f"u{(i - 1) // 4}", D(dice.randint(1, 5))) for i in range(1, units)]
    staff = [Post(f"a{i}", f"u{dice.randrange(units)}", "rep", D(dice.randint(1, 3))) for i in range(posts)]
    rows = []
    for post in staff:
        for each in range(1, lists + 1):
            for i in range(1, points + 1):
                applied = dice.randint(20, 60)
                earned = applied - dice.randint(0, 8)
                rows.append(tally(post.id, f"p{i}", applied, earned, code=f"C{each}", na=dice.randint(0, 3),
                                  sent=min(applied, earned + dice.randint(0, 1))))
    rules = scheme(components={"*": {"checks": D(60), "coverage": D(20), "findings": D(10), "reviews": D(10)}})
    return Sheet(
        more.get("rules", rules), tuple(one_list(*[dice.randint(1, 9) for _ in range(points)], code=f"C{i}")
                     for i in range(1, lists + 1)),
        tuple(tree), tuple(staff), tuple(rows),
        tuple(Coverage(p.id, 60, 58 - (n := dice.randint(0, 5)), n, 2 + n) for p in staff),
        tuple(ReviewCount(p.id, 10, dice.randint(5, 10)) for p in staff[::3]),
        tuple(FindingCount(p.id, 3, 1, 4, dice.randint(1, 4), 1) for p in staff[::2]),
    )
