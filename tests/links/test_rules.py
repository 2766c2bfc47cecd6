"""A link is claimed where figures hold against chance, and nowhere else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from uuid import UUID

import pytest

from saas.links.pairs import pairs
from saas.links.reads import Kept, Link, Result
from saas.links.rules import Pair, discovered, judge, weigh
from tests.links.simulated import false_claims, found, panel, told

F = Fraction


def square(result, units: int = 6, months: int = 8) -> list[Pair]:
    """Every unit has its own order of months; `result` makes the figure of a share."""
    dice = Random(7)
    shares = {unit: dice.sample(range(months), months) for unit in range(units)}
    return [Pair(f"U{u}", t, F(shares[u][t], months), result(u, t, shares[u][t])) for u in range(units) for t in range(months)]


def test_what_goes_together_in_every_unit_is_seen_whatever_the_level_of_the_unit():
    links = {"point//A": square(lambda u, t, x: F(1_000 * u + x)), "point//B": square(lambda u, t, x: F(hash((u * 31, t * 17)) % 97))}
    seen = judge(links, higher=True)
    assert (seen["point//A"].verdict, seen["point//A"].weighed.strength) == ("seen", Decimal(1))
    assert judge(links, higher=False)["point//A"].verdict == "other_way"


def test_a_good_unit_or_a_good_month_makes_no_link():
    """The result follows the unit's level and the season, which the process follows, too."""
    good_units = [Pair(f"U{u}", t, F(u), F(u)) for u in range(8) for t in range(8)]
    good_months = [Pair(f"U{u}", t, F(t), F(t)) for u in range(8) for t in range(8)]
    assert {one.verdict for one in judge({"units": good_units, "months": good_months}, higher=True).values()} <= {"few", "none"}


@pytest.mark.parametrize(("units", "months"), [(4, 12), (12, 4), (5, 6)])
def test_too_few_units_periods_or_pairs_tell_nothing(units, months):
    assert judge({"A": square(lambda u, t, x: F(x), units, months)}, higher=True)["A"].verdict == "few"
    assert weigh(square(lambda u, t, x: F(x), units, months)).chance is None


def test_the_same_figures_give_the_same_answer():
    assert told(3) == told(3)


def test_many_looks_ask_more_of_each():
    assert discovered({"A": F(3, 100)}) == {"A"}
    assert discovered({"A": F(3, 100), **{f"B{n}": F(1, 2) for n in range(9)}}) == set()
    assert discovered({"A": F(1, 100), "B": F(2, 100), "C": F(9, 10)}) == {"A", "B"}


def test_shuffled_figures_claim_no_more_than_told_and_a_link_that_is_there_is_found():
    """Fixed seeds; a thousand of them stand in the bench."""
    small = {"units": 6, "months": 8, "links": 3}
    assert false_claims(range(20), **small) <= 1
    assert found(range(6), 1.5, **small) >= 5


def test_a_shuffled_result_belongs_to_nobody():
    links = panel(Random(1), moves=2.0)
    dice = Random(2)
    results = [pair.result for pair in links["P0"]]
    dice.shuffle(results)
    shuffled = [Pair(p.subject, p.period, p.process, result) for p, result in zip(links["P0"], results, strict=True)]
    assert judge({"P0": shuffled}, higher=True)["P0"].verdict == "none"


UNIT, TOP, POST = UUID(int=1), UUID(int=2), UUID(int=3)
SPANS = [(date(2026, n, 1), date(2026, n, 28)) for n in range(1, 5)]


def test_pairs_put_the_process_beside_the_result_so_many_periods_later():
    kept = [Kept("", "P1", n, POST, UNIT, 10 - n, 10) for n in range(1, 5)] + [Kept("", "P1", 1, UUID(int=4), UNIT, 1, 10)]
    results = [Result(UNIT, first, Decimal(n), "layer") for n, (first, _) in enumerate(SPANS, 1)] + [Result(TOP, SPANS[0][0], Decimal(9), "top")]
    made = pairs([Link(UUID(int=9), "point", "", "P1", 1)], kept, results, SPANS, {UNIT: [UNIT, TOP]})
    assert made["point//P1"] == [
        Pair(str(UNIT), 1, F(10, 20), F(2)), Pair(str(UNIT), 2, F(8, 10), F(3)), Pair(str(UNIT), 3, F(7, 10), F(4)),
    ]  # fmt: skip


def test_of_a_figure_that_should_lie_within_a_band_the_result_is_how_far_it_is_out():
    kept = [Kept("", "P1", n, POST, UNIT, 1, 2) for n in (1, 2, 3)]
    results = [Result(POST, SPANS[n][0], value, "post") for n, value in enumerate((Decimal(1), Decimal(5), Decimal(12)))]
    made = pairs([Link(UUID(int=9), "point", "", "P1", 0)], kept, results, SPANS, {}, (Decimal(2), Decimal(8)))
    assert [pair.result for pair in made["point//P1"]] == [1, 0, 4]
