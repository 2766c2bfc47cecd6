"""Activities and lengths of time in words, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from saas.processes.flow import Activity
from saas.processes.picture import Told
from saas.words import N_, number, say, translator

SPANS = {
    "minutes": N_("%(n)s 分钟"), "hours": N_("%(n)s 小时"), "days": N_("%(n)s 天"), "workdays": N_("%(n)s 个工作日"),
}  # fmt: skip
ANYONE, NOBODY = N_("任何岗位"), N_("还没有岗位")
HOUR, DAY = 60, 1440


def told(activities: Sequence[Activity], locale: str) -> list[Told]:
    """What the pictures say of each activity."""
    return [Told(a.code, say(a.name, locale=locale), owner(a, locale), limit(a, locale), _case(a, activities, locale), a.vacant)
            for a in activities]  # fmt: skip


def owner(activity: Activity, locale: str) -> str:
    """Who does it, with the unit where one is named."""
    if activity.owner in ("anyone", "nobody"):
        return translator(locale)(ANYONE if activity.owner == "anyone" else NOBODY)
    name = say(activity.owner_name, locale=locale)
    return f"{say(activity.unit_name, locale=locale)} {name}" if activity.unit_name and activity.owner == "title" else name


def limit(activity: Activity, locale: str) -> str:
    """The limit as a figure or in words; "" without one."""
    if activity.amount is not None and activity.per:
        return span(activity.amount, activity.per, locale)
    return say(activity.limit_note, locale=locale) if any(activity.limit_note.values()) else ""


def span(amount: Decimal, per: str, locale: str) -> str:
    """30 分钟, 2 小时, 1.5 个工作日."""
    return translator(locale)(SPANS[per], n=number(amount))


def length(time: timedelta, locale: str) -> str:
    """How long something took, by its two largest units: 3 天 4 小时, 2 小时 15 分钟, 40 分钟."""
    minutes = max(0, int(time.total_seconds()) // 60)
    parts = [(minutes // DAY, "days"), (minutes % DAY // HOUR, "hours"), (minutes % HOUR, "minutes")]
    first = next((n for n, (many, _) in enumerate(parts) if many), len(parts) - 1)
    said = [part for part in parts[first : first + 2] if part[0] or part is parts[first]]
    return " ".join(span(Decimal(many), per, locale) for many, per in said)


def _case(activity: Activity, activities: Sequence[Activity], locale: str) -> str:
    """The case in which work comes here, where it does not always: the ways to it all have one."""
    ways = [way for each in activities for way in each.ahead if way.to == activity.code]
    return say(ways[0].when, locale=locale) if ways and all(way.when for way in ways) else ""
