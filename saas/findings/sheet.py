"""Findings as a spreadsheet to read: own posts' and one's lines', as on the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

STATES = (("open", N_("待整改")), ("acted", N_("待验收")), ("verified", N_("已验收")), ("withdrawn", N_("已撤回")))
SEVERITIES = (("veto", N_("一票否决")), ("major", N_("重要")), ("minor", N_("一般")))
SOURCES = (("self", N_("自查")), ("leader", N_("领导发现")))
COLUMNS = (
    Column("number", N_("编号"), kind="number", width=8),
    Column("state", N_("状态"), kind="choice", choices=STATES),
    Column("severity", N_("严重程度"), kind="choice", choices=SEVERITIES),
    Column("title", N_("问题"), width=44),
    Column("unit", N_("单元")),
    Column("post", N_("岗位")),
    Column("object", N_("对象")),
    Column("source", N_("来源"), kind="choice", choices=SOURCES),
    Column("found_at", N_("发现时间"), kind="moment"),
    Column("found_by", N_("发现人")),
    Column("due_on", N_("整改期限"), kind="date"),
    Column("cause", N_("原因"), width=32),
    Column("action", N_("整改措施"), width=32),
    Column("closed_at", N_("关闭时间"), kind="moment"),
)

LIST = """
select f.number, f.state, f.severity, f.title, u.name as unit, p.name as post, o.name as object, f.source, f.found_at,
       d.name as found_by, f.due_on, a.cause, a.action, f.closed_at
  from findings f
  join units u on u.tenant_id = $1 and u.id = f.unit_id
  join posts p on p.tenant_id = $1 and p.id = f.post_id
  join memberships d on d.tenant_id = $1 and d.id = f.found_by
  left join objects o on o.tenant_id = $1 and o.id = f.object_id
  left join lateral (select c.cause, c.action from corrective_actions c
                      where c.tenant_id = $1 and c.finding_id = f.id order by c.done_at desc limit 1) a on true
 where f.tenant_id = $1 and (f.post_id = any ($2) or exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any ($3)))
 order by f.number desc"""


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(LIST, visit.posts, visit.leads())


register(Sheet("findings", N_("问题"), permit="finding.read", columns=COLUMNS, export=rows, scoped=True, back="/findings"))
