"""A company that works in shifts, closes for a day, pauses a list and goes over a budget of minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from saas.checklists.pause import pause
from saas.checklists.set_budget import set_budget
from saas.checklists.sign_excess import sign_excess
from saas.hours.add_days import add_days
from saas.hours.set_rotation import set_rotation
from saas.hours.set_shift import set_shift
from saas.org.given import Given
from tenants import db
from tests.cast import Firm

TIMES = {"D": ("白班", "08:00", "16:00"), "E": ("中班", "16:00", "23:59"), "N": ("夜班", "23:59", "08:00")}


async def work_by_shifts(firm: Firm, now: datetime) -> dict[str, UUID]:
    """In the open transaction; returns one id of each kind."""
    who = {"by": firm.admin.member, "now": now}
    for code, (name, opens, closes) in TIMES.items():
        shift = await set_shift(None, Given({"code": code, "name_zh": name, "opens_at": opens, "closes_at": closes}), **who)
    round_of = {"code": "R4", "name_zh": "四班三倒", "crews": "4", "turns": "D D E E N N - -", "anchor": "2026-11-02"}
    rotation = await set_rotation(None, Given(round_of), **who)
    day = str(now.date() + timedelta(days=40))
    entry = await add_days(Given({"from_date": day, "reason": "盘点", "unit": "Z1"}), **who)
    timetable = await db().fetchval("select id from timetables where tenant_id = $1 order by id limit 1", firm.id)
    later = now.date() + timedelta(days=50)
    await pause(timetable, later, later, why="装修", today=now.date(), **who)
    await set_budget({"title": "sales_rep", "minutes": "1"}, **who)
    checklist = await db().fetchval(
        "select checklist_id from schedules where tenant_id = $1 and post_id = $2", firm.id, firm.posts["SR-11"]
    )
    await sign_excess(checklist, "开业头一周", today=now.date(), **who)
    return {"shift": shift, "rotation": rotation, "entry": entry}
