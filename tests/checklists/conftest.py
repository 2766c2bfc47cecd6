"""The company and a list that the tests of schedules begin with."""

from __future__ import annotations

import pytest

from tenants import db, inside


@pytest.fixture
async def firm(cast):
    return cast.brand


@pytest.fixture
async def checklist(firm):
    """A list without any schedule left."""
    async with inside(firm.id):
        found = await db().fetchval("select id from checklists where tenant_id = $1 order by code limit 1", firm.id)
        for statement in (
            """delete from due_checks d using schedules s
                where d.tenant_id = $1 and s.tenant_id = $1 and s.id = d.schedule_id and s.checklist_id = $2""",
            "delete from schedules where tenant_id = $1 and checklist_id = $2",
            """delete from pauses p using timetables t
                where p.tenant_id = $1 and t.tenant_id = $1 and t.id = p.timetable_id and t.checklist_id = $2""",
            "delete from timetables where tenant_id = $1 and checklist_id = $2",
        ):
            await db().execute(statement, firm.id, found)
    return found
