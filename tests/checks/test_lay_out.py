"""Which checks are due on a day, and which were missed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from saas.checks.jobs import lay_out_day, miss_overdue
from saas.checks.lay_out import lay_out
from tenants import db, inside

from .company import NOW, TODAY

SUNDAY = date(2026, 11, 22)


async def due_on(company, day: date) -> int:
    async with inside(company.id):
        await lay_out(day, now=NOW)
        return await db().fetchval(
            "select count(*) from due_checks where tenant_id = $1 and business_date = $2", company.id, day
        )


async def change(company, table: str, **values) -> None:
    async with inside(company.id):
        for name, value in values.items():
            await db().execute(f"update {table} set {name} = $2 where tenant_id = $1", company.id, value)


async def test_it_writes_each_once_in_the_companys_time(company):
    async with inside(company.id):
        assert await lay_out(TODAY, now=NOW) == 0
        await lay_out_day(now=NOW, day=TODAY.isoformat())
        due = await db().fetchrow("select * from due_checks where tenant_id = $1", company.id)
    assert due["opens_at"] == datetime(2026, 11, 18, 0, 0, tzinfo=UTC)
    assert due["late_until"] - due["closes_at"] == timedelta(hours=2)
    assert (due["unit_id"], due["object_id"], due["state"]) == (company.unit, company.object, "open")


async def test_the_week_decides(company):
    await change(company, "schedules", weekdays=[1, 2])
    assert await due_on(company, SUNDAY) == 0
    assert await due_on(company, SUNDAY + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 10, 1), 0), (date(2026, 9, 20), 1), (SUNDAY, 0), (date(2026, 11, 20), 1)],
    ids=["holiday", "make-up workday on a Sunday", "Sunday", "Friday"],
)
async def test_workdays_follow_the_public_calendar(company, day, expected):
    await change(company, "schedules", weekdays=[1, 2, 3, 4, 5], workdays_only=True)
    assert await due_on(company, day) == expected


@pytest.mark.parametrize(
    ("table", "values"),
    [("checklists", {"retired_on": TODAY}), ("objects", {"retired_on": TODAY}),
     ("posts", {"closed_on": TODAY}),
     ("schedules", {"to_date": TODAY}), ("schedules", {"from_date": TODAY + timedelta(days=9)})],
    ids=str,
)  # fmt: skip
async def test_what_has_ended_is_not_due(company, table, values):
    await change(company, table, **values)
    assert await due_on(company, TODAY + timedelta(days=1)) == 0


async def test_a_version_counts_from_its_day(company):
    async with inside(company.id):
        newer = await db().fetchval(
            """insert into checklist_versions (tenant_id, checklist_id, number, scoring, sections,
            effective_from, published_at)
               select tenant_id, checklist_id, 2, scoring, sections, $2, $3 from checklist_versions where
                   tenant_id = $1
               returning id""",
            company.id, TODAY + timedelta(days=2), NOW,
        )  # fmt: skip
        for days in (1, 2):
            await lay_out(TODAY + timedelta(days=days), now=NOW)
        rows = await db().fetch(
            "select version_id from due_checks where tenant_id = $1 order by business_date", company.id
        )
    assert [row["version_id"] for row in rows] == [company.version, company.version, newer]


async def test_open_becomes_missed_after_its_last_moment(company):
    async def state(now: datetime) -> str:
        async with inside(company.id):
            await miss_overdue(now=now)
            return await db().fetchval("select state from due_checks where tenant_id = $1", company.id)

    assert await state(datetime(2026, 11, 18, 13, 0, tzinfo=UTC)) == "open"
    assert await state(datetime(2026, 11, 18, 13, 1, tzinfo=UTC)) == "missed"


async def test_another_companys_days_are_left_alone(company, stranger):
    await due_on(company, SUNDAY)
    async with inside(stranger.id):
        assert await db().fetchval("select count(*) from due_checks") == 1
