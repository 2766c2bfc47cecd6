"""Minutes of checks a post, to read, and the budgets of job titles, out and in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from saas.checklists.load import MEASURED_DAYS, WHOLE
from saas.checklists.set_budget import set_budget
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.small import Small
from saas.values import half_up
from saas.visit import Visit
from saas.words import N_
from tenants import current, db

COLUMNS = (
    Column("code", N_("岗位编码"), width=14), Column("name", N_("岗位"), width=24), Column("unit", N_("组织单元"), width=24),
    Column("title", N_("职务"), width=18), Column("a_day", N_("最满的一天"), kind="number", uom=N_("分钟")),
    Column("budget", N_("预算"), kind="number", uom=N_("分钟")), Column("a_week", N_("每周"), kind="number", uom=N_("分钟")),
    Column("a_month", N_("另每月"), kind="number", uom=N_("分钟")),
    Column("checks", N_("实测"), kind="number", uom=N_("次检查")),
)  # fmt: skip
BUDGETS = (
    Column("title", N_("职务编码"), required=True, width=18),
    Column("minutes", N_("每天的分钟数"), kind="number", required=True),
)
SET = """
    select b.id, b.job_title as title, b.minutes::numeric as minutes,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'budget' and r.noun_id = b.id) as edition
      from budgets b where b.tenant_id = $1 order by b.job_title"""


async def export(visit: Visit) -> list[Row]:
    since = visit.today - timedelta(days=MEASURED_DAYS)
    rows = await db().fetch(WHOLE, current(), visit.today, None, 0, since, visit.leads())
    figures = ("a_day", "a_week", "a_month")
    return [
        {name: row[name] for name in ("code", "name", "unit", "title")}
        | {name: half_up(row[name], 1) for name in figures}
        | {"budget": None if row["budget"] is None else Decimal(row["budget"]), "checks": Decimal(row["checks"])}
        for row in rows
    ]


async def budgets() -> list[Row]:
    return [dict(row) for row in await db().fetch(SET, current())]


async def write_budget(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    await set_budget(fields, by=by, now=now)


register(
    Sheet("burden", N_("检查要占多少时间"), permit="burden.read", columns=COLUMNS, export=export, scoped=True, back="/burden")
)
register(Small(BUDGETS, budgets, write_budget, ("title",)).sheet("budgets", N_("时间预算"), permit="burden.edit", back="/burden"))
