"""What the power grid pack must say, whoever edits it."""

from __future__ import annotations

from decimal import Decimal

from saas.packs.cross import details
from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER

PACK = read_pack(FOLDER / "power_grid")
POINTS = {point.code: point for checklist in PACK.checklists.checklists for point in checklist.points}
KNOCK_OUTS = {
    "G1-07", "G2-01", "G2-02", "G2-06", "G3-02", "G3-03", "G3-04", "G3-06", "G3-08", "G5-02", "G5-03", "G6-02", "G6-03",
    "G6-04", "G6-06", "G7-02", "G7-07",
}  # fmt: skip


def test_six_systems_in_twenty_four_classes():
    assert len(PACK.standards.systems) == 6
    assert sum(len(system.categories) for system in PACK.standards.systems) == 24


def test_the_seven_lists_are_there_with_their_knock_outs():
    assert [checklist.code for checklist in PACK.checklists.checklists] == ["G1", "G2", "G3", "G4", "G5", "G6", "G7"]
    assert {code for code, point in POINTS.items() if point.veto} == KNOCK_OUTS


def test_gas_pressure_is_judged_by_the_nameplate():
    assert (POINTS["G1-06"].kind, POINTS["G1-06"].attribute) == ("ledger", "sf6_rated")


def test_what_a_public_rule_says_is_marked_as_one():
    named = {d.mark.version for d in details(PACK) if d.mark.kind == "public_rule"}
    assert named == {"DL/T 741-2010", "2017 年修正"}


def test_every_point_stands_on_a_detail_and_the_worked_examples_are_kept():
    assert not [code for code, point in POINTS.items() if point.detail is None]
    golden = {model.code: {k: v for e in model.examples for k, v in e.expect.items()} for model in PACK.models.models}
    assert golden["loss"]["rate"] == Decimal("1.25")
    assert golden["six_systems"]["score"] == Decimal("90.4")


def test_a_knock_out_takes_the_whole_list():
    assert PACK.scheme.veto_caps_grade is None
    assert not [c.code for c in PACK.checklists.checklists if any(p.veto for p in c.points) and len(c.sections) > 1]
