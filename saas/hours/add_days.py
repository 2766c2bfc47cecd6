"""Close a unit and everything below it for some days, or let it work on days that are free."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.people.places import first_word
from saas.words import N_
from tenants import current, db, later

LONGEST_DAYS = 366


async def add_days(given: Given, *, by: UUID, now: datetime) -> UUID:
    """The new entry's id. What is laid out for those days and not done yet follows at once. Raises 422 at the fields."""
    first, last, reason = days_of(given)
    unit = await _unit(first_word(given.text("unit")))
    if unit is None:
        given.wrong("unit", N_("没有这个单元，请从提示中选择。"))
    given.done()
    made: UUID = await db().fetchval(
        """insert into own_days (tenant_id, unit_id, from_date, to_date, works, reason, made_by, made_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id""",
        current(), unit, first, last, given.text("works") == "on", reason, by, now,
    )  # fmt: skip
    await trail.record("add_days", "own_days", made, by=by, now=now, why=reason)
    await later("checks.follow_hours")
    return made


def days_of(given: Given) -> tuple[date | None, date | None, str]:
    """First and last day and the reason; faults stand at the fields."""
    first = given.day("from_date")
    last = given.day("to_date", needed=False) or first
    if first and last and not 0 <= (last - first).days < LONGEST_DAYS:
        given.wrong("to_date", N_("最后一天不能早于第一天，最长一年。"))
    return first, last, given.reason()


async def _unit(code: str) -> UUID | None:
    """By its code; nothing said is the unit at the top."""
    found: UUID | None = await db().fetchval(
        """select id from units where tenant_id = $1 and closed_on is null and (code = $2 or $2 = '' and parent_id is null)
            order by position limit 1""",
        current(), code,
    )  # fmt: skip
    return found
