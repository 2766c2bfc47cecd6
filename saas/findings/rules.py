"""How grave a finding is and when it is due. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

Severity = Literal["veto", "major", "minor"]

HEAVY = Decimal(10)
DAYS: dict[Severity, int] = {"veto": 1, "major": 3, "minor": 7}


def severity(*, veto: bool, weight: Decimal) -> Severity:
    """A failed veto point is gravest; a point of weight 10 and more is major, every other one minor."""
    if veto:
        return "veto"
    return "major" if weight >= HEAVY else "minor"


def due_on(found: date, grave: Severity) -> date:
    """One, three or seven days after the day it was found."""
    return found + timedelta(days=DAYS[grave])


def overdue(state: str, due: date, today: date) -> bool:
    """Late as long as it is neither verified nor withdrawn."""
    return state in ("open", "acted") and due < today
