from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.findings.rules import RULES, cause_of, due_on, finder, overdue, severity


@pytest.mark.parametrize(
    ("veto", "weight", "grave"),
    [(True, "1", "veto"), (False, "10", "major"), (False, "9.99", "minor"), (False, "0", "minor")],
)
def test_severity(veto, weight, grave):
    assert severity(veto=veto, weight=Decimal(weight)) == grave


@pytest.mark.parametrize(("grave", "due"), [("veto", 31), ("major", 2), ("minor", 6)])
def test_due_after_one_three_or_seven_days_unless_the_company_says_otherwise(grave, due):
    assert due_on(date(2026, 12, 30), RULES[grave].days).day == due


@pytest.mark.parametrize(
    ("source", "holds", "leads", "eye"),
    [
        ("self", False, True, "self"),
        ("leader", True, False, "leader"),
        ("spot_check", True, False, "leader"),
        ("report", True, True, "self"),
        ("report", False, True, "leader"),
        ("customer", False, False, "other"),
        ("count", False, False, "other"),
    ],
)
def test_whose_eye_it_was(source, holds, leads, eye):
    assert finder(source, holds=holds, leads=leads) == eye


def test_a_cause_is_told_or_the_last_why_or_its_category():
    assert cause_of(["门封老化", "没有更换周期"], "", "设备") == "没有更换周期"
    assert cause_of([], "", "设备") == "设备"
    assert cause_of(["门封老化"], "采购拖延", "") == "采购拖延"


@pytest.mark.parametrize(("state", "late"), [("open", True), ("acted", True), ("verified", False), ("withdrawn", False)])
def test_only_what_still_waits_can_be_overdue(state, late):
    assert overdue(state, date(2026, 11, 17), date(2026, 11, 18)) is late
    assert overdue(state, date(2026, 11, 18), date(2026, 11, 18)) is False
