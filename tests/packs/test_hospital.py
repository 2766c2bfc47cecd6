"""Facts of the hospital pack that must hold, whoever edits it."""

from decimal import Decimal

from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER

PACK = read_pack(FOLDER / "hospital")
LISTS = {c.code: c for c in PACK.checklists.checklists}
VETOES = {
    "HCL-1": {"HCL-1-01", "HCL-1-08"},
    "HCL-2": {"HCL-2-02", "HCL-2-03", "HCL-2-05"},
    "HCL-3": {"HCL-3-01", "HCL-3-02", "HCL-3-03", "HCL-3-09", "HCL-3-14"},
    "HCL-4": set(),
    "HCL-5": {"HCL-5-02", "HCL-5-03", "HCL-5-06", "HCL-5-07"},
}
FULL_COST = {"internal": 8_099_680, "surgery": 9_789_780, "emergency": 4_710_540}


def test_the_knock_out_points_are_those_of_the_trade():
    assert {code: {p.code for p in LISTS[code].points if p.veto} for code in VETOES} == VETOES


def test_a_knock_out_takes_the_whole_list():
    assert {len(c.sections) for c in PACK.checklists.checklists} == {1}


def test_all_eighteen_core_systems_are_looked_at():
    assert len(LISTS["HCL-6"].points) == 18


def test_step_down_costing_loses_nothing():
    model = next(m for m in PACK.models.models if m.code == "step_down")
    expect = model.examples[0].expect
    direct = sum(row.values["direct"] for row in model.tables[0].rows) + model.inputs[0].value
    assert {unit: expect[f"centres.{unit}.full"] for unit in FULL_COST} == FULL_COST
    assert sum(FULL_COST.values()) == expect["total"] == direct


def test_base_stock_is_rounded_up():
    model = next(m for m in PACK.models.models if m.code == "base_stock")
    assert [e.expect for e in model.examples] == [{"stock": Decimal("101.46")}, {"base": 102}]


def test_evidence_asks_for_no_faces():
    photos = [p for c in PACK.checklists.checklists for p in c.points if p.kind == "photo"]
    assert all("患者" in p.reason.zh for p in photos)
