"""What the power supply pack must say, whoever edits it."""

from __future__ import annotations

from decimal import Decimal

from saas.packs.cross import details
from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER

PACK = read_pack(FOLDER / "power_supply")
POINTS = {point.code: point for checklist in PACK.checklists.checklists for point in checklist.points}
KNOCK_OUTS = {
    "H1-11", "H1-12", "H2-05", "H2-07", "H3-05", "H3-06", "H4-02", "H4-07", "H4-09", "H5-02", "H5-03", "H5-04", "H6-04",
}  # fmt: skip


def test_the_six_lists_are_there_with_their_knock_outs():
    assert [checklist.code for checklist in PACK.checklists.checklists] == ["H1", "H2", "H3", "H4", "H5", "H6"]
    assert {code for code, point in POINTS.items() if point.veto} == KNOCK_OUTS


def test_the_repair_team_is_checked_in_each_of_three_shifts():
    repair = next(c for c in PACK.checklists.checklists if c.code == "H4")
    assert repair.schedule.shifts == ("night", "day", "evening")


def test_promised_times_are_marked_as_the_public_promise():
    marked = {d.criterion.high for d in details(PACK) if d.mark.kind == "public_rule" and d.criterion and d.criterion.op == "le"}
    assert {Decimal(45), Decimal(90), Decimal(120), Decimal(6), Decimal(22), Decimal(32)} <= marked


def test_every_point_stands_on_a_detail_and_the_worked_examples_are_kept():
    assert not [code for code, point in POINTS.items() if point.detail is None]
    golden = {model.code: {k: v for e in model.examples for k, v in e.expect.items()} for model in PACK.models.models}
    assert golden["loss_voltage"]["whole"] == Decimal("5.547")
    assert golden["budget"]["absolute"] == Decimal("0.681")
    assert golden["peak_shift"]["saving"] == Decimal(83850)


def test_a_knock_out_takes_the_whole_list():
    assert PACK.scheme.veto_caps_grade is None
    assert not [c.code for c in PACK.checklists.checklists if any(p.veto for p in c.points) and len(c.sections) > 1]
