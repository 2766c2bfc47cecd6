"""Closures and extra workdays as a spreadsheet, out and in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from saas import trail
from saas.hours import list_sheets  # noqa: F401 – registers shifts and rotations
from saas.sheets.registry import Change, Column, Problem, Progress, Row, Sheet, register
from saas.words import N_
from tenants import current, db, later

COLUMNS = (
    Column("unit", N_("单元编码"), required=True, width=14),
    Column("from_date", N_("从哪天起"), kind="date", required=True),
    Column("to_date", N_("到哪天为止"), kind="date", note=N_("空着就是一天。")),
    Column("works", N_("上班还是停工"), kind="choice", choices=(("closed", N_("停工")), ("works", N_("上班"))), required=True),
    Column("reason", N_("为什么"), required=True, width=30),
)
ROWS = """
    select u.code as unit, c.from_date, c.to_date, case when c.works then 'works' else 'closed' end as works, c.reason
      from own_days c join units u on u.tenant_id = $1 and u.id = c.unit_id
     where c.tenant_id = $1 and c.lifted_at is null order by c.from_date, u.code"""
ADD = """
    insert into own_days (tenant_id, unit_id, from_date, to_date, works, reason, made_by, made_at)
    select $1, u.id, x.from_date, x.to_date, x.works = 'works', x.reason, $3, $4
      from jsonb_to_recordset($2) as x (unit text, from_date date, to_date date, works text, reason text)
      join units u on u.tenant_id = $1 and u.code = x.unit
    returning id"""
REASON_MOST, LONGEST_DAYS = 200, 365


async def rows() -> list[Row]:
    return [dict(row) for row in await db().fetch(ROWS, current())]


async def plan(given: list[Row], _: date) -> list[Change]:
    """What stands there already is the same; nothing is changed or taken back by a file."""
    units = {row["code"] for row in await db().fetch("select code from units where tenant_id = $1", current())}
    known = {_key(row) for row in await rows()}
    found = []
    for row in given:
        found.append(_change(row, units, known))
        known.add(_key(row))
    return found


async def apply(changes: list[Change], *, by: Any, now: datetime, progress: Progress) -> str | None:
    made = await db().fetch(ADD, current(), [change.target for change in changes], by, now)
    await trail.record_all("add_days", "own_days", [row["id"] for row in made], by=by, now=now)
    await later("checks.follow_hours")
    await progress(len(changes))
    return None


def _change(row: Row, units: set[str], known: set[tuple[Any, ...]]) -> Change:
    first, last = row.get("from_date"), row.get("to_date") or row.get("from_date")
    key = f"{row.get('unit')} {first}"
    problems = []
    if row.get("unit") not in units:
        problems.append(Problem("unit", N_("没有单元 %(code)s。"), {"code": row.get("unit")}))
    if first and last and not 0 <= (last - first).days <= LONGEST_DAYS:
        problems.append(Problem("to_date", N_("最后一天不能早于第一天，最长一年。")))
    if len(row.get("reason") or "") > REASON_MOST:
        problems.append(Problem("reason", N_("请写短一些，最多 %(longest)s 字。"), {"longest": REASON_MOST}))
    if problems or not first or not last:
        return Change(row["_row"], "refuse", key, problems=problems)
    if _key(row) in known:
        return Change(row["_row"], "same", key)
    target = {name: row.get(name) for name in ("unit", "works", "reason")}
    target |= {"from_date": first.isoformat(), "to_date": last.isoformat()}
    return Change(row["_row"], "add", key, {name: (None, value) for name, value in target.items()}, target=target)


def _key(row: Row) -> tuple[Any, ...]:
    return row.get("unit"), row.get("from_date"), row.get("to_date") or row.get("from_date"), row.get("works")


register(Sheet("closures", N_("停工和加班"), permit="hours.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply,
               back="/hours"))  # fmt: skip
