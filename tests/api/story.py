"""A company lets another system in: a token, used once, and one write that may come twice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.api.admit import KNOWN
from saas.api.grant import grant
from saas.api.replay import replay
from saas.shield import token_hash
from tenants import current, db
from tests.cast import Firm


async def open_interface(firm: Firm, now: datetime) -> UUID:
    """The id of the token."""
    token = await grant("ERP", ["read:organisation"], 30, by=firm.admin.member, now=now)
    known = await db().fetchrow(KNOWN, current(), token_hash(token), now, now.replace(second=0, microsecond=0))

    async def nothing() -> bytes:
        return b"{}"

    await replay("1", b"{}", nothing, token=known["id"], now=now)
    return known["id"]
