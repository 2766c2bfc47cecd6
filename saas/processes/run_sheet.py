"""Runs of processes as a spreadsheet, to read: those that concern whoever asks."""

from __future__ import annotations

from decimal import Decimal

from saas.processes.run_reads import RUNS
from saas.sheets.registry import Column, Row, Sheet, register
from saas.visit import Visit
from saas.words import N_, say
from tenants import current, db

MOST = 100_000
STATES = (("running", N_("进行中")), ("done", N_("已完成")), ("cancelled", N_("已取消")))
COLUMNS = (
    Column("number", N_("单号"), width=12), Column("title", N_("什么事"), width=30), Column("process", N_("流程"), width=24),
    Column("object", N_("对象"), width=22), Column("state", N_("状态"), kind="choice", choices=STATES),
    Column("started_by", N_("谁开始"), width=16), Column("started_at", N_("开始时间"), kind="moment"),
    Column("ended_at", N_("结束时间"), kind="moment"), Column("now_at", N_("现在在哪一环"), width=28),
    Column("late", N_("超时次数"), kind="number"),
)  # fmt: skip


async def export(visit: Visit) -> list[Row]:
    """All of them, whatever their state."""
    leads = [unit for role in ("leader", "executive") for unit in visit.role_units.get(role, ())]
    rows = await db().fetch(RUNS, current(), visit.member, list(visit.posts), leads, visit.now, "", None, MOST, 0)
    return [
        {name: row[name] for name in ("title", "process", "object", "state", "started_by", "started_at", "ended_at")}
        | {"number": f"{row['code']}-{row['number']}", "late": Decimal(row["late"])}
        | {"now_at": " · ".join(say(turn["name"], locale=visit.locale) for turn in row["now_at"] or ())}
        for row in rows
    ]


register(Sheet("runs", N_("流程办理"), permit="process.run", columns=COLUMNS, export=export, scoped=True, back="/processes/runs"))
