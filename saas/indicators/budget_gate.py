"""What the verbs of a budget share: its item held against others, and for whom somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from saas.indicators import budget_reads as reads
from saas.indicators.budget_reads import Book, Item
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

IN_LINE = """
    select exists (select from unit_lines where tenant_id = $1 and ancestor_id = $2 and unit_id = any($3))"""


@dataclass(frozen=True)
class Speaker:
    """`units`: of the posts held and of the lines led."""

    member: UUID
    units: Sequence[UUID]


async def held_item(item: UUID) -> tuple[Book, Item]:
    """The item and its budget, locked until the end of the transaction. Refused: 404 no such item."""
    book_id = await db().fetchval("select book_id from budget_items where tenant_id = $1 and id = $2 for update", current(), item)
    if book_id is None:
        raise not_found()
    book = await reads.book(book_id)
    found = next((each for each in await reads.items(book_id) if each.id == item), None)
    if book is None or found is None:
        raise not_found()
    return book, found


async def may_speak(who: Speaker, side: str, book: Book, item: Item) -> bool:
    """Finance by a post in its unit or below; the department likewise, but never for what is finance's as well."""
    unit = book.finance_unit_id if side == "finance" else item.unit_id
    return bool(await db().fetchval(IN_LINE, current(), unit, list(who.units)))


async def speaks(who: Speaker, side: str, book: Book, item: Item) -> None:
    """Refused 403 where somebody speaks for neither side that is asked."""
    if not await may_speak(who, side, book, item):
        word = N_("这一栏由财务填写。") if side == "finance" else N_("这一栏由该部门填写。")
        raise Refused(403, word)
