"""Reviews that were made, as a spreadsheet to read: those of one's lines, the last hundred days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from saas.reviews import supervision_sheet  # noqa: F401 – its list
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

BACK = timedelta(days=100)
DECISIONS = (("accepted", N_("已通过")), ("returned", N_("已退回")))
COLUMNS = (
    Column("decided_at", N_("复核时间"), kind="moment"),
    Column("reviewer", N_("复核人")),
    Column("decision", N_("结果"), kind="choice", choices=DECISIONS),
    Column("reason", N_("退回原因"), width=32),
    Column("corrections", N_("更正项数"), kind="number"),
    Column("day", N_("日期"), kind="date"),
    Column("list", N_("检查表"), width=28),
    Column("unit", N_("单元")),
    Column("post", N_("岗位")),
    Column("who", N_("填报人")),
    Column("score_sent", N_("填报时得分"), kind="number"),
    Column("score", N_("现在得分"), kind="number"),
)

LIST = """
select r.decided_at, w.name as reviewer, r.decision, r.reason,
       (select count(distinct x.point_id) from corrections x where x.tenant_id = $1 and x.check_id = c.id) as corrections,
       c.business_date as day, k.name as list, u.name as unit, p.name as post, m.name as who,
       round(c.score_sent, 2) as score_sent, round(c.score, 2) as score
  from reviews r
  join checks c on c.tenant_id = $1 and c.id = r.check_id
  join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
  join checklists k on k.tenant_id = $1 and k.id = v.checklist_id
  join posts p on p.tenant_id = $1 and p.id = c.post_id
  join units u on u.tenant_id = $1 and u.id = c.unit_id
  join memberships m on m.tenant_id = $1 and m.id = c.membership_id
  join memberships w on w.tenant_id = $1 and w.id = r.membership_id
 where r.tenant_id = $1 and r.decided_at >= $3 and exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = c.unit_id and l.ancestor_id = any ($2))
 order by r.decided_at desc, r.id"""


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(LIST, visit.leads(), visit.now - BACK)


register(Sheet("reviews", N_("复核记录"), permit="review.read", columns=COLUMNS, export=rows, scoped=True, back="/reviews"))
