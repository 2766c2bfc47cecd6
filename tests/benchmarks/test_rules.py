"""Peers, places and means: like with like, and nobody to be worked out from what two pages tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from saas.benchmarks.companies import LIMIT, Share, counts_as_quarter, due, published
from saas.benchmarks.peers import Facts, groups, likeness
from saas.benchmarks.plane import Dot, plane
from saas.benchmarks.rules import HIDDEN, Rules, better, placed, ranks, standing

D = Decimal
COLD, HOT = {"C1": 8, "C2": 2}, {"H1": 10}


def facts(heads=10, checks=100, lists=COLD, objects=COLD) -> Facts:
    return Facts(heads, checks, lists, objects)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (facts(), (10_000, 10_000, 10_000, 10_000)),
        (facts(heads=5), (5_000, 10_000, 10_000, 10_000)),
        (facts(checks=400), (10_000, 2_500, 10_000, 10_000)),
        (facts(lists=HOT), (10_000, 10_000, 0, 10_000)),
        (facts(objects={"C1": 5, "C2": 5}), (10_000, 10_000, 10_000, 7_000)),
        (facts(objects={}), (10_000, 10_000, 10_000, 0)),
    ],
)
def test_like_in_size_and_mix(other, told):
    found = likeness(facts(), other)
    assert (found.heads, found.checks, found.lists, found.objects) == told
    assert likeness(other, facts()) == found
    assert found.apart == 40_000 - sum(told)


def test_large_and_small_units_are_not_each_others_peers():
    units = [(f"S{n}", facts(heads=4 + n, checks=90 + n)) for n in range(5)] + [(f"L{n}", facts(heads=60 + n, checks=900)) for n in range(5)]
    assert groups(units, 5) == [[f"S{n}" for n in range(5)], [f"L{n}" for n in range(5)]]


def test_fewer_than_three_have_no_peers_and_fewer_than_asked_for_are_one_group():
    assert groups([("A", facts()), ("B", facts())]) == []
    assert groups([("A", facts()), ("B", facts()), ("C", facts())], 5) == [["A", "B", "C"]]


@settings(max_examples=40, deadline=None)
@given(some.integers(3, 40), some.integers(3, 8), some.integers(0, 10**6))
def test_groups_do_not_overlap_and_are_never_too_small(many, least, seed):
    dice = Random(seed)
    units = [(f"U{n}", facts(dice.randint(1, 50), dice.randint(1, 500), {"A": dice.randint(0, 5), "B": dice.randint(1, 5)})) for n in range(many)]
    found = groups(units, least)
    assert sorted(unit for group in found for unit in group) == sorted(unit for unit, _ in units)
    assert all(min(least, many) <= len(group) < 2 * least for group in found)


def test_places_best_first_and_equals_share_one():
    told = placed({"A": D(90), "B": D(95), "C": D(90), "D": D(80)}, lower=False)
    assert [(one.unit, one.place) for one in told] == [("B", 1), ("A", 2), ("C", 2), ("D", 4)]
    assert [one.unit for one in placed({"A": D(3), "B": D(1)}, lower=True)] == ["B", "A"]


def test_ranking_is_off_for_the_company_or_for_one_measure():
    assert ranks(Rules(), "score", "on_time")
    assert not ranks(Rules(ranking=False), "score")
    assert not ranks(Rules(off=frozenset({"indicator/K11"})), "score", "indicator/K11")
    assert ranks(Rules(off=frozenset({"indicator/K11"})), "score")


FIVE = {"A": D(90), "B": D(80), "C": D(70), "D": D(60), "E": None}


def test_with_ranking_all_peers_are_told_by_name():
    told = standing("B", FIVE, rank=True, seen=())
    assert (told.figure, told.mean, told.peers, told.place_of("B"), told.best.unit) == (D(80), D("75.0"), 4, 2, "A")


@pytest.mark.parametrize(("seen", "mean"), [("A", D("75.0")), ("AB", None), ("ABC", None), ("ABCD", D("75.0")), ("", D("75.0"))])
def test_without_ranking_a_mean_that_hides_too_few_is_kept_back(seen, mean):
    told = standing("A", FIVE, rank=False, seen=set(seen))
    assert (told.mean, told.few, told.places, told.best) == (mean, mean is None, (), None)


def test_how_the_best_work_and_without_ranking_how_those_above_the_mean_do():
    many = {f"U{n}": D(n) for n in range(10)}
    assert better(many, rank=True, seen=(), own="U1") == ["U9"]
    assert better(many, rank=True, seen=(), own="U9") == []
    assert set(better(many, rank=False, seen={"U1"}, own="U1")) == {f"U{n}" for n in range(5, 10)}
    assert better(many, rank=False, seen={"U7", "U8", "U9"}, own="U9") == []


def solved(rows: list[list[Fraction]], many: int) -> set[int]:
    """Which unknowns the equations determine."""
    rows, pivots = [row[:] for row in rows], []
    for column in range(many):
        at = next((n for n in range(len(pivots), len(rows)) if rows[n][column]), None)
        if at is None:
            continue
        rows[len(pivots)], rows[at] = rows[at], rows[len(pivots)]
        top = rows[len(pivots)]
        top[:] = [value / top[column] for value in top]
        for n, row in enumerate(rows):
            if n != len(pivots) and row[column]:
                row[:] = [a - row[column] * b for a, b in zip(row, top, strict=True)]
        pivots.append(column)
    return {pivot for pivot, row in zip(pivots, rows, strict=False) if sum(1 for value in row if value) == 1}


@settings(max_examples=40, deadline=None)
@given(some.integers(0, 10**6))
def test_no_unit_can_be_worked_out_from_all_that_a_reader_may_open(seed):
    """Every page of every unit in the reader's lines, by several measures that have gaps: equations over unknown units."""
    dice = Random(seed)
    units = [f"U{n}" for n in range(dice.randint(3, 24))]
    held = groups([(unit, facts(dice.randint(1, 50))) for unit in units], dice.randint(3, 6))
    seen = {unit for unit in units if dice.random() < dice.choice((0.05, 0.3, 0.7))}
    for _ in range(3):
        figures = {unit: D(dice.randint(0, 100)) if dice.random() < 0.9 else None for unit in units}
        hidden = [unit for unit in units if unit not in seen and figures[unit] is not None]
        equations = []
        for group in held:
            for own in set(group) & seen:
                told = standing(own, {unit: figures[unit] for unit in group}, rank=False, seen=seen)
                assert told.places == ()
                if told.mean is not None:
                    equations.append([Fraction(unit in group) for unit in hidden])
        assert solved(equations, len(hidden)) == set()


def test_the_plane_has_better_to_the_right_and_up_even_where_less_is_better():
    dots = [Dot({"zh": "甲"}, D(10), D(90), own=True), Dot({"zh": "乙"}, D(30), D(70))]
    told = {mark.dot.name["zh"]: mark for mark in plane(dots, (D(20), D(80)), (True, False)).marks}
    assert float(told["甲"].x[:-1]) > float(told["乙"].x[:-1])
    assert float(told["甲"].y) < float(told["乙"].y)
    assert (told["甲"].better, told["乙"].better) == ((True, True), (False, False))


def firms(many: int, *, first: int = 0, heads: int = 30) -> list[Share]:
    return [Share(UUID(int=n), D(80 + n % 7), heads) for n in range(first, first + many)]


def test_a_group_of_companies_needs_five_and_tells_them_by_fives():
    assert published(firms(4), []) == []
    (group,) = published(firms(8), [])
    assert (group.companies, group.mean, len(group.members)) == (5, D(83), 8)


def test_sizes_are_put_together_until_they_are_enough():
    told = published([*firms(5), *firms(2, first=10, heads=100), *firms(4, first=20, heads=500)], [])
    assert [(one.heads_from, one.heads_to, len(one.members)) for one in told] == [(0, 50, 5), (50, None, 6)]


def test_a_newcomer_waits_and_five_newcomers_come_in():
    first = [one.members for one in published(firms(6), [])]
    (same,) = published(firms(7), [first])
    assert same.members == first[0]
    (larger,) = published(firms(11), [first])
    assert len(larger.members) == 11


def test_when_a_company_leaves_its_group_is_not_published():
    assert published(firms(6)[1:], [[one.members for one in published(firms(6), [])]]) == []


@settings(max_examples=40, deadline=None)
@given(some.lists(some.tuples(some.sets(some.integers(0, 15), max_size=16), some.integers(0, 9)), min_size=2, max_size=6))
def test_no_two_published_views_or_unions_of_them_differ_by_fewer_than_five(quarters):
    earlier = []
    for members, turn in quarters:
        shares = [Share(UUID(int=n), D(n), (10, 100, 400, 2000)[(n + turn // 5) % 4]) for n in sorted(members)]
        earlier.append([one.members for one in published(shares, earlier)])
    unions = [
        [frozenset().union(*(group for group, taken in zip(quarter, chosen, strict=True) if taken)) for chosen in product((0, 1), repeat=len(quarter)) if any(chosen)]
        for quarter in earlier
    ]
    for at, here in enumerate(unions):
        for there in unions[:at]:
            assert all(one == other or len(one ^ other) >= LIMIT for one in here for other in there)
    assert all(len(group) >= LIMIT for quarter in earlier for group in quarter)


def test_quarters_come_out_sixty_days_after_their_end():
    assert due(date(2026, 11, 28))[-1] == "2026-Q2"
    assert due(date(2026, 11, 29))[-1] == "2026-Q3"
    assert counts_as_quarter(date(2026, 7, 1), date(2026, 9, 30))
    assert not counts_as_quarter(date(2026, 9, 1), date(2026, 9, 30))
    assert not counts_as_quarter(date(2026, 6, 1), date(2026, 9, 30))


def test_the_limits_are_what_the_company_is_told():
    assert (HIDDEN, LIMIT) == (3, 5)
