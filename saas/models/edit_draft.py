"""Save what a draft of a model says. Formulas may still be wrong; publishing is where they must hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.models.form import body_of
from saas.models.gate import open_draft, sound
from saas.models.told import told
from saas.revisions import revise
from tenants import current, db


async def edit_draft(model: UUID, body: dict[str, Any], *, seen: int, by: UUID, now: datetime) -> None:
    """Refused: 404 no such model, 409 without a draft or Stale, 422 where `body` is no model."""
    _, draft, before = await open_draft(model)
    made = sound(body)
    await revise("model_draft", draft, seen, told(made), by=by, now=now, before=told(sound(before)))
    await db().execute("update model_drafts set body = $3 where tenant_id = $1 and id = $2", current(), draft, body_of(made))
