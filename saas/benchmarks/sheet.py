"""Peers as a spreadsheet to read. The list is made with the rules: without ranking it has no places and no other unit's row."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from saas.benchmarks import reads, shown
from saas.benchmarks.rules import Standing, ranks
from saas.sheets.registry import Column, Row, Sheet, families
from saas.visit import Visit
from saas.words import N_, translator

COLUMNS = (
    Column("cycle", N_("考核周期")), Column("layer", N_("层级")), Column("code", N_("编码"), width=12),
    Column("unit", N_("单元"), width=24),
    Column("measure", N_("比什么"), width=20), Column("figure", N_("数值"), kind="number"),
    Column("mean", N_("同类平均"), kind="number"), Column("peers", N_("同类数"), kind="number"),
)  # fmt: skip
PLACE = Column("place", N_("名次"), kind="number")


async def peers(member: str) -> Sheet | None:
    """`benchmarks-units`; inside the open transaction, as the rules stand."""
    if member != "units":
        return None
    frame = await reads.frame()
    columns = (*COLUMNS, PLACE) if any(ranks(frame.rules, key) for key in frame.measures) else COLUMNS
    return Sheet(
        "benchmarks-units", N_("对标"), permit="benchmark.read", columns=columns, export=rows, scoped=True, back="/benchmarks"
    )


async def rows(visit: Visit) -> list[Row]:
    """Units in the reader's lines by every measure that has a figure."""
    frame, told = await reads.frame(), await reads.board(visit.leads())
    say = translator(visit.locale)
    found: list[Row] = []
    for measure in frame.measures.values():
        name = say(measure.name) if isinstance(measure.name, str) else measure.name
        rank = ranks(frame.rules, measure.key)
        for line in shown.lines(told, frame, measure):
            if measure.key in line.row.figures and line.standing is not None:
                row = _row(line, line.standing, name, line.row.figures[measure.key])
                found.append(row | {"place": line.standing.place_of(line.row.unit_id)} if rank else row)
    return found


def _row(line: shown.Line, told: Standing[UUID], name: str | dict[str, str], figure: Decimal) -> Row:
    return {
        "cycle": line.row.cycle, "layer": line.row.layer, "code": line.row.code, "unit": line.row.name, "measure": name,
        "figure": figure, "mean": told.mean, "peers": told.peers,
    }  # fmt: skip


families["benchmarks"] = peers
