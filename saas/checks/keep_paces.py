"""How long single points of a check took, as the phone told it: for the signals alone, and for two months."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.checks.sent import Sent
from saas.checks.versions import load_alone
from tenants import db, inside

LONGEST = 600  # a longer one was a break


async def keep_paces(check: UUID, sent: Sent, *, tenant: UUID, now: datetime) -> None:
    """After the check itself was received; twice is once. What belongs to no point of its version is left out."""
    told = {code: seconds for code, seconds in (sent.paces or {}).items() if 0 < seconds <= LONGEST}
    published = await load_alone(tenant, sent.version)
    places = {point["code"]: at for point, at in zip(published.points, published.positions, strict=True)}
    seconds = [0] * max(published.positions, default=0)
    for code in told.keys() & places.keys():
        seconds[places[code] - 1] = told[code]
    if not any(seconds):
        return
    async with inside(tenant):
        await db().execute(
            """insert into check_paces (tenant_id, check_id, seconds, received_at) values ($1, $2, $3, $4)
               on conflict do nothing""",
            tenant, check, seconds, now,
        )  # fmt: skip
