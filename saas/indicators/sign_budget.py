"""Sign the agreed figure of an item for one side; with both signatures it is a consensus."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.indicators.budget import between, to_talk
from saas.indicators.budget_gate import Speaker, held_item, speaks
from saas.refusals import Refused
from saas.values import ZERO
from saas.words import N_
from tenants import current, db

INSERT = """
    insert into budget_signatures (tenant_id, figure_id, side, signed_at, signed_by) values ($1, $2, $3, $4, $5)
    on conflict do nothing returning side"""


async def sign_budget(item: UUID, side: str, *, who: Speaker, now: datetime) -> None:
    """Refused: 404 no such item, 403 for another side, 409 without an agreed figure, signed already, or by one person for
    both; 409 too while a large difference was not talked over.
    """
    book, found = await held_item(item)
    await speaks(who, side, book, found)
    if "agreed" not in found.figures:
        raise Refused(409, N_("还没有共识数。先写共识数，再签字。"))
    if not between(found.line, found.line.agreed or ZERO):
        raise Refused(409, N_("共识数已不在两边的数之间，请重新写。"))
    if to_talk(found.line, book.talk_from) and not found.talks:
        raise Refused(409, N_("差额超过 %(percent)s%%，先商讨并留下记录。"), percent=f"{book.talk_from.normalize():f}")
    if any(each["who"] == str(who.member) for each in found.signatures.values()):
        raise Refused(409, N_("同一个人不能替两边签字。"))
    figure = UUID(found.figures["agreed"]["id"])
    if await db().fetchval(INSERT, current(), figure, side, now, who.member) is None:
        raise Refused(409, N_("这一边已经签过字。"))
    await trail.record("sign", "budget_item", item, by=who.member, now=now, side=side)
