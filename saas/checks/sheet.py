"""Checks that were done, as a spreadsheet to read: own posts' and one's lines', the last hundred days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

BACK = timedelta(days=100)
STATES = (("received", N_("待复核")), ("accepted", N_("已通过")), ("returned", N_("已退回")), ("replaced", N_("已重报")))
COLUMNS = (
    Column("day", N_("日期"), kind="date"),
    Column("list", N_("检查表"), width=28),
    Column("unit", N_("单元")),
    Column("post", N_("岗位")),
    Column("object", N_("对象")),
    Column("who", N_("填报人")),
    Column("received_at", N_("收到时间"), kind="moment"),
    Column("late", N_("迟交"), kind="flag"),
    Column("state", N_("状态"), kind="choice", choices=STATES),
    Column("failed", N_("不合格项数"), kind="number"),
    Column("vetoed", N_("一票否决"), kind="flag"),
    Column("score_sent", N_("填报时得分"), kind="number"),
    Column("score", N_("现在得分"), kind="number"),
)

LIST = """
select c.business_date as day, k.name as list, u.name as unit, p.name as post, o.name as object, m.name as who, c.received_at,
       d.late, c.state, c.failed, c.vetoed, round(c.score_sent, 2) as score_sent, round(c.score, 2) as score
  from checks c
  join due_checks d on d.tenant_id = $1 and d.id = c.due_id
  join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
  join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
  join posts p on p.tenant_id = $1 and p.id = c.post_id
  join units u on u.tenant_id = $1 and u.id = c.unit_id
  join memberships m on m.tenant_id = $1 and m.id = c.membership_id
  left join objects o on o.tenant_id = $1 and o.id = c.object_id
 where c.tenant_id = $1 and c.business_date >= $4 and (c.post_id = any ($2) or exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any ($3)))
   and not exists (select from spot_checks s where s.tenant_id = $1 and s.due_id = c.due_id and s.state = 'open'
                      and (s.membership_id = $5 or s.post_id = any ($2)))
 order by c.business_date desc, c.received_at desc, c.id"""


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(LIST, visit.posts, visit.leads(), visit.today - BACK, visit.member)


register(Sheet("checks", N_("检查记录"), permit="check.read", columns=COLUMNS, export=rows, scoped=True, back="/today"))
