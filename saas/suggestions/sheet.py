"""Suggestions as a spreadsheet to read: one's lines', or one's own, as on the page."""

from __future__ import annotations

from saas.sheets.registry import Column, Row, Sheet, register
from saas.suggestions.reads import CHOSEN, Asked
from saas.suggestions.rules import GAINS, STANDS, title
from saas.visit import Visit
from saas.words import N_
from tenants import current, db

COLUMNS = (
    Column("number", N_("编号"), kind="number", width=8),
    Column("stands", N_("状态"), kind="choice", choices=tuple(STANDS.items())),
    Column("title", N_("建议"), width=44),
    Column("gain", N_("主要好处"), kind="choice", choices=tuple(GAINS.items())),
    Column("unit", N_("单元")),
    Column("object", N_("对象")),
    Column("proposer", N_("谁提的")),
    Column("received_at", N_("收到"), kind="moment"),
    Column("due_on", N_("答复期限"), kind="date"),
    Column("answer", N_("答复"), width=32),
    Column("answered_by", N_("谁答复的")),
    Column("answered_at", N_("答复时间"), kind="moment"),
    Column("point", N_("检查项"), width=16),
    Column("detail_code", N_("标准细节编码"), width=16),
    Column("measure", N_("改进措施"), width=32),
    Column("done_at", N_("措施完成"), kind="moment"),
)
ALL = f"select c.* from ({CHOSEN}) c order by c.number desc"  # noqa: S608 - our piece


async def rows(visit: Visit) -> list[Row]:
    wanted = Asked(visit.leads() if visit.may("suggestion.follow") else None, visit.member)
    return [_told(row, visit.locale) for row in await db().fetch(ALL, current(), *wanted.args())]


def _told(row: Row, locale: str) -> Row:
    told = {column.key: row[column.key] for column in COLUMNS if column.key not in ("title", "point")}
    words = title(row["text"])
    point = f"{row['list_code']}/{row['point_code']}" if row["point_code"] else None
    return told | {"title": row["text"] or words["en" if locale == "en" else "zh"], "point": point, "gain": row["gain"] or None}


register(
    Sheet(
        "suggestions",
        N_("合理化建议"),
        permit="suggestion.tell",
        columns=COLUMNS,
        export=rows,
        scoped=True,
        back="/suggestions",
    )
)
