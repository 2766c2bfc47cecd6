"""Appeals as a spreadsheet to read: those of one's own, of one's lines, or to decide."""

from __future__ import annotations

from collections.abc import AsyncIterator

from saas.appeals.reads import POINT, SEEN, reader
from saas.appeals.rules import HOWS, STATES
from saas.scores.amend import COUNTS
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

COLUMNS = (
    Column("cycle", N_("周期")),
    Column("unit", N_("单元")),
    Column("post", N_("岗位")),
    Column("line", N_("申诉的内容"), width=32),
    Column("count", N_("申诉次数"), kind="number", width=8),
    Column("value", N_("应为"), kind="number"),
    Column("finding", N_("问题编号"), kind="number", width=10),
    Column("text", N_("理由"), width=44),
    Column("by", N_("申诉人")),
    Column("lodged_at", N_("提出时间"), kind="moment"),
    Column("state", N_("状态"), kind="choice", choices=tuple(STATES.items())),
    Column("decider", N_("裁定人")),
    Column("decide_by", N_("裁定期限"), kind="moment"),
    Column("decided_at", N_("裁定时间"), kind="moment"),
    Column("granted", N_("更正次数"), kind="number", width=8),
    Column("how", N_("怎样更正"), kind="choice", choices=tuple(HOWS.items())),
    Column("put", N_("更正为"), kind="number"),
    Column("why", N_("裁定理由"), width=44),
)

LIST = f"""
select c.name as cycle, u.name as unit, p.name as post, a.line as key, a.times as count, a.value, g.number as finding, a.text,
       m.name as by, a.lodged_at,
       a.state, d.name as decider, a.decide_by, s.at as decided_at, s.times as granted, s.how,
       s.value as put, s.why,
       {POINT} as point
  from appeals a
  join cycles c on c.tenant_id = $1 and c.id = a.cycle_id
  join posts p on p.tenant_id = $1 and p.id = a.post_id
  join units u on u.tenant_id = $1 and u.id = p.unit_id
  join memberships m on m.tenant_id = $1 and m.id = a.membership_id
  left join memberships d on d.tenant_id = $1 and d.id = a.decider_id
  left join findings g on g.tenant_id = $1 and g.id = a.finding_id
  left join appeal_steps s on s.tenant_id = $1 and s.appeal_id = a.id and s.step in ('accepted', 'refused')
 where a.tenant_id = $1 and {SEEN} order by a.lodged_at, a.id"""  # noqa: S608 - the piece of reads


async def rows(visit: Visit) -> AsyncIterator[Row]:
    """Row by row as the database tells them."""
    async for row in stream(LIST, *reader(visit)):
        yield {**row, "line": row["point"] or COUNTS.get(row["key"], row["key"])}


register(Sheet("appeals", N_("申诉"), permit="appeal.read", columns=COLUMNS, export=rows, scoped=True, back="/appeals"))
