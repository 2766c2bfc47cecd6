"""The assessment periods of a calendar: month, quarter or year. Pure."""

from datetime import date, timedelta
from typing import NamedTuple

from saas.packs.format import Cycles

MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """One cycle to be: its code and bilingual name as the pack words them, first and last day included."""

    code: str
    name: dict[str, str]
    first: date
    last: date


def periods(cycles: Cycles, first: date, last: date) -> list[Period]:
    """Every period from the one that contains `first` to the one that contains `last`."""
    found = []
    start = _start(cycles.every, first)
    while start <= last:
        after = _start(cycles.every, start + timedelta(days=31 * MONTHS[cycles.every]))
        found.append(_period(cycles, start, after - timedelta(days=1)))
        start = after
    return found


def _start(every: str, day: date) -> date:
    span = MONTHS[every]
    return date(day.year, (day.month - 1) // span * span + 1, 1)


def _period(cycles: Cycles, first: date, last: date) -> Period:
    name = {"zh": _fill(cycles.name.zh, first), "en": _fill(cycles.name.en, first)}
    return Period(_fill(cycles.code, first), name, first, last)


def _fill(pattern: str, first: date) -> str:
    # Plain replacement: a pack is data, and format() would let it reach into objects.
    words = {"year": f"{first.year}", "quarter": f"{(first.month + 2) // 3}", "month": f"{first.month:02d}"}
    for word, value in words.items():
        pattern = pattern.replace("{" + word + "}", value)
    return pattern
