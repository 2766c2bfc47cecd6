"""The gaps that stand as a spreadsheet, to read: as the page has them for whoever asks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from saas.duties.reads import NODE, PLACES, PROCESS, SIGHT, TOLD
from saas.duties.rules import KINDS
from saas.sheets.registry import Column, Row
from saas.visit import Visit
from saas.words import N_
from tenants import current, db

WORDS = (
    ("no_owner", N_("没有责任岗位")), ("two_owners", N_("两个责任岗位")), ("vacant", N_("责任岗位空缺")),
    ("closed_post", N_("岗位已撤销")), ("self_review", N_("自己复核自己")), ("outside_line", N_("复核不在条线上")),
    ("unchecked", N_("没有检查项")), ("retired_detail", N_("细节已停用")), ("step_owner", N_("环节没人负责")),
    ("step_vacant", N_("环节岗位空缺")), ("step_handover", N_("缺交接条件")), ("step_limit", N_("没有时限")),
    ("step_way", N_("流程走不通")),
)  # fmt: skip
COLUMNS = (
    Column("kind", N_("缺什么"), kind="choice", choices=WORDS, width=18),
    Column("detail_code", N_("细节编码"), width=16), Column("detail", N_("细节"), width=32),
    Column("unit", N_("组织单元"), width=22), Column("post", N_("岗位"), width=22), Column("other", N_("另一个岗位"), width=22),
    Column("process", N_("流程"), width=22), Column("activity", N_("环节"), width=22),
    Column("details", N_("涉及几条"), kind="number"), Column("found_at", N_("发现时间"), kind="moment"),
)  # fmt: skip
STANDING = f"""
    select {TOLD} from gaps g {PLACES} {PROCESS} {NODE}
     where g.tenant_id = $1 and g.gone_at is null and {SIGHT}
     order by array_position($4::text[], g.kind), g.details desc, g.detail_code, g.id"""  # noqa: S608 - ours


async def export(visit: Visit) -> list[Row]:
    rows = await db().fetch(STANDING, current(), visit.leads(), visit.today, list(KINDS))
    return [_row(row) for row in rows]


def _row(row: Any) -> Row:
    return {column.key: row[column.key] for column in COLUMNS} | {"details": Decimal(row["details"])}
