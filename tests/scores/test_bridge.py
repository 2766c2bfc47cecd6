from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json, to_builtins
from msgspec.structs import replace

from saas.scores.bridge import bridge
from saas.scores.curves import points
from saas.scores.mix import STEPS
from saas.scores.scheme import Charge
from saas.scores.score import score
from saas.scores.sheet import FindingCount, Post, ReviewCount, Ruled, Share, SheetPoint, SheetSection, Unit
from saas.scores.told import Seen, bridge_of, keep_bridge
from tests.scores.any_sheet import any_scheme, any_sheet
from tests.scores.make import company, one_list, rules, sheet, tally, with_rows

D = Decimal
SEEDS = st.integers(0, 10**9)
ROWS = ("lists", "units", "posts", "tallies", "coverage", "reviews", "findings", "shares", "achieved", "ruled")


def moved(before, after):
    """Steps that moved anything at all."""
    return {step for each in bridge(before, after).values() for step, part in each.parts.items() if part}


@settings(deadline=None, max_examples=150)
@given(SEEDS, SEEDS)
def test_the_parts_add_up_exactly(one, other):
    before, after = any_sheet(one), any_sheet(other)
    starts, ends = score(before).all(), score(after).all()
    told = bridge(before, after)
    assert told.keys() == starts.keys() | ends.keys()
    for key, each in told.items():
        if each.reason is not None:
            assert each.change is None
            assert not each.parts
            continue
        assert tuple(each.parts) == STEPS
        assert sum(each.parts.values()) == each.change == ends[key].figure - starts[key].figure
        assert sum(each.points.values()) == each.parts["results"]
        if each.kind == "unit":
            assert sum(each.members.values()) == each.parts["results"]


@settings(deadline=None, max_examples=40)
@given(SEEDS, SEEDS)
def test_the_order_of_rows_does_not_matter(one, other):
    before, after = any_sheet(one), any_sheet(other)
    assert bridge(shuffled(before), shuffled(after)) == bridge(before, after)


def shuffled(made):
    dice = Random(7)
    return with_rows(made, **{name: dice.sample(rows, len(rows)) for name in ROWS if (rows := getattr(made, name))})


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_the_same_sheet_twice_moves_nothing(seed):
    made = any_sheet(seed)
    assert moved(made, made) == set()


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_new_point_that_never_applied_moves_nothing(seed):
    before = any_sheet(seed)
    lists = [replace(each, sections=(with_point(each.sections[0]), *each.sections[1:])) for each in before.lists]
    rows = [tally(post.id, "new", 0, 0, code=each.code, na=5) for post in before.posts for each in before.lists]
    assert moved(before, with_rows(before, lists=lists, tallies=[*before.tallies, *rows])) == set()


def with_point(section):
    return replace(section, points=(*section.points, SheetPoint("new", D(50), veto=True)))


def other_weights(made):
    def heavier(row):
        return replace(row, weight=row.weight * 2 + 3)

    def section(each):
        return replace(heavier(each), points=tuple(heavier(point) for point in each.points))

    components = {title: {c: w + 5 for c, w in row.items()} for title, row in made.scheme.components.items()}
    return replace(
        made,
        scheme=replace(
            made.scheme,
            components=components,
            lists={"C0": D(9), "C1": D("0.5")},
            indicators={"*": {"K0": D(3), "K1": D(7)}, "@L1": {"K0": D(1)}},
            own_share={"@L1": D(30)},
        ),
        lists=tuple(replace(e, version="2", sections=tuple(map(section, e.sections))) for e in made.lists),
        units=tuple(map(heavier, made.units)),
        posts=tuple(map(heavier, made.posts)),
    )


def other_method(made):
    scheme = any_scheme(Random(len(made.tallies)))
    weights = {name: getattr(made.scheme, name) for name in ("components", "lists", "indicators", "own_share")}
    return replace(made, scheme=replace(scheme, **weights))


def other_standard(made):
    first = made.lists[0]
    points = (*first.sections[0].points[1:], SheetPoint("new", D(7)))
    lists = [
        replace(first, version="2", sections=(SheetSection("S9", points), *first.sections[1:])),
        *made.lists[1:],
    ]
    rows = [tally(post.id, "new", 12, 5, code=first.code, na=1) for post in made.posts]
    achieved = [replace(row, version="2", curve=replace(row.curve, target=D(50))) for row in made.achieved]
    return with_rows(made, lists=lists, tallies=[*made.tallies, *rows], achieved=achieved)


def other_roster(made):
    root = made.units[0].id
    moved_in = [replace(post, unit=root, job_title="boss") for post in made.posts[1:]]
    points = [(e.code, point.code) for e in made.lists for section in e.sections for point in section.points]
    rows = [tally("fresh", point, 9, 4, code=code) for code, point in points]
    return with_rows(
        made,
        units=[*made.units, Unit("u99", root, D(4))],
        posts=[*moved_in, Post("fresh", "u99", "rep", D(3))],
        tallies=[*made.tallies, *rows],
    )


def other_coverage(made):
    rows = [
        replace(
            row,
            applied=row.applied * 2,
            na=row.na * 2,
            earned=row.earned * 2,
            raw=row.raw * 2,
            sent=row.sent * 2,
            sent_applied=None if row.sent_applied is None else row.sent_applied * 2,
        )
        for row in made.tallies
        if row.point != "p0"
    ]
    coverage = [replace(row, due=row.due + 3, missed=row.missed + 3) for row in made.coverage]
    return with_rows(made, tallies=[*rows, *(row for row in made.tallies if row.point == "p0")], coverage=coverage)


def other_not_applicable(made):
    """Half of the answers of p1 and p3 no longer apply; what is left has the old rates."""
    return with_rows(made, tallies=[halved(row) if row.point in {"p1", "p3"} else row for row in made.tallies])


def halved(row):
    return replace(
        row,
        applied=row.applied / 2,
        na=row.na + row.applied / 2,
        earned=row.earned / 2,
        sent=row.sent / 2,
        sent_applied=None if row.sent_applied is None else row.sent_applied / 2,
    )


def other_corrections(made):
    return with_rows(
        made,
        tallies=[
            replace(
                row,
                earned=row.earned / 2,
                failed=row.failed + 2,
                sent_failed=row.failed if row.sent_failed is None else row.sent_failed,
            )
            if row.applied
            else row
            for row in made.tallies
        ],
    )


def other_handling(made):
    return with_rows(
        made,
        reviews=[ReviewCount(post.id, 7, 3) for post in made.posts],
        findings=[FindingCount(post.id, 2, 1, 5, 2, 3) for post in made.posts],
        shares=[Share(each.id, "training", D(1), D(3)) for each in (*made.posts, *made.units)],
        ruled=[Ruled(post.id, "bad", 2) for post in made.posts],
    )


def other_results(made):
    """As sent and as corrected move together."""
    return with_rows(made, tallies=[better(row) for row in made.tallies], achieved=[nearer(row) for row in made.achieved])


def nearer(row):
    """Another value, where both can be scored."""
    other = replace(row, value=(row.value or D(0)) + 7)
    return row if points(row.curve, row.value) is None or points(other.curve, other.value) is None else other


def better(row):
    if not row.applied:
        return row
    sent_applied = row.applied if row.sent_applied is None else row.sent_applied
    more = row.applied / 5
    return replace(row, earned=row.earned + more, sent=row.sent + more * sent_applied / row.applied)


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("weights", other_weights),
        ("method", other_method),
        ("standard", other_standard),
        ("roster", other_roster),
        ("coverage", other_coverage),
        ("not_applicable", other_not_applicable),
        ("corrections", other_corrections),
        ("handling", other_handling),
        ("results", other_results),
    ],
)
def test_what_changes_alone_moves_its_own_bar_alone(step, change):
    seen = set()
    for seed in range(40):
        before = any_sheet(seed)
        bars = moved(before, change(before))
        assert bars <= {step}, seed
        seen |= bars
    assert seen == {step}


def test_the_parts_of_a_small_case_by_hand():
    before = sheet(tally(point="p1", applied=10, earned=8), tally(point="p2", applied=10, earned=10, sent=10))
    after = sheet(
        tally(point="p1", applied=10, earned=9),
        tally(point="p2", applied=10, earned=7, sent=9),
        lists=(one_list(3, 1, 1),),
    )
    told = bridge(before, after)["post", "a"]
    assert (told.before, told.after) == (D(90), D("85"))
    # Weights 3:1 → 85; the correction takes 2 of 10 from p2 → 80; p1 gains 1 of 10 at ¾, p2 loses 1 at ¼.
    assert {step: part for step, part in told.parts.items() if part} == {
        "weights": D(-5),
        "corrections": D(-5),
        "results": D(5),
    }
    assert told.points == {("C1", "p1"): D("7.5"), ("C1", "p2"): D("-2.5")}


def test_a_unit_says_which_member_and_which_point_moved_it():
    posts = (Post("a", "u", "rep", D(3)), Post("b", "v", "rep"))
    units = (Unit("u"), Unit("v", "u"))
    before = sheet(tally("a"), tally("b", point="p2"), units=units, posts=posts)
    after = with_rows(before, tallies=[tally("a", earned=8), tally("b", point="p2", earned=6)])
    told = bridge(before, after)["unit", "u"]
    assert told.change == told.parts["results"] == D(-25)
    assert told.members == {("post", "a"): D(-15), ("unit", "v"): D(-10)}
    assert told.points == {("C1", "p1"): D(-15), ("C1", "p2"): D(-10)}


def test_a_score_cut_by_a_bound_still_splits_exactly():
    scheme = rules(low=D(40), deductions=(Charge("veto", D(1), D(2)),))
    lists = (one_list(1, 1, veto=("p1",)),)
    before = sheet(tally(failed=0), tally(point="p2"), scheme=scheme, lists=lists)
    after = sheet(tally(earned=0, failed=10), tally(point="p2", earned=2), scheme=scheme, lists=lists)
    told = bridge(before, after)["post", "a"]
    assert told.change == D(-60)
    assert sum(told.points.values()) == D(-60)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ([], [Post("a", "u", "rep")], "new"),
        ([Post("a", "u", "rep")], [], "left"),
    ],
)
def test_a_post_on_one_side_alone_has_no_bridge(before, after, reason):
    made = sheet(tally())
    told = bridge(with_rows(made, posts=before), with_rows(made, posts=after))["post", "a"]
    assert (told.change, told.reason) == (None, reason)


def test_a_subject_without_a_score_has_no_bridge():
    made, empty = sheet(tally()), sheet()
    assert bridge(empty, made)["post", "a"].reason == "no_score_before"
    assert bridge(made, empty)["unit", "u"].reason == "no_score_after"


def test_a_step_that_leaves_no_score_shows_in_the_next():
    before = sheet(tally(earned=6))
    scheme = rules(components={"*": {"reviews": D(1)}})
    after = sheet(tally(earned=6), scheme=scheme, reviews=(ReviewCount("a", 10, 9),))
    told = bridge(before, after)["post", "a"]
    assert told.parts["weights"] == 0
    assert told.parts["handling"] == told.change == D(30)


def test_a_company_is_bridged_to_the_last_digit():
    told = bridge(company(seed=1), company(seed=2))
    assert all(sum(each.parts.values()) == each.change for each in told.values() if each.change is not None)


def test_a_bridge_is_read_as_it_was_kept_today_and_in_the_first_cycles():
    told = bridge(company(seed=1), company(seed=2))
    seen = Seen()
    for each in told.values():
        read = bridge_of(json.decode(json.encode(keep_bridge(each, "since", seen))))
        assert [(part.key, part.value) for part in read.parts] == list(each.parts.items())
        assert {part.key: part.value for part in read.points} == {"/".join(key): value for key, value in each.points.items()}
        assert {part.key: part.value for part in read.members} == {":".join(key): value for key, value in each.members.items()}
        # Then every part was an object, and those that are 0 stood among them: what the interface still tells.
        assert bridge_of(json.decode(json.encode(to_builtins(read)))) == read
