"""Segments, stages, overlaps and plays of all kinds as spreadsheets, out and in: each row through the verb of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.objects import kind_reads, part_cells
from saas.objects.drop_part import drop_part
from saas.objects.keep_part import keep_part
from saas.objects.kind_sheets import CODE, NAMES, known
from saas.objects.rules import Data, attributes
from saas.org.given import Given
from saas.refusals import Problem, Refused
from saas.sheets.registry import Column, Row, register
from saas.sheets.small import Small
from saas.words import N_

OF = Column("of", N_("类型编码"), required=True, note=N_("哪一类对象的。"), width=14)
GONE = Column("gone", N_("删除"), kind="flag", note=N_("填“是”就删除；还有规则在用的不能删。"))
PLACE = Column("place", N_("顺序"), kind="number", note=N_("从上往下看，先符合的算数。不填就排在最后。"))
WHEN = (
    Column("when", N_("条件"), note=N_("每行一个，写成“属性编码 = 值、值”或“属性编码 ≥ 数”（= ≥ ≤ > <）。"), width=36),
    Column("join", N_("几个条件"), kind="choice", choices=(("all", N_("都要符合")), ("any", N_("符合一个就行")))),
)
LISTED = N_("写编码，用顿号隔开。")
STAGES = (
    Column("periods", N_("连续满足几个月才算"), kind="number"),
    Column("after", N_("只能接在这些阶段之后"), note=LISTED, width=20),
    Column("strategy_zh", N_("这个阶段的策略"), width=36), Column("strategy_en", N_("这个阶段的策略（英文）"), width=36),
)  # fmt: skip
OVERLAPS = (
    Column("same", N_("这些属性都相同"), required=True, note=LISTED, width=26),
    Column("stages", N_("只看这些阶段"), note=LISTED, width=20),
)
PLAYS = (
    Column("text_zh", N_("做什么"), width=40), Column("text_en", N_("做什么（英文）"), width=40),
    Column("segment", N_("分群"), note=N_("写编码，不填就是各群。")),
    Column("stage", N_("阶段"), note=N_("写编码，不填就是各阶段。")),
    Column("checklists", N_("检查表"), note=LISTED, width=20), Column("measures", N_("措施"), note=LISTED, width=20),
    Column("standards", N_("标准细节的编码"), note=LISTED, width=20),
)  # fmt: skip


@dataclass(frozen=True)
class Entries:
    """One part of every kind: what stands there, and one row of it written."""

    part: str

    async def rows(self) -> list[Row]:
        return [
            part_cells.told(self.part, kind["code"], n, one, _attributes(kind))
            for kind in await known() for n, one in enumerate(kind[self.part], 1)
        ]  # fmt: skip

    async def write(self, was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:
        """Every row writes an edition of its kind: the next one goes on from there."""
        kind = next((one for one in await known() if one["code"] == fields["of"]), None)
        if kind is None:
            raise Refused(422, N_("没有编码为 %(code)s 的类型。"), field="of", code=fields["of"])
        at = next((n for n, one in enumerate(kind[self.part]) if one["code"] == fields["code"]), None)
        if fields["gone"]:
            if was is None or at is None:
                raise Refused(422, N_("没有这一项，不用删除。"), field="gone")
            await drop_part(kind["id"], self.part, at, kind["edition"], by=by, now=now, today=today)
            return
        given = await self._given(kind, fields, today)

        def many(name: str) -> Sequence[str]:
            return part_cells.codes(fields.get(name, ""))

        try:
            await keep_part(kind["id"], self.part, at, given, many, by=by, now=now, today=today)
        except Refused as refused:
            raise _at_its_cell(refused) from refused

    async def _given(self, kind: Any, fields: dict[str, str], today: date) -> Given:
        """The row as the form of its page. Raises 422 where a code names nothing."""
        form, problems = part_cells.conditions(fields.get("when", ""), _attributes(kind))
        problems += part_cells.unknown(fields, await self._allowed(kind, today))
        if problems:
            raise Refused.all(problems)
        return Given(fields | form | {"edition": str(kind["edition"])})

    async def _allowed(self, kind: Any, today: date) -> dict[str, list[str]]:
        segments, stages = _codes(kind["segments"]), _codes(kind["stages"])
        if self.part != "playbook":
            return {"after": stages, "stages": stages, "same": _codes(kind["attributes"])}
        names = await kind_reads.nameable(today)
        return {"segment": segments, "stage": stages} | {key: [code for code, _ in names[key]] for key in names}


def _at_its_cell(refused: Refused) -> Refused:
    """Conditions have fields of their own in the form and one column in the sheet."""
    if not refused.problems or refused.status != 422:  # noqa: PLR2004
        return refused
    return Refused.all([_moved(one) for one in refused.problems])


def _moved(one: Problem) -> Problem:
    return replace(one, field="when") if one.field.startswith("c") and one.field.endswith("_value") else one


def _attributes(kind: Any) -> dict[str, Any]:
    return {one.code: one for one in attributes(kind["attributes"])}


def _codes(entries: Sequence[Data]) -> list[str]:
    return [one["code"] for one in entries]


def _list(part: str, key: str, title: str, columns: Sequence[Column]) -> None:
    entries = Entries(part)
    small = Small((OF, CODE, *columns, PLACE, GONE), entries.rows, entries.write, ("of", "code"))
    register(small.sheet(key, title, permit="object.edit", back="/kinds"))


_list("segments", "segments", N_("分群规则"), (*NAMES, *WHEN))
_list("stages", "stages", N_("生命周期阶段"), (*NAMES, *WHEN, *STAGES))
_list("overlaps", "overlap_rules", N_("重合规则"), (*NAMES, *OVERLAPS))
_list("playbook", "playbooks", N_("打法"), PLAYS)
