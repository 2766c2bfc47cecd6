"""Write down a side's figure of an item: the department's, finance's, the agreed one, or what was spent."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.indicators.budget import between
from saas.indicators.budget_gate import Speaker, held_item, may_speak, speaks
from saas.indicators.budget_reads import Item
from saas.refusals import Refused
from saas.values import ZERO
from saas.words import N_
from tenants import current, db

LONGEST = 500
INSERT = """
    insert into budget_figures (tenant_id, item_id, side, edition, value, basis, noted_at, noted_by)
    select $1, $2, $3, 1 + (select coalesce(max(f.edition), 0) from budget_figures f
                             where f.tenant_id = $1 and f.item_id = $2 and f.side = $3), $4, $5, $6, $7
    returning id"""


async def note_budget(item: UUID, side: str, value: Decimal, basis: str, *, who: Speaker, now: datetime) -> UUID:
    """The figure's id.

    Refused: 404 no such item, 403 for another side, 409 once both have signed (only what was spent is still written),
    422 for a figure below 0, an agreed one outside the two, one of a side without a basis.
    """
    book, found = await held_item(item)
    if value < ZERO:
        raise Refused(422, N_("金额不能小于 0。"), field="value")
    if side in ("department", "finance"):
        await speaks(who, side, book, found)
        if not basis.strip():
            raise Refused(422, N_("请写编制依据。"), field="basis")
    elif not (await may_speak(who, "department", book, found) or await may_speak(who, "finance", book, found)):
        raise Refused(403, N_("只有该部门和财务可以填写。"))
    _in_order(found, side, value)
    figure: UUID = await db().fetchval(INSERT, current(), item, side, value, basis[:LONGEST].strip(), now, who.member)
    await trail.record("note", "budget_item", item, by=who.member, now=now, side=side, value=str(value))
    return figure


def _in_order(item: Item, side: str, value: Decimal) -> None:
    if side == "actual":
        if not item.agreed:
            raise Refused(409, N_("两边都签了字，才能登记实际数。"))
        return
    if item.agreed:
        raise Refused(409, N_("两边都签了字，共识数不再改。"))
    if side == "agreed" and not between(item.line, value):
        raise Refused(422, N_("共识数在部门数和财务数之间，两边都填了才能写。"), field="value")
