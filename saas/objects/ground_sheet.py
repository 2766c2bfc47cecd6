"""Territories as a spreadsheet, out and in, and objects that lie in none or in several, to read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.objects.ground_reads import WHOLE
from saas.objects.keep_territory import keep_territory
from saas.objects.scope import units_of
from saas.org.given import Given
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.small import Small
from saas.visit import Visit
from saas.words import N_, say
from tenants import current, db

COLUMNS = (
    Column("code", N_("编码"), required=True, note=N_("认出同一个。没有的编码会新增。"), width=14),
    Column("name_zh", N_("中文名称"), width=22), Column("name_en", N_("英文名称"), width=22),
    Column("unit", N_("单元编码"), required=True, width=14),
    Column("kinds", N_("管哪几类对象"), required=True, note=N_("类型的编码，用空格分开。"), width=24),
    Column("rule_zh", N_("怎么划的"), width=30), Column("rule_en", N_("怎么划的（英文）"), width=30),
    Column("closed", N_("停用"), kind="flag"),
)  # fmt: skip
DOUBTS = (
    Column("code", N_("编码"), width=16), Column("name", N_("名称"), width=24), Column("kind", N_("类型"), width=18),
    Column("unit", N_("组织单元"), width=22), Column("grounds", N_("在哪几块区域"), width=36),
)  # fmt: skip
ROWS = """
    select t.id, t.code, t.name ->> 'zh' as name_zh, t.name ->> 'en' as name_en, u.code as unit,
           array_to_string(t.kinds, ' ') as kinds, t.rule ->> 'zh' as rule_zh, t.rule ->> 'en' as rule_en,
           t.closed_on is not null as closed,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'territory' and r.noun_id = t.id) as edition
      from territories t join units u on u.tenant_id = $1 and u.id = t.unit_id
     where t.tenant_id = $1 order by t.closed_on nulls first, t.code"""


async def territories() -> list[Row]:
    return [dict(row) for row in await db().fetch(ROWS, current())]


async def write_territory(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:
    kinds = fields["kinds"].replace(",", " ").replace("，", " ").replace("、", " ").split()
    await keep_territory(was["id"] if was else None, Given(fields), kinds, by=by, now=now, today=today)


async def doubts(visit: Visit) -> list[Row]:
    rows = await db().fetch(WHOLE, current(), units_of(visit), visit.today)
    return [
        {name: row[name] for name in ("code", "name", "kind", "unit")}
        | {"grounds": " · ".join(say(ground, locale=visit.locale) for ground in row["grounds"] or ())}
        for row in rows
    ]


register(Small(COLUMNS, territories, write_territory).sheet("territories", N_("区域"), permit="object.edit", back="/territories"))
register(
    Sheet("doubts", N_("归属核对"), permit="object.judge", columns=DOUBTS, export=doubts, scoped=True, back="/objects/doubts")
)
