"""Save what a draft of an indicator says. Formulas may still be wrong; publishing is where they must hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.indicators.form import body_of
from saas.indicators.gate import open_draft, sound
from saas.indicators.told import told
from saas.revisions import revise
from tenants import current, db


async def edit_draft(indicator: UUID, body: dict[str, Any], *, seen: int, by: UUID, now: datetime) -> None:
    """Refused: 404 no such indicator, 409 without a draft or Stale, 422 where `body` is no indicator."""
    _, draft, before = await open_draft(indicator)
    made = sound(body)
    await revise("indicator_draft", draft, seen, told(made), by=by, now=now, before=told(sound(before)))
    await db().execute("update indicator_drafts set body = $3 where tenant_id = $1 and id = $2", current(), draft, body_of(made))
