"""The periods of a calendar: month, quarter or year, worded as the scheme words them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

MONTHS = {"month": 1, "quarter": 3, "year": 12}
LONGEST_MONTH = 31
# What a rhythm is called where nobody says.
RHYTHMS = {
    "month": {"zh": "月度考核", "en": "Monthly"},
    "quarter": {"zh": "季度考核", "en": "Quarterly"},
    "year": {"zh": "年度考核", "en": "Yearly"},
    "own": {"zh": "专项考核", "en": "Special"},
}


class Period(NamedTuple):
    """One cycle to be: its code and bilingual name, first and last day included."""

    code: str
    name: dict[str, str]
    first: date
    last: date


def periods(rules: Mapping[str, Any], first: date, last: date) -> Iterator[Period]:
    """Every period from the one that holds `first` to the one that holds `last`.

    rules: every (month, quarter, year), code and name with the words {year}, {quarter} and {month} in them.
    """
    at = _start(rules["every"], first)
    while at <= last:
        after = _start(rules["every"], at + timedelta(days=LONGEST_MONTH * MONTHS[rules["every"]]))
        name = {language: _fill(text, at) for language, text in rules["name"].items()}
        yield Period(_fill(rules["code"], at), name, at, after - timedelta(days=1))
        at = after


def _start(every: str, day: date) -> date:
    span = MONTHS[every]
    return date(day.year, (day.month - 1) // span * span + 1, 1)


def _fill(pattern: str, first: date) -> str:
    # Plain replacement: the pattern is a tenant's data, and format() would let it reach into objects.
    words = {
        "{year}": str(first.year),
        "{quarter}": str((first.month + 2) // 3),
        "{month}": f"{first.month:02d}",
    }
    for word, value in words.items():
        pattern = pattern.replace(word, value)
    return pattern
