"""Take a model out of use, or back into use."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.models.gate import held
from tenants import current, db


async def retire(model: UUID, *, on: date | None, by: UUID, now: datetime) -> None:
    """`on` None: back into use. Refused: 404 no such model. Its versions and scenarios stay readable."""
    await held(model)
    await db().execute("update models set retired_on = $3 where tenant_id = $1 and id = $2", current(), model, on)
    await trail.record("retire" if on else "restore", "model", model, by=by, now=now)
