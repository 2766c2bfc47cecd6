"""Improvement plans as a spreadsheet to read: a row for each measure, in one's lines."""

from __future__ import annotations

from collections.abc import AsyncIterator

from saas.plans import shop_sheet, small_sheet  # noqa: F401 – their lists
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

STATES = (("draft", N_("草稿")), ("approved", N_("已批准")))
VERDICTS = (("worked", N_("有效")), ("no_effect", N_("无效")), ("cannot_tell", N_("尚不能判断")))
COLUMNS = (
    Column("unit", N_("单元")),
    Column("cycle", N_("依据的周期")),
    Column("state", N_("状态"), kind="choice", choices=STATES),
    Column("title", N_("措施"), width=44),
    Column("point", N_("检查项"), width=36),
    Column("post", N_("负责岗位")),
    Column("due_on", N_("完成期限"), kind="date"),
    Column("done_at", N_("完成时间"), kind="moment"),
    Column("baseline", N_("现状"), kind="number", uom="%"),
    Column("target", N_("目标"), kind="number", uom="%"),
    Column("expected_gain", N_("预计提高"), kind="number"),
    Column("verdict", N_("效果"), kind="choice", choices=VERDICTS),
)

LIST = """
select u.name as unit, y.name as cycle, case when a.plan_id is null then 'draft' else 'approved' end as state, m.title,
       t.text as point, o.name as post, m.due_on, m.done_at, round(100 * m.baseline, 1) as baseline,
       round(100 * m.target, 1) as target, round(m.expected_gain, 2) as expected_gain, e.verdict
  from measures m
  join plans p on p.tenant_id = $1 and p.id = m.plan_id
  join units u on u.tenant_id = $1 and u.id = p.unit_id
  join cycles y on y.tenant_id = $1 and y.id = p.cycle_id
  join posts o on o.tenant_id = $1 and o.id = m.post_id
  left join approvals a on a.tenant_id = $1 and a.plan_id = p.id
  left join effects e on e.tenant_id = $1 and e.measure_id = m.id
  left join lateral (
       select x.text from checklists l
         join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
         join points x on x.tenant_id = $1 and x.version_id = v.id and x.code = m.point_code
        where l.tenant_id = $1 and l.code = m.list_code order by v.number desc limit 1) t on true
 where m.tenant_id = $1 and m.dropped_at is null and exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($2))
 order by y.from_date desc, u.position, u.id, m.position"""


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(LIST, visit.leads())


register(Sheet("plans", N_("改进计划"), permit="plan.read", columns=COLUMNS, export=rows, scoped=True, back="/plans"))
