"""Sheets of labels: what was ordered, what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.objects.reads import CHOSEN, Filter, Kind
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
MOST = 500

CHOICE = f"select o.id from objects o where o.tenant_id = $1 {CHOSEN} order by o.code limit $8"  # noqa: S608


@dataclass(frozen=True)
class Labels:
    """state: waiting, ready, failed."""

    id: UUID
    state: str
    labels: int
    pages: int
    locale: str
    address: str
    path: str | None
    requested_at: datetime


@dataclass(frozen=True)
class Label:
    code: str
    name: Text
    unit: Text


async def labels(sheet: UUID, by: UUID | None) -> Labels:
    """One that `by` ordered; None asks for any. Raises 404."""
    row = await db().fetchrow(
        """select id, state, cardinality(objects) as labels, pages, locale, address, path, requested_at from label_sheets
            where tenant_id = $1 and id = $2 and ($3::uuid is null or requested_by = $3)""",
        current(), sheet, by,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return Labels(**dict(row))


async def chosen(kind: Kind, units: Sequence[UUID], asked: Filter) -> list[UUID]:
    """The objects of a filter, one more than fit on an order where there are too many."""
    rows = await db().fetch(CHOICE, current(), list(units), kind.id, *asked.arguments(), MOST + 1)
    return [row["id"] for row in rows]


async def told(sheet: UUID) -> list[Label]:
    """What stands on the labels, by code."""
    rows: list[Any] = await db().fetch(
        """select o.code, o.name, u.name as unit from label_sheets s
             join objects o on o.tenant_id = $1 and o.id = any (s.objects)
             join units u on u.tenant_id = $1 and u.id = o.unit_id
            where s.tenant_id = $1 and s.id = $2 order by o.code""",
        current(), sheet,
    )  # fmt: skip
    return [Label(row["code"], row["name"], row["unit"]) for row in rows]


async def company_name() -> str:
    name: str = await db().fetchval("select name from tenants where id = $1", current())
    return name
