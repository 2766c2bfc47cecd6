"""Periods that ought to have a figure and have none: over, with the days of grace, of a subject that gives this input. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from saas.indicators.form import Indicator
from saas.indicators.over import COMPUTED, EXPECTED, Figure
from saas.indicators.periods import Span, between


@dataclass(frozen=True)
class Gap:
    """No figure of this input of this subject in this period."""

    name: str
    subject: UUID
    span: Span


def gone(form: Indicator, figures: Iterable[Figure], today: date) -> list[Gap]:
    """From the first figure of each subject and input on, in the order of the periods."""
    told: dict[tuple[str, UUID], set[Span]] = {}
    for figure in figures:
        if figure.name not in (COMPUTED, EXPECTED) and figure.value is not None:
            told.setdefault((figure.name, figure.subject_id), set()).add((figure.first_day, figure.last_day))
    over = today - timedelta(days=form.grace + 1)
    gaps = [
        Gap(name, subject, span)
        for (name, subject), known in told.items()
        for span in between(form.frequency, min(known)[0], over)
        if span not in known
    ]
    return sorted(gaps, key=lambda gap: (gap.span, gap.name, str(gap.subject)))
