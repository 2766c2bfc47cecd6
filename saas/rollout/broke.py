"""Whether a window broke: all its days had held, until one of the last did not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from saas.rollout.judge import Figure, Judged

# Figures come in a few days late; what is older was told, or never held.
NEW = timedelta(days=3)
LEAST = 7


def broke(judged: Iterable[Judged]) -> list[tuple[Judged, Figure]]:
    """Criteria with their first failed day, where that is new and at least a week had held before it."""
    return [(one, one.failed[0]) for one in judged if one.failed and one.last and _new(one, one.last)]


def whole_again(one: Judged, day: date) -> date:
    """The earliest day on which the window can hold again: the failed day has left it."""
    return day + timedelta(days=one.criterion.days or 1)


def _new(one: Judged, last: date) -> bool:
    first = one.failed[0].day
    held = sum(day.low is not None for day in one.days if day.day < first)
    return first > last - NEW and held >= LEAST
