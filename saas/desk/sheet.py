"""Files that were swept as a spreadsheet, to read."""

from __future__ import annotations

from decimal import Decimal

from saas.sheets.registry import Column, Row, Sheet, register
from saas.words import N_
from tenants import current, db

WHYS = (
    ("import", N_("导入的文件，上传满 7 天")), ("document", N_("标准的附件，没有标准再用它，满 2 天")),
    ("photo", N_("照片，没有检查或问题用到它，满 30 天")), ("file", N_("没有记录指向它，满 2 天")),
)  # fmt: skip
COLUMNS = (
    Column("name", N_("文件"), width=40), Column("kind", N_("原因"), kind="choice", choices=WHYS, width=34),
    Column("bytes", N_("大小"), kind="number", uom="B"), Column("since", N_("存入"), kind="moment"),
    Column("at", N_("清理"), kind="moment"),
)  # fmt: skip


async def export() -> list[Row]:
    rows = await db().fetch(
        "select at, kind, name, bytes, since from swept where tenant_id = $1 order by at desc, id desc", current()
    )
    return [dict(row) | {"name": row["name"].rsplit("/", 1)[-1], "bytes": Decimal(row["bytes"])} for row in rows]


register(Sheet("swept", N_("已清理的文件"), permit="job.read", columns=COLUMNS, export=export, back="/desk/swept"))
