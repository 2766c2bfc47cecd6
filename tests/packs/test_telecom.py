"""What must hold in the telecom pack, whoever edits its words."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER

PACK = read_pack(FOLDER / "telecom")
LISTS = {checklist.code: checklist for checklist in PACK.checklists.checklists}
VETOES = {
    "T1": ["T1-02", "T1-09"],
    "T2": ["T2-01", "T2-02", "T2-05", "T2-09"],
    "T3": ["T3-03", "T3-09"],
    "T4": ["T4-05"],
    "T5": ["T5-07", "T5-08"],
    "T6": ["T6-01", "T6-07"],
    "T7": ["T7-07"],
}


def test_the_knock_outs_are_those_of_the_trade_and_take_the_whole_list():
    for code, vetoes in VETOES.items():
        assert [point.code for point in LISTS[code].points if point.veto] == vetoes
        assert len(LISTS[code].sections) == 1


def test_a_site_off_the_core_is_asked_what_a_core_site_is_asked():
    core, other = ([(p.text, p.kind, p.weight, p.veto, p.limits) for p in LISTS[code].points] for code in ("T6", "T6M"))
    assert core == other


def test_every_product_has_one_stage():
    """The lines between the stages leave no growth between them, and a change takes two periods."""
    kind = next(kind for kind in PACK.objects.types if kind.code == "product")
    assert {stage.periods for stage in kind.stages} == {2}
    lines = {(c.low, c.below) for stage in kind.stages for c in stage.when if c.attribute == "growth"}
    assert lines == {(None, Decimal(0)), (None, Decimal(10)), (Decimal(10), None), (Decimal(0), Decimal(10))}


def test_the_tiers_of_customers_meet():
    kind = next(kind for kind in PACK.objects.types if kind.code == "customer")
    tiers = {c.low for segment in kind.segments for c in segment.when if c.attribute == "arpu" and c.low is not None}
    assert tiers == {Decimal(150), Decimal(100), Decimal(60), Decimal(30)}


def test_grades_fall_by_ten_and_end_at_nothing():
    steps = [grade.least for grade in PACK.scheme.grades]
    assert [above - below for above, below in pairwise(steps)] == [10, 10, 10, 60]
