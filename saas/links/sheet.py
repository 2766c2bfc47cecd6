"""Links of indicators as a spreadsheet to read: what should move them, and what the figures say."""

from __future__ import annotations

from typing import Any

from saas.links.reads import LINKED, NEWEST, USUAL_LAG
from saas.sheets.registry import Column, Row, Sheet, register
from saas.words import N_
from tenants import current, db

KINDS = (("point", N_("检查项")), ("activity", N_("流程环节")))
VERDICTS = (("seen", N_("看得出联系")), ("other_way", N_("方向相反")), ("none", N_("看不出联系")), ("few", N_("数据不够")))
COLUMNS = (
    Column("indicator", N_("指标"), width=12), Column("kind", N_("类别"), kind="choice", choices=KINDS),
    Column("process", N_("流程"), width=10), Column("code", N_("编号"), width=14), Column("lag", N_("几期以后"), kind="number"),
    Column("library", N_("来自措施库"), kind="flag"),
    Column("verdict", N_("数上看得出吗"), kind="choice", choices=VERDICTS), Column("strength", N_("一致程度"), kind="number"),
    Column("pairs", N_("组数"), kind="number"), Column("weighed_at", N_("看的时间"), kind="moment", width=18),
)  # fmt: skip
LIST = f"""
    select i.code as indicator, k.kind, k.process, k.code, k.lag::numeric as lag, k.library, t.value ->> 'verdict' as verdict,
           (t.value ->> 'strength')::numeric as strength, (t.value ->> 'pairs')::numeric as pairs, w.weighed_at
      from ({LINKED}) k
      join indicators i on i.tenant_id = $1 and i.id = k.indicator_id
      left join ({NEWEST}) w on w.indicator_id = i.id
      left join lateral (select b.value from jsonb_array_elements(w.body) b (value)
           where b.value ->> 'kind' = k.kind and b.value ->> 'process' = k.process and b.value ->> 'code' = k.code
             and (b.value ->> 'lag')::int = k.lag limit 1) t on true
     where k.standing order by i.position, i.code, k.kind, k.process, k.code"""  # noqa: S608  our own pieces


async def rows() -> list[Row]:
    found: list[Any] = await db().fetch(LIST, current(), USUAL_LAG)
    return [dict(row) for row in found]


register(Sheet("links", N_("结果与过程"), permit="link.read", columns=COLUMNS, export=rows, back="/links"))
