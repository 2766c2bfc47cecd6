"""A random cycle from a seed: ragged trees, changing points, not applicable, corrections, any scheme."""

from decimal import Decimal
from random import Random

from saas.scores.curves import Curve, Knot
from saas.scores.scheme import COMPONENTS, SHARES, Charge, Grade, Reward, Ruling, Scheme, Veto
from saas.scores.sheet import (
    Achieved,
    Coverage,
    FindingCount,
    Post,
    ReviewCount,
    Ruled,
    Share,
    Sheet,
    SheetList,
    SheetPoint,
    SheetSection,
    Unit,
)
from saas.scores.sums import Tally, sums_of

D = Decimal
CHARGES = ("overdue", "late", "missed", "veto", "found_by_leader", "found_by_self")


def any_sheet(seed):
    dice = Random(seed)
    units = _units(dice)
    posts = [
        Post(f"a{i}", dice.choice(units).id, dice.choice(["rep", "boss"]), _weight(dice), dice.randint(1, 3))
        for i in _some(dice, 7)
    ]
    lists = [_list(dice, f"C{i}") for i in _some(dice, 3)]
    return Sheet(
        any_scheme(dice),
        tuple(lists),
        tuple(units),
        tuple(posts),
        sums_of(row for post in posts for each in lists for row in _tallies(dice, post.id, each)),
        tuple(_coverage(dice, post.id) for post in posts if dice.random() < 0.8),
        tuple(ReviewCount(post.id, 9, dice.randint(0, 9)) for post in posts if dice.random() < 0.5),
        tuple(_findings(dice, post.id) for post in posts if dice.random() < 0.7),
        *_beside(dice, [post.id for post in posts], [unit.id for unit in units]),
    )


def _beside(dice, posts, units):
    """Shares, indicators and rulings: of some posts, and of some units themselves."""
    everybody = [*posts, *units]
    shares = [Share(each, kind, D(dice.randint(0, 4)), D(4)) for each in everybody for kind in SHARES if dice.random() < 0.3]
    achieved = [
        Achieved(each, f"K{i}", "1", dice.choice([None, _weight(dice)]), any_curve(dice))
        for each in everybody for i in range(3) if dice.random() < 0.4
    ]  # fmt: skip
    ruled = [Ruled(post, code, dice.randint(1, 4)) for post in posts for code in ("bad", "good", "worst") if dice.random() < 0.2]
    return tuple(shares), tuple(achieved), tuple(ruled)


def any_curve(dice):
    """Any of the curves, some of them without what they would need."""
    figures = {name: dice.choice([None, D(dice.randint(0, 99))]) for name in ("target", "floor", "stretch", "zero", "target_low")}
    return Curve(
        dice.choice(["linear", "steps", "ratio", "per_unit", "range"]), dice.choice(["higher", "lower", "range"]), **figures,
        unit=dice.choice([None, D(2)]), minus=dice.choice([None, D("1.5")]), cap=dice.choice([None, D(120)]),
        knots=tuple(Knot(D(10 * i), D(20 * i)) for i in range(dice.randint(0, 4))),
    )  # fmt: skip


def any_scheme(dice):
    charges = tuple(Charge(on, D(dice.randint(0, 9)) / 10, dice.choice([None, D(7)])) for on in CHARGES if dice.random() < 0.3)
    titles = ["*", "boss", "@L1"][: dice.randint(1, 3)]
    return Scheme(
        str(dice.random()),
        {title: {name: _weight(dice) for name in COMPONENTS if dice.random() < 0.8} for title in titles},
        {f"C{i}": _weight(dice) for i in range(3) if dice.random() < 0.7},
        dice.choice(["weight", "head_count", "equal", "lowest"]),
        dice.choice(["each", "together"]),
        dice.choice([None, D(0), D("2.5")]),
        dice.choice(["zero", "left_out"]),
        dice.choice([D(0), D("0.3"), D(1)]),
        charges,
        (Reward("closed_in_time", D("0.7"), D(3)),) if dice.random() < 0.3 else (),
        high=dice.choice([D(100), D(100), D(80)]),
        demand_all=dice.random() < 0.1,
        grades=(Grade("A", D(80), {"indicators": D(50)}), Grade("B", D(40)), Grade("C", D(0))),
        indicators={title: {f"K{i}": _weight(dice) for i in range(3)} for title in [*titles, "@L1"] if dice.random() < 0.8},
        own_share={"@L1": D(dice.randint(0, 100))} if dice.random() < 0.5 else {},
        rulings=(Ruling("bad", D(-2), dice.choice([None, D(5)]), (D("1.5"), D(2))), Ruling("good", D(1))),
        vetoes=(Veto("worst", dice.choice(["post", "unit", "both"]), dice.choice([None, D(59)]), "B"),),
    )


def _units(dice):
    ids = [f"u{i}" for i in _some(dice, 7)]
    return [
        Unit(name, dice.choice(ids[:at]) if at and dice.random() < 0.9 else None, _weight(dice), dice.choice(["L1", "L2"]))
        for at, name in enumerate(ids)
    ]


def _list(dice, code):
    points = [SheetPoint(f"p{i}", _weight(dice), dice.random() < 0.2) for i in _some(dice, 6)]
    cut = dice.randint(0, len(points))
    sections = [("S1", points[:cut]), ("S2", points[cut:])]
    return SheetList(code, "1", tuple(SheetSection(name, tuple(part), _weight(dice)) for name, part in sections if part))


def _tallies(dice, post, each):
    for section in each.sections:
        for point in section.points:
            if dice.random() < 0.9:
                yield _tally(dice, post, each.code, point.code)


def _tally(dice, post, code, point):
    applied = dice.randint(1, 30) if dice.random() < 0.8 else 0
    na = dice.choice([0, dice.randint(1, 9)])
    raw, sent_applied = dice.randint(0, applied), dice.choice([None, applied + dice.randint(0, na)])
    sent = dice.randint(0, applied if sent_applied is None else sent_applied)
    failed = applied - raw
    earned = D(raw) - dice.choice([D(0), D("0.5") if raw else D(0)])
    sent_failed = dice.choice([None, dice.randint(0, failed)])
    return Tally(
        post, code, point, D(applied), D(na), earned, D(raw), D(sent),
        None if sent_applied is None else D(sent_applied), failed, sent_failed,
    )  # fmt: skip


def _coverage(dice, post):
    due = dice.randint(0, 30)
    done = dice.randint(0, due)
    return Coverage(post, due, done, dice.randint(0, done), due - done)


def _findings(dice, post):
    due = dice.randint(0, 6)
    closed = dice.randint(0, due)
    return FindingCount(post, dice.randint(0, 5), dice.randint(0, 5), due, closed, due - closed)


def _weight(dice):
    return dice.choice([D(0), D(1), D(dice.randint(1, 99)), D(dice.randint(1, 99)) / 10])


def _some(dice, most):
    return sorted(dice.sample(range(most), dice.randint(most // 2 + 1, most)))
