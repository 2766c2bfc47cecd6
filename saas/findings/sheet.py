"""Findings as a spreadsheet to read: own posts' and one's lines', as on the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from saas.findings import cause_sheet, rule_sheets  # noqa: F401 - their lists
from saas.findings.rules import KINDS, SEVERITIES, SOURCES, STATES
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

COLUMNS = (
    Column("number", N_("编号"), kind="number", width=8),
    Column("state", N_("状态"), kind="choice", choices=tuple(STATES.items())),
    Column("kind", N_("种类"), kind="choice", choices=tuple(KINDS.items())),
    Column("severity", N_("严重程度"), kind="choice", choices=tuple(SEVERITIES.items())),
    Column("title", N_("问题"), width=44),
    Column("unit", N_("单元")),
    Column("post", N_("岗位")),
    Column("object", N_("对象")),
    Column("source", N_("来源"), kind="choice", choices=tuple(SOURCES.items())),
    Column("found_at", N_("发现时间"), kind="moment"),
    Column("found_by", N_("发现人")),
    Column("times", N_("第几次"), kind="number", width=8),
    Column("due_on", N_("整改期限"), kind="date"),
    Column("owner", N_("由谁整改")),
    Column("category", N_("原因类别")),
    Column("cause", N_("原因"), width=32),
    Column("action", N_("整改措施"), width=32),
    Column("reopened", N_("退回次数"), kind="number", width=8),
    Column("raised_to", N_("已报给")),
    Column("merged", N_("并入编号"), kind="number", width=8),
    Column("closed_at", N_("关闭时间"), kind="moment"),
)

LIST = """
select f.number, case when f.merged_id is not null then 'merged' else f.state end as state, f.kind, f.severity, f.title,
       u.name as unit, p.name as post, o.name as object, f.source, f.found_at, coalesce(d.name, f.found ->> 'teller') as found_by,
       f.times, f.due_on, coalesce(jsonb_build_object('zh', w.name), g.name) as owner, c.name as category, a.cause, a.action,
       f.reopened, coalesce(e.outside, jsonb_build_object('zh', e.name)) as raised_to, k.number as merged, f.closed_at
  from findings f
  join units u on u.tenant_id = $1 and u.id = f.unit_id
  join posts p on p.tenant_id = $1 and p.id = f.post_id
  left join memberships d on d.tenant_id = $1 and d.id = f.found_by
  left join memberships w on w.tenant_id = $1 and w.id = f.acting_id
  left join posts g on g.tenant_id = $1 and g.id = f.acting_post_id
  left join objects o on o.tenant_id = $1 and o.id = f.object_id
  left join findings k on k.tenant_id = $1 and k.id = f.merged_id
  left join lateral (select c.cause, c.action from corrective_actions c
                      where c.tenant_id = $1 and c.finding_id = f.id order by c.done_at desc limit 1) a on true
  left join lateral (select c.name from explanations x join causes c on c.tenant_id = $1 and c.id = x.cause_id
                      where x.tenant_id = $1 and x.finding_id = f.id order by x.at desc limit 1) c on true
  left join lateral (select e.outside, m.name from escalations e left join memberships m on m.tenant_id = $1 and m.id = e.to_id
                      where e.tenant_id = $1 and e.finding_id = f.id order by e.at desc, e.days desc limit 1) e on true
 where f.tenant_id = $1 and (f.post_id = any ($2) or f.acting_post_id = any ($2) or exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any ($3)))
   and not exists (select from spot_checks b join checks c on c.tenant_id = $1 and c.due_id = b.due_id
                    where b.tenant_id = $1 and b.state = 'open' and c.id = f.check_id
                      and (b.membership_id = $4 or b.post_id = any ($2)))
 order by f.number desc"""


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(LIST, visit.posts, visit.leads(), visit.member)


register(Sheet("findings", N_("问题"), permit="finding.read", columns=COLUMNS, export=rows, scoped=True, back="/findings"))
