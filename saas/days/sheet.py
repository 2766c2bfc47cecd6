"""Closed days as a spreadsheet to read, and everything that was explained."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

BACK = timedelta(days=400)
KINDS = (("check", N_("检查")), ("handover", N_("交接")), ("reading", N_("标准阅读")))
COLUMNS = (
    Column("day", N_("日期"), kind="date"),
    Column("unit", N_("单元"), width=20),
    Column("closed_at", N_("结清时间"), kind="moment"),
    Column("by", N_("谁结清"), note=N_("空着是到时自动结清。")),
    Column("total", N_("应做"), kind="number"),
    Column("done", N_("已做"), kind="number"),
    Column("reasoned", N_("有原因"), kind="number"),
    Column("reopened", N_("重开的原因"), width=32),
)
WHY_COLUMNS = (
    Column("day", N_("日期"), kind="date"),
    Column("until", N_("到哪天为止"), kind="date"),
    Column("unit", N_("单元"), width=20),
    Column("post", N_("岗位"), width=20),
    Column("kind", N_("事项"), kind="choice", choices=KINDS),
    Column("reason", N_("原因"), width=40),
    Column("by", N_("谁写的")),
    Column("at", N_("时间"), kind="moment"),
)
CLOSED = """
select c.day, u.name as unit, c.closed_at, m.name as by, c.total, c.done, c.reasoned, (
       select string_agg(o.reason, '；' order by o.at) from day_reopenings o
        where o.tenant_id = $1 and o.unit_id = c.unit_id and o.day = c.day) as reopened
  from day_closures c
  join units u on u.tenant_id = $1 and u.id = c.unit_id
  left join memberships m on m.tenant_id = $1 and m.id = c.membership_id
 where c.tenant_id = $1 and c.day >= $3 and exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any ($2))
 order by c.day desc, u.position, u.code, u.id"""
WHY = """
select w.day, w.until, u.name as unit, p.name as post, w.kind, w.reason, m.name as by, w.at
  from day_reasons w
  join units u on u.tenant_id = $1 and u.id = w.unit_id
  join memberships m on m.tenant_id = $1 and m.id = w.membership_id
  left join posts p on p.tenant_id = $1 and p.id = w.post_id
 where w.tenant_id = $1 and w.day >= $3 and exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = w.unit_id and l.ancestor_id = any ($2))
 order by w.day desc, w.at desc, w.id"""


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(CLOSED, visit.leads(), visit.today - BACK)


def why_rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(WHY, visit.leads(), visit.today - BACK)


register(Sheet("days", N_("日清记录"), permit="day.follow", columns=COLUMNS, export=rows, scoped=True, back="/days/closures"))
register(Sheet("day_reasons", N_("没做的原因"), permit="day.follow", columns=WHY_COLUMNS, export=why_rows, scoped=True,
               back="/days/closures"))  # fmt: skip
