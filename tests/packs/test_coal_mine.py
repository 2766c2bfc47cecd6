"""Facts of the coal-mine pack that must hold, whoever edits it."""

from decimal import Decimal

from saas.packs.cross import details
from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER

PACK = read_pack(FOLDER / "coal_mine")
LISTS = {c.code: c for c in PACK.checklists.checklists}
POINTS = {p.code: p for c in PACK.checklists.checklists for p in c.points}
ONE = Decimal("1.0")
CORE = ("risk", "hazard", "vent", "geo", "coal", "heading", "me", "haul")


def test_methane_at_one_percent_is_over_the_limit():
    methane = ("CCL-2-07", "CCL-2-08", "CCL-3-01", "CCL-3-02", "CCL-3-03")
    assert {POINTS[code].limits.below for code in methane} == {ONE}
    assert all(POINTS[code].veto for code in methane)


def test_gas_is_looked_at_twice_a_shift():
    shifts = LISTS["CCL-3"].schedule.shifts
    assert [shift.rstrip("12") for shift in shifts] == ["day", "day", "middle", "middle", "night", "night"]


def test_a_knock_out_takes_the_whole_list():
    assert {len(c.sections) for c in LISTS.values() if c.scoring == "weighted"} == {1}


def test_the_fifteen_major_hazards_stand_under_their_rule():
    asked = {p.detail for p in LISTS["CCL-8"].points if p.veto}
    named = {d.code: d.mark for d in details(PACK) if d.code.startswith("A2.3.1.")}
    assert asked == named.keys()
    assert {(m.kind, m.year) for m in named.values()} == {("public_rule", 2020)}


def test_a_total_above_ninety_is_not_yet_grade_one():
    ladder = PACK.scheme.ladders[0]
    floors = {part.code: 90 if part.code in CORE else 80 for part in ladder.parts}
    assert ladder.grades[0].floors == floors == {s.code: s.floor for s in LISTS["CCL-7"].sections}
    example = next(m for m in PACK.models.models if m.code == "standard_score").examples[0]
    assert (example.expect["total"], example.expect["grade_one"]) == (Decimal("90.21"), 0)


def test_no_weights_are_printed_for_the_rule_of_2024():
    assert [(ladder.mark.year, ladder.mark.version) for ladder in PACK.scheme.ladders] == [(2017, "2017 年版")]
    assert {c.mark.year for c in LISTS.values()} <= {None, 2017, 2020, 2022}


def test_the_shifts_of_a_day_follow_one_another_over_midnight():
    shifts = {s.code: (s.opens, s.closes) for s in PACK.organisation.shifts}
    rounds = (("day", "middle", "night"), ("day1", "day2", "middle1", "middle2", "night1", "night2"))
    for one in rounds:
        assert [shifts[code][1] for code in one] == [shifts[code][0] for code in (*one[1:], one[0])]
