"""Objects as spreadsheets, one list a kind: its attributes are the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from saas.calendar import business_date
from saas.objects import ground_sheet, kind_reads, known_rows, part_sheets  # noqa: F401 – registers territories and kinds
from saas.objects.kind_reads import Kind
from saas.objects.reads import named
from saas.objects.rows import PREFIX, cell, changes
from saas.objects.rules import Attribute
from saas.objects.scope import units_of
from saas.objects.take_rows import take_rows
from saas.sheets.reads import company
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, families
from saas.visit import Visit
from saas.words import N_
from tenants import current, db

FAMILY = "objects"
FRONT = (
    Column("code", N_("编码"), required=True, note=N_("认出同一个。没有的编码会新增。"), width=16),
    Column("name_zh", N_("中文名称"), width=24), Column("name_en", N_("英文名称"), width=24),
    Column("unit", N_("单元编码"), width=14),
)  # fmt: skip
GROUND = Column("territory", N_("区域编码"), width=14)
SORTED = {
    "segment": Column("segment", N_("分群"), told=True, width=16),
    "stage": Column("stage", N_("阶段"), told=True, width=16),
}
SAME = {"text": "text", "number": "number", "date": "date", "choice": "choice", "flag": "flag", "object": "text", "post": "text"}


async def of_kind(code: str) -> Sheet | None:
    """The list of one kind that is in use."""
    found = await kind_reads.by_code(code)
    if found is None:
        return None
    kind = await kind_reads.kind(found)
    divided = bool(await known_rows.grounds(kind))

    async def export(visit: Visit) -> list[Row]:
        return await _export(kind, visit)

    async def plan(rows: list[Row], today: date) -> list[Change]:
        return changes(rows, await known_rows.known(kind, today))

    async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
        _, zone = await company()
        today = business_date(now, zone)
        known = await known_rows.known(kind, today)
        await take_rows([one.target for one in changes], kind, known, by=by, now=now, today=today, progress=progress)
        return None

    async def offers() -> Mapping[str, Sequence[str]]:
        units = await db().fetch("select code from units where tenant_id = $1 and closed_on is null order by code", current())
        return {"unit": [row["code"] for row in units]} | (
            {"territory": sorted(await known_rows.grounds(kind))} if divided else {}
        )

    return Sheet(
        f"{FAMILY}-{code}", N_("管理对象"), permit="object.read", edit="object.edit", columns=_columns(kind, divided=divided),
        export=export, plan=plan, apply=apply, back=f"/objects?kind={code}", scoped=True, offers=offers,
    )  # fmt: skip


def _columns(kind: Kind, *, divided: bool) -> tuple[Column, ...]:
    sorted_ = [SORTED[name] for name, there in (("segment", kind.segments), ("stage", kind.stages)) if there]
    return (*FRONT, *((GROUND,) if divided else ()), *(_column(one) for one in kind.wanted), *sorted_)


def _column(one: Attribute) -> Column:
    """Both languages in its head: content of the company has no catalogue."""
    title = " / ".join(dict.fromkeys(one.name[language] for language in ("zh", "en") if one.name.get(language)))
    kind: str = SAME[one.kind]
    return Column(
        PREFIX + one.code, title, kind=kind, choices=tuple((one.options or {}).items()),  # type: ignore[arg-type]
        uom="yuan" if one.uom == "元" else one.uom, width=16,
    )  # fmt: skip


async def _export(kind: Kind, visit: Visit) -> list[Row]:
    """What this person may see of it."""
    mine = await db().fetch(
        """select distinct u.code from unit_lines l join units u on u.tenant_id = $1 and u.id = l.unit_id
            where l.tenant_id = $1 and l.ancestor_id = any ($2)""",
        current(), units_of(visit),
    )  # fmt: skip
    seen = {row["code"] for row in mine}
    return [_told(row, kind, visit.locale) for row in await known_rows.rows(kind.id, visit.today) if row["unit"] in seen]


def _told(row: Mapping[str, object], kind: Kind, locale: str) -> Row:
    one = known_rows.as_row(row, {wanted.code for wanted in kind.wanted})
    segment, stage = (named(parts, row[name]) or {} for parts, name in ((kind.segments, "segment"), (kind.stages, "stage")))  # type: ignore[arg-type]
    first = "en" if locale == "en" else "zh"
    return {
        "code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "unit": one.unit, "territory": one.territory,
        "segment": segment.get(first) or segment.get("zh"), "stage": stage.get(first) or stage.get("zh"),
    } | {PREFIX + wanted.code: cell(wanted, (one.attributes or {}).get(wanted.code)) for wanted in kind.wanted}  # fmt: skip


families[FAMILY] = of_kind
