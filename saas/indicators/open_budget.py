"""A new budget: its time, who speaks for finance, and its items, each with the department it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.refusals import Refused
from saas.values import HUNDRED, ZERO
from saas.words import N_
from tenants import current, db

LONGEST, MOST = 100, 500
BOOK = """
    insert into budget_books (tenant_id, name, first_day, last_day, uom, finance_unit_id, talk_from, outflow_limit, opened_at,
                              opened_by)
    select $1, $2, $3, $4, $5, u.id, $7, $8, $9, $10 from units u where u.tenant_id = $1 and u.id = $6
    on conflict (tenant_id, name) do nothing returning id"""
ITEMS = """
    insert into budget_items (tenant_id, book_id, name, flow, unit_id, position)
    select $1, $2, g.name, g.flow, u.id, g.n
      from unnest($3::text[], $4::text[], $5::text[]) with ordinality g (name, flow, unit, n)
      join units u on u.tenant_id = $1 and u.code = g.unit"""


@dataclass(frozen=True)
class Entry:
    """`flow`: out or in; `unit`: the code of the department."""

    name: str
    unit: str
    flow: str = "out"


@dataclass(frozen=True)
class Frame:
    """`talk_from`: percent from where on a difference is talked over; `outflow_limit`: percent the outflow may deviate."""

    name: str
    first: date
    last: date
    uom: str
    finance: UUID
    talk_from: Decimal = Decimal(5)
    outflow_limit: Decimal = Decimal(1)


async def open_budget(frame: Frame, entries: Sequence[Entry], *, by: UUID, now: datetime) -> UUID:
    """Refused 422 at name, last, items: no name or one in use, days out of order, an item twice or of no known unit."""
    if not frame.name.strip() or len(frame.name) > LONGEST:
        raise Refused(422, N_("请写名称，最多 100 个字。"), field="name")
    if frame.last < frame.first:
        raise Refused(422, N_("结束日期不能早于开始日期。"), field="last")
    if not (ZERO <= frame.talk_from <= HUNDRED and ZERO <= frame.outflow_limit <= HUNDRED):
        raise Refused(422, N_("百分比在 0 到 100 之间。"), field="talk_from")
    names = [entry.name for entry in entries]
    if not names or len(names) > MOST or len(set(names)) < len(names) or not all(names):
        raise Refused(422, N_("至少写一项，每项名称不重复。"), field="items")
    book: UUID | None = await db().fetchval(
        BOOK, current(), frame.name.strip(), frame.first, frame.last, frame.uom, frame.finance, frame.talk_from,
        frame.outflow_limit, now, by,
    )  # fmt: skip
    if book is None:
        raise Refused(422, N_("这个名称已经用了，或财务部门不存在。"), field="name")
    made = await db().execute(ITEMS, current(), book, names, [e.flow for e in entries], [e.unit for e in entries])
    if int(made.split()[-1]) != len(entries):
        raise Refused(422, N_("有的部门编码找不到。"), field="items")
    await trail.record("open", "budget", book, by=by, now=now, items=len(entries))
    return book
