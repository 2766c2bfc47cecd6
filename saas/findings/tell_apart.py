"""A leader says of two findings that look alike that they are not the same thing: they are proposed no more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import led
from saas.findings.merge import ENDED, KEPT
from saas.refusals import not_found
from tenants import current, db


async def tell_apart(finding: UUID, *, other: int, by: UUID, now: datetime) -> None:
    """Twice is once. A leader of both lines. Refused: 404 outside them, 409 when it does not wait."""
    await led(finding, by=by, now=now, states=("open", "acted"), otherwise=ENDED)
    beside: UUID | None = await db().fetchval(KEPT, current(), other, by, finding)
    if beside is None:
        raise not_found()
    new = await db().fetchval(
        """insert into findings_apart (tenant_id, one_id, other_id, membership_id, at)
           values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4, $5) on conflict do nothing returning true""",
        current(), finding, beside, by, now,
    )  # fmt: skip
    if new:
        await trail.record("apart", "finding", finding, by=by, now=now, why=str(other))
