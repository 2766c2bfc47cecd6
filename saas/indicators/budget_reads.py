"""What is asked of budgets: the list, and one with its items, figures, talks and signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.indicators.budget import Line
from tenants import current, db

LISTED = """
    select b.id, b.name, b.first_day, b.last_day, b.uom, u.name as finance,
           count(i.id) as items,
           count(i.id) filter (where (select count(*) from budget_signatures s
                                        where s.tenant_id = $1
                                          and s.figure_id = (select f.id from budget_figures f
                                                              where f.tenant_id = $1 and f.item_id = i.id and f.side = 'agreed'
                                                              order by f.edition desc limit 1)) = 2) as signed
      from budget_books b
      join units u on u.tenant_id = $1 and u.id = b.finance_unit_id
      left join budget_items i on i.tenant_id = $1 and i.book_id = b.id
     where b.tenant_id = $1 group by b.id, b.name, b.first_day, b.last_day, b.uom, u.name order by b.first_day desc, b.name"""
BOOK = """
    select b.id, b.name, b.first_day, b.last_day, b.uom, b.finance_unit_id, b.talk_from, b.outflow_limit, u.name as finance
      from budget_books b join units u on u.tenant_id = $1 and u.id = b.finance_unit_id
     where b.tenant_id = $1 and b.id = $2"""
ITEMS = """
    select i.id, i.book_id, i.name, i.flow, i.unit_id, u.name as unit,
           (select jsonb_object_agg(f.side, jsonb_build_object('id', f.id, 'value', f.value::text, 'basis', f.basis,
                                                                'by', m.name, 'at', f.noted_at))
              from budget_figures f join memberships m on m.tenant_id = $1 and m.id = f.noted_by
             where f.tenant_id = $1 and f.item_id = i.id
               and f.edition = (select max(g.edition) from budget_figures g
                                 where g.tenant_id = $1 and g.item_id = i.id and g.side = f.side)) as figures,
           (select jsonb_agg(jsonb_build_object('said', t.said, 'side', t.side, 'by', m.name, 'at', t.said_at)
                             order by t.said_at, t.id)
              from budget_talks t join memberships m on m.tenant_id = $1 and m.id = t.said_by
             where t.tenant_id = $1 and t.item_id = i.id) as talks,
           (select jsonb_agg(jsonb_build_object('side', s.side, 'figure', s.figure_id, 'by', m.name, 'who', s.signed_by,
                                                'at', s.signed_at))
              from budget_signatures s
              join budget_figures f on f.tenant_id = $1 and f.id = s.figure_id and f.item_id = i.id
              join memberships m on m.tenant_id = $1 and m.id = s.signed_by
             where s.tenant_id = $1) as signatures
      from budget_items i join units u on u.tenant_id = $1 and u.id = i.unit_id
     where i.tenant_id = $1 and i.book_id = $2 order by i.position, i.id"""
LINES = """
    select ancestor_id, unit_id from unit_lines where tenant_id = $1 and unit_id = any($2)"""
SIDES = ("department", "finance", "agreed", "actual")


@dataclass(frozen=True)
class Book:
    id: UUID
    name: str
    first_day: date
    last_day: date
    uom: str
    finance_unit_id: UUID
    talk_from: Decimal
    outflow_limit: Decimal
    finance: dict[str, str]


@dataclass(frozen=True)
class Item:
    """`figures`: side → its newest, with id, value, basis, by, at; `signatures`: side → who signed the agreed figure, at."""

    id: UUID
    book_id: UUID
    name: str
    flow: str
    unit_id: UUID
    unit: dict[str, str]
    figures: dict[str, dict[str, Any]]
    talks: list[dict[str, Any]]
    signatures: dict[str, dict[str, Any]]

    @property
    def line(self) -> Line:
        return Line(*(Decimal(self.figures[side]["value"]) if side in self.figures else None for side in SIDES))

    @property
    def agreed(self) -> bool:
        """Signed by both."""
        return len(self.signatures) == 2  # noqa: PLR2004  department and finance


async def listed() -> list[Any]:
    """Every budget, the newest first."""
    rows: list[Any] = await db().fetch(LISTED, current())
    return rows


async def book(budget: UUID) -> Book | None:
    row = await db().fetchrow(BOOK, current(), budget)
    return Book(**row) if row else None


async def items(budget: UUID) -> list[Item]:
    """In their order, with what each side said last."""
    return [_item(dict(row)) for row in await db().fetch(ITEMS, current(), budget)]


def _item(row: dict[str, Any]) -> Item:
    row["figures"] = {side: each | {"at": datetime.fromisoformat(each["at"])} for side, each in (row["figures"] or {}).items()}
    row["talks"] = [each | {"at": datetime.fromisoformat(each["at"])} for each in row["talks"] or []]
    stands = row["figures"].get("agreed", {}).get("id")
    signed = [each for each in row["signatures"] or [] if each["figure"] == stands]
    row["signatures"] = {each["side"]: each | {"at": datetime.fromisoformat(each["at"])} for each in signed}
    return Item(**row)
