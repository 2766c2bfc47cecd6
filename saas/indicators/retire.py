"""Take an indicator out of use, or back into use."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.indicators.gate import held
from tenants import current, db


async def retire(indicator: UUID, *, on: date | None, by: UUID, now: datetime) -> None:
    """`on` None: back into use. Refused: 404 no such indicator. Its versions and figures stay readable."""
    await held(indicator)
    await db().execute("update indicators set retired_on = $3 where tenant_id = $1 and id = $2", current(), indicator, on)
    await trail.record("retire" if on else "restore", "indicator", indicator, by=by, now=now)
