"""What the forms of notices say, as values."""

from __future__ import annotations

from datetime import time

from saas.org.given import Given
from saas.words import N_


def clock(given: Given, name: str) -> time | None:
    """A time of day; None where the field is empty."""
    said = given.text(name)
    if not said:
        return None
    try:
        at = time.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        given.wrong(name, N_("请填写时间，例如 07:30。"))
        return None
    return at.replace(second=0, microsecond=0)


def quiet_hours(given: Given) -> tuple[time | None, time | None]:
    """Both ends or none."""
    start, end = clock(given, "quiet_from"), clock(given, "quiet_until")
    if (start is None) != (end is None) and not given.problems:
        given.wrong("quiet_until" if end is None else "quiet_from", N_("开始和结束请一起填写。"))
    return start, end
