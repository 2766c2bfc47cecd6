"""Managed objects, read and written: what an ERP or a meter system knows better than we do."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read, write
from saas.objects.change_object import change_object
from saas.objects.given import PREFIX
from saas.objects.held import hold_active
from saas.org.given import Given
from saas.refusals import Problem, Refused
from saas.words import N_
from tenants import current, db

Text = dict[str, str]


class ApiKind(Struct, frozen=True):
    """A kind of objects with its typed attributes."""

    id: UUID
    code: str
    name: Text
    attributes: list[dict[str, Any]]


class ApiObject(Struct, frozen=True):
    """One managed object. `edition` goes up with every change and comes back with a write."""

    id: UUID
    kind: UUID
    code: str
    name: Text
    unit: UUID
    attributes: dict[str, Any]
    segment: str | None
    stage: str | None
    retired_on: date | None
    edition: int


class ObjectChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Attributes to be written, by code, as text as a person would type it; null empties one. Others stay as they are."""

    edition: Annotated[int, Meta(ge=0)]
    attributes: Annotated[dict[str, Annotated[str, Meta(max_length=2000)] | None], Meta(min_length=1, max_length=200)]


ROWS = """
select o.id, o.kind_id as kind, o.code, o.name, o.unit_id as unit, o.attributes, o.segment, o.stage, o.retired_on,
       (select coalesce(max(r.edition), 0) from revisions r
         where r.tenant_id = $1 and r.noun = 'object' and r.noun_id = o.id) as edition
  from objects o where o.tenant_id = $1"""


@read("/object-kinds", "read:objects", N_("对象类型"), answer=Listed[ApiKind], query=Paged)
async def kinds(call: Call) -> Listed[ApiKind]:
    rows = await db().fetch(
        """select id, code, name, attributes from object_kinds
            where tenant_id = $1 and retired_on is null and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiKind(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/objects", "read:objects", N_("管理对象"), answer=Listed[ApiObject], query=Paged)
async def objects(call: Call) -> Listed[ApiObject]:
    rows = await db().fetch(f"{ROWS} and o.id > $2 order by o.id limit $3", current(), *call.query.bounds)
    return paged([ApiObject(**row) for row in rows], call.query.limit, lambda row: row.id)


@write("POST", "/objects/{thing}/changes", "write:objects", N_("写入对象属性"), answer=ApiObject, body=ObjectChange)
async def change(call: Call, thing: UUID) -> ApiObject:
    """The same verb as the form: typed, judged, revised, and told to whoever saw an older edition."""
    held = await hold_active(thing)
    unknown = set(call.body.attributes) - {one.code for one in held.wanted}
    if unknown:
        raise Refused.all([Problem(f"attributes.{code}", N_("这类对象没有这个属性。")) for code in sorted(unknown)])
    given = {"code": held.code, "name_zh": held.name.get("zh", ""), "name_en": held.name.get("en", ""), "unit": held.unit_code}
    for one in held.wanted:
        kept = held.attributes.get(one.code)
        written = call.body.attributes.get(one.code, "" if kept is None else _typed(kept))
        given[PREFIX + one.code] = written or ""
    try:
        await change_object(thing, Given(given), call.body.edition, by=call.by, now=call.now, today=call.today)
    except Refused as refused:
        raise _placed(refused) from None
    return ApiObject(**await db().fetchrow(f"{ROWS} and o.id = $2", current(), thing))


def _typed(kept: Any) -> str:
    """A kept attribute as a person would type it."""
    return {True: "1", False: "0"}[kept] if isinstance(kept, bool) else str(kept)


def _placed(refused: Refused) -> Refused:
    """Faults stand at the names of the interface, not at those of the form."""
    refused.problems = [Problem(_place(each.field), each.message, each.params) for each in refused.problems]
    return refused


def _place(field: str) -> str:
    return f"attributes.{field.removeprefix(PREFIX)}" if field.startswith(PREFIX) else field
