from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saas.findings.rules import due_on, overdue, severity


@pytest.mark.parametrize(
    ("veto", "weight", "grave"),
    [(True, "1", "veto"), (False, "10", "major"), (False, "9.99", "minor"), (False, "0", "minor")],
)
def test_severity(veto, weight, grave):
    assert severity(veto=veto, weight=Decimal(weight)) == grave


@pytest.mark.parametrize(("grave", "due"), [("veto", 31), ("major", 2), ("minor", 6)])
def test_due_after_one_three_or_seven_days(grave, due):
    assert due_on(date(2026, 12, 30), grave).day == due


@pytest.mark.parametrize(
    ("state", "late"), [("open", True), ("acted", True), ("verified", False), ("withdrawn", False)]
)
def test_only_what_still_waits_can_be_overdue(state, late):
    assert overdue(state, date(2026, 11, 17), date(2026, 11, 18)) is late
    assert overdue(state, date(2026, 11, 18), date(2026, 11, 18)) is False
