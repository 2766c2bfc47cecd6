"""The periods an indicator is counted in: the one a day lies in, the ones between two days, what they are called. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from saas.calendar import month_end

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
TEN, TWENTY = 10, 20
Span = tuple[date, date]


def period(frequency: str, day: date) -> Span:
    """First and last day of the period that holds `day`. event and shift are counted by the day."""
    if frequency == "week":
        first = day - timedelta(days=day.isoweekday() - 1)
        return first, first + timedelta(days=6)
    if frequency == "ten_days":
        if day.day <= TEN:
            return day.replace(day=1), day.replace(day=TEN)
        return (day.replace(day=TEN + 1), day.replace(day=TWENTY)) if day.day <= TWENTY else (day.replace(day=21), month_end(day))
    if (months := MONTHS.get(frequency)) is None:
        return day, day
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, month_end(date(day.year, first.month + months - 1, 1))


def before(frequency: str, span: Span) -> Span:
    """The period before."""
    return period(frequency, span[0] - timedelta(days=1))


def after(frequency: str, span: Span) -> Span:
    """The period after."""
    return period(frequency, span[1] + timedelta(days=1))


def between(frequency: str, first: date, last: date) -> list[Span]:
    """The periods that lie wholly within; each in order."""
    found, at = [], period(frequency, first)
    while at[1] <= last:
        if at[0] >= first:
            found.append(at)
        at = after(frequency, at)
    return found


def year_before(frequency: str, span: Span) -> Span:
    """The same period of last year; of weeks the one 52 weeks earlier."""
    if frequency == "week":
        return span[0] - timedelta(weeks=52), span[1] - timedelta(weeks=52)
    last = span[0].replace(day=min(span[0].day, 28), year=span[0].year - 1)
    return period(frequency, last if frequency not in ("day", "event", "shift") else last.replace(day=min(span[0].day, 28)))


def label(frequency: str, span: Span) -> str:
    """Short and the same in both languages: 2026-03, 2026 Q1, 2026 H1, 2026, 2026-03-11."""
    first = span[0]
    if frequency == "month":
        return f"{first:%Y-%m}"
    if frequency == "quarter":
        return f"{first.year} Q{(first.month + 2) // 3}"
    if frequency == "half_year":
        return f"{first.year} H{1 if first.month == 1 else 2}"
    if frequency == "year":
        return str(first.year)
    return f"{first:%Y-%m-%d}" if span[0] == span[1] else f"{first:%Y-%m-%d}–{span[1]:%d}"
