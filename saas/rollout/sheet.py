"""The criteria of the gates as a spreadsheet, out and in; how far the units are, to read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas.org.given import Given
from saas.rollout.adoption import adoption
from saas.rollout.measures import MEASURES
from saas.rollout.set_criterion import FIELDS, SIDES, set_criterion
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.small import Small
from saas.visit import Visit
from saas.words import N_
from tenants import current, db

COLUMNS = (
    Column("code", FIELDS["code"], required=True, width=12), Column("stage", N_("阶段编码"), required=True, width=10),
    Column("side", FIELDS["side"], kind="choice", choices=tuple(SIDES.items()), required=True),
    Column("text_zh", FIELDS["text_zh"], width=32), Column("text_en", FIELDS["text_en"], width=32),
    Column("by", FIELDS["by"], kind="choice", choices=tuple(MEASURES.items()), required=True, width=24),
    Column("low", FIELDS["low"], kind="number"), Column("high", FIELDS["high"], kind="number"), Column("uom", FIELDS["uom"]),
    Column("days", FIELDS["days"], kind="number"), Column("indicator", FIELDS["indicator"]),
    Column("lists", FIELDS["lists"], note=N_("检查表编码，用空格隔开；空着就是全部。"), width=20),
)  # fmt: skip
KEPT = """
    select c.id, c.code, s.code as stage, s.id as stage_id, c.side, c.text ->> 'zh' as text_zh, c.text ->> 'en' as text_en, c.by,
           c.low, c.high, c.uom, c.days::numeric as days, c.indicator, array_to_string(c.lists, ' ') as lists,
           (select coalesce(max(e.edition), 0) from revisions e
             where e.tenant_id = $1 and e.noun = 'rollout_criterion' and e.noun_id = c.id) as edition
      from rollout_criteria c join rollout_stages s on s.tenant_id = $1 and s.id = c.stage_id and s.retired_on is null
     where c.tenant_id = $1 and c.retired_on is null order by s.position, s.code, c.side, c.position, c.code"""
UNITS = (
    Column("code", N_("单位编码"), width=12), Column("name", N_("单位"), width=24), Column("people", N_("有人的岗位"),
      kind="number"),
    Column("entered", N_("登录过"), kind="number"), Column("began", N_("交过检查"), kind="number"), Column("due",
      N_("到期检查"), kind="number"),
    Column("on_time", N_("按时"), kind="number"), Column("to_review", N_("该复核"), kind="number"),
    Column("reviewed", N_("已复核"), kind="number"), Column("overdue", N_("过期问题"), kind="number"),
    Column("unread", N_("没确认新标准"), kind="number"), Column("vacant", N_("空岗"), kind="number"),
)  # fmt: skip


async def criteria() -> list[Row]:
    return [dict(row) for row in await db().fetch(KEPT, current())]


async def write_criterion(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> UUID:  # noqa: ARG001
    stage = await db().fetchval(
        "select id from rollout_stages where tenant_id = $1 and code = $2 and retired_on is null", current(), fields["stage"]
    )
    lists = fields.get("lists", "").split()
    return await set_criterion(stage, was["id"] if was else None, Given(fields), lists, by=by, now=now)


async def units(visit: Visit) -> list[Row]:
    told = [unit for unit, _ in await adoption(visit.leads(), today=visit.today, now=visit.now)]
    figures = [column.key for column in UNITS if column.kind == "number"]
    return [
        {"code": one.code, "name": one.name.get(visit.locale[:2]) or next(iter(one.name.values()))}
        | {name: Decimal(getattr(one, name)) for name in figures}
        for one in told
    ]


register(Small(COLUMNS, criteria, write_criterion).sheet("rollout", N_("关口条件"), permit="rollout.edit", back="/rollout/setup"))
register(Sheet("adoption", N_("推得怎么样"), permit="rollout.follow", columns=UNITS, export=units, scoped=True,
  back="/rollout/adoption"))
