"""Prove that an e-mail address is one's own: by the link that was sent to it."""

from __future__ import annotations

from datetime import datetime

from saas.refusals import Refused
from saas.shield import token_hash
from saas.words import N_
from tenants import db, lobby


async def prove(token: str, *, now: datetime) -> None:
    """From now on letters go to the address. Raises 410 for a link that was used, replaced or has expired."""
    async with lobby():
        person = await db().fetchval(
            "delete from mail_proofs where token_hash = $1 and expires_at > $2 returning person_id", token_hash(token), now
        )
        if person is None:
            raise Refused(410, N_("这个链接已经用过或过期。可以在“我的账号”里重新发送。"))
        await db().execute("update persons set mail_proven_at = coalesce(mail_proven_at, $2) where id = $1", person, now)
