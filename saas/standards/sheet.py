"""The standards as a spreadsheet, one row a line: out as they stand, back into a draft. And who has read a version."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from saas.refusals import not_found
from saas.revisions import titles
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.standards import quiz_sheet, readings  # noqa: F401 – registers the quiz
from saas.standards.lines import FIELDS, LEVELS, flat
from saas.standards.overlay import OVERLAY
from saas.standards.rows import GONE, Known, wishes
from saas.standards.take_lines import take_lines
from saas.values import as_id
from saas.visit import Visit
from saas.words import N_
from tenants import current, db

NAMES = (N_("体系"), N_("类"), N_("项"), N_("步骤"), N_("细节"))
CHOICES = tuple(zip(LEVELS, NAMES, strict=True))
OPS = (("ge", N_("不低于")), ("le", N_("不高于")), ("eq", N_("等于")), ("between", N_("介于两者之间")))
MARKS = (("rule", N_("公开规则")), ("suggestion", N_("建议值")))
titles("standard_node", {}, values={"op": dict(OPS), "mark": dict(MARKS), GONE: {"yes": N_("是")}})
WIDTHS = {"name_zh": 32, "name_en": 32, "principle_zh": 40, "principle_en": 40, "parent": 12}
NUMBERS = ("low", "high")
RULE_NOTE = N_("空着就是本公司自定；公开规则要写明名称、年份、版本。")
MORE: dict[str, dict[str, Any]] = {
    "op": {"kind": "choice", "choices": OPS, "note": N_("细节要有判据或控制原则。")},
    "mark": {"kind": "choice", "choices": MARKS, "note": RULE_NOTE},
    "low": {"kind": "number"}, "high": {"kind": "number"},
    GONE: {"kind": "flag", "note": N_("填“是”就连同下级一起从草稿里删除。")},
}  # fmt: skip
COLUMNS = (
    Column("code", N_("编码"), required=True, note=N_("岗位责任和检查项按编码找到这一条，发布后不再改。"), width=12),
    Column("level", N_("标准层级"), kind="choice", choices=CHOICES, note=N_("新的一条要写明层级。")),
    *(
        Column(key, title, width=WIDTHS.get(key, 0), **MORE.get(key, {}))
        for key, title in FIELDS.items() if key != "attachments"
    ),
)  # fmt: skip

# The open draft as it stands, else the newest version.
OF_DRAFT = f"""
with tree as ({OVERLAY})
select t.*, p.code as parent_code from tree t left join tree p on p.id = t.parent_id
order by array_position('{{system,category,item,step,detail}}'::text[], t.level), p.position, t.position, t.code"""  # noqa: S608
OF_VERSION = """
select n.*, p.code as parent_code, 'same' as fate
  from standard_nodes n left join standard_nodes p on p.tenant_id = $1 and p.id = n.parent_id
 where n.tenant_id = $1 and n.standard_id = (
       select s.id from standards s where s.tenant_id = $1 and s.published_at is not null order by s.number desc limit 1)
 order by array_position('{system,category,item,step,detail}'::text[], n.level), p.position, n.position"""


async def rows() -> AsyncIterator[Row]:
    """Upper levels first, so that a parent stands above what hangs on it."""
    for row in await _tree():
        fields: dict[str, Any] = flat(row, row["parent_code"] or "")
        fields |= {name: _figure(fields[name]) for name in NUMBERS}
        yield {"code": row["code"], "level": row["level"], **fields, GONE: True if row["fate"] == "removed" else None}


async def plan(given: list[Row], _: date) -> list[Change]:
    """Against the open draft, or the version that a new one will be based on."""
    known = {
        row["code"]: Known(row["id"], row["level"], flat(row, row["parent_code"] or ""), row["fate"] == "removed")
        for row in await _tree()
    }
    return wishes(given, known)


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    await take_lines([change.target for change in changes], by=by, now=now, progress=progress)
    return None


READ_COLUMNS = (
    Column("name", N_("姓名")), Column("post", N_("岗位"), width=24), Column("unit", N_("单元"), width=24),
    Column("details", N_("相关细节"), kind="number"), Column("confirmed_at", N_("确认时间"), kind="moment"),
    Column("tries", N_("答题次数"), kind="number"),
)  # fmt: skip


async def read_rows(visit: Visit) -> AsyncIterator[Row]:
    """The readers of the version in ?standard= within the lines of whoever asks."""
    standard = as_id(visit.request.query_params.get("standard"))
    if standard is None:
        raise not_found()
    page, left = 1, 1
    while left > 0:
        found = await readings.coverage(standard, visit.today, visit.leads(), page)
        for one in found.people:
            yield {
                "name": one.name, "post": one.post_name, "unit": one.unit_name, "details": Decimal(one.details),
                "confirmed_at": one.confirmed_at, "tries": Decimal(one.tries) if one.tries else None,
            }  # fmt: skip
        left, page = found.total - page * readings.PAGE, page + 1


async def _tree() -> list[Any]:
    draft = await db().fetchval("select id from standard_drafts where tenant_id = $1 and ended_at is null", current())
    return await (db().fetch(OF_DRAFT, current(), draft) if draft else db().fetch(OF_VERSION, current()))


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


register(
    Sheet(
        "standards", N_("标准"), permit="standard.edit", columns=COLUMNS, export=rows, plan=plan, apply=apply, back="/standards"
    )
)  # fmt: skip
register(
    Sheet(
        "standard_readings", N_("标准阅读情况"), permit="standard.follow", columns=READ_COLUMNS, export=read_rows,
        back="/standards/versions", scoped=True,
    )
)  # fmt: skip
