"""Take over objects from a spreadsheet: new ones, and what changed, some thousands at a time in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from saas import trail
from saas.objects.classify import classify
from saas.objects.held import told
from saas.objects.kind_reads import Kind
from saas.objects.rows import Known, ObjectRow, grounds_of
from saas.objects.tell import tell
from saas.refusals import Refused
from saas.sheets.registry import Progress
from saas.words import N_
from tenants import current, db

BATCH = 2_000
ADD = """
    insert into objects (tenant_id, kind_id, unit_id, code, name, attributes)
    select $1, $2, r.unit, r.code, r.name, r.attributes
      from jsonb_to_recordset($3) r (unit uuid, code text, name jsonb, attributes jsonb)"""
CHANGE = """
    update objects o set unit_id = r.unit, name = r.name, attributes = r.attributes
      from jsonb_to_recordset($3) r (unit uuid, code text, name jsonb, attributes jsonb)
     where o.tenant_id = $1 and o.kind_id = $2 and o.code = r.code"""
REVISE = """
    insert into revisions (tenant_id, noun_id, noun, edition, at, membership_id, after)
    select $1, o.id, 'object', r.edition + 1, $4, $5, r.after from jsonb_to_recordset($3) r (code text, edition int, after jsonb)
      join objects o on o.tenant_id = $1 and o.kind_id = $2 and o.code = r.code"""
# What lies elsewhere from today on gives up where it lay; what began today is simply put right.
LEAVE = """
    with moved as (
        select o.id, r.territory from jsonb_to_recordset($3) r (code text, territory text)
          join objects o on o.tenant_id = $1 and o.kind_id = $2 and o.code = r.code),
    young as (
        delete from object_grounds g using moved m where g.tenant_id = $1 and g.object_id = m.id and g.from_date >= $4)
    update object_grounds g set to_date = $4::date - 1 from moved m
     where g.tenant_id = $1 and g.object_id = m.id and g.from_date < $4 and (g.to_date is null or g.to_date >= $4)"""
LIE = """
    insert into object_grounds (tenant_id, object_id, territory_id, from_date, moved_by, moved_at)
    select $1, o.id, t.id, $4, $5, $6 from jsonb_to_recordset($3) r (code text, territory text)
      join objects o on o.tenant_id = $1 and o.kind_id = $2 and o.code = r.code
      join territories t on t.tenant_id = $1 and t.code = r.territory"""


async def take_rows(
    wanted: Sequence[ObjectRow], kind: Kind, known: Known, *, by: UUID, now: datetime, today: date, progress: Progress
) -> None:
    """Write rows that were planned against `known`; segments and stages follow once, at the end."""
    try:
        for at in range(0, len(wanted), BATCH):
            await _take(wanted[at : at + BATCH], kind, known, by, now, today)
            await progress(min(len(wanted), at + BATCH))
    except UniqueViolationError:
        raise Refused(409, N_("试算以后数据又有变动，什么都没有写入。请重新上传，看过新的试算再导入。")) from None
    await classify(kind.id, by=by, now=now, today=today)
    await tell("object_added", await _new(wanted, kind, known), now=now)
    await trail.record("import_objects", "object_kind", kind.id, by=by, now=now, rows=len(wanted))


async def _new(wanted: Sequence[ObjectRow], kind: Kind, known: Known) -> list[UUID]:
    codes = [one.code for one in wanted if one.code not in known.ids]
    rows = await db().fetch(
        "select id from objects where tenant_id = $1 and kind_id = $2 and code = any ($3) order by code",
        current(), kind.id, codes,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def _take(some: Sequence[ObjectRow], kind: Kind, known: Known, by: UUID, now: datetime, today: date) -> None:
    rows = {one.code: _row(one, known) for one in some}
    new = [row for code, row in rows.items() if code not in known.ids]
    old = [row for code, row in rows.items() if code in known.ids]
    await db().execute(ADD, current(), kind.id, new)
    await db().execute(CHANGE, current(), kind.id, old)
    told_ = [{"code": one.code, "edition": known.editions.get(one.code, 0), "after": _told(one, known)} for one in some]
    await db().execute(REVISE, current(), kind.id, told_, now, by)
    moved = [one for one in some if one.code not in known.rows or known.rows[one.code].territory != one.territory]
    await db().execute(LEAVE, current(), kind.id, [{"code": one.code} for one in moved], today)
    lies = [{"code": one.code, "territory": code} for one in moved for code in grounds_of(one.territory)]
    await db().execute(LIE, current(), kind.id, lies, today, by, now)


def _row(one: ObjectRow, known: Known) -> dict[str, Any]:
    name = {language: text for language, text in (("zh", one.name_zh), ("en", one.name_en)) if text}
    attributes = dict(known.untold.get(one.code, {})) | dict(one.attributes or {})
    return {"code": one.code, "unit": str(known.units[one.unit]), "name": name, "attributes": attributes}


def _told(one: ObjectRow, known: Known) -> dict[str, Any]:
    return told(one.code, {"zh": one.name_zh, "en": one.name_en}, one.unit, dict(one.attributes or {}), list(known.wanted))
