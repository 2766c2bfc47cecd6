"""Planted rote workers come first; who works fast and honestly does not."""

from __future__ import annotations

from decimal import Decimal as D
from random import Random
from uuid import UUID

import pytest

from saas.signals.likely import Evidence, often, pooled, quick, weight
from saas.signals.rote import Counted, ranked, worth_a_look
from tests.signals.staff import LONG, SHORT, precision, staff

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_people_stand_on_top_at_a_fixed_budget(seed):
    """Nine looks in ten fall on people who only tick off, on the short list as on the long one."""
    assert precision(seed).share >= 0.9
    assert precision(seed, only=SHORT).hits >= 5 and precision(seed, only=LONG).hits >= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_fast_and_honest_on_a_short_list_never_stands_above_a_planted_one(seed):
    sorts, counted = staff(seed)
    told = [one for one in ranked(counted, {}) if one.key[1] == SHORT]
    places = {sort: [at for at, one in enumerate(told) if sorts[one.key] == sort] for sort in ("rote", "fast")}
    assert max(places["rote"]) < min(places["fast"])
    assert not any(sorts[one.key] == "fast" for one in worth_a_look(told, len(told)))


def test_where_nobody_is_planted_almost_nobody_is_shown():
    shown = people = 0
    for seed in SEEDS:
        _, counted = staff(seed, planted=0)
        people += len(counted)
        shown += len(worth_a_look(ranked(counted, {}), len(counted)))
    assert shown <= people / 100


def test_being_fast_alone_is_never_enough():
    everybody = {(UUID(int=n), SHORT): Counted(20, 5, 20, D(12).ln(), D(9).ln(), D(16).ln(), {"all_pass": (10, 20)}) for n in range(9)}
    quickest = (UUID(int=99), SHORT)
    everybody[quickest] = Counted(20, 5, 20, D(2).ln(), D("1.8").ln(), D("2.2").ln(), {"all_pass": (9, 20)})
    told = ranked(everybody, {})
    assert told[0].key == quickest and told[0].evidence[0].kind == "time"
    assert worth_a_look(told, 9) == []


def test_passing_a_list_that_everybody_passes_says_nothing():
    assert abs(often(20, 20, D("0.97"), rote=D("0.985"), alike=D("0.08"))) < 0.3
    assert often(20, 20, D("0.4"), rote=D("0.985"), alike=D("0.08")) > 3


@pytest.mark.parametrize("seed", range(50))
def test_more_hits_never_say_less_and_one_kind_is_bounded(seed):
    dice = Random(seed)
    of, usual, alike = dice.randint(1, 40), D(dice.randint(0, 90)) / 100, D(dice.randint(0, 20)) / 100
    told = [often(hits, of, usual, rote=D("0.95"), alike=alike) for hits in range(of + 1)]
    assert told == sorted(told)
    assert told[0] >= -3 and told[-1] <= 5
    slower = [quick(D(s).ln(), of, usual=D(12).ln(), between=D("0.3"), within=D("0.5")) for s in (2, 4, 6, 9, 12, 30)]
    assert slower == sorted(slower, reverse=True)


def test_too_few_checks_say_nothing():
    assert ranked({(UUID(int=1), SHORT): Counted(4, 5, 4, cases={"all_pass": (4, 4)})}, {}) == []


def test_answers_of_leaders_move_how_far_a_kind_is_believed():
    assert weight(0, 0) == 1 and weight(0, 40) < D("0.6") and D("1.4") < weight(40, 0) < D("1.5")
    found = [Evidence("burst", 9, D(9), D("0.1"), D(4)), Evidence("time", 9, D(3), D(12), D(2))]
    assert pooled(found, {"burst": D("0.5")}) == 4
