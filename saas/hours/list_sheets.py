"""Shifts and rotations as spreadsheets, out and in: each row through the verb of the page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas.hours import reads
from saas.hours.set_rotation import set_rotation
from saas.hours.set_shift import set_shift
from saas.org.given import Given
from saas.sheets.registry import Column, Row, register
from saas.sheets.small import Small
from saas.words import N_

CODE = Column("code", N_("编码"), required=True, note=N_("认出同一个。没有的编码会新增。"), width=14)
NAMES = (Column("name_zh", N_("中文名称"), width=22), Column("name_en", N_("英文名称"), width=22))
TURNS = N_("第一个班组每天的班次编码，休息写“-”。四班三倒：D D E E N N - -")
SHIFTS = (
    CODE, *NAMES,
    Column("opens_at", N_("开始"), required=True, note=N_("如 08:00。"), width=10),
    Column("closes_at", N_("截止"), required=True, note=N_("截止早于开始，就是到次日；算在开始的那一天。"), width=10),
)  # fmt: skip
ROTATIONS = (
    CODE, *NAMES,
    Column("crews", N_("班组数"), kind="number", required=True),
    Column("turns", N_("一轮"), required=True, note=TURNS, width=30),
    Column("anchor", N_("第一天"), kind="date", required=True),
)  # fmt: skip


async def shifts() -> list[Row]:
    found, _ = await reads.shifts()
    return [
        _front(one) | {"opens_at": f"{one['opens_at']:%H:%M}", "closes_at": f"{one['closes_at']:%H:%M}"} for one in found
    ]  # fmt: skip


async def rotations() -> list[Row]:
    _, found = await reads.shifts()
    return [_front(one) | {"crews": Decimal(one["crews"]), "turns": _turns(one), "anchor": one["anchor"]} for one in found]


async def write_shift(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    times = {name: fields[name].zfill(5)[:5] for name in ("opens_at", "closes_at")}  # 8:00, and 08:00:00 of a program
    await set_shift(was["id"] if was else None, Given(fields | times), by=by, now=now)


async def write_rotation(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    await set_rotation(was["id"] if was else None, Given(fields), by=by, now=now)


def _turns(one: Row) -> str:
    return " ".join(turn or "-" for turn in one["turns"])


def _front(one: Row) -> Row:
    name = one["name"]
    return {"id": one["id"], "edition": one["edition"], "code": one["code"], "name_zh": name.get("zh"), "name_en": name.get("en")}


register(Small(SHIFTS, shifts, write_shift).sheet("shifts", N_("班次"), permit="hours.edit", back="/hours"))
register(Small(ROTATIONS, rotations, write_rotation).sheet("rotations", N_("轮班"), permit="hours.edit", back="/hours"))
