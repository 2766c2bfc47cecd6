"""What must hold in the bank pack, whoever edits its words."""

from __future__ import annotations

from saas.packs.cross import nearest
from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER

PACK = read_pack(FOLDER / "bank")
LISTS = {checklist.code: checklist for checklist in PACK.checklists.checklists}
VETOES = {
    "B1": ["B1-01"],
    "B2": ["B2-01", "B2-02", "B2-05"],
    "B3": ["B3-01", "B3-03", "B3-04"],
    "B4": ["B4-01", "B4-02", "B4-03", "B4-04"],
    "B5": ["B5-01", "B5-03", "B5-07"],
    "B6": ["B6-06", "B6-08"],
    "B7": ["B7-03", "B7-04"],
}


def test_the_knock_outs_are_those_of_the_trade_and_take_the_whole_list():
    for code, vetoes in VETOES.items():
        assert [point.code for point in LISTS[code].points if point.veto] == vetoes
        assert len(LISTS[code].sections) == 1


def test_key_and_code_are_in_two_hands():
    held = {post.unit: set() for post in PACK.organisation.posts}
    for post in PACK.organisation.posts:
        held[post.unit].add(post.job_title)
    for unit in PACK.organisation.units:
        if unit.layer == "L4B":
            assert held[unit.code] == {"vault_keeper", "vault_code_keeper"}
        if unit.layer == "L4C":
            assert held[unit.code] == {"atm_keeper", "atm_code_keeper"}


def test_the_surprise_count_asks_what_the_daily_count_asks_and_the_keeper_does_not_do_it():
    daily, surprise = ([(p.text, p.kind, p.weight, p.veto, p.limits) for p in LISTS[code].points] for code in ("B4", "B4S"))
    assert daily == surprise
    assert LISTS["B4S"].schedule.job_title == "president"


def test_the_president_is_reviewed_outside_the_branch():
    schedule = LISTS["B4S"].schedule
    assert nearest(PACK, "B1", schedule.reviewer) == nearest(PACK, "B2", schedule.reviewer) == ["BC"]


def test_nothing_counts_deposits_at_a_point_in_time_or_ranks_them():
    scored = {part.of for composition in PACK.scheme.compositions for part in composition.parts}
    assert "indicator/K10" not in scored


def test_till_vault_and_machine_are_counted_to_the_cent():
    for code in ("B3-01", "B3-03", "B4-02", "B4-03", "B5-03"):
        point = next(p for checklist in LISTS.values() for p in checklist.points if p.code == code)
        assert (point.kind, point.limits.tolerance) == ("count", 0)
