"""Schedules that are told by a timetable: by event, or for some of the objects; and timetables as a pack tells them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

import msgspec

from saas.checks.timetable import Plan, Window
from saas.packs.lists import Schedule
from saas.packs.rows import Batch, Birth, plain
from saas.packs.rows_work import windows

PARTS = ("segment", "stage", "attribute", "value")


def timetables(birth: Birth) -> Iterator[Batch]:
    rows = [
        (birth.ids("timetable", c.code), birth.ids("list", c.code), msgspec.to_builtins(_plan(birth, c.schedule)),
         birth.first_day)
        for c in birth.pack.checklists.checklists
        if c.schedule and (c.schedule.event or c.schedule.on or c.schedule.only)
    ]  # fmt: skip
    yield Batch("timetables", "id, checklist_id, body, from_date", rows)


def _plan(birth: Birth, said: Schedule) -> Plan:
    only: dict[str, Any] = {name: getattr(said.only, name) or "" for name in PARTS} if said.only else {}
    ground = said.only.territory if said.only else None
    plan = Plan(
        late_minutes=said.late_minutes, titles=(said.job_title,), reviewer=said.reviewer, within=said.within,
        thing=birth.ids("kind", said.each) if said.each != "post" else None, **only,
        territory=birth.ids("territory", ground) if ground else None,
    )  # fmt: skip
    if said.event or said.on:
        return msgspec.structs.replace(plan, kind="event", event=plain(said.event) if said.event else {}, **_upon(birth, said))
    times = tuple(Window(time.fromisoformat(a), time.fromisoformat(b), code) for code, a, b in windows(birth.pack, said))
    more = {"weekdays": said.weekdays, "month_days": said.month_days, "workdays_only": said.workdays_only, "windows": times}
    return msgspec.structs.replace(plan, kind="month" if said.month_days else "week", **more)


def _upon(birth: Birth, said: Schedule) -> dict[str, Any]:
    if said.on is None:
        return {}
    found: dict[str, Any] = {"on": said.on.what, "severity": said.on.severity or ""}
    found |= {"stage": said.on.stage} if said.on.stage else {}
    return found | ({"process": birth.ids("process", said.on.process)} if said.on.process else {})


def told(row: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Of the timetable of a list what a pack says beyond days and times: event, what calls it up, which objects.

    `row`: its body, with the codes of its kind of objects, territory and process. What it does not say is None.
    """
    plan, called = row["body"], row["body"].get("kind") == "event"
    stage = plan.get("stage") or None
    on = {"what": plan.get("on"), "severity": plan.get("severity") or None, "process": row["process"]}
    reached = plan.get("on") == "object_stage"
    only = {name: plan.get(name) or None for name in PARTS} | {"territory": row["territory"]}
    only = {name: one for name, one in (only | {"stage": None if reached else stage}).items() if one}
    found: dict[str, Any] = {"only": only or None, "event": None, "on": None, "within": None}
    if called:
        found |= {
            "event": plan.get("event") or None, "within": plan.get("within"), "late_minutes": plan.get("late_minutes", 0),
            "each": row["type"] or base.get("each") or "post", "reviewer": plan.get("reviewer") or base.get("reviewer"),
            "job_title": next(iter(plan.get("titles") or ()), base.get("job_title")),
        }  # fmt: skip
        on |= {"stage": stage} if reached else {}
        found["on"] = {name: one for name, one in on.items() if one} if plan.get("on") else None
    return found
