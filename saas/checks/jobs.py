"""What the clock asks for: the checks of a day, and the checks that nobody did."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.calendar import business_date
from saas.checks.follow_hours import follow_hours
from saas.checks.happen import happen, happened
from saas.checks.keep_part import drop_parts
from saas.checks.lay_out import lay_out
from saas.checks.miss import miss
from saas.checks.spread import spread
from tenants import current, db, job, later


@job("checks.lay_out")
async def lay_out_day(*, now: datetime, day: str) -> None:
    """`day` is a business date in ISO form."""
    await spread(date.fromisoformat(day))
    await lay_out(date.fromisoformat(day), now=now)
    # Once when the day is laid out ahead, and once on the day itself.
    await later("reviews.draw", key=f"{day} {now.date()}", day=day)


@job("checks.miss")
async def miss_overdue(*, now: datetime) -> None:
    await miss(now=now)


@job("checks.drop_parts")
async def drop_old_parts(*, now: datetime) -> None:
    await drop_parts(now=now)


@job("checks.event")
async def call_lists_up(*, now: datetime, on: str, ids: list[str], at: str) -> None:
    """`ids` of objects, their stages or runs, by what happened; `at` in ISO form."""
    await happen(on, await happened(on, [UUID(one) for one in ids]), at=datetime.fromisoformat(at), now=now)


@job("checks.follow_hours")
async def follow_changed_hours(*, now: datetime, shifts: bool = False) -> None:
    zone = await db().fetchval("select zone from tenants where id = $1", current())
    await follow_hours(shifts=shifts, today=business_date(now, zone), now=now)
