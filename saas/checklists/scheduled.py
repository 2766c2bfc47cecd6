"""What the verbs of a timetable share: it as a reader would know it, the day it begins, the one that is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.checklists.schedule_reads import timetable
from saas.checklists.schedule_told import told
from saas.checks.timetable import Plan
from saas.refusals import Problem, Refused, not_found
from saas.revisions import titles
from saas.words import N_
from tenants import current, db

titles("schedule", {"told": N_("安排"), "from_date": N_("从哪天起"), "to_date": N_("到哪天为止")}, word=N_("时间安排"))
HISTORY = "zh-CN"  # the past is kept in the source language


async def kept(wanted: UUID, today: date) -> dict[str, Any]:
    """The timetable for its history."""
    _, one = await timetable(wanted, today)
    until = one.to_date.isoformat() if one.to_date else ""
    return {"told": told(one.plan, one.names, HISTORY), "from_date": one.from_date.isoformat(), "to_date": until}


def start_of(given: Mapping[str, str], least: date) -> tuple[date, list[Problem]]:
    """From which day on; `least` where nothing is said."""
    text = given.get("from_date", "")
    try:
        day = date.fromisoformat(text) if text else least
    except ValueError:
        return least, [Problem("from_date", N_("请填写日期。"))]
    if day < least:
        return least, [Problem("from_date", N_("最早从 %(day)s 起。"), {"day": least.isoformat()})]
    return day, []


async def claimed(wanted: UUID) -> tuple[UUID, Plan, date, date | None]:
    """List, plan, first and last day of a timetable, locked until the end of the transaction. Refused 404."""
    row = await db().fetchrow(
        "select checklist_id, body, from_date, to_date from timetables where tenant_id = $1 and id = $2 for update",
        current(), wanted,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return row["checklist_id"], msgspec.convert(row["body"], Plan), row["from_date"], row["to_date"]


def running(to_date: date | None, today: date) -> None:
    """Refused 409: what has ended is not changed."""
    if to_date is not None and to_date < today:
        raise Refused(409, N_("这条安排已经结束，没有改动。"))
