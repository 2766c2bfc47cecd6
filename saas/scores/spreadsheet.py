"""Scores of closed cycles as a spreadsheet to read: whoever sees a score on the page finds it here."""

from __future__ import annotations

from collections.abc import AsyncIterator

from saas.scores.reads import IN_SIGHT, SUBJECTS
from saas.scores.told import MOVED
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.visit import Visit
from saas.words import N_

KINDS = (("unit", N_("单元")), ("post", N_("岗位")))
COLUMNS = (
    Column("cycle", N_("考核周期")),
    Column("kind", N_("类别"), kind="choice", choices=KINDS),
    Column("code", N_("编码"), width=14),
    Column("name", N_("名称"), width=28),
    Column("shown", N_("得分"), kind="number"),
    Column("grade", N_("等级"), width=10),
    Column("change", N_("较上期"), kind="number"),
)

# Unit or post: $2 leads, $3 own posts, $4 own units, as on the page of scores.
LIST = f"""
select c.name as cycle, x.kind, coalesce(n.code, o.code) as code, x.name, s.shown,
       (select g.value -> 'name' from jsonb_array_elements(h.body -> 'grades') g (value)
         where g.value ->> 'key' = s.grade) as grade,
       {MOVED} as change
  from ({SUBJECTS}) x
  join scores s on s.tenant_id = $1 and s.subject_kind = x.kind and s.subject_id = x.id
  join cycles c on c.tenant_id = $1 and c.id = s.cycle_id and c.state <> 'open'
  join schemes h on h.tenant_id = $1 and h.id = s.scheme_id
  left join units n on n.tenant_id = $1 and x.kind = 'unit' and n.id = x.id
  left join posts o on o.tenant_id = $1 and x.kind = 'post' and o.id = x.id
 where {IN_SIGHT} order by c.from_date desc, x.position, x.unit_id, x.kind desc, code"""  # noqa: S608 – constants


def rows(visit: Visit) -> AsyncIterator[Row]:
    return stream(LIST, visit.leads(), visit.posts, visit.post_units)


register(Sheet("scores", N_("得分"), permit="score.read", columns=COLUMNS, export=rows, scoped=True, back="/scores"))
